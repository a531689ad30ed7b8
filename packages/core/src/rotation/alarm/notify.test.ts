import { forbidden, onDay, ownOutcome, reportOn, tomsOutcome } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { fold } from '../ledger/fold.js';
import { memoryKey, noStandings, type Standings } from '../ledger/standing.js';
import { memoryFailure, type RotationFailure, type RotationOutcome } from '../report/report.js';
import type { Notice, Notifier } from './notifier.js';
import { notifyAll } from './notify.js';

// Who is sent what, who is not sent it twice, and what happens if a notifier refuses.

interface Listener extends Notifier {
  /** What it was sent, a list per digest. */
  readonly heard: string[];
}

function listener(name: string, refuses: () => boolean = () => false): Listener {
  const heard: string[] = [];
  const send = async ({ alarms }: Notice): Promise<void> => {
    if (refuses()) throw new AckringError('Unreachable', 'no answer', { remedy: 'x' });
    heard.push(alarms.map(({ kind, label }) => `${kind} ${label}`).join(', '));
  };
  return { name, heard, send };
}

const failing = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' }, error: forbidden } as const;

interface Run {
  readonly before?: Standings;
  readonly outcomes?: readonly RotationOutcome[];
  readonly failures?: readonly RotationFailure[];
  readonly limitMs?: number;
  readonly isRecorded?: boolean;
}

function notify(day: number, notifiers: readonly Notifier[], run: Run = {}) {
  const {
    before = noStandings,
    outcomes = [ownOutcome(day, 900, failing)],
    failures = [],
    limitMs = 60_000,
    isRecorded = true,
  } = run;
  return notifyAll(fold(reportOn(day, outcomes, failures), before), {
    notifiers,
    runId: 'r',
    limitMs,
    isRecorded,
  });
}

test('each alarm is sent once, and then its end', async (t) => {
  const [one, other] = [listener('one'), listener('other')];
  const first = await notify(50, [one, other]);
  t.deepEqual([one.heard, other.heard], [['failing prod/self'], ['failing prod/self']]);
  const second = await notify(51, [one, other], { before: first.standings });
  await notify(52, [one, other], { before: second.standings, outcomes: [ownOutcome(52, 900)] });
  t.deepEqual(one.heard, ['failing prod/self', 'resolved prod/self']);
});

test('if nothing has to be sent the standings are the same object', async (t) => {
  const one = listener('one');
  const assessed = fold(reportOn(50, [ownOutcome(50, 900)]), noStandings);
  const { standings, failures } = await notifyAll(assessed, {
    notifiers: [one],
    runId: 'r',
    limitMs: 1_000,
    isRecorded: true,
  });
  t.is(standings, assessed.standings);
  t.deepEqual([one.heard, failures], [[], []]);
});

test('a digest contains the run, its instant and its counts', async (t) => {
  const notices: Notice[] = [];
  const send = async (notice: Notice): Promise<void> => void notices.push(notice);
  await notify(50, [{ name: 'one', send }]);
  const { alarms: _, ...about } = notices[0] ?? { alarms: [] };
  t.like(about, { runId: 'r', now: onDay(50).toISOString(), counts: { total: 0 } });
});

test('two notifiers of one kind each have their own memory', async (t) => {
  const [first, second] = [listener('webhook'), listener('webhook')];
  const { standings } = await notify(50, [first, second]);
  t.deepEqual(Object.keys(standings.get('c1/self')?.told ?? {}).toSorted(), ['webhook', 'webhook 2']);
  t.is(second.heard.length, 1);
});

test('a notifier that refuses is reported to the others, and gets everything when it works again', async (t) => {
  let isDown = true;
  const down = listener('down', () => isDown);
  const up = listener('up');
  const first = await notify(50, [down, up]);
  t.deepEqual(up.heard, ['failing prod/self', 'outage notifier down']);
  t.like(first.failures, [{ what: 'notifier down', error: { code: 'Unreachable' } }]);
  const since = first.standings.get('failure notifier down')?.outage?.since;
  t.is(since, onDay(50).toISOString());
  const second = await notify(51, [down, up], { before: first.standings });
  t.is(up.heard.length, 2);
  t.is(second.standings.get('failure notifier down')?.outage?.since, since);
  isDown = false;
  const third = await notify(52, [down, up], { before: second.standings });
  t.deepEqual(down.heard, ['failing prod/self']);
  t.deepEqual(up.heard.slice(2), ['resolved notifier down']);
  t.deepEqual(third.failures, []);
  t.false(third.standings.has('failure notifier down'));
});

test('one that does not answer in time delays nobody', async (t) => {
  const up = listener('up');
  const deaf: Notifier = { name: 'deaf', send: () => new Promise<never>(() => undefined) };
  const { failures } = await notify(50, [deaf, up], { limitMs: 20 });
  t.like(failures, [{ what: 'notifier deaf', error: { code: 'TimedOut' } }]);
  t.is(up.heard[0], 'failing prod/self');
});

test('removed notifiers are forgotten, and so is what nobody has to hear', async (t) => {
  const [one, other] = [listener('one'), listener('other')];
  const first = await notify(50, [one, other]);
  const second = await notify(51, [one], { before: first.standings });
  t.deepEqual(Object.keys(second.standings.get('c1/self')?.told ?? {}), ['one']);
  const outcomes = [ownOutcome(52, 900, { decision: { kind: 'skip', reason: 'ClusterGone' } })];
  const gone = await notify(52, [one], { before: second.standings, outcomes });
  t.deepEqual([...gone.standings.keys()], []);
  const refusing = listener('refusing', () => true);
  const failed = await notify(50, [refusing]);
  t.true(failed.standings.has('failure notifier refusing'));
  t.false((await notify(51, [one], { before: failed.standings })).standings.has('failure notifier refusing'));
});

test("of others' credentials only what was reported is remembered", async (t) => {
  const one = listener('one');
  const kept = async (day: number): Promise<readonly string[]> => {
    const outcomes = [ownOutcome(day, 900), tomsOutcome(day, 900)];
    return [...(await notify(day, [one], { outcomes })).standings.keys()];
  };
  t.deepEqual(await kept(0), ['c1/self']);
  t.deepEqual(await kept(800), ['c1/self', 'c1/20009']);
});

/** A channel whose messages have room for so many. */
function narrow(room: number): Listener & { readonly named: string[][] } {
  const named: string[][] = [];
  return {
    ...listener('narrow'),
    named,
    send: async ({ alarms }) => void named.push(alarms.slice(0, room).map(({ label }) => label)),
    leftOut: ({ alarms }) => alarms.slice(room),
  };
}

const sixty = (day: number, endsOn: number): readonly RotationOutcome[] =>
  Array.from({ length: 60 }, (_, index) => {
    const name = `prod-${String(index).padStart(2, '0')}`;
    return ownOutcome(day, endsOn, { ...failing, cluster: { id: `c-${name}`, name } });
  });

for (const [what, endsOn, repeats] of [
  ['at one level', 900, false],
  ['after the end, daily', 40, true],
] as const)
  test(`of sixty that fail ${what} each is named within a week, though a message has room for ten`, async (t) => {
    const channel = narrow(10);
    let before = noStandings;
    for (let day = 50; day < 57; day += 1) {
      const outcomes = sixty(day, endsOn);
      ({ standings: before } = await notify(day, [channel], { before, outcomes }));
    }
    const counts = Map.groupBy(channel.named.flat(), (label) => label);
    t.is(counts.size, 60);
    const most = Math.max(...[...counts.values()].map((each) => each.length));
    t.is(most, repeats ? 2 : 1);
  });

test('a notifier that failed is tried again with the end of its own failure, though nothing else is to be sent', async (t) => {
  let isDown = true;
  const [chat, other] = [listener('chat', () => isDown), listener('other')];
  const first = await notify(50, [chat, other]);
  const second = await notify(51, [chat, other], {
    before: first.standings,
    outcomes: [ownOutcome(51, 900)],
  });
  isDown = false;
  const outcomes = [ownOutcome(52, 900)];
  const third = await notify(52, [chat, other], { before: second.standings, outcomes });
  t.deepEqual(chat.heard, ['resolved notifier chat']);
  t.deepEqual(other.heard, [
    'failing prod/self',
    'outage notifier chat',
    'resolved prod/self',
    'resolved notifier chat',
  ]);
  t.deepEqual([...third.standings.keys()], ['c1/self']);
});

const fourWeeks = Array.from({ length: 28 }, (_, day) => day);
const region = { what: 'region cn-hangzhou', error: forbidden };
const forgotten = { what: memoryFailure, error: forbidden };

/** `days` of four weeks on which it is told again, by runs that remember nothing. */
const withoutMemory: readonly (readonly [
  what: string,
  run: (day: number) => Run,
  days: readonly number[],
])[] = [
  ['that fails', (day) => ({ outcomes: [ownOutcome(day, 900, failing)] }), [6, 13, 20, 27]],
  ['that ends in eight days', (day) => ({ outcomes: [ownOutcome(day, day + 8, failing)] }), [6, 13, 20, 27]],
  ['that ends in a week', (day) => ({ outcomes: [ownOutcome(day, day + 7, failing)] }), fourWeeks],
  ['of a region that fails as a whole', () => ({ outcomes: [], failures: [region] }), fourWeeks],
];
for (const [what, run, days] of withoutMemory)
  test(`without a memory, trouble ${what} is told ${days === fourWeeks ? 'daily' : 'once a week'}`, async (t) => {
    const heard = fourWeeks.map(async (day) => {
      const one = listener('one');
      await notify(day, [one], { ...run(day), isRecorded: false });
      return one.heard.length > 0;
    });
    const told = await Promise.all(heard);
    t.deepEqual(
      fourWeeks.filter((day) => told[day]),
      days,
    );
  });

test('what nobody will remember to have told is of the incident of the memory, and what ends is of its own', async (t) => {
  const worked = ownOutcome(50, 900, { trial: { result: 'accepted', cause: null } });
  const mended = ownOutcome(55, 900, {
    decision: { kind: 'deliver', reason: 'CertificateAuthorityChanged' },
    trial: { result: 'refused', cause: 'wrongCertificateAuthority' },
  });
  const named = (id: string, outcome: RotationOutcome) => ({ ...outcome, cluster: { id, name: id } });
  const first = await notify(50, [listener('one')], {
    outcomes: [named('c1', worked), named('c2', ownOutcome(50, 900, failing))],
  });
  const keysOf = async (failures: readonly RotationFailure[]) => {
    const keys: string[] = [];
    const send = async ({ alarms }: Notice) =>
      void keys.push(...alarms.map(({ kind, key }) => `${kind} ${key === memoryKey ? 'memory' : key}`));
    const outcomes = [
      named('c1', mended),
      named('c2', ownOutcome(55, 900)),
      named('c3', ownOutcome(55, 900, failing)),
    ];
    await notify(55, [{ name: 'one', send }], {
      before: first.standings,
      outcomes,
      failures,
      isRecorded: false,
    });
    return keys.toSorted();
  };
  t.deepEqual(await keysOf([]), ['failing c3/self', 'mended c1/self', 'resolved c2/self']);
  t.deepEqual(await keysOf([forgotten]), [
    'failing memory',
    'mended c1/self',
    'outage memory',
    'resolved c2/self',
  ]);
});

test('a channel’s secret is read only where there is something to send, or to have been sent', async (t) => {
  let read = 0;
  const secret = async () => {
    read += 1;
    return 's';
  };
  const one = { ...listener('one'), secret };
  await notify(50, [one], { outcomes: [ownOutcome(50, 900)] });
  t.deepEqual([read, one.heard], [0, []]);
  const first = await notify(51, [one]);
  t.deepEqual([read, one.heard], [1, ['failing prod/self']]);
  await notify(52, [one], { before: first.standings });
  t.deepEqual([read, one.heard.length], [2, 1], 'who was told what is believed only with it');
});
