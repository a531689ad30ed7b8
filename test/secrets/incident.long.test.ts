import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { heldByThree } from './held-by-three.js';
import { keptFiles } from './kept-files.js';
import { watchCloud } from './watched-cloud.js';
import { type WatchedRunOptions, watchProgram } from './watched-program.js';

// Inspecting kubeconfigs, plug-ins, leaks and removing access: what handles most keys shows the least of them.

const placesForKeys = [
  /^\.kube\/config$/,
  /^\.local\/state\/ackring\/kubeconfig-backups\/[^/]+\/\d+\.kubeconfig$/,
  /^\.local\/state\/ackring\/exec[^/]*\/.+\.json$/,
];

test('inspecting, serving kubectl, searching leaks and revoking show no key unless requested', async (t) => {
  const emulator = await startEmulator({ scenario: heldByThree });
  t.teardown(() => emulator.stop());
  const cloud = watchCloud(emulator, 'ops');
  const program = await watchProgram(t, emulator, { trusted: 'ackring' });
  const run = async (args: readonly string[], code: number | null, options?: WatchedRunOptions) => {
    const ran = await program.run(args, options);
    if (code !== null) t.is(ran.code, code, `ackring ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran;
  };
  await run(['get', 'prod', '--long-term', '--context', 'mine'], 0);
  await run(['get', 'stage', '--exec', '--json'], null);
  const stdin = await readFile(program.kubeconfig, 'utf8');
  await writeFile(join(program.home, 'leaked.yaml'), stdin, { mode: 0o600 });
  const { uid = '' } = emulator.identities['gone'] ?? {};

  const shown = await run(['inspect', 'mine', '--show', 'key'], 0, { printsKey: true });
  t.not(cloud.marks().foundIn(shown.stdout).length, 0);
  const stage = emulator.world.clusters.named('stage');
  const plugin = ['exec-credential', '--cluster', stage?.id ?? '', '--region', stage?.region ?? ''];
  const info = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: {} };
  const handed = await run(plugin, 0, {
    printsKey: true,
    environment: { KUBERNETES_EXEC_INFO: JSON.stringify(info) },
  });
  t.not(cloud.marks().foundIn(handed.stdout).length, 0);
  await run([...plugin, '--duration', 'long'], 2);
  const reading = [
    ['inspect', 'mine'],
    ['inspect', 'mine', '--json'],
    ['inspect', 'mine', '--show', 'certificate'],
    ['inspect', '-', '--json'],
    ['renew', '--all', '--dry-run', '--json'],
    ['expiry', '--json'],
    ['expiry', '--check'],
    ['expiry', '--ics', 'expiry.ics', '--prometheus', 'expiry.prom', '--html', 'expiry.html'],
    ['expiry', '--markdown'],
    ['access', '--json'],
    ['access', '--orphans'],
    ['clean', '--user', uid, '--json'],
    ['revoke', 'prod'],
    ['san', 'prod', '--json'],
    ['ssh', 'prod', '--json'],
    ['leak', 'leaked.yaml'],
    ['leak', '-', '--json'],
    ['rotate', 'simulate', '--json'],
    ['policy'],
    ['doctor'],
    ['doctor', '--json'],
  ];
  for (const args of reading) await run(args, null, { stdin });
  await run(['renew', 'mine', '--json'], 0);
  await run(['clean', '--user', uid, '--confirm', uid, '--yes'], null);
  await run(['revoke', 'prod', '--confirm', 'prod', '--json'], null);
  t.is(emulator.requests.count('RevokeK8sClusterKubeConfig'), 1);
  await run(['history', '--check'], null);
  await run(['verify', '--all', '--json'], null);

  const marks = cloud.marks();
  showsNoSecret(t, marks, [...(await program.told()), ...cloud.told()]);
  const notOurs = ['leaked.yaml', 'spawns.jsonl'];
  const files = (await keptFiles(program.home)).filter(({ path }) => !notOurs.includes(path));
  const holding = keptOnlyIn(t, marks, { files, places: placesForKeys });
  t.true(
    placesForKeys.every((place) => holding.some((path) => place.test(path))),
    holding.join(' '),
  );
});
