import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import type { DocumentStore } from '../sinks/sink.js';
import { noStandings, type Standing, type Standings } from './standing.js';
import { emptyLedger, readLedger, writeLedger } from './stored-ledger.js';

const now = new Date('2027-02-01T00:00:00.000Z');

/** This many clusters, each with a condition and a notifier that was told: incompressible. */
function standingsOf(count: number): Standings {
  const standings = Array.from({ length: count }, (_, index): Standing => {
    const clusterId = `c${randomBytes(16).toString('hex')}`;
    const key = `${clusterId}/self`;
    return {
      key,
      label: `prod-${index}/self`,
      cluster: `prod-${index}`,
      clusterId,
      region: 'cn-hangzhou',
      identity: 'self',
      holder: null,
      condition: {
        state: 'failing',
        reason: 'Forbidden',
        since: '2027-01-01T00:00:00.000Z',
        heldUntil: '2027-03-01T00:00:00.000Z',
        ...(index % 2 === 0 ? { heldFrom: '2027-01-30T00:00:00.000Z' } : {}),
        brokenSince: null,
        lastProof: '2026-12-29T04:00:00.000Z',
        awaitsProof: null,
        nextAttempt: null,
        message: 'not allowed',
        remedy: 'ask',
      },
      places: [
        {
          sink: 'kms:ackring/',
          place: null,
          version: randomBytes(12).toString('hex'),
          until: '2027-03-01T00:00:00.000Z',
          from: null,
          proven: { version: 'v1', at: '2026-12-29T04:00:00.000Z' },
          refused: null,
          settled: null,
          brokenSince: null,
        },
      ],
      left: null,
      dismissed: null,
      outage: null,
      mended: null,
      goneBecause: null,
      told: { dingtalk: 'failing 60 Forbidden' },
    };
  });
  const outage: Standing = {
    ...{ key: 'failure region x', label: 'region x', cluster: null, clusterId: null, region: null },
    ...{ identity: null, holder: null, condition: null, mended: null, goneBecause: 'over', told: {} },
    ...{ places: [], left: null, dismissed: null },
    outage: { code: 'Forbidden', message: 'no', remedy: 'ask', since: '2027-01-01T00:00:00.000Z' },
  };
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

test('an item that cannot be read counts as not remembered', async (t) => {
  const [standing] = standingsOf(1).values();
  const items = [
    [standing?.key, standing],
    ['bad', { condition: { state: 'odd' } }],
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
