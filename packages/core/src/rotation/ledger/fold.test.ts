import { forbidden, onDay, ownOutcome, reportOn, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import type { Hidden, RotationFailure, RotationOutcome } from '../report/report.js';
import { fold, hiderIn } from './fold.js';
import { noStandings, type Standing, type Standings } from './standing.js';

// Each credential's standing after a run, from its previous standing and the run's results.

const key = 'c1/self';
const endsOn = 900;

function after(
  day: number,
  outcomes: readonly RotationOutcome[],
  before: Standings = noStandings,
  failures: readonly RotationFailure[] = [],
): Standings {
  return fold(reportOn(day, outcomes, failures), before).standings;
}

const failing = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' }, error: forbidden } as const;
const accepted = { trial: { result: 'accepted', cause: null } } as const;
const own = (day: number, change: Partial<RotationOutcome> = {}): RotationOutcome =>
  ownOutcome(day, endsOn, change);

test('a standing names its subject', (t) => {
  t.like(after(50, [own(50)]).get(key), {
    key,
    label: 'prod/self',
    cluster: 'prod',
    clusterId: 'c1',
    region: 'cn-hangzhou',
    identity: 'self',
    holder: null,
    outage: null,
    mended: null,
    goneBecause: null,
    told: {},
  });
  t.is(after(50, [tomsOutcome(50, endsOn)]).get('c1/20009')?.label, 'prod/tom');
  const { report } = fold(reportOn(50, [own(50)]), noStandings);
  t.is(report.outcomes[0]?.condition?.state, 'ready');
});

test('what nobody could read is over all the same once the cloud says that its cluster is gone', (t) => {
  const places = [{ sink: 'file:a', state: 'unread' }] as const;
  const gone = own(51, { decision: { kind: 'skip', reason: 'ClusterGone' }, places });
  const standing = after(51, [gone], after(50, [own(50)])).get(key);
  t.is(standing?.goneBecause, 'the cloud says that its cluster is gone');
});

test('it is remembered who was told what', (t) => {
  const first = after(50, [own(50, failing)]);
  const standing = first.get(key);
  if (standing === undefined) return t.fail();
  const told: Standings = new Map([[key, { ...standing, told: { team: 'x' } }]]);
  t.deepEqual(after(51, [own(51)], told).get(key)?.told, { team: 'x' });
});

const useless = ['CertificateUnreadable', 'KeyMismatch', 'IdentityMismatch'] as const;

const mending: [
  what: string,
  yesterday: Partial<RotationOutcome> | null,
  today: Partial<RotationOutcome>,
  cause: string | null,
  from: number | null,
][] = [
  ...useless.map((reason) => {
    const today = { decision: { kind: 'deliver', reason } } as const;
    return [`${reason}, replaced at once`, null, today, reason, null] as [
      string,
      null,
      typeof today,
      string,
      null,
    ];
  }),
  [
    'a copy that was missing, now there',
    null,
    { decision: { kind: 'deliver', reason: 'MissingFromSink' } },
    null,
    null,
  ],
  [
    'one that was proven before, refused and replaced',
    accepted,
    {
      decision: { kind: 'deliver', reason: 'EndpointChanged' },
      trial: { result: 'refused', cause: 'expired' },
    },
    'expired',
    49,
  ],
  [
    'broken yesterday, proven today',
    { ...failing, held: { state: 'broken', notAfter: null } },
    accepted,
    'Forbidden',
    49,
  ],
  ['broken still', null, { ...failing, held: { state: 'broken', notAfter: null } }, null, null],
  ['healthy all the time', {}, {}, null, null],
  [
    'tried without success, refused',
    null,
    { ...failing, trial: { result: 'refused', cause: 'expired' } },
    null,
    null,
  ],
];

for (const [what, yesterday, today, cause, from] of mending) {
  test(`${what}: ${cause === null ? 'nothing was mended' : `mended, of ${cause}`}`, (t) => {
    const before = yesterday === null ? noStandings : after(49, [own(49, yesterday)]);
    const { mended } = after(50, [own(50, today)], before).get(key) ?? { mended: null };
    const expected = {
      cause,
      from: from === null ? null : onDay(from).toISOString(),
      until: onDay(50).toISOString(),
    };
    t.deepEqual(mended, cause === null ? null : expected);
  });
}

test('a fix is remembered for a week, unless it breaks again', (t) => {
  const mended = after(50, [own(50, { decision: { kind: 'deliver', reason: 'KeyMismatch' } })]);
  const on = (day: number, change: Partial<RotationOutcome> = {}) =>
    after(day, [own(day, change)], mended).get(key)?.mended;
  t.is(on(56)?.cause, 'KeyMismatch');
  t.is(on(57), null);
  t.is(on(51, failing), null);
});

const region: Hidden = { kind: 'region', region: 'cn-hangzhou' };

const hidden: [hides: Hidden | null, toms: 'hidden' | 'gone'][] = [
  [{ kind: 'all' }, 'hidden'],
  [region, 'hidden'],
  [{ kind: 'region', region: 'cn-beijing' }, 'gone'],
  [{ kind: 'identity', identity: 'self' }, 'hidden'],
  [{ kind: 'identity', identity: 'another' }, 'hidden'],
  [{ kind: 'clusters', ids: ['c1', 'c2'] }, 'hidden'],
  [{ kind: 'clusters', ids: ['c2'] }, 'gone'],
  [{ kind: 'holders' }, 'hidden'],
  [null, 'gone'],
];

for (const [hides, toms] of hidden) {
  test(`not in the list, with ${JSON.stringify(hides)}: ours is not over, tom’s is ${toms}`, (t) => {
    const before = after(50, [own(50), tomsOutcome(50, endsOn)]);
    const failure: RotationFailure = { what: 'x', error: forbidden, ...(hides === null ? {} : { hides }) };
    const next = after(51, [], before, [failure]);
    const fate = ({ goneBecause, condition }: Standing) => {
      if (goneBecause !== null) return 'gone';
      return condition?.reason === 'NotSeen' ? 'hidden' : condition?.reason;
    };
    const found = [key, 'c1/20009'].map((each) => next.get(each)).map((each) => each && fate(each));
    t.deepEqual(found, ['hidden', toms]);
  });
}

test('what is hidden says by what, and what is gone says why', (t) => {
  const before = after(50, [own(50)]);
  const failure = { what: 'region cn-hangzhou', error: forbidden, hides: region };
  t.is(
    after(51, [], before, [failure]).get(key)?.condition?.message,
    'not looked at: region cn-hangzhou: not allowed',
  );
  t.is(after(51, [], before).get(key)?.condition?.message, 'not looked at: no list has it');
  const gone = after(51, [own(51, { decision: { kind: 'skip', reason: 'ClusterGone' } })], before);
  t.like(gone.get(key), { goneBecause: 'the cloud says that its cluster is gone', mended: null });
  // It stays gone, and comes back as it was.
  t.is(after(52, [], gone).get(key)?.goneBecause, 'the cloud says that its cluster is gone');
  t.is(after(52, [own(52)], gone).get(key)?.goneBecause, null);
});

test('what the configuration excludes is watched; over is what nobody was given, unless the run saw nothing', (t) => {
  const before = after(50, [own(50)]);
  const leftOut = { decision: { kind: 'skip', reason: 'ClusterExcluded' } } as const;
  t.like(after(51, [own(51, leftOut)], before).get(key)?.condition, { reason: 'ClusterExcluded' });
  const excluded = own(51, { ...leftOut, held: { state: 'none', notAfter: null } });
  t.is(after(51, [excluded], before).get(key)?.goneBecause, 'the configuration leaves it out');
  t.false(after(51, [excluded]).has(key));
  const blind: RotationFailure = { what: 'selection', error: forbidden, hides: { kind: 'all' } };
  t.is(after(51, [excluded], before, [blind]).get(key)?.goneBecause, null);
  // The cloud has named this one.
  const gone = own(51, { decision: { kind: 'skip', reason: 'ClusterGone' } });
  t.regex(after(51, [gone], before, [blind]).get(key)?.goneBecause ?? '', /its cluster is gone/);
});

test('a general failure keeps its start, and is over if nothing hides it', (t) => {
  const failure: RotationFailure = { what: 'region x', error: forbidden };
  const first = after(50, [], noStandings, [failure]);
  const since = onDay(50).toISOString();
  t.deepEqual(first.get('failure region x')?.outage, {
    code: 'Forbidden',
    message: 'not allowed',
    remedy: 'ask',
    since,
  });
  const second = after(51, [], first, [{ ...failure, error: { ...forbidden, message: 'changed' } }]);
  t.like(second.get('failure region x')?.outage, { message: 'changed', since });
  t.is(after(52, [], second).get('failure region x')?.goneBecause, 'over');
  const blind: RotationFailure = { what: 'run', error: forbidden, hides: { kind: 'all' } };
  t.is(after(52, [], second, [blind]).get('failure region x')?.goneBecause, null);
});

test('whether a notifier works again shows only when it is sent something', (t) => {
  const notifier: RotationFailure = { what: 'notifier team', error: forbidden };
  const first = after(50, [], noStandings, [notifier]);
  t.is(after(51, [], first).get('failure notifier team')?.goneBecause, null);
});

const leftPlace = 'c1/self file:a';
const left = own(50, { decision: { kind: 'skip', reason: 'PlaceLeft' }, left: 'file:a' });

const takenBack: [what: string, told: Standing['told'], today: Partial<RotationOutcome>, expected: string][] =
  [
    ['is over once its credential is well', { team: 'x' }, {}, 'it is delivered to again'],
    ['waits while its credential is not', { team: 'x' }, failing, 'waits'],
    ['is forgotten where nobody was told', {}, {}, 'forgotten'],
  ];
for (const [what, told, today, expected] of takenBack) {
  test(`a left place that is delivered to again ${what}`, (t) => {
    const standing = after(50, [left]).get(leftPlace);
    if (standing === undefined) return t.fail();
    const next = after(51, [own(51, today)], new Map([[leftPlace, { ...standing, told }]])).get(leftPlace);
    t.is(next === undefined ? 'forgotten' : (next.goneBecause ?? 'waits'), expected);
  });
}

test('what a person has ended stays as it is', (t) => {
  const standing = after(50, [left]).get(leftPlace);
  if (standing === undefined) return t.fail();
  const dismissed = { ...standing, dismissed: { reason: 'retired', at: onDay(50).toISOString() } };
  t.deepEqual(after(51, [own(51)], new Map([[leftPlace, dismissed]])).get(leftPlace), dismissed);
});

const excluded = { decision: { kind: 'skip', reason: 'ClusterExcluded' } } as const;
const endedDaysAgo: readonly (readonly [
  what: string,
  change: Partial<RotationOutcome>,
  endedOn: number,
  isKept: boolean,
])[] = [
  ['ended thirty days ago, and nobody renews', excluded, 20, true],
  ['ended before that, and nobody renews', excluded, 19, false],
  ['ended before that, and is renewed', accepted, 19, true],
];
for (const [what, change, endedOn, isKept] of endedDaysAgo)
  test(`what ${what}, is ${isKept ? '' : 'not '}taken up`, (t) => {
    const held = { state: 'whole', notAfter: onDay(endedOn).toISOString() } as const;
    const standings = after(50, [ownOutcome(50, endedOn, { ...change, held })]);
    t.is(standings.has(key), isKept);
    // What is known is watched on.
    const known = after(40, [ownOutcome(40, endedOn, { ...change, held })]);
    t.true(after(50, [ownOutcome(50, endedOn, { ...change, held })], known).has(key));
  });

test('what nobody renews, and nobody knows the end of, is taken up', (t) => {
  const places = [{ sink: 'file:a', state: 'unusable' }] as const;
  const standings = after(50, [own(50, { ...excluded, places })]);
  t.is(standings.get(key)?.condition?.heldUntil, null);
});

test('an identity that was not read hides its own credentials, and others’', (t) => {
  const failure: RotationFailure = {
    what: 'x',
    error: forbidden,
    hides: { kind: 'identity', identity: 'self' },
  };
  const hider = hiderIn([failure]);
  const isHidden = (change: Partial<Standing>) =>
    hider({ holder: null, identity: 'self', ...change } as Standing) !== undefined;
  t.true(isHidden({}));
  t.true(isHidden({ holder: 'tom', identity: '20009' }));
  t.false(isHidden({ identity: 'monitor' }));
});

test('a place that is left again has been left since it was first', (t) => {
  const elsewhere = [
    { sink: 'file:b', state: 'held', version: 'v1', notAfter: onDay(endsOn).toISOString() },
  ] as const;
  const without = (day: number) => own(day, { ...failing, places: elsewhere });
  const first = after(50, [without(50)], after(49, [own(49)]));
  const heard = new Map([...first].map(([at, each]) => [at, { ...each, told: { team: 'x' } }]));
  const back = after(51, [own(51, failing)], heard);
  const again = after(52, [without(52)], back);
  const since = (standings: Standings) => standings.get(leftPlace)?.condition?.since;
  t.deepEqual(
    [first, back, again].map(since),
    Array.from({ length: 3 }, () => onDay(50).toISOString()),
  );
});
