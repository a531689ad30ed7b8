import { hasOwnRights, type Judgement, type JudgementInput, judgeAnswers } from '../claims/accepted.js';
import type { ApiServerObservation } from '../machine/api-server/api.js';

export interface WideLook {
  /** Queries the API server once, for rights in the given namespaces. */
  readonly look: (namespaces: readonly string[]) => Promise<ApiServerObservation>;
  readonly certificate: JudgementInput['certificate'];
  /** The context's own; null for `default`. */
  readonly namespace: string | null;
  /**
   * Namespaces in which the permission list names the holder. Called only if no right of its own was seen in the
   * context's. An error counts as none.
   */
  readonly permittedNamespaces?: (() => Promise<readonly string[]>) | undefined;
  /**
   * The holder's current common name, or null. Called only for a certificate that the API server knows without any
   * right of its own: the one case that it decides. An error counts as null.
   */
  readonly currentCommonName?: (() => Promise<string | null>) | undefined;
  readonly now: () => Date;
  readonly signal?: AbortSignal | undefined;
}

/** What was observed, and what it proves. */
export interface WideJudgement {
  readonly judgement: Judgement;
  readonly observation: ApiServerObservation;
  readonly currentCommonName: string | null;
  readonly now: Date;
}

/**
 * Queries once, and continues only while that decides nothing: in the namespaces that the permission list names, and
 * with the holder's name in the cloud. Throws Cancelled only.
 */
export async function judgeWidely(wide: WideLook): Promise<WideJudgement> {
  const { look, certificate, now, signal } = wide;
  const own = wide.namespace ?? 'default';
  const judged = (observation: ApiServerObservation, currentCommonName: string | null): WideJudgement => {
    const at = now();
    const judgement = judgeAnswers({ observation, certificate, currentCommonName, now: at });
    return { judgement, observation, currentCommonName, now: at };
  };
  const first = judged(await look([own]), null);
  if (!isUndecided(first.judgement)) return first;
  const elsewhere = await orElse(wide.permittedNamespaces, [], signal);
  const second = elsewhere.length === 0 ? first : judged(await look([own, ...elsewhere]), null);
  if (!isUndecided(second.judgement) || certificate === null) return second;
  return judged(second.observation, await orElse(wide.currentCommonName, null, signal));
}

/** Known to the server, or at least refused by it, without any right of its own. */
function isUndecided(judgement: Judgement): boolean {
  if (judgement.kind === 'accepted') return !hasOwnRights(judgement);
  return judgement.kind === 'unknown' && judgement.why === 'refused';
}

async function orElse<T>(
  ask: (() => Promise<T>) | undefined,
  otherwise: T,
  signal: AbortSignal | undefined,
): Promise<T> {
  if (ask === undefined) return otherwise;
  try {
    return await ask();
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    return otherwise;
  }
}
