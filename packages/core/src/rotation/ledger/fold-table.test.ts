import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { afterNotifying, alarmsFor } from '../alarm/alarm.js';
import type { RotationFailure, RotationOutcome } from '../report/report.js';
import { fold } from './fold.js';
import { noStandings, type Standings } from './standing.js';

// Every state × what the next run sees: the state after it, and what a channel that knows of it hears.

const endsOn = 900;
const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;
const skip = (reason: Extract<RotationOutcome['decision'], { kind: 'skip' }>['reason']) =>
  ({ decision: { kind: 'skip', reason } }) as const;
const accepted = { trial: { result: 'accepted', cause: null } } as const;
const refused = {
  trial: { result: 'refused', cause: 'revoked' },
  held: { state: 'broken', notAfter: onDay(endsOn).toISOString() },
  decision: { kind: 'deliver', reason: 'RejectedByServer' },
} as const;
const whole = { state: 'whole', notAfter: onDay(endsOn).toISOString() } as const;
const delivered = {
  ...renew,
  after: { notAfter: onDay(endsOn + 1).toISOString(), serial: 'bb', server: 'https://203.0.113.10:6443' },
  held: whole,
  steps: (['fetch', 'prove works', 'promote'] as const).map((step) => {
    return { step, result: 'done', durationMs: 1, sink: null } as const;
  }),
} as const;

type Sight = Partial<RotationOutcome> | 'hidden' | 'unlisted';

const states: Readonly<Record<string, Sight>> = {
  ready: accepted,
  pending: { ...renew, deferred: 'halted' },
  failing: { ...renew, error: forbidden },
  refused: { ...refused, error: forbidden },
  stopped: skip('ClusterNotServing'),
  removed: skip('PermissionsRemoved'),
  unread: 'hidden',
  excluded: skip('ClusterExcluded'),
};

const sights: Readonly<Record<string, Sight>> = {
  proven: accepted,
  untried: {},
  delivered,
  refused: { ...refused, error: forbidden },
  failed: { ...renew, error: forbidden },
  deferred: { ...renew, deferred: 'deadline' },
  unread: { held: { state: 'unknown', notAfter: null } },
  missing: { held: { state: 'none', notAfter: null }, ...renew, error: forbidden },
  stopped: skip('ClusterNotServing'),
  hidden: 'hidden',
  unlisted: 'unlisted',
  excluded: skip('ClusterExcluded'),
  gone: skip('ClusterGone'),
};

function see(day: number, sight: Sight, before: Standings): Standings {
  const region: RotationFailure = {
    what: 'region cn-hangzhou',
    error: forbidden,
    hides: { kind: 'region', region: 'cn-hangzhou' },
  };
  if (sight === 'hidden') return fold(reportOn(day, [], [region]), before).standings;
  if (sight === 'unlisted') return fold(reportOn(day, []), before).standings;
  return fold(reportOn(day, [ownOutcome(day, endsOn, sight)]), before).standings;
}

function cell(state: Sight, sight: Sight): string {
  const known = see(49, accepted, noStandings);
  let standings = see(50, state, known);
  standings = afterNotifying(standings, 'chat', alarmsFor('chat', standings, onDay(50)));
  standings = see(51, sight, standings);
  const heard = alarmsFor('chat', standings, onDay(51)).find(({ alarm }) => alarm.key === 'c1/self');
  const { condition = null, goneBecause = null } = standings.get('c1/self') ?? {};
  const now = goneBecause !== null ? 'gone' : (condition?.state ?? 'none');
  return heard === undefined ? now : `${now}: ${heard.alarm.kind}`;
}

/**
 * The state afterwards, and after a colon what is heard. What is of no use is told every day; what was merely not tried,
 * not read or not listed is neither well nor over; and what was stopped, removed or left out is ready once it is proven.
 */
const table: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  ready: {
    proven: 'ready',
    untried: 'ready',
    delivered: 'ready',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'pending',
    unread: 'ready',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'blocked',
    unlisted: 'blocked',
    excluded: 'blocked',
    gone: 'gone',
  },
  pending: {
    proven: 'ready',
    untried: 'ready',
    delivered: 'ready',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'pending',
    unread: 'ready',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'blocked',
    unlisted: 'blocked',
    excluded: 'blocked',
    gone: 'gone',
  },
  failing: {
    proven: 'ready: resolved',
    untried: 'failing',
    delivered: 'ready: resolved',
    refused: 'failing: failing',
    failed: 'failing',
    deferred: 'failing',
    unread: 'failing',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'failing',
    unlisted: 'failing',
    excluded: 'blocked',
    gone: 'gone: resolved',
  },
  refused: {
    proven: 'ready: mended',
    untried: 'failing: failing',
    delivered: 'ready: mended',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'failing: failing',
    unread: 'failing: failing',
    missing: 'failing: failing',
    stopped: 'blocked: blocked',
    hidden: 'failing: failing',
    unlisted: 'failing: failing',
    excluded: 'blocked',
    gone: 'gone: resolved',
  },
  stopped: {
    proven: 'ready',
    untried: 'pending',
    delivered: 'ready',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'pending',
    unread: 'pending',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'blocked',
    unlisted: 'blocked',
    excluded: 'blocked',
    gone: 'gone',
  },
  removed: {
    proven: 'ready: resolved',
    untried: 'pending',
    delivered: 'ready: resolved',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'pending',
    unread: 'pending',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'blocked',
    unlisted: 'blocked',
    excluded: 'blocked',
    gone: 'gone: resolved',
  },
  unread: {
    proven: 'ready',
    untried: 'ready',
    delivered: 'ready',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'pending',
    unread: 'ready',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'blocked',
    unlisted: 'blocked',
    excluded: 'blocked',
    gone: 'gone',
  },
  excluded: {
    proven: 'ready',
    untried: 'pending',
    delivered: 'ready',
    refused: 'failing: failing',
    failed: 'failing: failing',
    deferred: 'pending',
    unread: 'pending',
    missing: 'failing: failing',
    stopped: 'blocked',
    hidden: 'blocked',
    unlisted: 'blocked',
    excluded: 'blocked',
    gone: 'gone',
  },
};

for (const [state, before] of Object.entries(states))
  for (const [sight, seen] of Object.entries(sights)) {
    const expected = table[state]?.[sight] ?? 'no row';
    test(`${state}, then ${sight}: ${expected}`, (t) => {
      t.is(cell(before, seen), expected);
    });
  }

/** The nights on which a channel hears of what stays as it is until 50 days after its end. */
const levels: Readonly<Record<string, string>> = {
  ready: '',
  pending: '57 720 840 870 893 899 901…',
  failing: '50 720 840 870 893 899 901…',
  refused: '50…',
  stopped: '720 840 870 893 899 901…',
  removed: '50 720 840 870 893 899 901…',
  unread: '720 840 870 893 899 901…',
  excluded: '720 840 870 893 899 901',
};

for (const [state, sight] of Object.entries(states))
  test(`${state} until the end and beyond is heard on the nights ${levels[state] || 'none'}`, (t) => {
    let standings = see(49, accepted, noStandings);
    const nights: number[] = [];
    for (let day = 50; day <= endsOn + 50; day += 1) {
      standings = see(day, sight, standings);
      const due = alarmsFor('chat', standings, onDay(day));
      if (due.some(({ alarm }) => alarm.key === 'c1/self')) nights.push(day);
      standings = afterNotifying(standings, 'chat', due);
    }
    t.is(told(nights), levels[state] ?? 'no row');
  });

/** Nights one after the other to the last are daily. */
function told(nights: readonly number[]): string {
  const last = nights.at(-1) ?? 0;
  const from = nights.findIndex((night, index) => night + (nights.length - 1 - index) === last);
  const isDaily = nights.length - from > 3;
  const shown = isDaily ? nights.slice(0, from + 1) : nights;
  return `${shown.join(' ')}${isDaily ? '…' : ''}`;
}
