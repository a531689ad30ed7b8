import type { ExecutionContext } from 'ava';
import { askHub, secretSink, specimenKey, specimenVersion, type TestHub } from './hub.js';

// For tests on the embedded and on a real API server alike.
const secret = '/api/v1/namespaces/ci/secrets/prod';
const bytes = Buffer.from([0, 255, 254, 128, 10, 13]).toString('base64');
// The rotation's default concurrency.
const identities = Array.from({ length: 8 }, (_, index) => `role-${index}`);

/**
 * An existing Secret, with others' bytes, labels, owner and finalizer, is adopted and written to so many times, and
 * as often promoted, by each of eight writers at once, while somebody else writes another key as fast as possible.
 */
export async function writesBesideNeighbours(
  t: ExecutionContext,
  hub: TestHub,
  { rounds = 63 }: { readonly rounds?: number } = {},
): Promise<void> {
  const before = await makeNeighbours(hub);
  const versions = await Promise.all(Array.from({ length: rounds }, (_, index) => specimenVersion(index)));
  const sink = secretSink(hub, { adopt: ['prod'] });
  let isOver = false;
  const neighbour = (async () => {
    let written = 0;
    while (!isOver) {
      const data = { counter: Buffer.from(String(written)).toString('base64') };
      const { status } = await askHub(hub, 'PATCH', secret, { data });
      // A busy server is asked again, as any client does.
      if (status === 200) written += 1;
      else if (status !== 429 && status < 500) throw new Error(`the neighbour was refused: ${status}`);
    }
    return written;
  })();
  const write = async (identity: string) => {
    const key = specimenKey({ identity });
    for (const version of versions) {
      await sink.stage(key, version);
      await sink.promote(key, version);
    }
  };
  const writes = Promise.all(identities.map(write)).finally(() => {
    isOver = true;
  });
  const [written] = await Promise.all([neighbour, writes]);
  t.true(written > 0);
  const after = (await askHub(hub, 'GET', secret)).body;
  t.deepEqual(foreignParts(after), {
    ...foreignParts(before),
    counter: Buffer.from(String(written - 1)).toString('base64'),
  });
  const [last] = versions.slice(-1);
  for (const identity of identities) t.is(await sink.read(specimenKey({ identity })), last?.text ?? '');
}

async function makeNeighbours(hub: TestHub): Promise<Readonly<Record<string, unknown>>> {
  const { body } = await askHub(hub, 'POST', '/api/v1/namespaces/ci/secrets', {
    apiVersion: 'v1',
    kind: 'Secret',
    type: 'example.com/mixed',
    metadata: {
      name: 'prod',
      labels: { team: 'a', 'app.kubernetes.io/part-of': 'search' },
      annotations: { note: 'ours' },
      finalizers: ['example.com/hold'],
      ownerReferences: [
        { apiVersion: 'v1', kind: 'ConfigMap', name: 'x', uid: 'b2a1f5c8-0000-4000-8000-000000000001' },
      ],
    },
    data: { keystore: bytes, empty: '', counter: '' },
  });
  return body;
}

function foreignParts({ metadata, data, type, ...rest }: Readonly<Record<string, unknown>>) {
  const { labels, finalizers, ownerReferences, uid, annotations } = record(metadata);
  const { keystore, empty, counter } = record(data);
  const { note } = record(annotations);
  return {
    labels,
    finalizers,
    ownerReferences,
    uid,
    note,
    keystore,
    empty,
    counter,
    type,
    immutable: rest['immutable'],
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? { ...value } : {};
}
