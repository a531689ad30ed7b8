import test from 'ava';
import type { Sink } from '../sinks/sink.js';
import { withNamedDocuments } from './keyed-document.js';

/** A sink that keeps documents in memory, shared by two functions. */
function sharedSink(): Sink & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>();
  const nothing = async () => undefined;
  return {
    kept,
    name: 'memory',
    read: async ({ clusterId }) => `kubeconfig of ${clusterId}`,
    stage: nothing,
    promote: nothing,
    documents: {
      fits: () => true,
      read: async (name) => kept.get(name) ?? null,
      write: async (name, text) => void kept.set(name, text),
    },
  };
}

test('functions that share a sink keep their reports apart, and share its credentials', async (t) => {
  const sink = sharedSink();
  const [tokyo, osaka] = ['tokyo', 'osaka'].map((name) => withNamedDocuments(sink, name));
  await tokyo?.documents?.write('latest', 'of tokyo');
  await osaka?.documents?.write('latest', 'of osaka');
  t.is(await tokyo?.documents?.read('latest'), 'of tokyo');
  t.is(await osaka?.documents?.read('latest'), 'of osaka');
  t.deepEqual([...sink.kept.keys()], ['tokyo.latest', 'osaka.latest']);
  const key = { clusterId: 'c1', clusterName: 'prod', identity: 'self' };
  t.is(await tokyo?.read(key), await osaka?.read(key));
});

test('a rotation without a name keeps them in the original place', (t) => {
  const sink = sharedSink();
  t.is(withNamedDocuments(sink, undefined), sink);
});
