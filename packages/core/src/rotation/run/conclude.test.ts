import { forbidden, onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import test from 'ava';
import type { Beat, Notice, Notifier } from '../alarm/notifier.js';
import { noStandings } from '../ledger/standing.js';
import { readLedger, writeLedger } from '../ledger/stored-ledger.js';
import { readKeptRuns } from '../report/kept-runs.js';
import { memoryFailure, type RotationReport } from '../report/report.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';
import { type ConcludeOptions, conclude, keepOnly } from './conclude.js';

/** A sink of documents in memory, of which `broken` may be made to fail. */
function memory() {
  const documents = new Map<string, string>();
  const read: string[] = [];
  const written: string[] = [];
  const broken = new Set<'read' | 'write' | 'remember'>();
  const refuse = (what: 'read' | 'write' | 'remember') => {
    if (broken.has(what)) throw new Error(`cannot ${what}`);
  };
  const store: DocumentStore = {
    fits: () => true,
    read: async (name) => {
      refuse('read');
      read.push(name);
      return documents.get(name) ?? null;
    },
    write: async (name, text) => {
      refuse('write');
      if (!['runs', 'latest', 'previous'].includes(name)) refuse('remember');
      written.push(name);
      documents.set(name, text);
    },
  };
  const unused = () => Promise.reject(new Error('not asked'));
  const sink: Sink = { name: 'file:a', read: unused, stage: unused, promote: unused, documents: store };
  return { sink, store, broken, read, written };
}

/** A channel, what it was sent, and what happens before it answers. */
function channel(name: string, before: () => Promise<unknown> = async () => undefined) {
  const notices: Notice[] = [];
  const notifier: Notifier = {
    name,
    send: async (notice) => {
      await before();
      notices.push(notice);
    },
  };
  return { notifier, notices };
}

const ended = (day: number): RotationReport =>
  reportOn(day, [
    ownOutcome(day, day - 1, { held: { state: 'broken', notAfter: onDay(day - 1).toISOString() } }),
  ]);
const well = (day: number): RotationReport => reportOn(day, [ownOutcome(day, day + 900)]);

const concluded = (report: RotationReport, options: Partial<ConcludeOptions> = {}) =>
  conclude(report, {
    ...{ sinks: [], notifiers: [], heartbeat: null, deadline: null },
    clock: { now: () => new Date(report.now), sleep: async () => undefined },
    ...options,
  });

test('each channel is told once, and again only what is new', async (t) => {
  const { sink } = memory();
  const [chat, pager] = [channel('chat'), channel('pager')];
  const told = () => [chat.notices.length, pager.notices.length];
  await concluded(ended(1), { sinks: [sink], notifiers: [chat.notifier] });
  t.deepEqual(told(), [1, 0]);
  t.is(chat.notices[0]?.function, null);
  await concluded(ended(1.1), { sinks: [sink], notifiers: [chat.notifier, pager.notifier] });
  t.deepEqual(told(), [1, 1]);
  const by = { function: 'rotate@cn-hangzhou' };
  await concluded(well(1.2), { sinks: [sink], notifiers: [chat.notifier, pager.notifier], ...by });
  t.deepEqual(told(), [2, 2]);
  t.like(chat.notices[1], by);
  t.deepEqual(
    (await readKeptRuns([sink])).runs.map(({ runId, forgot }) => [runId, forgot]),
    ['r1.2', 'r1.1', 'r1'].map((runId) => [runId, undefined]),
  );
});

test('without a store it is told all the same, each time', async (t) => {
  const chat = channel('chat');
  for (const day of [1, 2.1]) {
    const { failures } = await concluded(ended(day), { notifiers: [chat.notifier] });
    t.deepEqual(failures, []);
  }
  t.is(chat.notices.length, 2);
});

test('what runs before have told is looked for where there is somebody to tell', async (t) => {
  const looked = async (...notifiers: readonly Notifier[]) => {
    const { sink, read } = memory();
    await concluded(well(1), { sinks: [sink], notifiers });
    return read.filter((name) => name === 'runs').length;
  };
  const [alone, told] = [await looked(), await looked(channel('chat').notifier)];
  t.is(told, alone + 1);
});

test('a memory that cannot be read is a failure, is told, and is not written over', async (t) => {
  const { sink, store, broken } = memory();
  const chat = channel('chat');
  await concluded(ended(1), { sinks: [sink], notifiers: [chat.notifier] });
  const before = await readLedger([store], onDay(1));
  broken.add('read');
  const report = await concluded(ended(1.1), { sinks: [sink], notifiers: [chat.notifier] });
  t.deepEqual(
    report.failures.map(({ what }) => what),
    [memoryFailure, 'report'],
  );
  t.is(chat.notices.length, 2);
  broken.clear();
  t.deepEqual((await readLedger([store], onDay(1))).standings, before.standings);
});

test('where nobody is told anything, and nothing fails, all is written once', async (t) => {
  const { sink, written } = memory();
  await concluded(well(1), { sinks: [sink], notifiers: [channel('chat').notifier] });
  t.deepEqual(written, [...new Set(written)]);
  t.true(written.includes('conditions'));
});

test('a memory that takes nothing is a failure, once', async (t) => {
  const { sink, broken } = memory();
  broken.add('write');
  const chat = channel('chat');
  const { failures } = await concluded(ended(1), { sinks: [sink], notifiers: [chat.notifier] });
  t.deepEqual(
    failures.map(({ what }) => what),
    [memoryFailure, 'report'],
  );
  t.deepEqual(
    chat.notices.map(({ alarms }) => alarms.map(({ kind }) => kind)),
    [['outage', 'failing']],
  );
});

test('a run that is not remembered says so, and the next one tells the end of what it told', async (t) => {
  const { sink, broken } = memory();
  const { notifier, notices } = channel('chat');
  broken.add('remember');
  const { failures } = await concluded(ended(1), { sinks: [sink], notifiers: [notifier] });
  t.deepEqual(
    failures.map(({ what }) => what),
    [memoryFailure],
  );
  const { runs, latest } = await readKeptRuns([sink]);
  t.deepEqual([runs[0]?.forgot, latest?.failures.length], [true, 1]);
  broken.clear();
  await concluded(well(1.1), { sinks: [sink], notifiers: [notifier] });
  await concluded(well(1.2), { sinks: [sink], notifiers: [notifier] });
  t.is(notices.length, 2);
});

for (const [day, isBroken, again] of [
  [5, true, []],
  [6, false, []],
  [6, true, ['failing']],
] as const)
  test(`${day - 4} days after the last of nightly runs, with ${isBroken ? 'one store' : 'no store'} unread, ${again.length} alarms are told again`, async (t) => {
    const [first, second] = [memory(), memory()];
    const { notifier, notices } = channel('chat');
    const options = { sinks: [first.sink, second.sink], notifiers: [notifier] };
    const decision = { kind: 'renew', reason: 'WithinRenewalWindow' } as const;
    const failing = (on: number) => reportOn(on, [ownOutcome(on, 900, { decision, error: forbidden })]);
    for (const night of [1, 2, 3, 4]) await concluded(failing(night), options);
    t.is(notices.length, 1);
    if (isBroken) second.broken.add('read');
    await concluded(failing(day), options);
    const told = notices.slice(1).flatMap(({ alarms }) => alarms.map(({ kind }) => kind));
    t.deepEqual(
      told.filter((kind) => kind === 'failing'),
      again,
    );
  });

test('what another run wrote since this one read stays, and so does what it told', async (t) => {
  const { sink, store } = memory();
  const [chat, mail] = [channel('chat'), channel('mail')];
  await concluded(ended(1), { sinks: [sink], notifiers: [chat.notifier] });
  const ledger = await readLedger([store], onDay(1));
  const [standing = t.fail()] = ledger.standings.values();
  const theirs = new Map([
    [standing.key, { ...standing, told: { ...standing.told, pager: 'm' } }],
    ['c2/self', { ...standing, key: 'c2/self', clusterId: 'c2' }],
  ]);
  await writeLedger([store], theirs, { read: ledger, now: onDay(1) });
  await concluded(ended(1.1), { sinks: [sink], notifiers: [chat.notifier, mail.notifier], ledger });
  const { standings } = await readLedger([store], onDay(1));
  t.deepEqual([...standings.keys()].toSorted(), ['c1/self', 'c2/self']);
  t.deepEqual(Object.keys(standings.get('c1/self')?.told ?? {}).toSorted(), ['chat', 'mail', 'pager']);
});

test('each heart beats, and one that fails is a failure of the report', async (t) => {
  const { sink } = memory();
  const beats: Beat[] = [];
  const beat = async (each: Beat) => void beats.push(each);
  const lost = { ...channel('pager').notifier, beat: () => Promise.reject(new Error('lost')) };
  const notifiers = [{ ...channel('chat').notifier, beat }, lost, channel('quiet').notifier];
  const report = await concluded(reportOn(1, [], [{ what: 'region x', error: forbidden }]), {
    ...{ sinks: [sink], notifiers, heartbeat: { beat }, function: 'rotate@cn-hangzhou' },
  });
  t.is(beats.length, 2);
  for (const each of beats) t.like(each, { function: 'rotate@cn-hangzhou', runId: 'r1', failures: 1 });
  t.deepEqual(
    report.failures.map(({ what }) => what),
    ['region x', 'heartbeat of pager'],
  );
});

test('what failed before the report was kept is in it all the same, by itself', async (t) => {
  const { sink, store } = memory();
  let isLost = false;
  const read: DocumentStore['read'] = async (name) => {
    if (name !== 'runs' || isLost) return store.read(name);
    isLost = true;
    throw new Error('lost');
  };
  const once = { ...sink, documents: { ...store, read } };
  const chat = channel('chat');
  await concluded(well(1), { sinks: [once], notifiers: [chat.notifier] });
  t.true(isLost);
  t.deepEqual(chat.notices, [], 'only a memory that is lost is told at once');
  const { latest } = await readKeptRuns([sink]);
  t.deepEqual(
    latest?.failures.map(({ what }) => what),
    ['report'],
  );
});

test('a channel that fails is kept in the report', async (t) => {
  const { sink } = memory();
  const chat = channel('chat', () => Promise.reject(new Error('away')));
  const report = await concluded(ended(1), { sinks: [sink], notifiers: [chat.notifier] });
  const { latest } = await readKeptRuns([sink]);
  for (const { failures } of [report, latest ?? t.fail()])
    t.deepEqual(
      failures.map(({ what }) => what),
      ['notifier chat'],
    );
});

test('a report is kept without telling anybody, and where it cannot be it says so', async (t) => {
  const { sink, store, broken } = memory();
  const options = { sinks: [sink], clock: { now: () => onDay(1), sleep: async () => undefined } };
  t.deepEqual((await keepOnly(ended(1), options)).failures, []);
  t.like((await readKeptRuns([sink])).runs, { length: 1, 0: { forgot: undefined } });
  t.deepEqual((await readLedger([store], onDay(1))).standings, noStandings);
  broken.add('write');
  t.deepEqual(
    (await keepOnly(ended(2), options)).failures.map(({ what }) => what),
    ['report'],
  );
});
