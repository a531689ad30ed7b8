import { rightUntil } from '@ackring/testkit/ending-right';
import { embeddedHub, hubSecrets } from '@ackring/testkit/rotation/hub';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { systemClock } from '../../machine/clock.js';
import { createSecretDocuments } from '../sinks/secret-documents.js';
import type { DocumentStore } from '../sinks/sink.js';
import { ledgerRights } from './ledger-rights.js';

const clock = systemClock;
const ago = (ms: number): Date => new Date(clock.now().getTime() - ms);
const right = rightUntil(ago(60_000), ago(3_600_000));
const other = { ...right, id: 'ffffffff' };
const over = { how: 'takenBack', at: ago(30_000) } as const;

interface Opened extends AsyncDisposable {
  readonly store: DocumentStore;
}

async function inSink(settings: string): Promise<Opened> {
  const world = await rotationWorld({ clusters: [] }, settings);
  const store = world.ports.sinks[0]?.documents;
  if (store == null) throw new Error('no store');
  return { store, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

const stores: Readonly<Record<string, () => Promise<Opened>>> = {
  file: () => inSink('sinks: [{kind: file, directory: "{directory}"}]'),
  kms: () => inSink('sinks: [{kind: kms}]'),
  oss: () => inSink('sinks: [{kind: oss, bucket: ackring-kubeconfigs}]'),
  kubernetesSecret: async () => {
    const hub = await embeddedHub();
    const store = createSecretDocuments({ secrets: hubSecrets(hub), namespace: 'ci', clock });
    return { store, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
  },
};

for (const [kind, open] of Object.entries(stores))
  test(`${kind}: what two keep at once is kept, what is over stays over, and what was observed stays known`, async (t) => {
    await using opened = await open();
    const { store } = opened;
    const rights = ledgerRights([store], clock);
    t.deepEqual(await rights.all(), { rights: [], errors: [] });
    await rights.keep(right);
    // Between what it reads and what it writes another one writes.
    let isFirst = true;
    const late: DocumentStore = {
      ...store,
      read: async (...asked) => {
        const text = await store.read(...asked);
        if (isFirst) {
          isFirst = false;
          await rights.keep({ ...right, takingAt: ago(40_000) });
        }
        return text;
      },
    };
    await ledgerRights([late], clock).keep(other);
    await rights.keep({ ...right, trouble: { code: 'ServerFault', message: 'no', at: ago(0) } });
    const kept = await rights.all();
    t.deepEqual(kept.errors, []);
    t.deepEqual(kept.rights.map(({ id }) => id).toSorted(), [right.id, other.id]);
    t.truthy(kept.rights.find(({ id }) => id === right.id)?.takingAt);
    await rights.keep({ ...right, over });
    t.like(await t.throwsAsync(rights.keep({ ...right, takingAt: ago(0) })), { code: 'Refused' });
    await rights.keep({ ...right, over: { how: 'gone', at: ago(0) } });
    t.deepEqual((await rights.all()).rights.find(({ id }) => id === right.id)?.over, over);
  });

const inFile = 'sinks: [{kind: file, directory: "{directory}"}]';

test('of two stores one is enough; without any nothing is kept', async (t) => {
  await using opened = await inSink(inFile);
  const fail = (): Promise<never> => Promise.reject(new Error('down'));
  const down: DocumentStore = { fits: () => true, read: fail, write: fail };
  const both = ledgerRights([down, opened.store], clock);
  await both.keep(right);
  t.deepEqual((await both.all()).rights, [right]);
  await t.throwsAsync(ledgerRights([down], clock).keep(right), { message: 'down' });
  t.like(await t.throwsAsync(ledgerRights([], clock).keep(right)), { code: 'ConfigurationInvalid' });
});

test('where whoever writes last wins, a record that another run’s write took with it is written again', async (t) => {
  await using opened = await inSink(inFile);
  const { replace: _, ...store } = opened.store;
  await ledgerRights([store], clock).keep(other);
  const theirs = (await store.read('rights')) ?? '';
  let writes = 0;
  const write: DocumentStore['write'] = async (name, text) => {
    writes += 1;
    await store.write(name, writes === 1 ? theirs : text);
  };
  await ledgerRights([{ ...store, write }], clock).keep(right);
  const kept = await ledgerRights([store], clock).all();
  t.deepEqual(kept.rights.map(({ id }) => id).toSorted(), [right.id, other.id]);
});

test('a torn document is told and not written over; a forged record is named, and the others are used', async (t) => {
  await using opened = await inSink(inFile);
  const { store } = opened;
  const rights = ledgerRights([store], clock);
  await rights.keep(right);
  await rights.keep(other);
  const text = (await store.read('rights')) ?? '';
  await store.write('rights', text.replace('cn-hangzhou', 'evil.example/'));
  const forged = await rights.all();
  t.deepEqual(forged.rights, [other]);
  t.like(forged.errors, [{ code: 'ResponseUnreadable' }]);
  await rights.keep({ ...other, seenAt: ago(0) });
  t.is((await rights.all()).errors.length, 1, 'what nobody understands is not thrown away');
  await store.write('rights', text.slice(0, 90));
  t.like((await rights.all()).errors, [{ code: 'ResponseUnreadable' }]);
  t.like(await t.throwsAsync(rights.keep(other)), { code: 'ResponseUnreadable' });
  t.is(await store.read('rights'), text.slice(0, 90));
});

test('what is over is kept for 90 days', async (t) => {
  await using opened = await inSink(inFile);
  const now = ago(0);
  const rights = ledgerRights([opened.store], { ...clock, now: () => now });
  const ended = (ms: number) => new Date(now.getTime() - 90 * 86_400_000 - ms);
  await rights.keep({ ...right, id: '00000001', until: ended(1) });
  await rights.keep({ ...right, id: '00000002', until: ended(1), over });
  await rights.keep({ ...right, id: '00000003', until: ended(0), over });
  await rights.keep(right);
  t.deepEqual(
    (await rights.all()).rights.map(({ id }) => id),
    ['00000001', '00000003', right.id],
    'what is not over stays however old',
  );
});

test('what ends first is told first, and what could not be read again is not kept', async (t) => {
  await using opened = await inSink(inFile);
  const rights = ledgerRights([opened.store], clock);
  for (const [id, ms] of [
    ['00000002', 2],
    ['00000003', 3],
    ['00000001', 1],
  ] as const)
    await rights.keep({ ...right, id, until: ago(ms * 60_000) });
  await t.throwsAsync(rights.keep({ ...right, cluster: { ...right.cluster, region: 'evil.example/' } }));
  t.deepEqual(
    (await rights.all()).rights.map(({ id }) => id),
    ['00000003', '00000002', '00000001'],
  );
});
