import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { sendPresigned } from '../cloud/sts/presigned.js';
import { listContexts } from '../kubeconfig/contexts.js';
import { apiServerTarget } from '../kubeconfig/target.js';
import { accessObjects } from '../machine/api-server/access-objects.js';
import { explainToken, type TokenExplanation } from '../tokens/explain.js';
import { createTokenReadinesses, type TokenReadinesses } from '../tokens/readiness.js';
import type { Surroundings } from './surroundings.js';

/** Reading tokens of RAM identities. */
export interface TokenReading {
  /** `isAsked` lets the Security Token Service say whose it is. Throws UsageInvalid for a text that is not one. */
  explainToken(text: string, options: ExplainAsked): Promise<TokenExplanation>;
}

interface ExplainAsked {
  /** The cluster that would verify it; null for the one that it names. */
  readonly clusterId: string | null;
  readonly isAsked: boolean;
  readonly signal?: AbortSignal;
}

export async function explainWith(
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

/** Asks with the user's own files, as kubectl would. */
export function readinessWith({ ack, clock, files, session, options }: Surroundings): TokenReadinesses {
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
