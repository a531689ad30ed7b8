import { clustersCalled } from '@ackring/core/fleet';
import { AckringError, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Services } from '../world/services.js';

/**
 * For a context that nothing has and that is called as a cluster which was seen is: how its kubeconfig is fetched, and
 * nothing of other clusters that are called nearly so. Null for any other error.
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
  return new AckringError(code, say('no kubeconfig here is of the cluster {name}', { name }), {
    remedy: say('Fetch it: `{command}`.', { command: fetching }),
    cause,
  });
}
