import type { KubernetesSecret } from '@ackring/core/internal/machine/api-server/secret-patch';
import { askHub, hubSecrets, type TestHub } from '@ackring/testkit/rotation/hub';
import type { Hub } from './stores.js';

/**
 * A namespace of a real API server, with what lies there as it was seen last: what runs write is written there, and what
 * a world's people do to their Secrets is done there before the next run.
 */
export async function openRealHub(
  server: TestHub,
  namespace: string,
  seen: Map<string, KubernetesSecret>,
): Promise<Hub> {
  await done(askHub(server, 'POST', '/api/v1/namespaces', { metadata: { name: namespace } }));
  const path = `/api/v1/namespaces/${namespace}/secrets`;
  const client = hubSecrets(server);
  let known: ReadonlyMap<string, KubernetesSecret> = new Map(seen);
  const look = async (name: string): Promise<void> => {
    const found = await client.read({ namespace, name });
    if (found === null) seen.delete(name);
    else seen.set(name, found);
    known = new Map(seen);
  };
  return {
    namespace,
    secrets: {
      ...client,
      create: async (place, made, signal) => {
        const outcome = await client.create(place, made, signal);
        await look(place.name);
        return outcome;
      },
      change: async (place, from, change, signal) => {
        const outcome = await client.change(place, from, change, signal);
        await look(place.name);
        return outcome;
      },
    },
    catchUp: async () => {
      const changed = [...seen].filter(([name, secret]) => known.get(name) !== secret);
      for (const name of known.keys())
        if (!seen.has(name)) await done(askHub(server, 'DELETE', `${path}/${name}`));
      for (const [name, { data }] of changed) {
        await done(askHub(server, 'PATCH', `${path}/${name}`, { data }));
        await look(name);
      }
      known = new Map(seen);
    },
  };
}

async function done(asked: ReturnType<typeof askHub>): Promise<void> {
  const { status, body } = await asked;
  if (status >= 300) throw new Error(`the hub refused what people do: ${JSON.stringify(body)}`);
}
