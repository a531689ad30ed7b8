import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shell } from '@ackring/core/words';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { createAckring } from './run-ackring.js';

// A kubeconfig may name any program, and any file for any server: it depends on who wrote it.

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({ scenario: { clusters: [{ name: 'prod' }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { home } = ackring;
  const ran = join(home, 'ran');
  await writeFile(join(home, 'plugin'), `#!/bin/sh\nenv > '${ran}'\nexit 3\n`, { mode: 0o755 });
  await writeFile(join(home, 'private'), 'a-secret-of-this-machine', { mode: 0o600 });
  const issued = await ackring.run(['get', 'prod', '--stdout', '--quiet']);
  const handed = async (name: string, user: string) => {
    const text = issued.stdout.replace(/client-certificate-data: .*\n.*client-key-data: .*/, user);
    t.not(text, issued.stdout);
    const file = join(home, name);
    await writeFile(file, text);
    return file;
  };
  const exec = `exec: {apiVersion: client.authentication.k8s.io/v1, command: ${home}/plugin, interactiveMode: Never}`;
  return {
    ackring,
    ran: () => readFile(ran, 'utf8').catch(() => null),
    runs: await handed('runs.yaml', exec),
    sends: await handed('sends.yaml', `tokenFile: ${home}/private`),
  };
}

type World = Awaited<ReturnType<typeof world>>;

async function verdict(
  { ackring }: World,
  args: readonly string[],
): Promise<{ cause: string; remedy: string }> {
  const run = await ackring.run(['verify', '--json', ...args]);
  const [first] = run.json() as { cause: string; remedy: string }[];
  if (first === undefined) throw new Error(run.stderr);
  return first;
}

test('a foreign file runs nothing and sends nothing, and the error says how to allow it', async (t) => {
  const { runs, sends, ran, ...rest } = await world(t);
  for (const file of [runs, sends]) {
    const { cause, remedy } = await verdict({ runs, sends, ran, ...rest }, ['--kubeconfig', file]);
    t.is(cause, 'untrusted');
    t.true(remedy.includes(shell`--kubeconfig ${file} --trust`), remedy);
  }
  t.is(await ran(), null);
});

test('of contexts with one name in several files each is told with its file', async (t) => {
  const { ackring, runs } = await world(t);
  const folder = join(ackring.home, 'ci');
  const names = ['a.yaml', 'b.yaml'];
  await mkdir(folder);
  for (const name of names) await copyFile(runs, join(folder, name));
  const verify = ['verify', '--all', '--kubeconfig', folder];
  const read = (await ackring.run([...verify, '--json'])).json() as { file: string }[];
  t.deepEqual(
    read.map(({ file }) => file),
    names.map((name) => join(folder, name)),
  );
  const { stdout } = await ackring.run(verify);
  for (const name of names) {
    t.regex(
      stdout,
      new RegExp(`^✕ \\S+ \\(.*ci/${name}\\): .*\\n.*--kubeconfig .+ci/${name}'? --trust`, 'm'),
    );
  }
});

test("once trusted by the user it does, without the cloud's keys", async (t) => {
  const place = await world(t);
  t.is((await verdict(place, ['--kubeconfig', place.runs, '--trust'])).cause, 'execPluginFailed');
  const environment = (await place.ran()) ?? '';
  t.regex(environment, /^KUBERNETES_EXEC_INFO=/m);
  t.notRegex(environment, /ACCESS_KEY/);
  t.is((await verdict(place, ['--kubeconfig', place.sends, '--trust'])).cause, 'unauthorized');
});

test("the user's own file is treated as kubectl treats it", async (t) => {
  const place = await world(t);
  const { kubeconfig } = place.ackring;
  await mkdir(join(kubeconfig, '..'));
  await writeFile(kubeconfig, await readFile(place.runs));
  t.is((await verdict(place, [])).cause, 'execPluginFailed');
  t.regex((await place.ran()) ?? '', /^ALIBABA_CLOUD_ACCESS_KEY_SECRET=/m);
});
