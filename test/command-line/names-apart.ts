import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import { randomFrom } from '@ackring/testkit/random';
import type { ExecutionContext } from 'ava';
import { cronJobRotation } from './cron-job-world.js';
import { oneAddress } from './one-address.js';
import { createAckring } from './run-ackring.js';

const region = 'ap-northeast-1';
export const profiles = ['p0', 'p1'] as const;

/** What a command that takes a cluster is typed as, and what it asks of that cluster's account alone. */
interface Row {
  /** `typed` as the cluster, `full` where it confirms. */
  readonly words: (typed: string, full: string) => readonly string[];
  /** The calls that only the account with the cluster may get. */
  readonly operation: string;
  readonly exit?: number;
  /** The account root's profiles. */
  readonly isForRoot?: true;
}

export const mei = ['--user', 'mei', '--confirm', 'mei'];

/** Those that take a cluster: each reads or changes something else of the cloud. */
export const rows = {
  get: { words: (typed) => ['get', typed, '--stdout'], operation: 'DescribeClusterUserKubeconfig' },
  shell: { words: (typed) => ['shell', typed, '--', 'true'], operation: 'DescribeClusterUserKubeconfig' },
  usage: { words: (typed) => ['usage', typed], operation: 'DescribeClusterDetail', exit: 1 },
  ssh: { words: (typed) => ['ssh', typed, 'root@127.0.0.1'], operation: 'DescribeClusterDetail', exit: 2 },
  'cronjob files': {
    words: (typed) => ['cronjob', 'files', typed, '--config', 'ROTATION', '--dry-run'],
    operation: 'DescribeClusterDetail',
  },
  san: {
    words: (typed, full) => ['san', typed, '--name', 'api.example.com', '--confirm', full],
    operation: 'ModifyCluster',
  },
  'access grant': {
    words: (typed) => ['access', 'grant', 'mei', '--cluster', typed, '--role', 'dev', '--confirm', 'mei'],
    operation: 'UpdateUserPermissions',
  },
  'access request': {
    words: (typed) => ['access', 'request', 'dev', typed, '--for', '2h', '--reason', 'INC-1'],
    operation: 'ListClusterKubeconfigStates',
  },
  'access withdraw': {
    words: (typed) => [
      'access',
      'withdraw',
      'mei',
      '--cluster',
      typed,
      '--role',
      'admin',
      '--confirm',
      'mei',
    ],
    operation: 'UpdateUserPermissions',
  },
  'access unbind': {
    words: (typed) => ['access', 'unbind', '--cluster', typed, ...mei],
    operation: 'DescribeClusterDetail',
    exit: 6,
  },
  life: {
    words: (typed, full) => ['life', typed, '--user', 'mei', '--for', '30d', '--confirm', full],
    operation: 'UpdateK8sClusterUserConfigExpire',
    isForRoot: true,
  },
  migrate: {
    words: (typed) => ['migrate', '--user', 'mei', '--cluster', typed, '--dry-run'],
    operation: 'GetClusterAddonInstance',
  },
  revoke: {
    words: (typed, full) => ['revoke', typed, '--confirm', full],
    operation: 'RevokeK8sClusterKubeConfig',
  },
  clean: {
    words: (typed) => ['clean', '--cluster', typed, ...mei, '--force', '--confirm-force', 'mei'],
    operation: 'CleanClusterUserPermissions',
  },
} satisfies Readonly<Record<string, Row>>;

/** Two accounts that have `prod`, with one id, and each one cluster whose name is no other's. */
export async function accountsOf(t: ExecutionContext, seed: number) {
  const random = randomFrom(seed);
  const clouds = await Promise.all(
    profiles.map((_, at) => {
      const holders = { ops: { daysLeft: 900, owner: true }, mei: { daysLeft: 900, lastSeenDaysAgo: 40 } };
      const addons = ['ack-ram-authenticator'];
      const clusters = random
        .shuffled(['prod', `own${at}`])
        .map((name) => ({ name, region, holders, auditLog: false, rrsa: true, addons }));
      return startEmulator({
        scenario: { account: `account ${at}`, identities: [{ name: 'mei' }], clusters },
      });
    }),
  );
  t.teardown(() => Promise.all(clouds.map((cloud) => cloud.stop())));
  const ackring = await createAckring(t, null);
  const keys = clouds.flatMap(({ identities }, at) =>
    (['ops', 'root'] as const).map((who) => {
      const { accessKeyId, accessKeySecret } = identities[who] ?? {};
      const name = `${who === 'root' ? 'r' : 'p'}${at}`;
      return { name, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
    }),
  );
  await mkdir(join(ackring.home, '.aliyun'));
  await writeFile(
    join(ackring.home, '.aliyun/config.json'),
    JSON.stringify({ current: 'p0', profiles: keys }),
  );
  const rotation = join(ackring.home, 'rotation.yaml');
  await writeFile(rotation, cronJobRotation);
  const environment = await oneAddress(t, clouds);
  const run = (words: readonly string[]) =>
    ackring.runHere(
      words.map((word) => (word === 'ROTATION' ? rotation : word)),
      { environment },
    );
  return { clouds, run };
}

/** The command finds a name in the account that has it, acts there alone, and refuses one that both have. */
export async function holdNameApart(
  t: ExecutionContext,
  { words, operation, exit = 0, isForRoot }: Row,
): Promise<void> {
  const { clouds, run } = await accountsOf(t, 1);
  const names = isForRoot ? ['r0', 'r1'] : profiles;
  const chosen = ['--profile', names.join(',')];
  const asked = () => clouds.map(({ requests }) => requests.count(operation));
  const at = async (typed: string, own: number) => {
    const before = asked();
    const name = typed.replace(/^.*\//, '');
    const done = await run([...chosen, ...words(typed, `${names[own]}/${region}/${name}`)]);
    t.is(done.code, exit, `${typed}\n${done.stdout}${done.stderr}`);
    const more = asked().map((count, index) => count - (before[index] ?? 0));
    t.true((more[own] ?? 0) > 0, `${typed}: ${more}\n${done.stderr}`);
    t.is(more[1 - own], 0, typed);
  };
  for (const own of [0, 1]) await at(`own${own}`, own);
  const before = asked();
  const both = names.map((profile) => `${profile}/${region}/prod`);
  const refused = await run([...chosen, ...words('prod', 'prod')]);
  t.is(refused.code, 3, refused.stderr);
  for (const place of both) t.true(refused.stderr.includes(place), refused.stderr);
  t.deepEqual(asked(), before);
  for (const [own, place] of both.entries()) await at(place, own);
}
