import { withoutSinks } from '@ackring/core/internal/rotation/configuration/configuration';
import type { RotationReport } from '@ackring/core/internal/rotation/report/report';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { en } from '../../languages/en.js';
import type { AppState } from '../../screen/app-state.js';
import { askHolders, scanHolders } from '../../subjects/holding/holder-tasks.js';
import { afterWrite } from '../../subjects/journal/tasks.js';
import { invokeFunction } from '../../subjects/rotation/function-tasks.js';
import { withReport } from '../../subjects/rotation/rotation.js';
import { rotate } from '../../subjects/rotation/tasks.js';
import { opened } from '../../testkit.js';
import { rotationKeys } from './keys.js';
import { rotationView } from './screen.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 10, 30) + seconds * 1000);
const start = opened({ now: at(0), screen: 'rotation' });
const report = (mode: 'plan' | 'apply', renewed: number): RotationReport =>
  ({ mode, outcomes: [], failures: [], finishedAt: at(0).toISOString(), counts: { renewed } }) as never;

/** The plan of seven renewals is on the screen. */
const planned: AppState = {
  ...start,
  rotation: withReport(start.rotation, {
    ...report('plan', 7),
    counts: { renewed: 7, delivered: 0 } as never,
  }),
};
const tasksOf = (asks: readonly { readonly task: unknown }[]) => asks.map(({ task }) => task);
const apply = rotationKeys.find(({ action }) => action === 'apply');

test('a plan is made anew once a kubeconfig was written, and not acted on before', (t) => {
  t.deepEqual(rotationView.opens?.(planned), []);
  t.is(apply?.disabled?.(planned, en) ?? null, null);
  const written = afterWrite(planned).state;
  t.deepEqual(tasksOf(rotationView.opens?.(written) ?? []), [rotate]);
  t.is(apply?.disabled?.(written, en), en.reasons.planFirst);
  const again = { ...written, rotation: withReport(written.rotation, report('plan', 4)) };
  t.deepEqual(rotationView.opens?.(again), []);
});

test('a plan without a sink is not acted on, and says so', (t) => {
  const without = rotate.arrivals.planned(
    planned,
    report('plan', 7),
    withoutSinks('/home/ops/.config/ackring/rotation.yaml'),
  );
  t.regex(
    apply?.disabled?.({ ...without, home: '/home/ops' }, en) ?? '',
    /^~\/\.config\/ackring\/rotation\.yaml names no sink.*under `sinks`/,
  );
  t.regex(rotationView.crumb(without, en), /^plan: 7 to renew .* · no sink$/);
  const again = rotate.arrivals.planned(without, report('plan', 7), null);
  t.is(apply?.disabled?.(again, en) ?? null, null);
});

test('after a run of the function the plan is made anew, and who holds what is asked again', (t) => {
  const cluster = specimenCluster({ id: 'c1', name: 'prod' });
  const known: AppState = {
    ...planned,
    now: at(60),
    fleet: { ...planned.fleet, clusters: new Map([['c1', cluster]]) },
    holders: { ...planned.holders, answers: new Map([['c1', { states: [], at: at(0) }]]) },
  };
  const isAsked = (state: AppState) => tasksOf(askHolders(state)).includes(scanHolders);
  t.false(isAsked(known));
  const ended = invokeFunction.arrivals.ended(known, 'rotate', report('apply', 1), '');
  t.true(tasksOf(ended.asks).includes(rotate));
  t.true(isAsked(ended.state));
  const idle = invokeFunction.arrivals.ended(known, 'rotate', report('apply', 0), '');
  t.false(isAsked(idle.state));
});
