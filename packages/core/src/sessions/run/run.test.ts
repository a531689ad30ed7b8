import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { JournalDraft } from '../../journal/journal.js';
import { AckringError } from '../../words/errors.js';
import { toText } from '../../words/say.js';
import type { ClusterSession, JournalledPorts } from '../session/session.js';
import { isDone, type RunEvent, type RunningWorld, type RunRequest, runOver } from './run.js';

// What is asked and recorded before a command runs in many clusters; what it does there is played on the command line.

const clusters = ['a', 'b'].map((id) => specimenCluster({ id, name: id, region: 'cn-hangzhou' }));

function asked(words: RunRequest['words'], confirm: number | null): RunRequest {
  return { clusters, words, confirm, access: 'auto', durationMinutes: 15, concurrency: 2, keepsOutput: true };
}

/** Nobody gets a certificate. */
function portsOf({ isReadOnly = false, environment = {} } = {}) {
  const records: JournalDraft[] = [];
  const ports = {
    journal: { record: async (draft: JournalDraft) => void records.push(draft) },
    isReadOnly: async () => isReadOnly,
    environment,
    get ack(): never {
      throw new AckringError('Forbidden', 'not yours', { remedy: 'ask' });
    },
  };
  return { records, ports: ports as unknown as JournalledPorts };
}

const { signal } = new AbortController();
const reading = ['kubectl', 'get', 'pods'] as const;
const changing = ['kubectl', 'delete', 'pod', 'x'] as const;

test('what is known to read needs no number, and is not recorded', async (t) => {
  const { ports, records } = portsOf({ isReadOnly: true });
  const outcomes = await runOver(asked([...reading], null), ports, { signal });
  t.deepEqual(
    outcomes.map(({ cluster, error }) => [cluster.id, error !== null]),
    [
      ['a', true],
      ['b', true],
    ],
  );
  t.deepEqual(records, []);
});

for (const [confirm, why] of [
  [null, /needs the number of clusters/],
  [1, /another number was given/],
] as const)
  test(`what may change something is refused with ${confirm} for two clusters`, async (t) => {
    const { ports, records } = portsOf();
    const error = await t.throwsAsync(runOver(asked([...changing], confirm), ports, { signal }), {
      code: 'ConfirmationMissing',
      message: why,
    });
    t.deepEqual(error instanceof AckringError && error.problems.map(String), [
      'a (cn-hangzhou)',
      'b (cn-hangzhou)',
    ]);
    t.deepEqual(records, []);
  });

test('with their number it is recorded, before and after, without what may be secret', async (t) => {
  const { ports, records } = portsOf();
  await runOver(asked([...changing], 2), ports, { signal });
  t.deepEqual(
    records.map(({ phase, details }) => [phase, details]),
    [
      ['started', { clusters: 'a b' }],
      ['failed', { clusters: 2, failed: 2, failedIn: 'a b' }],
    ],
  );
  t.notRegex(JSON.stringify(records), /pod|"x"/);
});

for (const [words, told] of [
  [['/usr/bin/kubectl', 'delete', 'pod'], 'kubectl delete in 2 clusters'],
  [['kubectl', '--token=x'], 'kubectl in 2 clusters'],
  [['helm', 'delete'], 'helm in 2 clusters'],
] as const)
  test(`${words.join(' ')} is recorded as ${told}`, async (t) => {
    const { ports, records } = portsOf();
    await runOver(asked([...words], 2), ports, { signal });
    t.deepEqual(
      records.map(({ summary }) => (typeof summary === 'string' ? summary : toText(summary))),
      [told, told],
    );
  });

test('read-only refuses it whatever was confirmed', async (t) => {
  const { ports, records } = portsOf({ isReadOnly: true });
  await t.throwsAsync(runOver(asked([...changing], 2), ports, { signal }), { code: 'ReadOnly' });
  t.deepEqual(records, []);
});

/** Each cluster is reached, and what is run there is this machine's own Node. */
function reached(opened: string[] = [], requests: unknown[] = []): RunningWorld {
  return {
    refuseWhenReadOnly: async () => undefined,
    openSession: async (request) => {
      opened.push(request.cluster.id);
      requests.push(request);
      const session: Partial<ClusterSession> = {
        environment: {},
        refused: () => [],
        close: async () => undefined,
      };
      return session as ClusterSession;
    },
  };
}

const node = (script: string, change: Partial<RunRequest> = {}): RunRequest => ({
  ...asked([process.execPath, '-e', script], 1),
  clusters: clusters.slice(0, 1),
  ...change,
});

for (const [code, phase, failed] of [
  [0, 'done', 0],
  [3, 'failed', 1],
] as const)
  test(`a command that ends with ${code} is recorded as ${phase}, without an error of ours`, async (t) => {
    const { ports, records } = portsOf();
    const worldOf = () => reached();
    const outcomes = await runOver(node(`process.exit(${code})`), ports, { signal, worldOf });
    t.deepEqual(
      outcomes.map(({ exit, error }) => [exit, error]),
      [[code, null]],
    );
    t.like(records.at(-1), { phase, details: { clusters: 1, failed } });
  });

test('in each cluster a session of the whole cluster is opened, as it was asked for', async (t) => {
  const { ports } = portsOf();
  const requests: unknown[] = [];
  const worldOf = () => reached([], requests);
  await runOver(node('', { clusters, confirm: 2, concurrency: 1 }), ports, { signal, worldOf });
  t.deepEqual(
    requests,
    clusters.map((cluster) => ({
      ...{ cluster, access: 'auto', durationMinutes: 15 },
      ...{ namespace: null, isReadOnly: false, withSecrets: false },
    })),
  );
});

test('for one that is not there nobody gets a certificate, and it is not done', async (t) => {
  const { ports, records } = portsOf({ environment: { PATH: '/proc/nowhere' } });
  const missing = { ...node(''), words: ['at-all'] } as const;
  const opened: string[] = [];
  const [outcome] = await runOver(missing, ports, { signal, worldOf: () => reached(opened) });
  t.deepEqual(opened, []);
  t.like(outcome, { exit: null, error: { code: 'FileNotFound' } });
  t.like(records.at(-1), { phase: 'failed' });
});

test('what was cut off is not done even where its program says so', (t) => {
  const error = new AckringError('Cancelled', 'stopped', { remedy: 'Again.' });
  const outcomes = [
    { exit: 0, error: null },
    { exit: 0, error },
    { exit: 1, error: null },
    { exit: null, error },
  ];
  t.deepEqual(
    outcomes.map((each) => isDone(each as Parameters<typeof isDone>[0])),
    [true, false, false, false],
  );
});

const stopped = 'console.log("there"); setInterval(() => {}, 1_000);';
for (const [what, script, exit, code] of [
  ['ended by it is cancelled', stopped, null, 'Cancelled'],
  [
    'that finishes its work first is done',
    `process.on("SIGINT", () => process.exit(0)); ${stopped}`,
    0,
    undefined,
  ],
] as const)
  test(`once the run is stopped, a command ${what}, and no other begins`, async (t) => {
    const stopping = new AbortController();
    const { ports } = portsOf();
    const opened: string[] = [];
    const onEvent = ({ kind }: RunEvent) => {
      if (kind === 'line') stopping.abort();
    };
    const request = node(script, { clusters, confirm: 2, concurrency: 1, keepsOutput: false });
    const outcomes = await runOver(request, ports, {
      signal: stopping.signal,
      onEvent,
      worldOf: () => reached(opened),
    });
    t.deepEqual(opened, ['a']);
    t.deepEqual(
      outcomes.map((each) => [each.exit, each.error?.code]),
      [
        [exit, code],
        [null, 'Cancelled'],
      ],
    );
  });

test('what all of them write together is kept up to 128 MB', async (t) => {
  const { ports } = portsOf();
  const script = `const some = Buffer.alloc(${2 ** 20}); let left = 64;
    const write = () => (left-- > 0 ? process.stdout.write(some, write) : process.stdout.write(process.argv[1]));
    write();`;
  const words = [process.execPath, '-e', script, ''] as const;
  const kept = async (more: string) => {
    const request = {
      ...asked([...words.slice(0, 3), more] as unknown as RunRequest['words'], 2),
      concurrency: 1,
    };
    const outcomes = await runOver(request, ports, { signal, worldOf: () => reached() });
    return outcomes.map(({ stdout, error }) => error?.code ?? stdout.length);
  };
  t.deepEqual(await kept(''), [2 ** 26, 2 ** 26]);
  t.deepEqual(await kept('x'), [2 ** 26 + 1, 'ResponseUnreadable']);
});
