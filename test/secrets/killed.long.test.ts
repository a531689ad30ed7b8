import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import { keptOnlyIn, showsNoSecret } from './expectations.js';
import { keptFiles } from './kept-files.js';
import { createMarks } from './marks.js';
import { type WatchedProgram, watchProgram } from './watched-program.js';

// Killed before any of its changes to the file system, a command leaves keys only beside their destination, private,
// and its next run leaves none but where they belong.

const scenario = { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] } as const;

interface Work {
  readonly args: readonly string[];
  /** Where its keys belong. */
  readonly places: readonly RegExp[];
  /** Possible names of unfinished copies. */
  readonly drafts: readonly RegExp[];
}

const backups = /^\.local\/state\/ackring\/kubeconfig-backups\/[^/]+\/\d+\.kubeconfig$/;
const info = { apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', spec: {} };

const works: Readonly<Record<string, (clusterId: string) => Work>> = {
  'a merge': () => ({
    args: ['get', 'prod', '--no-verify'],
    places: [/^\.kube\/config$/, backups],
    drafts: [/^\.kube\/\.config\.ackring-\d+-[a-z0-9]+\.new$/],
  }),
  'a credential for kubectl': (clusterId) => ({
    args: ['exec-credential', '--cluster', clusterId, '--region', 'ap-northeast-1'],
    places: [/^\.local\/state\/ackring\/exec-credentials\/[0-9a-f]+(\.[0-9a-f]+)?\.json$/],
    drafts: [/^\.local\/state\/ackring\/exec-credentials\/\.[^/]+\.ackring-\d+-[a-z0-9]+\.new$/],
  }),
  'a shell': () => ({
    args: ['shell', 'prod', '--', 'true'],
    places: [],
    drafts: [/^\.local\/state\/ackring\/sessions\/[0-9a-f]+\/kubeconfig$/],
  }),
  'a read-only shell': () => ({
    args: ['shell', 'prod', '--read-only', '--', 'true'],
    places: [],
    drafts: [],
  }),
};

for (const [what, workOn] of Object.entries(works)) {
  test(`${what}, killed anywhere, leaves no key astray`, async (t) => {
    t.timeout(1_200_000);
    const emulator = await startEmulator({ scenario });
    t.teardown(() => emulator.stop());
    const program = await watchProgram(t, emulator);
    const { args, places, drafts } = workOn(emulator.world.clusters.named('prod')?.id ?? '');
    const environment = { KUBERNETES_EXEC_INFO: JSON.stringify(info) };
    // The many keys fetched here would take long to distinguish.
    const anyKey = createMarks();
    anyKey.addEveryKey();
    let kills = 0;
    for (let at = 1; await isKilledAt(t, program, { args, at, environment }); at += 1) {
      kills += 1;
      keptOnlyIn(t, anyKey, { files: await filesOf(program), places: [...places, ...drafts] });
    }
    t.true(kills > 5, `${kills}`);
    t.is((await program.run(args, { environment, printsKey: true })).code, 0);
    showsNoSecret(t, anyKey, await program.told());
    keptOnlyIn(t, anyKey, { files: await filesOf(program), places });
  });
}

const killSwitch = new URL('./kill-switch.js', import.meta.url).href;

async function isKilledAt(
  t: ExecutionContext,
  program: WatchedProgram,
  { args, at, environment }: { args: readonly string[]; at: number; environment: Record<string, string> },
): Promise<boolean> {
  const changes = join(program.home, 'changes');
  await writeFile(changes, '');
  const ran = await program.run(args, {
    printsKey: true,
    environment: {
      ...environment,
      NODE_OPTIONS: `${program.environment['NODE_OPTIONS']} --import=${killSwitch}`,
      ACKRING_TEST_KILL_AT: String(at),
      ACKRING_TEST_CHANGES: changes,
    },
  });
  const reached = (await readFile(changes, 'utf8')).split('\n').length - 1;
  if (reached >= at) {
    t.is(ran.code, null, `killed at ${at}`);
    return true;
  }
  t.is(ran.code, 0, ran.stderr);
  return false;
}

async function filesOf({ home }: WatchedProgram) {
  return (await keptFiles(home)).filter(({ path }) => path !== 'changes' && path !== 'spawns.jsonl');
}
