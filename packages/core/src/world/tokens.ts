import { resolveEndpoint } from '../cloud/openapi/endpoints.js';
import { sendPresigned } from '../cloud/sts/presigned.js';
import { explainToken, type TokenExplanation } from '../tokens/explain.js';
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
