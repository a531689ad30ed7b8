import { clustersCalled, nearNames } from '@ackring/core/fleet';
import { AckringError, firstNames, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Services } from '../world/services.js';

/**
 * For a context that no file has, by the name of a cluster that was seen: how its kubeconfig is fetched, and of other
 * clusters that are called nearly so only where neither it nor a similar context is there. Whether a context of another name leads there is not asked. Null for any
 * other error.
 */
export async function notFetched(
  { code, said, cause }: AckringError,
  command: string,
  { cachedFleet }: Pick<Services, 'cachedFleet'>,
): Promise<AckringError | null> {
  const { contexts, hint } = said.summary.facts;
  const [only, ...others] = Array.isArray(contexts) ? contexts : [];
  const name = typeof only === 'object' && 'facts' in only ? only.facts['name'] : undefined;
  if (code !== 'ContextNotFound' || typeof name !== 'string' || others.length > 0) return null;
  const clusters = (await cachedFleet().catch(() => null))?.clusters ?? [];
  const fetching = (cluster: string) =>
    command === 'use' ? shell`ackring get ${cluster} --use` : shell`ackring get ${cluster}`;
  if (clustersCalled(clusters, name).length === 0) {
    const [nearest, ...others] = hint === '' ? nearNames(clusters, name) : [];
    if (nearest === undefined) return null;
    return new AckringError(
      code,
      say('no kubeconfig file holds context "{name}"; clusters with similar names: {names}', {
        name,
        names: firstNames([nearest, ...others], 3),
      }),
      { remedy: say('Fetch a kubeconfig of it: `{command}`.', { command: fetching(nearest) }), cause },
    );
  }
  return new AckringError(
    code,
    say('no kubeconfig file holds context "{name}"; a cluster is called so', { name }),
    {
      remedy: say(
        'Fetch its kubeconfig, if `ackring contexts` has none of it by another name: `{command}`.',
        { command: fetching(name) },
      ),
      cause,
    },
  );
}
