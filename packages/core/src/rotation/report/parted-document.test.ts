import { randomBytes } from 'node:crypto';
import test from 'ava';
import type { DocumentStore } from '../delivery/sink.js';
import type { Shard } from '../shard/shard.js';
import { rotationWorld } from '../test-world.js';
import { readParted, writeParted } from './parted-document.js';
import type { RotationOutcome, RotationReport } from './report.js';
import { emptyCounts } from './report.js';
import { keepShardReport, readShardReport } from './shard-report.js';

/** Holds documents of so many characters. */
function smallStore(mostCharacters: number) {
  const documents = new Map<string, string>();
  let writesLeft = Number.POSITIVE_INFINITY;
  const store: DocumentStore = {
    fits: (text) => text.length <= mostCharacters,
    read: async (name) => documents.get(name) ?? null,
    write: async (name, text) => {
      if (text.length > mostCharacters) throw new Error(`${name} is too long`);
      writesLeft -= 1;
      if (writesLeft < 0) throw new Error('killed');
      documents.set(name, text);
    },
  };
  return {
    store,
    documents,
    dieAfter: (writes: number) => {
      writesLeft = writes;
    },
  };
}

const listOf = (count: number, letter: string) =>
  Array.from({ length: count }, (_, index) => `${letter}${index}`);

for (const count of [0, 1, 10, 11, 1_000]) {
  test(`a list of ${count} comes back as it was, however small the documents`, async (t) => {
    const { store, documents } = smallStore(200);
    const list = { mark: 'm1', head: { a: 1 }, items: listOf(count, 'x') };
    await writeParted(store, 'list', list);
    t.deepEqual(await readParted(store, 'list'), list);
    t.is(documents.size > 1, count > 11);
  });
}

test('killed between two documents, the old list or none is there, never a mixture', async (t) => {
  const old = { mark: 'old', head: null, items: listOf(100, 'o') };
  const next = { mark: 'new', head: null, items: listOf(100, 'n') };
  for (let writes = 0; writes < 12; writes += 1) {
    const { store, dieAfter } = smallStore(200);
    await writeParted(store, 'list', old);
    dieAfter(writes);
    await writeParted(store, 'list', next).catch(() => undefined);
    const found = await readParted(store, 'list');
    t.true(found === null || ['old', 'new'].includes(found.mark));
    if (found !== null) t.deepEqual(found.items, found.mark === 'old' ? old.items : next.items);
  }
});

test('a shard of a thousand clusters that all failed reports of each through KMS', async (t) => {
  await using world = await rotationWorld({ clusters: [] }, 'sinks: [{kind: kms}]');
  const store = world.ports.sinks[0]?.documents;
  if (!store) throw new Error('no store');
  const outcomes = Array.from({ length: 1_000 }, () => failedOutcome());
  const at = new Date(0).toISOString();
  const frame = { runId: 'r1', mode: 'apply', now: at, startedAt: at, finishedAt: at } as const;
  const report: RotationReport = {
    ...frame,
    counts: { ...emptyCounts, failed: 1_000 },
    outcomes,
    failures: [],
  };
  const shard: Shard = {
    ...frame,
    now: new Date(0),
    index: 3,
    of: 9,
    identities: ['self'],
    clusters: [],
    records: [],
  };
  t.false(store.fits(JSON.stringify(report)));
  await keepShardReport(store, shard, report);
  t.deepEqual(await readShardReport(store, shard), report);
  t.is(await readShardReport(store, { ...shard, runId: 'r2' }), null);
  t.is(await readShardReport(store, { ...shard, identities: ['other'] }), null);
});

function failedOutcome(): RotationOutcome {
  const id = `c${randomBytes(16).toString('hex')}`;
  return {
    cluster: { id, name: `prod-${id.slice(0, 6)}` },
    region: 'cn-hangzhou',
    identity: 'self',
    holder: null,
    decision: { kind: 'renew', reason: 'WithinRenewalWindow' },
    notAfter: '2027-01-01T00:00:00.000Z',
    daysLeft: 20,
    before: {
      notAfter: '2027-01-01T00:00:00.000Z',
      serial: randomBytes(8).toString('hex'),
      server: 'https://203.0.113.10:6443',
    },
    after: null,
    steps: [{ step: 'fetch', result: 'failed', durationMs: 12, sink: null }],
    deferred: null,
    error: {
      code: 'Forbidden',
      message: `not allowed to fetch the kubeconfig of cluster ${id}`,
      remedy: 'ask',
      requestId: randomBytes(16).toString('hex'),
    },
  };
}
