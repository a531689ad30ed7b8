import { forbidden, onDay, ownOutcome, reportOn, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { fold } from '../ledger/fold.js';
import { noStandings, type Standings } from '../ledger/standing.js';
import type { RotationFailure, RotationOutcome } from '../report/report.js';
import { afterNotifying, alarmsFor, sealWith } from './alarm.js';

type Day = readonly [outcomes: readonly RotationOutcome[], failures?: readonly RotationFailure[]];

/** What one channel is sent over this many daily runs, as `day: kind step`. */
function told(days: readonly number[], story: (day: number) => Day, notifier = 'team'): readonly string[] {
  let standings: Standings = noStandings;
  return days.flatMap((day) => {
    const [outcomes, failures] = story(day);
    standings = fold(reportOn(day, outcomes, failures), standings).standings;
    const due = alarmsFor(notifier, standings, onDay(day));
    standings = afterNotifying(standings, notifier, due);
    return due.map(({ alarm: { kind, step } }) => `${day}: ${kind} ${step ?? '-'}`);
  });
}

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** Ends on day 200, and is watched until day 203. */
const endsOn = 200;
const throughout = range(0, 203);

const levels = (kind: string, first = 20): readonly string[] => [
  `${first}: ${kind} 180`,
  `140: ${kind} 60`,
  `170: ${kind} 30`,
  `193: ${kind} 7`,
  `199: ${kind} 1`,
  `201: ${kind} 0`,
  `202: ${kind} 0`,
  `203: ${kind} 0`,
];

const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;
const skip = (reason: 'ClusterNotServing' | 'NoEndpointForAccess' | 'PermissionsRemoved') =>
  ({ decision: { kind: 'skip', reason } }) as const;

/** Each state, unchanged until the end and beyond: what is sent, and when. */
const states: Record<string, readonly [change: Partial<RotationOutcome>, told: readonly string[]]> = {
  failing: [{ ...renew, error: forbidden }, ['0: failing -', ...levels('failing')]],
  'failing for what its sink is reached with': [
    { ...renew, error: { ...forbidden, code: 'CredentialsInvalid' } },
    levels('failing').slice(2),
  ],
  'blocked, its cluster not serving': [skip('ClusterNotServing'), levels('blocked')],
  'blocked, without an endpoint': [skip('NoEndpointForAccess'), ['0: blocked -', ...levels('blocked')]],
  'blocked, permissions removed': [skip('PermissionsRemoved'), ['0: blocked -', ...levels('blocked')]],
  'pending, deferred every day': [{ ...renew, deferred: 'deadline' }, ['7: pending -', ...levels('pending')]],
  'pending, halted every day': [{ ...renew, deferred: 'halted' }, ['7: pending -', ...levels('pending')]],
  'pending by spread': [
    { decision: { kind: 'keep', reason: 'HeldBackBySpread' } },
    levels('pending').slice(2),
  ],
  'pending by blackout': [
    { decision: { kind: 'keep', reason: 'HeldBackByBlackout' } },
    levels('pending').slice(2),
  ],
  ready: [{}, []],
};

for (const [state, [change, expected]] of Object.entries(states)) {
  test(`${state}: levels rise to the end and beyond`, (t) => {
    t.deepEqual(
      told(throughout, (day) => [[ownOutcome(day, endsOn, change)]]),
      expected,
    );
  });
}

test('a seal is the same for the same secret, key and mark, as what was written before is read', (t) => {
  t.is(sealWith('secret')('c1/self', 'failing 30'), 'failing 30 qEV7kJ0G2dt0VXiEn0TkcW');
  for (const [secret, key, mark] of [
    ['other', 'c1/self', 'failing 30'],
    ['secret', 'c2/self', 'failing 30'],
    ['secret', 'c1/self', 'failing 7'],
  ] as const)
    t.false(sealWith(secret)(key, mark).endsWith(' qEV7kJ0G2dt0VXiEn0TkcW'), `${secret} ${key} ${mark}`);
});

test('what a sink is reached with: reported as its end approaches, and every day after it', (t) => {
  const error = { ...forbidden, code: 'AccessEnding' } as const;
  const ending = { what: 'hub kubeconfig', error, until: onDay(endsOn).toISOString() };
  t.deepEqual(
    told(range(20, 203), () => [[], [ending]]),
    levels('outage'),
  );
});

test('pending for lack of time, first seen within sixty days: reported at once', (t) => {
  const heard = (days: readonly number[]) =>
    told(days, (day) => [[ownOutcome(day, endsOn, { ...renew, deferred: 'deadline' })]]);
  t.deepEqual(heard([139]), []);
  t.deepEqual(heard([140]), ['140: pending 60']);
});

test('held by somebody else: reported once per level, and once at the end', (t) => {
  const heard = told(throughout, (day) => [[tomsOutcome(day, endsOn)]]);
  t.deepEqual(heard, levels('heldByOther').slice(0, 6));
});

test('not seen for lack of a list: the credential is reported as its end approaches, and the region every week', (t) => {
  const region: RotationFailure = {
    what: 'region cn-hangzhou',
    error: forbidden,
    hides: { kind: 'region', region: 'cn-hangzhou' },
  };
  const heard = told(throughout, (day) => (day === 0 ? [[ownOutcome(0, endsOn)]] : [[], [region]]));
  t.deepEqual(
    heard.filter((line) => line.includes('blocked')),
    levels('blocked'),
  );
  t.deepEqual(heard.filter((line) => line.includes('outage')).slice(0, 3), [
    '1: outage -',
    '8: outage -',
    '15: outage -',
  ]);
});

/** From each state to each other, a day apart, with 150 days left: what is sent on the second day. */
const changes: readonly (readonly [string, Partial<RotationOutcome>])[] = [
  ['ready', {}],
  ['spread', { decision: { kind: 'keep', reason: 'HeldBackBySpread' } }],
  ['deferred', { ...renew, deferred: 'deadline' }],
  ['halted', { ...renew, deferred: 'halted' }],
  ['failing', { ...renew, error: forbidden }],
  ['unproven', { ...renew, error: { ...forbidden, code: 'VerificationFailed' } }],
  ['blocked', skip('NoEndpointForAccess')],
];

const secondDay: Record<string, Record<string, readonly string[]>> = {
  ready: { failing: ['failing 180'], unproven: ['failing 180'], blocked: ['blocked 180'] },
  spread: { failing: ['failing 180'], unproven: ['failing 180'], blocked: ['blocked 180'] },
  deferred: { failing: ['failing 180'], unproven: ['failing 180'], blocked: ['blocked 180'] },
  halted: { failing: ['failing 180'], unproven: ['failing 180'], blocked: ['blocked 180'] },
  // What was merely not tried is neither over nor news.
  failing: { ready: ['resolved -'] },
  // Nor is what is unproven well again until an API server says so; another reason is no news at the same level.
  blocked: { ready: ['resolved -'], failing: ['failing 180'], unproven: ['failing 180'] },
};

for (const [before, first] of changes) {
  for (const [after, second] of changes) {
    const expected = before === after ? [] : (secondDay[before]?.[after] ?? []);
    test(`${before}, then ${after}: ${expected.join(', ') || 'nothing'}`, (t) => {
      const heard = told([50, 51], (day) => [[ownOutcome(day, endsOn, day === 50 ? first : second)]]);
      t.deepEqual(
        heard.filter((line) => line.startsWith('51')).map((line) => line.slice(4)),
        expected,
      );
    });
  }
}

for (const [reason, untried] of changes.slice(1, 4)) {
  test(`failing one day and ${reason} the next, for a month: reported once, as what it is`, (t) => {
    const failing = { ...renew, error: forbidden };
    const heard = told(range(141, 169), (day) => [
      [ownOutcome(day, endsOn, day % 2 === 1 ? failing : untried)],
    ]);
    t.deepEqual(heard, ['141: failing 60']);
  });
}

test('unproven is over once an API server accepts the held credential', (t) => {
  const accepted = { trial: { result: 'accepted', cause: null } } as const;
  const unproven = { ...renew, error: { ...forbidden, code: 'VerificationFailed' } } as const;
  const heard = told([50, 51, 52], (day) => [
    [ownOutcome(day, endsOn, day === 50 ? unproven : day === 51 ? {} : accepted)],
  ]);
  t.deepEqual(heard, ['50: failing 180', '52: resolved -']);
});

test('unproven, then blocked for a while: over only once an API server accepts the held credential', (t) => {
  const accepted = { trial: { result: 'accepted', cause: null } } as const;
  const unproven = { ...renew, error: { ...forbidden, code: 'VerificationFailed' } } as const;
  const story = [unproven, skip('ClusterNotServing'), skip('ClusterNotServing'), {}, {}, accepted];
  const heard = told(range(50, 55), (day) => [[ownOutcome(day, endsOn, story[day - 50])]]);
  t.deepEqual(heard, ['50: failing 180', '55: resolved -']);
});

test('what consumers hold decides, not what the server issued last', (t) => {
  const renewed = {
    decision: { kind: 'deliver', reason: 'OlderThanServer' },
    onRecord: { notAfter: onDay(1_100).toISOString(), state: 'unexpired' },
    error: { ...forbidden, code: 'Unreachable' },
  } as const;
  const heard = told(throughout, (day) => [[ownOutcome(day, endsOn, renewed)]]);
  t.deepEqual(heard, ['0: failing -', ...levels('failing')]);
});

test('a failure with changing counters, times and reasons is reported once at a level', (t) => {
  const messages = ['status 403 after 3 tries', 'status 403 after 7 tries', 'not reachable'];
  const heard = told([50, 51, 52], (day) => {
    const error = { ...forbidden, message: messages[day - 50] ?? '' };
    return [[ownOutcome(day, endsOn, { ...renew, error })]];
  });
  t.deepEqual(heard, ['50: failing 180']);
});

test('a consumer without a usable credential is reported at once and daily, and once when it has one again', (t) => {
  const broken = { held: { state: 'broken', notAfter: onDay(900).toISOString() } } as const;
  const change = (day: number): Partial<RotationOutcome> => {
    if (day === 50) return { trial: { result: 'accepted', cause: null } };
    return day < 53
      ? { ...broken, error: forbidden, decision: { kind: 'deliver', reason: 'KeyMismatch' } }
      : day === 53
        ? {}
        : { trial: { result: 'accepted', cause: null } };
  };
  const heard = told(range(50, 70), (day) => [[ownOutcome(day, 900, change(day))]]);
  // That it is whole again is no proof that it is let in.
  t.deepEqual(heard, ['51: failing 0', '52: failing 0', '53: failing 0', '54: mended -']);
});

test('found refused and fixed in one run: reported once, with the last instant at which it worked', (t) => {
  let standings = fold(
    reportOn(50, [ownOutcome(50, 900, { trial: { result: 'accepted', cause: null } })]),
    noStandings,
  ).standings;
  const mended = ownOutcome(57, 900, {
    decision: { kind: 'deliver', reason: 'CertificateAuthorityChanged' },
    trial: { result: 'refused', cause: 'wrongCertificateAuthority' },
  });
  standings = fold(reportOn(57, [mended]), standings).standings;
  const [due] = alarmsFor('team', standings, onDay(57));
  t.is(due?.alarm.kind, 'mended');
  t.regex(
    due?.alarm.detail ?? '',
    /wrongCertificateAuthority.* between 2027-02-20 00:00 UTC and 2027-02-27 00:00 UTC/,
  );
});

test('each channel gets what it has not been sent yet', (t) => {
  const outcome = (day: number) => [ownOutcome(day, endsOn, { ...renew, error: forbidden })];
  let standings = fold(reportOn(50, outcome(50)), noStandings).standings;
  standings = afterNotifying(standings, 'one', alarmsFor('one', standings, onDay(50)));
  standings = fold(reportOn(51, outcome(51)), standings).standings;
  t.deepEqual(alarmsFor('one', standings, onDay(51)), []);
  t.is(alarmsFor('two', standings, onDay(51)).length, 1);
  const well = fold(reportOn(52, [ownOutcome(52, 1_200)]), standings).standings;
  t.deepEqual(
    alarmsFor('one', well, onDay(52)).map(({ alarm }) => alarm.kind),
    ['resolved'],
  );
  t.deepEqual(alarmsFor('two', well, onDay(52)), []);
});

test('what disappeared is over when the cloud says so, and not for leaving a list or the selection', (t) => {
  const failing = (day: number) => ownOutcome(day, endsOn, { ...renew, error: forbidden });
  const excluded = { decision: { kind: 'skip', reason: 'ClusterExcluded' } } as const;
  const gone = { decision: { kind: 'skip', reason: 'ClusterGone' } } as const;
  t.deepEqual(
    told(range(50, 141), (day) => [day === 50 ? [failing(day)] : []]),
    ['50: failing 180', '140: failing 60'],
  );
  t.deepEqual(
    told(range(50, 141), (day) => [[day === 50 ? failing(day) : ownOutcome(day, endsOn, excluded)]]),
    ['50: failing 180', '140: blocked 60'],
  );
  t.deepEqual(
    told(range(50, 141), (day) => [[day === 50 ? failing(day) : ownOutcome(day, endsOn, gone)]]),
    ['50: failing 180', '51: resolved -'],
  );
});

test('a failed run, and one that selects nothing, are reported, and nothing is over', (t) => {
  const failing = (day: number) => [ownOutcome(day, endsOn, { ...renew, error: forbidden })];
  for (const what of ['run', 'selection']) {
    const nothing: RotationFailure = { what, error: forbidden, hides: { kind: 'all' } };
    const heard = told([50, 51, 52, 53], (day) =>
      day === 50 || day === 53 ? [failing(day)] : [[], [nothing]],
    );
    const repeated = what === 'run' ? ['52: outage -'] : [];
    t.deepEqual(heard, ['50: failing 180', '51: outage -', ...repeated, '53: resolved -']);
  }
});

test('when nobody knows what consumers hold, that is reported every week', (t) => {
  const unread = {
    held: { state: 'unknown', notAfter: null },
    notAfter: null,
    daysLeft: null,
    error: forbidden,
  } as const;
  const heard = told(range(0, 15), (day) => [[ownOutcome(day, endsOn, unread)]]);
  t.deepEqual(heard, ['0: failing -', '7: failing -', '14: failing -']);
});

test('for an unreadable sink the last reading counts, to the end', (t) => {
  const unread = {
    held: { state: 'unknown', notAfter: null },
    notAfter: null,
    daysLeft: null,
    error: forbidden,
  } as const;
  const heard = told(throughout, (day) => [[ownOutcome(day, endsOn, day === 0 ? {} : unread)]]);
  t.deepEqual(heard, ['1: failing -', ...levels('failing')]);
});

test('an orphan is reported with the command that removes it', (t) => {
  const orphan = {
    ...tomsOutcome(150, endsOn),
    decision: { kind: 'notify', reason: 'OrphanedIdentity' },
  } as const;
  const { standings } = fold(reportOn(150, [orphan]), noStandings);
  t.like(alarmsFor('team', standings, onDay(150))[0]?.alarm, {
    kind: 'orphaned',
    remedy: 'Remove what is left of it: ackring clean --user 20009 --cluster c1',
  });
});

test('what is told daily, and stands without its day in a memory of an older version, is told again', (t) => {
  const { standings } = fold(
    reportOn(210, [ownOutcome(210, endsOn, { ...renew, error: forbidden })]),
    noStandings,
  );
  const dueAfter = (mark: string) => {
    const heard = [...standings].map(([key, each]) => [key, { ...each, told: { team: mark } }] as const);
    return alarmsFor('team', new Map(heard), onDay(210)).length;
  };
  t.deepEqual(['failing 0 2027-07-30', 'failing 0 2027-07-29', 'failing 0'].map(dueAfter), [0, 1, 1]);
  // By a clock that is ahead.
  t.deepEqual(['failing 0 2027-07-31', 'failing 0 2027-08-01'].map(dueAfter), [0, 1]);
});
