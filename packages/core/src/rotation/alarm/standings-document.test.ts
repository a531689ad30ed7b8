import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { noStandings, readStandings, type Standing, type Standings, writeStandings } from './standing.js';

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
      outage: null,
      mended: null,
      goneBecause: null,
      told: { dingtalk: 'failing 60 Forbidden' },
    };
  });
  const outage: Standing = {
    ...{ key: 'failure region x', label: 'region x', cluster: null, clusterId: null, region: null },
    ...{ identity: null, holder: null, condition: null, mended: null, goneBecause: 'over', told: {} },
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
      t.deepEqual(await readStandings(store, now), noStandings);
      const standings = standingsOf(count);
      await writeStandings(store, standings);
      t.deepEqual(byKey(await readStandings(store, now)), byKey(standings));
      const less = new Map([...standings].slice(0, 1));
      await writeStandings(store, less);
      t.deepEqual(await readStandings(store, now), less);
    });
  }
}

function byKey(standings: Standings): Record<string, Standing> {
  return Object.fromEntries([...standings].toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

test('an unreadable document counts as not remembered, and so does a single unreadable item', async (t) => {
  const storeOf = (text: string) => ({
    fits: () => true,
    read: async () => text,
    write: async () => undefined,
  });
  t.deepEqual(await readStandings(storeOf('{"told": 5}'), now), noStandings);
  const [standing] = standingsOf(1).values();
  const items = [
    [standing?.key, standing],
    ['bad', { condition: { state: 'odd' } }],
  ];
  const text = JSON.stringify({ mark: 'ackring.conditions/v1', head: null, parts: 1, items });
  t.deepEqual([...(await readStandings(storeOf(text), now)).keys()], [standing?.key]);
});

test('a memory that unpacks to more than any of ours is unreadable, not empty', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, sinks.kms);
  const store = world.ports.sinks[0]?.documents ?? null;
  if (store === null) throw new Error('no store');
  await writeStandings(store, noStandings);
  const [secret] = world.emulator.services.kms.secrets.keys();
  const bomb = `gzip:${gzipSync(Buffer.alloc(16 * 1_048_576, ' ')).toString('base64')}`;
  t.true(bomb.length < 30_720);
  const put = officialRpcClient(world.emulator.endpoints.kms, '2016-01-20', keyOf(world.emulator, 'ops'));
  await put('PutSecretValue', { SecretName: secret ?? '', VersionId: 'forged', SecretData: bomb });
  await t.throwsAsync(readStandings(store, now), { code: 'ResponseUnreadable' });
});
