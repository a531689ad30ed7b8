import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { conditionUntil, owedIn, standingOf } from '@ackring/testkit/rotation/standing';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { AckringError } from '../../words/errors.js';
import type { DocumentStore } from '../sinks/sink.js';
import { noStandings, type Standing, type Standings } from './standing.js';
import { emptyLedger, readLedger, untilUnopposed, writeLedger } from './stored-ledger.js';

const now = new Date('2027-02-01T00:00:00.000Z');

/** This many clusters, each with a condition and a notifier that was told: incompressible. */
function standingsOf(count: number): Standings {
  const until = new Date('2027-03-01T00:00:00.000Z');
  const proof = '2026-12-29T04:00:00.000Z';
  const failing = { state: 'failing', reason: 'Forbidden', message: 'not allowed', remedy: 'ask' } as const;
  const standings = Array.from({ length: count }, (_, index): Standing => {
    const clusterId = `c${randomBytes(16).toString('hex')}`;
    const heldFrom = index % 2 === 0 ? { heldFrom: '2027-01-30T00:00:00.000Z' } : {};
    const place = owedIn('kms:ackring/', {
      version: randomBytes(12).toString('hex'),
      until: until.toISOString(),
      proven: { version: 'v1', at: proof },
    });
    return standingOf(conditionUntil(until, { ...failing, ...heldFrom, lastProof: proof }), {
      ...{ key: `${clusterId}/self`, label: `prod-${index}/self`, cluster: `prod-${index}`, clusterId },
      ...{ places: [place], told: { dingtalk: 'failing 60 Forbidden' } },
    });
  });
  const outage = standingOf(null, {
    ...{ key: 'failure region x', label: 'region x', cluster: null, clusterId: null, region: null },
    ...{ identity: null, goneBecause: 'over' },
    outage: { code: 'Forbidden', message: 'no', remedy: 'ask', since: '2027-01-01T00:00:00.000Z' },
  });
  return new Map([...standings, ...(count === 0 ? [] : [outage])].map((each) => [each.key, each]));
}

const sinks = {
  file: 'sinks: [{kind: file, directory: "{directory}"}]',
  kms: 'sinks: [{kind: kms}]',
  oss: 'sinks: [{kind: oss, bucket: ackring-kubeconfigs}]',
};

for (const [kind, settings] of Object.entries(sinks)) {
  for (const count of [0, 1, 3_000]) {
    test(`${kind} keeps the standings of ${count} credentials, in as many documents as it takes`, async (t) => {
      await using world = await rotationWorld({ clusters: [] }, settings);
      const store = world.ports.sinks[0]?.documents ?? null;
      if (store === null) throw new Error('no store');
      t.deepEqual({ ...(await readLedger([store], now)), revisions: new Map() }, emptyLedger);
      const standings = standingsOf(count);
      await writeLedger([store], standings, { read: emptyLedger, now });
      const read = await readLedger([store], now);
      t.deepEqual(byKey(read.standings), byKey(standings));
      const less = new Map([...standings].slice(0, 1));
      await writeLedger([store], less, { read, now });
      t.deepEqual((await readLedger([store], now)).standings, less);
    });
  }
}

function byKey(standings: Standings): Record<string, Standing> {
  return Object.fromEntries([...standings].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

function memoryStore(
  kept: Record<string, string> = {},
): DocumentStore & { readonly kept: Record<string, string> } {
  return {
    kept,
    fits: () => true,
    read: async (document) => kept[document] ?? null,
    write: async (document, text) => {
      kept[document] = text;
    },
  };
}

test('of ten thousand standings nothing is written that says nothing', async (t) => {
  const store = memoryStore();
  await writeLedger([store], standingsOf(1), { read: emptyLedger, now });
  t.notRegex(store.kept['conditions'] ?? 'null', /null|\[\]|\{\}/);
});

test('an item that cannot be read counts as not remembered', async (t) => {
  const [standing, outage] = standingsOf(1).values();
  const items = [
    [standing?.key, standing],
    ['c1/self', { ...standing, clusterId: 'c1', condition: { ...standing?.condition, state: 'odd' } }],
    ['c2/self', { ...standing, clusterId: 'c2', told: 5 }],
    ...['Odd', 5].map((code) => [outage?.key, { ...outage, outage: { ...outage?.outage, code } }]),
  ];
  const text = JSON.stringify({ mark: 'ackring.conditions/v1', head: null, parts: 1, items });
  const { standings, trouble } = await readLedger([memoryStore({ conditions: text })], now);
  t.deepEqual([[...standings.keys()], trouble], [[standing?.key], null]);
});

test('a torn document is told and never taken for an empty one: its copy of a week at most is read', async (t) => {
  const torn = '{"told": 5}';
  const alone = await readLedger([memoryStore({ conditions: torn })], now);
  t.deepEqual([alone.standings, alone.trouble?.code], [noStandings, 'ResponseUnreadable']);
  const store = memoryStore();
  const standings = standingsOf(2);
  await writeLedger([store], standings, { read: emptyLedger, now });
  store.kept['conditions'] = torn;
  const read = await readLedger([store], now);
  t.deepEqual([...read.standings.keys()].toSorted(), [...standings.keys()].toSorted());
  // Nothing of it is proven until its API server was asked again.
  t.true([...read.standings.values()].every(({ condition }) => condition?.awaitsProof !== null));
  t.regex(read.trouble?.message ?? '', /torn; its copy of 2027-02-01 was taken/);
  const whole = memoryStore();
  await writeLedger([whole], standings, { read: emptyLedger, now });
  t.is((await readLedger([store, whole], now)).trouble, null);
  await writeLedger([store], standings, { read, now });
  t.is((await readLedger([store], now)).trouble, null);
});

test('a copy is made at first, and after a week', async (t) => {
  const store = memoryStore();
  const onDay = (days: number) => new Date(now.getTime() + days * 86_400_000);
  const copied = async (days: number) => {
    const read = await readLedger([store], onDay(days));
    await writeLedger([store], standingsOf(1), { read, now: onDay(days) });
    return (await readLedger([store], onDay(days))).copiedAt?.slice(0, 10);
  };
  t.deepEqual(
    [await copied(0), await copied(6), await copied(7)],
    ['2027-02-01', '2027-02-01', '2027-02-08'],
  );
});

test('of two runs at once neither forgets what the other wrote, nor whom it told', async (t) => {
  const store = memoryStore();
  const all = standingsOf(3);
  const [first, second, third] = [...all.values()];
  if (first === undefined || second === undefined || third === undefined) return t.fail();
  const only = (...some: readonly Standing[]) => new Map(some.map((each) => [each.key, each]));
  await writeLedger([store], only(first, second), { read: emptyLedger, now });
  const read = await readLedger([store], now);
  // Both read the same; the other one ended the second, began the third, and told a robot of the first.
  await writeLedger([store], only({ ...first, told: { ...first.told, wecom: 'x' } }, third), { read, now });
  await writeLedger([store], only({ ...first, told: { ...first.told, slack: 'y' } }, second), { read, now });
  const { standings } = await readLedger([store], now);
  t.deepEqual([...standings.keys()].toSorted(), [first.key, second.key, third.key].toSorted());
  t.deepEqual(standings.get(first.key)?.told, { ...first.told, wecom: 'x', slack: 'y' });
});

test('a memory that unpacks to more than any of ours is unreadable, not empty', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, sinks.kms);
  const store = world.ports.sinks[0]?.documents ?? null;
  if (store === null) throw new Error('no store');
  await writeLedger([store], noStandings, { read: emptyLedger, now });
  const secret = [...world.emulator.services.kms.secrets.keys()].find((each) => each.endsWith('/conditions'));
  const bomb = `gzip:${gzipSync(Buffer.alloc(16 * 1_048_576, ' ')).toString('base64')}`;
  t.true(bomb.length < 30_720);
  const put = officialRpcClient(world.emulator.endpoints.kms, '2016-01-20', keyOf(world.emulator, 'ops'));
  await put('PutSecretValue', { SecretName: secret ?? '', VersionId: 'forged', SecretData: bomb });
  await t.throwsAsync(readLedger([store], now), { code: 'ResponseUnreadable' });
});

const owedBy: readonly (readonly [what: string, change: Partial<Standing>, is: boolean])[] = [
  ['open trouble', {}, true],
  ['trouble that is gone', { goneBecause: 'over' }, false],
  ['what somebody dismissed', { dismissed: { reason: 'x', at: '2027-01-02T00:00:00.000Z' } }, false],
  ['what another holds', { holder: 'tom' }, false],
  ['what no sink has', { places: [] }, false],
  ['what failed as a whole', { condition: null }, false],
];
for (const [what, change, is] of owedBy)
  test(`${what} that only a store knows which lags behind is ${is ? 'owed, and told to nobody' : 'not owed'}`, async (t) => {
    const [known, lacking] = standingsOf(2).values();
    if (known === undefined || lacking === undefined) return t.fail();
    const only = (...some: readonly Standing[]) => new Map(some.map((each) => [each.key, each]));
    const [lagging, latest] = [memoryStore(), memoryStore()];
    const older = { ...known, told: { slack: 'older' } };
    await writeLedger([lagging], only(older, { ...lacking, ...change }), { read: emptyLedger, now });
    await writeLedger([latest], only(known), {
      read: emptyLedger,
      now: new Date(now.getTime() + 86_400_000),
    });
    for (const stores of [
      [lagging, latest],
      [latest, lagging],
    ]) {
      const { standings } = await readLedger(stores, now);
      t.deepEqual(standings.get(known.key), known);
      t.deepEqual(standings.get(lacking.key), is ? { ...lacking, told: {} } : undefined);
    }
  });

test('what a store holds that merely lags behind is not taken for what another run wrote', async (t) => {
  const [known] = standingsOf(1).values();
  if (known === undefined) return t.fail();
  const [lagging, latest] = [memoryStore(), memoryStore()];
  const only = (standing: Standing) => new Map([[standing.key, standing]]);
  const later = new Date(now.getTime() + 1);
  await writeLedger([lagging], only({ ...known, told: { slack: 'older' } }), { read: emptyLedger, now });
  await writeLedger([latest], only(known), { read: emptyLedger, now: later });
  const read = await readLedger([lagging, latest], later);
  await writeLedger([lagging, latest], read.standings, { read, now: later });
  for (const store of [lagging, latest])
    t.deepEqual((await readLedger([store], later)).standings.get(known.key), known);
});

const place = (sink: string): Standing['places'][number] => ({
  ...{ sink, place: null, version: 'v', until: null, from: null, proven: null },
  ...{ refused: null, settled: null, brokenSince: null },
});
const dismissed = { reason: 'x', at: '2027-01-02T00:00:00.000Z' };

/** Of one standing, what both runs read, and what each wrote: null where it ended. */
const merges: readonly (readonly [
  what: string,
  theirs: Partial<Standing> | null,
  ours: Partial<Standing> | null,
  kept: Partial<Standing> | null,
])[] = [
  ['nobody changed', {}, {}, { told: { dingtalk: 'failing 60 Forbidden' } }],
  ['ours forgot whom it told', {}, { told: {} }, { told: {} }],
  ['ours ended, and theirs told of', { told: { wecom: 'x' } }, null, null],
  ['ours ended', {}, null, null],
  ['theirs ended', null, {}, { told: { dingtalk: 'failing 60 Forbidden' } }],
  ['a person dismissed, and is renewed', { dismissed }, { told: {} }, { dismissed: null }],
  [
    'theirs has a new place of',
    { places: [place('a'), place('b')] },
    {},
    { places: [place('a'), place('b')] },
  ],
  [
    'ours has a new place of',
    { told: { wecom: 'x' } },
    { places: [place('a'), place('c')] },
    { places: [place('a'), place('c')] },
  ],
  ['theirs took a place from', { places: [] }, {}, { places: [] }],
  ['ours took a place from', { told: { wecom: 'x' } }, { places: [] }, { places: [] }],
];
for (const [what, theirs, ours, kept] of merges)
  test(`of two runs at once, what ${what}, is kept as ${JSON.stringify(kept)}`, async (t) => {
    const store = memoryStore();
    const [first, other] = standingsOf(2).values();
    if (first === undefined || other === undefined) return t.fail();
    const before: Standing = { ...first, places: [place('a')] };
    const of = (change: Partial<Standing> | null, others: Partial<Standing> = {}): Standings =>
      new Map(
        [...(change === null ? [] : [{ ...before, ...change }]), { ...other, ...others }].map((each) => [
          each.key,
          each,
        ]),
      );
    await writeLedger([store], of({}), { read: emptyLedger, now });
    const read = await readLedger([store], now);
    await writeLedger([store], of(theirs, { told: { slack: 'x' } }), { read, now });
    await writeLedger([store], of(ours), { read, now });
    const { standings } = await readLedger([store], now);
    const found = standings.get(first.key);
    if (kept === null) t.is(found, undefined);
    else t.like(found, kept);
  });

const fails: DocumentStore = {
  ...memoryStore(),
  write: async () => {
    throw new AckringError('Forbidden', 'not yours', { remedy: 'ask' });
  },
};

test('a store that does not take it is told if it is the first, and thrown if it is all', async (t) => {
  const write = async (...stores: readonly DocumentStore[]) =>
    (await writeLedger(stores, standingsOf(1), { read: emptyLedger, now })).trouble?.code ?? null;
  t.is(await write(memoryStore()), null);
  t.is(await write(memoryStore(), fails), null);
  t.is(await write(fails, memoryStore()), 'Forbidden');
  t.is(await write(), null);
  await t.throwsAsync(write(fails), { code: 'Forbidden' });
  await t.throwsAsync(write(fails, { ...fails }), { code: 'Forbidden' });
});

const conflict = new AckringError('Conflict', 'another came before', { remedy: 'again' });
const oppositions: readonly (readonly [error: Error, opposed: number, attempts: number, isDone: boolean])[] =
  [
    [conflict, 0, 1, true],
    [conflict, 1, 2, true],
    [conflict, 7, 8, true],
    [conflict, 8, 8, false],
    [new AckringError('Forbidden', 'no', { remedy: 'ask' }), 1, 1, false],
    [Object.assign(new Error('conflict of another kind'), { code: 'Conflict' }), 1, 1, false],
  ];
for (const [error, opposed, attempts, isDone] of oppositions)
  test(`a write that meets ${error.message} ${opposed} times is tried ${attempts} times`, async (t) => {
    const tried: boolean[] = [];
    const write = untilUnopposed(async (isFirst) => {
      tried.push(isFirst);
      if (tried.length <= opposed) throw error;
    });
    await (isDone ? t.notThrowsAsync(write) : t.throwsAsync(write));
    t.deepEqual(tried, [true, ...Array.from({ length: attempts - 1 }, () => false)]);
  });

test('what was written is written again with the same text, and its copy is left alone for days', async (t) => {
  const store = memoryStore();
  const standings = standingsOf(2);
  await writeLedger([store], standings, { read: emptyLedger, now });
  const before = { ...store.kept };
  const later = new Date(now.getTime() + 6 * 86_400_000);
  await writeLedger([store], standings, { read: await readLedger([store], later), now: later });
  t.deepEqual(store.kept, before);
  await writeLedger([store], standingsOf(1), { read: await readLedger([store], later), now: later });
  t.not(store.kept['conditions'], before['conditions']);
  t.is(store.kept['conditions-copy'], before['conditions-copy']);
});

const dayMs = 86_400_000;
for (const [aheadMs, isKept] of [
  [dayMs, true],
  [dayMs + 1, false],
] as const)
  test(`what began ${aheadMs} ms from now is ${isKept ? '' : 'not '}remembered`, async (t) => {
    const store = memoryStore();
    const [standing] = standingsOf(1).values();
    if (standing?.condition == null) return t.fail();
    const since = new Date(now.getTime() + aheadMs).toISOString();
    const ahead = { ...standing, condition: { ...standing.condition, since } };
    await writeLedger([store], new Map([[ahead.key, ahead]]), { read: emptyLedger, now });
    t.is((await readLedger([store], now)).standings.size, isKept ? 1 : 0);
  });

test('of an older copy, what a proof is awaited after stays, and what failed as a whole has no condition', async (t) => {
  const store = memoryStore();
  const [standing, outage] = standingsOf(1).values();
  if (standing?.condition == null || outage === undefined) return t.fail();
  const waits = { ...standing, condition: { ...standing.condition, awaitsProof: 'Unreachable' } };
  await writeLedger([store], new Map([waits, outage].map((each) => [each.key, each])), {
    read: emptyLedger,
    now,
  });
  store.kept['conditions'] = '{"told": 5}';
  const { standings } = await readLedger([store], now);
  t.is(standings.get(waits.key)?.condition?.awaitsProof, 'Unreachable');
  t.is(standings.get(outage.key)?.condition, null);
});
