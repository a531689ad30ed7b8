import { embeddedHub, hubSecrets } from '@ackring/testkit/rotation/hub';
import { onDay, ownOutcome, reportOn } from '@ackring/testkit/rotation/outcomes';
import { rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { systemClock } from '../../machine/clock.js';
import { withNamedDocuments } from '../report/keyed-document.js';
import type { RotationOutcome } from '../report/report.js';
import { createSecretDocuments } from '../sinks/secret-documents.js';
import type { DocumentStore, Sink } from '../sinks/sink.js';
import { dismiss, move } from './amend.js';
import { fold } from './fold.js';
import { noStandings, type Standings } from './standing.js';
import { emptyLedger, readLedger, writeLedger } from './stored-ledger.js';

// What one run writes between what another one reads and writes.

interface Opened extends AsyncDisposable {
  readonly store: DocumentStore;
}

async function inSink(settings: string): Promise<Opened> {
  const world = await rotationWorld({ clusters: [] }, settings);
  const [sink] = world.ports.sinks;
  const store = sink === undefined ? null : withNamedDocuments(sink, 'tokyo').documents;
  if (store === null) throw new Error('no store');
  return { store, [Symbol.asyncDispose]: () => world[Symbol.asyncDispose]() };
}

async function inSecrets(): Promise<Opened> {
  const hub = await embeddedHub();
  const store = createSecretDocuments({ secrets: hubSecrets(hub), namespace: 'ci', clock: systemClock });
  return { store, [Symbol.asyncDispose]: () => hub[Symbol.asyncDispose]() };
}

const stores: Readonly<Record<string, () => Promise<Opened>>> = {
  file: () => inSink('sinks: [{kind: file, directory: "{directory}"}]'),
  kms: () => inSink('sinks: [{kind: kms}]'),
  oss: () => inSink('sinks: [{kind: oss, bucket: ackring-kubeconfigs}]'),
  kubernetesSecret: inSecrets,
};

/** The store as a run sees it before whose first write something else happens. */
function paused(store: DocumentStore, meanwhile: () => Promise<unknown>): DocumentStore {
  let isFirst = true;
  const pause = async (): Promise<void> => {
    if (isFirst) {
      isFirst = false;
      await meanwhile();
    }
  };
  const { replace } = store;
  return {
    ...store,
    write: async (...written) => {
      await pause();
      await store.write(...written);
    },
    ...(replace && {
      replace: async (...written) => {
        await pause();
        await replace(...written);
      },
    }),
  };
}

const now = onDay(50);

/** So many credentials of one region, delivered. */
function delivered(region: string, count: number): Standings {
  const outcomes = Array.from({ length: count }, (_, index) => ({
    ...ownOutcome(50, 900),
    cluster: { id: `${region}-${index}`, name: `${region}-${index}` },
  }));
  return fold(reportOn(50, outcomes), noStandings).standings;
}

for (const [kind, open] of Object.entries(stores))
  for (const [before, count] of [
    [0, 1],
    [1, 1],
    [600, 300],
  ] as const)
    test(`${kind}: of two runs over ${before} that deliver ${count} each no delivery is forgotten`, async (t) => {
      await using opened = await open();
      const { store } = opened;
      const known = delivered('known', before);
      if (before > 0) await writeLedger([store], known, { read: emptyLedger, now });
      const read = await readLedger([store], now);
      const [east, west] = ['east', 'west'].map((region) => new Map([...known, ...delivered(region, count)]));
      if (east === undefined || west === undefined) return t.fail();
      // A copy is written first, and nobody else's.
      const made = { ...read, copiedAt: now.toISOString() };
      const other = () => writeLedger([store], east, { read: made, now });
      await writeLedger([paused(store, other)], west, { read: { ...made, revisions: new Map() }, now });
      const kept = [...(await readLedger([store], now)).standings.keys()];
      t.deepEqual(kept.toSorted(), [...new Set([...east.keys(), ...west.keys()])].toSorted());
    });

const excluded = { decision: { kind: 'skip', reason: 'ClusterExcluded' } } as const;

function after(before: Standings, change: Partial<RotationOutcome> = {}): Standings {
  return fold(reportOn(51, [ownOutcome(51, 60, change)]), before).standings;
}

/** What is kept if a person amends what a run has read, before it writes. */
async function amendedMeanwhile(
  first: Partial<RotationOutcome>,
  amend: (read: Standings) => Standings,
): Promise<Standings> {
  await using opened = await inSink('sinks: [{kind: file, directory: "{directory}"}]');
  const { store } = opened;
  await writeLedger([store], after(after(noStandings), first), { read: emptyLedger, now });
  const read = await readLedger([store], now);
  await writeLedger([store], amend(read.standings), { read, now });
  await writeLedger([store], after(read.standings, { ...first, error: null }), { read, now });
  return (await readLedger([store], now)).standings;
}

test('what a person dismisses while a run is under way stays dismissed', async (t) => {
  const dismissing = { reason: 'moved', now };
  const kept = await amendedMeanwhile(excluded, (read) => dismiss(read, 'prod/self', dismissing).standings);
  t.is(kept.get('c1/self')?.dismissed?.reason, 'moved');
});

test('what a person moves while a run is under way is moved, and owed at its old address', async (t) => {
  const nameOf = ({ clusterName }: { readonly clusterName: string }) => `ci/${clusterName} kubeconfig`;
  const places = { isNamedByPeople: true, list: async () => [], nameOf };
  const hub = { name: 'hub', places } as unknown as Sink;
  const old = { sink: 'hub', place: 'ci/old kubeconfig', state: 'held', version: 'v1' } as const;
  const kept = await amendedMeanwhile(
    { places: [{ ...old, notAfter: onDay(60).toISOString() }] },
    (read) => move(read, 'prod/self', [hub]).standings,
  );
  t.deepEqual(
    [...kept.values()]
      .filter(({ left }) => left !== 'file:a')
      .map(({ key, places: owed }) => [key, owed.map(({ place }) => place)]),
    [
      ['c1/self', ['ci/prod kubeconfig']],
      ['c1/self hub ci/old kubeconfig', ['ci/old kubeconfig']],
    ],
  );
});
