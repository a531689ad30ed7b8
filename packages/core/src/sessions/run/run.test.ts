import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { JournalDraft } from '../../journal/journal.js';
import { AckringError } from '../../words/errors.js';
import type { JournalledPorts } from '../session/session.js';
import { type RunRequest, runOver } from './run.js';

// What is asked and recorded before a command runs in many clusters; what it does there is played on the command line.

const clusters = ['a', 'b'].map((id) => specimenCluster({ id, name: id, region: 'cn-hangzhou' }));

function asked(words: RunRequest['words'], confirm: number | null): RunRequest {
  return { clusters, words, confirm, access: 'auto', durationMinutes: 15, concurrency: 2, keepsOutput: true };
}

/** Nobody gets a certificate. */
function portsOf({ isReadOnly = false } = {}) {
  const records: JournalDraft[] = [];
  const ports = {
    journal: { record: async (draft: JournalDraft) => void records.push(draft) },
    isReadOnly: async () => isReadOnly,
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

test('read-only refuses it whatever was confirmed', async (t) => {
  const { ports, records } = portsOf({ isReadOnly: true });
  await t.throwsAsync(runOver(asked([...changing], 2), ports, { signal }), { code: 'ReadOnly' });
  t.deepEqual(records, []);
});
