import {
  type Channels,
  channels,
  manyFailing,
  mixedNotice,
  noticeOf,
} from '@ackring/testkit/rotation/channels';
import { forbidden, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import type { Notice } from '../alarm/notifier.js';
import { notifyAll } from '../alarm/notify.js';
import { fold } from '../ledger/fold.js';
import { noStandings, type Standings } from '../ledger/standing.js';
import type { RotationPortsOptions } from '../run/ports.js';
import { digestOf } from './digest.js';

async function pager() {
  const all = await channels();
  const { pagerduty } = all.world.emulator.services;
  const settings = `kind: pagerduty, secret: "kms:ackring/receiver", url: "${pagerduty.url()}"`;
  const notifier = await all.open(settings, pagerduty.routingKey);
  return { all, pagerduty, notifier, [Symbol.asyncDispose]: () => all[Symbol.asyncDispose]() };
}

test('PagerDuty: one alert each, its severity by the level', async (t) => {
  await using pages = await pager();
  await pages.notifier.send(mixedNotice());
  t.deepEqual(
    pages.pagerduty.alerts.map(({ dedupKey, severity, status }) => [dedupKey, severity, status]).toSorted(),
    [
      ['ackring/c-blocked/self', 'error', 'triggered'],
      ['ackring/c-deferred/self', 'warning', 'triggered'],
      ['ackring/c-ended/self', 'critical', 'triggered'],
      ['ackring/c-failing/self', 'critical', 'triggered'],
      ['ackring/c-toms/20009', 'info', 'triggered'],
      ['ackring/failure region cn-beijing', 'error', 'triggered'],
    ],
  );
});

const renew = { decision: { kind: 'renew', reason: 'WithinRenewalWindow' } } as const;
const error = { code: 'Forbidden', message: 'no role', remedy: 'ask', requestId: null } as const;
const failing = (daysLeft: number): Notice =>
  noticeOf(100, [ownOutcome(100, 100 + daysLeft, { ...renew, error })]);
const resolved = (): Notice => {
  const [alarm] = failing(5).alarms;
  if (alarm === undefined) throw new Error('no alarm');
  return { ...failing(5), alarms: [{ ...alarm, kind: 'resolved' }] };
};

const levels = [180, 60, 30, 7, 1, 0, null] as const;
const severities: readonly (readonly [kind: Notice['alarms'][number]['kind'], ...at: readonly string[]])[] = [
  ['failing', 'info', 'warning', 'error', 'critical', 'critical', 'critical', 'info'],
  ['blocked', 'info', 'warning', 'error', 'critical', 'critical', 'critical', 'info'],
  ['pending', 'info', 'warning', 'error', 'critical', 'critical', 'critical', 'info'],
  ['orphaned', 'info', 'info', 'warning', 'error', 'error', 'error', 'info'],
  ['heldByOther', 'info', 'info', 'warning', 'error', 'error', 'error', 'info'],
  ['outage', 'info', 'warning', 'error', 'critical', 'critical', 'critical', 'error'],
];

test('PagerDuty: a severity a level, one lower where somebody else has to act', async (t) => {
  await using pages = await pager();
  const [alarm] = failing(5).alarms;
  if (alarm === undefined) return t.fail();
  const alarms = severities.flatMap(([kind]) =>
    levels.map((step) => ({ ...alarm, kind, step, key: `${kind} ${step}` })),
  );
  await pages.notifier.send({ ...failing(5), alarms });
  const told = new Map(pages.pagerduty.alerts.map(({ dedupKey, severity }) => [dedupKey, severity]));
  for (const [kind, ...at] of severities)
    t.deepEqual(
      levels.map((step) => told.get(`ackring/${kind} ${step}`)),
      [...at],
      kind,
    );
});

test('PagerDuty: an alert says what it is of, and what to do', async (t) => {
  await using pages = await pager();
  const [alarm] = failing(5).alarms;
  if (alarm === undefined) return t.fail();
  const outage = { ...alarm, kind: 'outage', key: 'failure run', clusterId: null, remedy: null } as const;
  await pages.notifier.send({ ...failing(5), alarms: [alarm, outage] });
  t.like(pages.pagerduty.alerts, [
    { component: 'c1', details: { cluster: alarm.cluster, level: 7 } },
    { component: null },
  ]);
  t.is(pages.pagerduty.alerts[0]?.details['remedy'], digestOf(failing(5), 'en').entries[0]?.remedy);
});

test('PagerDuty: the next level triggers the same alert, and the end resolves it', async (t) => {
  await using pages = await pager();
  await pages.notifier.send(failing(50));
  t.like(pages.pagerduty.alerts, { length: 1, 0: { severity: 'warning', triggers: 1 } });
  await pages.notifier.send(failing(5));
  t.like(pages.pagerduty.alerts, { length: 1, 0: { severity: 'critical', triggers: 2 } });
  await pages.notifier.send(resolved());
  t.like(pages.pagerduty.alerts, { length: 1, 0: { status: 'resolved' } });
});

test('PagerDuty: a run cut off in the middle is sent again without a second alert', async (t) => {
  await using pages = await pager();
  pages.all.world.emulator.faults.add({
    service: 'pagerduty',
    skip: 3,
    times: 1,
    effect: { kind: 'throttle' },
  });
  t.like(await t.throwsAsync(pages.notifier.send(mixedNotice())), { code: 'Throttled' });
  await pages.notifier.send(mixedNotice());
  t.is(pages.pagerduty.alerts.length, 6);
});

test('PagerDuty: more than a hundred are a hundred, and one that counts the rest', async (t) => {
  await using pages = await pager();
  await pages.notifier.send(manyFailing(130, 'prod'));
  const { alerts } = pages.pagerduty;
  t.is(alerts.length, 101);
  await using full = await pager();
  await full.notifier.send(manyFailing(100, 'prod'));
  t.is(full.pagerduty.alerts.length, 100);
  await using over = await pager();
  await over.notifier.send(manyFailing(101, 'prod'));
  t.is(over.pagerduty.alerts.length, 101);
  t.like(
    alerts.find(({ dedupKey }) => dedupKey === 'ackring/more'),
    { severity: 'error', summary: '… and 30 more: see the report' },
  );
});

test('PagerDuty: a key of 255 characters is shown as it is, and a longer one is hashed', async (t) => {
  await using pages = await pager();
  const [alarm] = failing(5).alarms;
  if (alarm === undefined) return t.fail();
  const [fits, longer] = [255, 256].map((length) => `ackring/${'x'.repeat(length - 8)}`);
  const alarms = [fits, longer].map((key = '') => ({ ...alarm, key: key.slice(8) }));
  await pages.notifier.send({ ...failing(5), alarms });
  const keys = pages.pagerduty.alerts.map(({ dedupKey }) => dedupKey);
  t.is(keys[0], fits);
  t.regex(keys[1] ?? '', /^[0-9a-f]{64}$/);
});

test('PagerDuty: a key that is too long remains one key', async (t) => {
  await using pages = await pager();
  const notice = noticeOf(100, [
    ownOutcome(100, 105, {
      ...renew,
      error,
      identity: 'x'.repeat(300),
      cluster: { id: 'c1', name: 'y'.repeat(2_000) },
    }),
  ]);
  await pages.notifier.send(notice);
  await pages.notifier.send(notice);
  t.like(pages.pagerduty.alerts, { length: 1, 0: { triggers: 2 } });
});

async function sentTo(all: Channels, url: string, key: string) {
  const settings = `kind: pagerduty, secret: "kms:ackring/receiver", url: "${url}"`;
  return (await all.open(settings, key)).send(mixedNotice());
}

type Runner = Pick<RotationPortsOptions, 'function' | 'accountId'>;

/** The runs of one rotation, each with the ledger of the one before. */
function runsOf({ all, pagerduty }: Awaited<ReturnType<typeof pager>>) {
  let standings: Standings = noStandings;
  return async (name: string | null, day: number, isWell = false, runner: Runner = {}) => {
    const yaml = `notify: [{kind: pagerduty, secret: "kms:ackring/receiver", url: "${pagerduty.url()}"}]`;
    const { ports } = await all.world.configure(name === null ? yaml : `name: ${name}\n${yaml}`, runner);
    const outcome = ownOutcome(day, 105, isWell ? {} : { ...renew, error: forbidden });
    const folded = fold(reportOn(day, [outcome]), standings);
    const run = { notifiers: ports.notifiers, runId: 'r', limitMs: 60_000, isRecorded: true };
    const told = await notifyAll(folded, run);
    standings = told.standings;
    return told.failures;
  };
}

test('PagerDuty: two rotations on one service have an incident each, and each ends its own', async (t) => {
  await using pages = await pager();
  const [first, second] = [runsOf(pages), runsOf(pages)];
  const alerts = () => pages.pagerduty.alerts.map(({ dedupKey, status }) => `${dedupKey} ${status}`);
  t.deepEqual([...(await first('blue', 50)), ...(await second('green', 50))], []);
  t.deepEqual(alerts(), ['ackring/blue/c1/self triggered', 'ackring/green/c1/self triggered']);
  await first('blue', 51, true);
  t.deepEqual(alerts(), ['ackring/blue/c1/self resolved', 'ackring/green/c1/self triggered']);
  await second('green', 51);
  t.like(pages.pagerduty.alerts, { 1: { triggers: 1 } });
});

test('PagerDuty: two functions without a name have an incident each, which goes on whoever runs it', async (t) => {
  await using pages = await pager();
  const [first, second] = [runsOf(pages), runsOf(pages)];
  const alerts = () =>
    pages.pagerduty.alerts.map(({ dedupKey, status, triggers }) => `${dedupKey} ${status} ${triggers}`);
  const ofAccount = (accountId: string) => ({ accountId, function: 'ackring-rotate@cn-hangzhou' });
  await first(null, 50, false, ofAccount('1'));
  await second(null, 50, false, ofAccount('2'));
  const [one, two] = ['1', '2'].map((id) => `ackring/${id}/ackring-rotate@cn-hangzhou/c1/self`);
  t.deepEqual(alerts(), [`${one} triggered 1`, `${two} triggered 1`]);
  // From a terminal, or with a name since: what is open goes on, and ends, under its key.
  await first(null, 51);
  t.deepEqual(alerts(), [`${one} triggered 1`, `${two} triggered 1`]);
  await first(null, 80);
  t.deepEqual(alerts(), [`${one} triggered 2`, `${two} triggered 1`]);
  await first('blue', 81, true);
  t.deepEqual(alerts(), [`${one} resolved 2`, `${two} triggered 1`]);
  await first('blue', 82);
  t.deepEqual(alerts().slice(2), ['ackring/blue/c1/self triggered 1']);
});

test('PagerDuty: an incident opened under a key without a name goes on and ends under that key', async (t) => {
  await using pages = await pager();
  const run = runsOf(pages);
  const alerts = () =>
    pages.pagerduty.alerts.map(({ dedupKey, status, triggers }) => `${dedupKey} ${status} ${triggers}`);
  await run(null, 50);
  await run('blue', 51);
  t.deepEqual(alerts(), ['ackring/c1/self triggered 1']);
  await run('blue', 80);
  t.deepEqual(alerts(), ['ackring/c1/self triggered 2']);
  await run('blue', 81, true);
  t.deepEqual(alerts(), ['ackring/c1/self resolved 2']);
  await run('blue', 82);
  t.deepEqual(alerts(), ['ackring/c1/self resolved 2', 'ackring/blue/c1/self triggered 1']);
});

test('PagerDuty: any answer but 202 is a failure', async (t) => {
  await using all = await channels();
  const { webhook, pagerduty } = all.world.emulator.services;
  t.like(await t.throwsAsync(sentTo(all, webhook.url(), pagerduty.routingKey)), { code: 'RequestRejected' });
});

test('PagerDuty: an invalid key is refused without being shown', async (t) => {
  await using all = await channels();
  const { pagerduty } = all.world.emulator.services;
  const refused = await t.throwsAsync(sentTo(all, pagerduty.url(), 'the key is hunter2'));
  t.like(refused, { code: 'ConfigurationInvalid' });
  t.false(refused.message.includes('hunter2'));
});

test('PagerDuty: of alarms with one key the most severe is triggered, and of equals the first', async (t) => {
  const [mild, grave] = [failing(50), failing(5)].map(({ alarms }) => alarms);
  const [again] = failing(6).alarms;
  if (mild === undefined || grave === undefined || again === undefined) return t.fail();
  for (const alarms of [
    [...mild, ...grave, again],
    [...grave, ...mild, again],
  ]) {
    await using pages = await pager();
    await pages.notifier.send({ ...failing(5), alarms });
    t.like(pages.pagerduty.alerts, { length: 1, 0: { severity: 'critical', triggers: 1 } });
    t.regex(pages.pagerduty.alerts[0]?.summary ?? '', /5 days/);
  }
});
