import test from 'ava';
import type { JournalDraft } from '../journal/journal.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { applyMigration } from './apply.js';
import type { MigrationPlan, MigrationStep, MigrationVerdict } from './migration-plan.js';
import type { MigrationApplyPorts } from './moving.js';

// What the journal says of a run, by what came of each step.

const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou' };

function step(name: string, verdict: MigrationVerdict, listed: Cluster | null = null): MigrationStep {
  const identity = { uid: name, name, type: 'user', state: 'active' };
  const nothing = { commonName: null, access: null, present: null, contexts: [], record: null };
  return { cluster, listed, identity, verdict, reason: 'Unused', stage: 'watching', ...nothing } as never;
}

async function applied(steps: readonly MigrationStep[], clean = false, unread: ErrorCode = 'Unreachable') {
  const phases: string[] = [];
  const ports = {
    records: { alone: async <R>(work: () => Promise<R>) => work() },
    journal: {
      record: async ({ phase, details }: JournalDraft) =>
        void phases.push(details?.['part'] === true ? `part ${phase}` : phase),
    },
    caller: () => Promise.reject(new AckringError(unread, 'x', { remedy: 'y' })),
    api: { listKubeconfigStates: async () => [] },
  } as unknown as MigrationApplyPorts;
  const plan = { steps, unseen: [], now: new Date(0) } as MigrationPlan;
  const outcomes = await applyMigration(plan, { confirm: 'all', isEverybody: true, clean }, ports);
  return { results: outcomes.map(({ result }) => result), phases };
}

const listed = cluster as Cluster;
const begun = ['started', 'part failed'];
const runs: readonly (readonly [
  what: string,
  run: Parameters<typeof applied>,
  results: readonly string[],
  phases: readonly string[],
])[] = [
  ['of nothing', [[]], [], []],
  ['that is blocked', [[step('mei', 'blocked')]], ['refused'], []],
  ['that waits', [[step('mei', 'wait'), step('tom', 'done')]], ['left', 'left'], []],
  ['of a clean that nobody asked for', [[step('mei', 'clean')]], ['left'], []],
  ['of a clean that changed', [[step('mei', 'clean')], true], ['refused'], [...begun, 'done']],
  ['that changed since', [[step('mei', 'migrate')]], ['refused'], [...begun, 'done']],
  ['that fails', [[step('mei', 'migrate', listed)]], ['failed'], [...begun, 'failed']],
  [
    'of which nobody knows the end',
    [[step('mei', 'resume', listed)], false, 'DoneInPart'],
    ['unknown'],
    [...begun, 'failed'],
  ],
  [
    'that fails for one, and is blocked for another',
    [[step('mei', 'migrate', listed), step('tom', 'blocked')]],
    ['failed', 'refused'],
    [...begun, 'failed'],
  ],
];

for (const [what, run, results, phases] of runs)
  test(`a run ${what} is in the journal: ${phases.join(', ') || 'not at all'}`, async (t) => {
    t.deepEqual(await applied(...run), { results, phases });
  });
