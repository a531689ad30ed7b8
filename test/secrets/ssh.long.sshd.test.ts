import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { startMaster } from '../command-line/sshd.js';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { watchCloud } from './watched-cloud.js';
import { watchProgram } from './watched-program.js';

// A master's kubeconfig is an administrator's: it goes into the user's file, and nowhere else.

const scenario = {
  clusters: [{ name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } }],
} as const;

test('a key that comes over ssh is shown to nobody, and no key of ours is sent there', async (t) => {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator);
  const issued = await program.run(['get', 'own', '--long-term', '--stdout'], { printsKey: true });
  // What a master may print besides contains the key too.
  const [key = ''] = /client-key-data: \S+/.exec(issued.stdout) ?? [];
  t.not(cloud.marks().foundIn(key).length, 0);
  const { root, path } = await startMaster(t, program.home, { greeting: `echo '${key}'; echo '${key}' >&2` });
  const place = join(root, 'etc', 'kubernetes');
  await mkdir(place, { recursive: true });
  const environment = { ...cloud.session, PATH: path };
  for (const [text, code] of [
    [issued.stdout, 0],
    [`users: [{user: {${key}, token: "}}]`, 6],
    [issued.stdout.replace('client-certificate-data', 'client-certificate'), 6],
  ] as const) {
    await writeFile(join(place, 'kube.conf'), text, { mode: 0o600 });
    for (const args of [
      ['ssh', 'own', 'master', '--json'],
      ['ssh', 'own', 'master'],
    ]) {
      t.is((await program.run(args, { environment })).code, code);
    }
  }
  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  const files = await keptFiles(program.home);
  const login = files.filter(({ path: name }) => name === 'login-environment');
  t.is(login.length, 1);
  showsNoSecret(
    t,
    marks,
    login.map(({ path: where, text }) => ({ where, text })),
  );
  keptOnlyIn(t, marks, {
    // The master itself, and the script that stands in for it.
    files: files.filter(({ path: name }) => !/^(master\/|login\.sh$)/.test(name)),
    places: [/^\.kube\/config$/, /^\.local\/state\/ackring\/kubeconfig-backups\/[^/]+\/\d+\.kubeconfig$/],
  });
});
