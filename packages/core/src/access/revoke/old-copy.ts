import { hasOwnRights, judgeAnswers } from '../../claims/accepted.js';
import { type Answers, claimAnswers } from '../../claims/answers.js';
import type { ApiServer, ApiServerObservation } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import type { CertificateFacts } from '../../words/certificate.js';
import type { ApiServerTarget } from '../../words/target.js';

/** A copy of what a revoke kills, and how to use it. Holds the private key: never log it. */
export interface OldCopy {
  /** The context or place that holds it. */
  readonly name: string;
  readonly target: ApiServerTarget;
  readonly certificate: CertificateFacts;
  readonly namespace: string | null;
}

/** A copy that was seen to work before the revoke, so that its death can be detected. */
export interface Witness {
  readonly copy: OldCopy;
  readonly before: ApiServerObservation;
  readonly claim: Answers;
}

const timeoutMs = 10_000;
/** If this many copies of one identity fail, they fail for one reason. */
const mostTried = 4;

/** The first copy that can do something at its API server now; expired copies are dead already, and prove nothing. */
export async function findWitness(
  copies: readonly OldCopy[],
  { apiServer, clock }: { readonly apiServer: ApiServer; readonly clock: Clock },
): Promise<Witness | null> {
  const now = clock.now();
  const valid = copies.filter(({ certificate }) => certificate.notAfter > now);
  for (const copy of valid.slice(0, mostTried)) {
    const before = await look(copy, apiServer);
    const judgement = judgeAnswers({ observation: before, certificate: copy.certificate, now });
    if (hasOwnRights(judgement)) return { copy, before, claim: claimAnswers(judgement) };
  }
  return null;
}

/** What its API server says of a copy now. */
export function look({ target, namespace }: OldCopy, apiServer: ApiServer): Promise<ApiServerObservation> {
  return apiServer.whoAmI(target, { timeoutMs, namespaces: [namespace ?? 'default'], alsoRules: true });
}
