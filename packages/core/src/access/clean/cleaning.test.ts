import { startTestCloud } from '@ackring/testkit/access-cloud';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import type { Former, LetIn } from '../let-in/look.js';
import type { CleanReason, CleanStep } from './clean-plan.js';
import { type CleaningPorts, createCleaning } from './cleaning.js';

// What follows a clean: who is looked for afterwards, and what is kept of it.

const holder = { daysLeft: 300, lastSeenDaysAgo: 40 };
const scenario = {
  identities: [{ name: 'tom', state: 'Deleted' as const }],
  clusters: ['a', 'b', 'c', 'd'].map((name) => ({
    name,
    holders: { ops: { daysLeft: 900 }, tom: holder },
  })),
};

const letIn = (kind: 'proven' | 'refuted', reason: string): LetIn =>
  ({
    claim: { kind, reason },
    ...{ names: [], callersName: null, bindings: [], namespaces: ['default'], problem: null },
  }) as unknown as LetIn;

const failed = new AckringError('FileUnwritable', 'the disk is full', { remedy: 'Make room.' });

async function cleaned(change: Partial<CleaningPorts> = {}, reasons: readonly CleanReason[] = []) {
  await using cloud = await startTestCloud(scenario);
  const kept: string[] = [];
  const texts: string[] = [];
  const looked: string[] = [];
  const ports = {
    ...{ api: cloud.api(), clock: cloud.clock, journal: cloud.journal, reach: cloud.reach },
    caller: async () => ({ uid: cloud.uid('ops'), accountId: cloud.emulator.accountId, type: 'user' }),
    rbac: { listBindings: async () => ({ bindings: [], problem: null }) },
    readMappings: async () => [],
    keep: async (folder: string, name: string, text: string) => {
      kept.push(`${folder}/${name.replace(/-.*\./, '-RUN.')}`);
      texts.push(text);
      return `/${folder}`;
    },
    refuseWhenReadOnly: async () => undefined,
    lookWhoIsLetIn: async ({ cluster }: Former) => {
      looked.push(cluster.name);
      return letIn('proven', 'ShutOut');
    },
    ...change,
  } as unknown as CleaningPorts;
  const plan = await cloud.plan('tom');
  const steps = plan.steps.map((step, nth): CleanStep => {
    const reason = reasons[nth];
    return reason === undefined ? step : { ...step, verdict: 'refused', reason };
  });
  const run = await createCleaning(ports).applyClean({ ...plan, steps }, { confirm: 'tom' });
  return { run, kept, texts, looked: looked.toSorted() };
}

test('afterwards it is looked who is let in where something was taken, now or before, and nowhere else', async (t) => {
  const { run, looked, kept, texts } = await cleaned({}, ['AlreadyRemoved', 'IsCaller']);
  t.deepEqual(
    run.outcomes.map(({ step, result }) => [step.row.cluster.name, result]),
    [
      ['a', 'alreadyRemoved'],
      ['b', 'refused'],
      ['c', 'removed'],
      ['d', 'removed'],
    ],
  );
  t.deepEqual(looked, ['a', 'c', 'd']);
  t.deepEqual([...run.letIn.keys()].map(({ row }) => row.cluster.name).toSorted(), ['a', 'c', 'd']);
  t.deepEqual(run.notShutOut, []);
  t.deepEqual(kept, ['access-backups/clean-RUN.json', 'reports/clean-RUN.json', 'reports/clean-RUN.md']);
  t.like(run, { backup: '/access-backups', report: '/reports', reportProblem: null });
  // For people too.
  t.regex(texts[1] ?? '', /^\{\n {2}"runId": "[^"]+",\n {2}"backup": "\/access-backups",\n/);
});

test('whoever is still let in is looked at until the lists can lag no longer, and told', async (t) => {
  const looks = new Map<string, number>();
  const { run } = await cleaned({
    lookWhoIsLetIn: async ({ cluster: { name } }) => {
      const nth = (looks.get(name) ?? 0) + 1;
      looks.set(name, nth);
      const isShutOut = name === 'd' || (name === 'c' && nth === 3);
      return isShutOut ? letIn('proven', 'ShutOut') : letIn('refuted', 'LetIn');
    },
  });
  t.deepEqual([...looks.entries()].toSorted(), [
    ['a', 5],
    ['b', 5],
    ['c', 3],
    ['d', 1],
  ]);
  t.deepEqual(run.notShutOut.map(({ step, error }) => [step.row.cluster.name, error.code]).toSorted(), [
    ['a', 'DoneInPart'],
    ['b', 'DoneInPart'],
  ]);
});

test('neither a look that fails nor a report that cannot be written hides what was removed', async (t) => {
  const { run } = await cleaned({
    lookWhoIsLetIn: async () => Promise.reject(new Error('odd')),
    keep: async (folder) => (folder === 'reports' ? Promise.reject(failed) : '/backup'),
  });
  t.deepEqual(new Set(run.outcomes.map(({ result }) => result)), new Set(['removed']));
  t.is(run.letIn.size, 0);
  t.like(run, { backup: '/backup', report: null, reportProblem: { code: 'FileUnwritable' } });
});
