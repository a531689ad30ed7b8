import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { fold } from '../ledger/fold.js';
import { noStandings } from '../ledger/standing.js';
import type { KeptRun } from '../report/kept-runs.js';
import { afterNotifying, alarmsFor } from './alarm.js';
import { doubted, forgottenSince } from './recollect.js';

const now = new Date('2027-03-10T02:00:00Z');

function runsAgo(hours: readonly number[], forgot = false): readonly KeptRun[] {
  return hours.map((ago, index) => {
    const at = new Date(now.getTime() - ago * 3_600_000).toISOString();
    const run = {
      runId: `r${index}`,
      mode: 'apply',
      startedAt: at,
      finishedAt: at,
      counts: {},
      failures: [],
    } as const;
    return forgot && index === 0 ? { ...run, forgot } : run;
  });
}

const stories: readonly (readonly [what: string, runs: readonly KeptRun[], isForgotten: boolean])[] = [
  ['nothing was kept', [], false],
  ['one run was kept, and how often it runs is not known', runsAgo([400]), false],
  ['the run before could not write its memory', runsAgo([24, 48], true), true],
  ['every night', runsAgo([24, 48, 72]), false],
  ['every night, and the clock was off by hours', runsAgo([31, 48, 72]), false],
  ['every night, and as late as is still usual', runsAgo([38.4, 62.4, 86.4]), false],
  ['every night, and later than is usual', runsAgo([38.5, 62.5, 86.5]), true],
  ['a night left nothing behind', runsAgo([48, 72, 96]), true],
  ['nights without a run before are the usual pause', runsAgo([72, 144, 216]), false],
  ['every night but one of five', runsAgo([48, 72, 96, 120, 144, 244]), true],
  [
    'every night but one of five, once as late as is still usual',
    runsAgo([48, 72, 96, 120, 158.4, 258.4]),
    true,
  ],
  ['every night but one of four', runsAgo([48, 72, 96, 120, 220]), false],
  ['on days of all kinds, and a month later', runsAgo([720, 740, 800, 1000, 1010, 1500]), false],
  ['another run began at the same time', runsAgo([0, 24, 48]), false],
  ['by hand, within seconds', runsAgo([0.02, 0.021, 0.022]), false],
  ['by hand, and an hour later', runsAgo([1, 1.01, 1.02]), false],
  ['by hand, and more than an hour later', runsAgo([1.001, 1.01, 1.02]), true],
  ['by hand, and an hour and a half later', runsAgo([1.5, 1.51, 1.52]), true],
];

for (const [what, runs, isForgotten] of stories) {
  test(`${what}: ${isForgotten ? 'something may have been told' : 'nothing was told'} without the memory`, (t) => {
    t.is(forgottenSince(runs, now), isForgotten ? (runs[0]?.startedAt ?? null) : null);
  });
}

test('what an old ledger has as told is told again if it is open, and otherwise its end', (t) => {
  const decision = { kind: 'renew', reason: 'WithinRenewalWindow' } as const;
  const failing = reportOn(50, [ownOutcome(50, 900, { decision, error: forbidden })]);
  const { standings } = fold(failing, noStandings);
  const told = afterNotifying(standings, 'chat', alarmsFor('chat', standings, onDay(50)));
  const heard = (standing: typeof told) =>
    alarmsFor('chat', standing, onDay(51)).map(({ alarm }) => alarm.kind);
  t.deepEqual([heard(told), heard(doubted(told))], [[], ['failing']]);
  const { standings: ready } = fold(reportOn(51, [ownOutcome(51, 900)]), doubted(told));
  t.deepEqual(heard(ready), ['resolved']);
  t.deepEqual(heard(afterNotifying(ready, 'chat', alarmsFor('chat', ready, onDay(51)))), []);
  const mended = { chat: `mended ${onDay(50).toISOString()}` };
  const of = new Map([...ready].map(([key, standing]) => [key, { ...standing, told: mended }]));
  t.deepEqual([...doubted(of)], [...of], 'that something was mended leaves nothing open');
});
