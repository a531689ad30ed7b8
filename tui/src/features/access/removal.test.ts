import type { CleanOutcome } from '@ackring/core/internal/access/clean/clean-batch';
import type { CleanPlan, CleanReason, CleanStep } from '@ackring/core/internal/access/clean/clean-plan';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenRow } from '@ackring/testkit/holding';
import test from 'ava';
import { en } from '../../languages/en.js';
import { loadMessages } from '../../languages/load.js';
import { lineText, widthOf } from '../../screen/drawing/line.js';
import { linesOf, opened, press } from '../../testkit.js';
import { cleanLines } from './clean-lines.js';
import {
  type CleanAct,
  cleanAct,
  type RemovalChoice,
  removalChoices,
  revokeAct,
  startedRemoval,
} from './removal.js';
import { applyClean, applyRevoke } from './removal-tasks.js';

const [ja, zh] = await Promise.all([loadMessages.ja(), loadMessages.zh()]);
const now = new Date('2026-11-24T00:00:00Z');
const start = opened({ columns: 120, rows: 40, now });

const step = (reason: CleanReason, verdict: CleanStep['verdict'] = 'refused', id = 'prod'): CleanStep => ({
  row: specimenRow({
    identity: { uid: '2000000000000001', name: 'tom', type: 'user', state: 'active' },
    cluster: { id, name: id, region: 'cn-hangzhou' },
    status: 'unknown',
    certificateState: 'removed',
    lastActivity: { kind: 'notAsked' },
    areRolesWhole: true,
  }),
  verdict,
  reason,
  recentUse: { kind: 'unused' },
});
const removed = step('AlreadyRemoved');
const never = step('NothingIssued', 'refused', 'lab');
const gone = step('ClusterGone', 'refused', 'old');
const act = (...steps: CleanStep[]): CleanAct => ({
  ...cleanAct(['tom'], { users: ['tom'], clusters: null, pairs: null, fleet: null, unseen: [], roles: [] }),
  plan: { steps, unseen: [], now },
});
const planned = (...steps: CleanStep[]) => ({ ...startedRemoval(1, act(...steps)), stage: 'plan' as const });

const rows: readonly (readonly [steps: readonly CleanStep[], ...choices: RemovalChoice[]])[] = [
  [[]],
  [[removed], 'look'],
  [[never], 'look'],
  [[removed, gone], 'look'],
  [[gone]],
  [[step('IsCaller'), removed]],
  [[step('Inactive', 'remove'), removed], 'clean'],
  [[step('ActiveRecently', 'needs-force'), removed], 'force'],
];
for (const [steps, ...choices] of rows) {
  test(`of ${steps.map(({ reason }) => reason).join(', ') || 'nothing'} one may: ${choices.join(', ') || 'leave'}`, (t) => {
    t.deepEqual(removalChoices(planned(...steps)), ['leave', ...choices]);
  });
}

for (const [columns, reason] of [
  [80, 'activity unreadable: may be in use'],
  [60, 'activity unreadable: ma…'],
] as const)
  test(`on ${columns} columns the reason of a step gets what is left before its other cells`, (t) => {
    const steps = [step('ActivityUnreadable', 'needs-force', 'prod-of-the-tokyo-shop-api')];
    const state = { ...start, size: { columns, rows: 40 }, overlay: planned(...steps) };
    const text = linesOf(state).join('\n');
    t.true(text.includes(reason), text);
    t.regex(text, / prod-\S*…\S*-api | prod-of-the-tokyo-shop-api /);
  });

for (const [language, messages] of Object.entries({ en, ja, zh }))
  for (const columns of [60, 80, 120])
    test(`on ${columns} columns a plan tells the roles that go, in ${language}`, (t) => {
      const busy = step('ActivityUnreadable', 'needs-force', 'prod-of-the-tokyo-shop-api');
      const roles = [{ role: 'cluster-admin', namespace: null }] as never;
      const plan = act({ ...busy, row: { ...busy.row, roles } }, removed);
      const place = { stage: 'plan', width: columns - 4, messages } as const;
      const lines = cleanLines({ ...start, language: language as 'en' }, plan, place).map(lineText);
      t.regex(lines.join('\n'), /cluster-?\w*…|cluster-admin/);
      t.true(
        lines.every((line) => widthOf(line) <= columns - 4),
        lines.join('\n'),
      );
      // Nothing is left to do there: that is no refusal.
      t.true(
        lines.some((line) => line.startsWith('· prod ')),
        lines.join('\n'),
      );
    });

test('a look is confirmed by the name, and says that nothing is removed and where it looks', (t) => {
  const overlay = { ...planned(removed, never, gone), choice: 1 };
  const { state, asks } = press({ ...start, overlay }, 'enter');
  t.false(asks.some(({ task }) => task === applyClean));
  t.like(state.overlay, {
    kind: 'confirm',
    typed: 'tom',
    lines: ['2 clusters are asked whether a token still lets tom in. Nothing is removed.'],
    ask: { task: applyClean, request: { confirm: 'tom', force: false, confirmForce: null } },
  });
});

const lookedLines = (found: CleanAct['tokensLeft'], unseen: CleanPlan['unseen'] = []) => {
  const base = act(removed, never);
  const outcomes = [removed, never].map(
    (each): CleanOutcome => ({
      step: each,
      result: each === removed ? 'alreadyRemoved' : 'refused',
      isForced: false,
      error: null,
    }),
  );
  const nothing = { letIn: new Map(), notShutOut: [], backup: null, unsaved: [] };
  const run = {
    outcomes,
    ...nothing,
    byCertificateName: [],
    tokensLeft: found,
    report: null,
    reportProblem: null,
  };
  const done = { ...base, plan: { steps: [removed, never], unseen, now }, tokensLeft: found, run };
  return cleanLines(start, done, { stage: 'done', width: 100, messages: en }).map((line) =>
    lineText(line).trim().replace(/ {2,}/g, ' | '),
  );
};
const error = new AckringError('DoneInPart', 'a token lets \u001b[2J in', { remedy: 'End it.' });

test('a look ends with who comes in, or that nobody does as far as it was seen', (t) => {
  t.true(lookedLines([]).includes('no token lets them in where it was looked for'));
  t.regex(lookedLines([]).join('\n'), /^– lab \|.*\| nothing was ever issued there$/m);
  const found = lookedLines([{ step: removed, error }]);
  t.true(found.includes('a token lets \\x1b[2J in → End it.'), found.join('\n'));
  t.false(found.some((line) => line.startsWith('no token')));
  const inPart = lookedLines([], [{ place: 'eu', error }]);
  t.false(
    inPart.some((line) => line.startsWith('no token')),
    inPart.join('\n'),
  );
});

const marked = (ids: readonly string[]) => ({
  ...start,
  access: { ...start.access, callers: new Set(['me']) },
  lists: {
    ...start.lists,
    clusters: { ...start.lists.clusters, list: { ...start.lists.clusters.list, marks: new Set(['prod']) } },
    access: { ...start.lists.access, list: { ...start.lists.access.list, marks: new Set(ids) } },
  },
});

test('what was revoked is marked no more, by whatever its row is grouped, every other row stays so, and a plan is outdated', (t) => {
  const state = marked(['prod/me', 'prod', 'me', 'lab', 'lab/me', 'prod/other']);
  const cluster = specimenCluster({ id: 'prod', name: 'prod' });
  const overlay = { ...startedRemoval(1, revokeAct(cluster)), stage: 'running' as const };
  const outcome = { revoked: 'yes', steps: [], letIn: null } as const;
  const { lists, rotation } = applyRevoke.arrivals.ended({ ...state, overlay }, 1, 'prod', outcome).state;
  t.true(rotation.isOutdated);
  t.deepEqual([...lists.access.list.marks], ['lab', 'lab/me', 'prod/other']);
  t.is(lists.clusters.list.marks.size, 1);
});

test('what was cleaned is marked no more, every other row stays so, and a plan is outdated', (t) => {
  const uid = '2000000000000001';
  const state = marked([`prod/${uid}`, `lab/${uid}`, `prod/other`, 'other']);
  const run = { outcomes: [], tokensLeft: [], report: null, backup: null } as never;
  const ended = applyClean.arrivals.ended({ ...state, overlay: planned(removed) }, 1, run).state;
  const { lists, rotation } = ended;
  t.true(rotation.isOutdated);
  t.deepEqual([...lists.access.list.marks], [`lab/${uid}`, 'prod/other', 'other']);
});
