import { clustersCalled } from '@ackring/core/fleet';
import { AckringError, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Services } from '../world/services.js';

/**
 * For a context that no file has, by the name of a cluster that was seen: how its kubeconfig is fetched, and nothing of
 * other clusters that are called nearly so. Whether a context of another name leads there is not asked. Null for any
 * other error.
 */
export async function notFetched(
  { code, said, cause }: AckringError,
  command: string,
  { cachedFleet }: Pick<Services, 'cachedFleet'>,
): Promise<AckringError | null> {
  const { contexts } = said.summary.facts;
  const [only, ...others] = Array.isArray(contexts) ? contexts : [];
  const name = typeof only === 'object' && 'facts' in only ? only.facts['name'] : undefined;
  if (code !== 'ContextNotFound' || typeof name !== 'string' || others.length > 0) return null;
  const fleet = await cachedFleet().catch(() => null);
  if (clustersCalled(fleet?.clusters ?? [], name).length === 0) return null;
  const isUse = command === 'use';
  const fetching = isUse ? shell`ackring get ${name} --use` : shell`ackring get ${name}`;
  return new AckringError(
    code,
    say('no kubeconfig file holds context "{name}"; a cluster is called so', { name }),
    {
      remedy: say(
        'Fetch its kubeconfig, if `ackring contexts` has none of it by another name: `{command}`.',
        { command: fetching },
      ),
      cause,
    },
  );
}
