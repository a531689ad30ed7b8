import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { sendPresigned } from '../cloud/sts/presigned.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { apiServerTarget } from '../kubeconfig/target.js';
import { accessObjects } from '../machine/api-server/access-objects.js';
import { createRbacReader, type RbacListing } from '../machine/api-server/rbac-reader.js';
import { explainToken, type TokenExplanation } from '../tokens/explain.js';
import { createTokenReadinesses, noWay, type TokenReadinesses, usableContext } from '../tokens/readiness.js';
import type { ClusterRef } from '../words/cluster.js';
import { toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import type { Surroundings } from './surroundings.js';

/** Reading tokens of RAM identities, and whether clusters would take them. */
export interface Tokens extends TokenReadinesses {
  /** `isAsked` lets the Security Token Service say whose it is. Throws UsageInvalid for a text that is not one. */
  explainToken(text: string, options: ExplainAsked): Promise<TokenExplanation>;
  /** A cluster's, by a kubeconfig of this machine; why they are missing if there is none, or no right. */
  listBindings(cluster: ClusterRef, signal: AbortSignal | undefined): Promise<RbacListing>;
}

interface ExplainAsked {
  /** The cluster that would verify it; null for the one that it names. */
  readonly clusterId: string | null;
  readonly isAsked: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Asks with the user's own files, as kubectl would. */
export function composeTokens(around: Surroundings): Tokens {
  return {
    ...readinesses(around),
    explainToken: (text, asked) => explain(around, text, asked),
    listBindings: (cluster, signal) => listBindings(around, cluster, signal),
  };
}

async function explain(
  { clock, session }: Surroundings,
  text: string,
  { clusterId, isAsked, signal }: ExplainAsked,
): Promise<TokenExplanation> {
  const ask: Parameters<typeof explainToken>[1]['ask'] = async (request) => {
    const { environment, homeRegion } = await session.cloud();
    return sendPresigned(request, resolveEndpoint('sts', homeRegion, environment), signal);
  };
  return explainToken(text, { clusterId, now: clock.now(), ask: isAsked ? ask : null });
}

function readinesses({ ack, clock, files, session, options }: Surroundings): TokenReadinesses {
  const { environment } = options;
  const kubeconfigs = async () => (await (await files()).readAll()).kubeconfigs;
  return createTokenReadinesses({
    api: ack,
    caller: session.callerIdentity,
    contexts: async () => listContexts(await kubeconfigs(), clock.now()),
    target: async ({ context }) => apiServerTarget(await kubeconfigs(), context),
    readMappings: (target, signal) =>
      accessObjects({ target, environment, clock, random: Math.random, signal }).listMappings(),
    now: clock.now,
  });
}

const bindingsTimeoutMs = 5_000;

async function listBindings(
  { clock, files, options: { environment } }: Surroundings,
  { id }: ClusterRef,
  signal: AbortSignal | undefined,
): Promise<RbacListing> {
  try {
    const { kubeconfigs } = await (await files()).readAll();
    const entry = usableContext(listContexts(kubeconfigs, clock.now()), id, clock.now());
    if (entry === null)
      throw noWay(id, say('no kubeconfig here can ask the API server who is bound to what'));
    const bounds = { timeoutMs: bindingsTimeoutMs, signal };
    return await createRbacReader({ environment }).listBindings(
      apiServerTarget(kubeconfigs, entry.context),
      bounds,
    );
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (signal?.aborted) throw error;
    return { bindings: [], problem: error };
  }
}
