import { forbidden, onDay, ownOutcome, reportOn, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { noticeOf } from '../alarm/notice.js';
import type { RotationOutcome } from '../report/report.js';
import type { Sink } from '../sinks/sink.js';
import { dismiss, move } from './amend.js';
import { fold } from './fold.js';
import { noStandings, type Standings } from './standing.js';

const endsOn = 60;
const excluded = { decision: { kind: 'skip', reason: 'ClusterExcluded' } } as const;

function after(day: number, before: Standings, change: Partial<RotationOutcome> = {}): Standings {
  return fold(reportOn(day, [ownOutcome(day, endsOn, change)]), before).standings;
}

const dismissing = { reason: 'moved to prod-2', now: onDay(51) };

for (const name of ['c1/self', 'prod/self', 'file:a'])
  test(`what nobody renews is dismissed by the name ${name}, with the reason, and told no more`, (t) => {
    const left = after(50, after(49, noStandings), excluded);
    t.is(noticeOf(left.get('c1/self') ?? t.fail(), onDay(51))?.step, 30);
    const { standing, standings } = dismiss(left, name, dismissing);
    t.deepEqual(standing.dismissed, { reason: 'moved to prod-2', at: onDay(51).toISOString() });
    t.is(noticeOf(standing, onDay(51)), null);
    // It stays so, whether a run mentions it or not, until it is selected again.
    for (const next of [after(52, standings, excluded), fold(reportOn(52, []), standings).standings])
      t.is(next.get('c1/self')?.dismissed?.reason, 'moved to prod-2');
    const { report } = fold(reportOn(52, [ownOutcome(52, endsOn, excluded)]), standings);
    t.is(report.outcomes[0]?.condition, null);
    t.is(after(52, standings).get('c1/self')?.dismissed, null);
  });

test('what is renewed is not dismissed, and neither is what is unknown or not the only one', (t) => {
  const own = after(50, noStandings);
  const refused = t.throws(() => dismiss(own, 'c1/self', dismissing), {
    instanceOf: AckringError,
    code: 'Refused',
  });
  t.regex(refused.remedy, /^Leave prod out /);
  t.throws(() => dismiss(own, 'c2/self', dismissing), { code: 'ResourceNotFound' });
  const other = { ...ownOutcome(50, endsOn, excluded), cluster: { id: 'c2', name: 'prod' } };
  const two = fold(reportOn(50, [ownOutcome(50, endsOn, excluded), other]), noStandings).standings;
  t.throws(() => dismiss(two, 'prod/self', dismissing), { code: 'UsageInvalid' });
});

test('what others hold and what failed as a whole is nobody’s to end here', (t) => {
  const failure = { what: 'region x', error: forbidden };
  const { standings } = fold(reportOn(50, [tomsOutcome(50, endsOn)], [failure]), noStandings);
  t.is(standings.size, 2);
  for (const name of standings.keys())
    t.throws(() => dismiss(standings, name, dismissing), { code: 'ResourceNotFound' });
});

/** A sink whose addresses have the cluster's name in them. */
const sink = {
  name: 'hub',
  places: {
    isNamedByPeople: true,
    list: async () => [],
    nameOf: ({ clusterName }: { readonly clusterName: string }) => `ci/${clusterName} kubeconfig`,
  },
} as unknown as Sink;

const inHub = (place: string): Partial<RotationOutcome> => ({
  places: [{ sink: 'hub', place, state: 'held', version: 'v1', notAfter: onDay(endsOn).toISOString() }],
});

test('a Secret follows the new name when it is moved; the old one is owed until it ends', (t) => {
  const before = after(50, noStandings, inHub('ci/old kubeconfig'));
  const { moves, standings } = move(before, 'prod/self', [sink]);
  t.deepEqual(moves, [{ sink: 'hub', from: 'ci/old kubeconfig', to: 'ci/prod kubeconfig' }]);
  t.like(standings.get('c1/self hub ci/old kubeconfig'), {
    left: 'hub ci/old kubeconfig',
    condition: { state: 'blocked', reason: 'PlaceLeft', heldUntil: onDay(endsOn).toISOString() },
  });
  // Nothing is there yet, which breaks nobody.
  const missing = { places: [{ sink: 'hub', place: 'ci/prod kubeconfig', state: 'missing' }] } as const;
  t.is(after(51, standings, missing).get('c1/self')?.condition?.brokenSince, null);
  t.throws(() => move(standings, 'c1/self', [sink]), { code: 'Refused' });
});

test('of several places only those named by people move, by all that names a credential', (t) => {
  const named = {
    ...sink,
    places: { ...sink.places, nameOf: (key: object) => Object.values(key).join(' ') },
  } as unknown as Sink;
  const fixed = { name: 'vault', places: { ...named.places, isNamedByPeople: false } } as unknown as Sink;
  const held = { state: 'held', version: 'v1', notAfter: onDay(endsOn).toISOString() } as const;
  const before = after(50, noStandings, {
    places: [
      { sink: 'hub', place: 'old', ...held },
      { sink: 'vault', place: 'old', ...held },
      { sink: 'other', place: 'old', ...held },
    ],
  });
  const { moves, standings, standing } = move(before, 'c1/self', [named, fixed]);
  t.deepEqual(moves, [{ sink: 'hub', from: 'old', to: 'c1 prod self' }]);
  t.deepEqual(
    standing.places.map(({ place }) => place),
    ['c1 prod self', 'old', 'old'],
  );
  t.deepEqual([...standings.keys()].toSorted(), ['c1/self', 'c1/self hub old']);
});

test('a place that follows from cluster and identity has nowhere to move', (t) => {
  const before = after(50, noStandings, { places: [{ sink: 'hub', state: 'held', version: 'v1' }] });
  t.throws(() => move(before, 'c1/self', [sink]), { code: 'Refused' });
});
