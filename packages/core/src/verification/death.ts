import type { ApiServerObservation } from '../machine/api-server/api.js';
import { hasOwnRights, type JudgementInput, judgeAnswers } from './judgement.js';

/** `alive`: it is served as before. `unknown`: nothing that was seen decides it. */
export type Death = 'dead' | 'alive' | 'unknown';

/** One credential before and after a revoke, looked at in the same namespaces. */
export interface BeforeAndAfter {
  readonly before: ApiServerObservation;
  readonly after: ApiServerObservation;
  readonly certificate: JudgementInput['certificate'];
  readonly now: Date;
}

/** Whether a credential did something at its API server, which is what its death is told by. */
export function canProve({ before, certificate, now }: Omit<BeforeAndAfter, 'after'>): boolean {
  return hasOwnRights(judgeAnswers({ observation: before, certificate, now }));
}

/**
 * Dead is only what was served before and is not now: refused as a credential while its own dates still hold, or
 * known and without the rights it had. What everybody has stays with it, and is no sign of life. A server that
 * cannot be reached, is busy or is none of Kubernetes says nothing.
 */
export function judgeDeath({ before, after, certificate, now }: BeforeAndAfter): Death {
  if (!canProve({ before, certificate, now }) || before.kind !== 'answered') return 'unknown';
  const judgement = judgeAnswers({ observation: after, certificate, now });
  if (judgement.kind === 'unknownIssuer') return 'dead';
  // A refusal of somebody else, or of nobody, is none of this credential's.
  const isSeen = judgement.kind !== 'unknown' || judgement.why === 'refused';
  if (after.kind !== 'answered' || !isSeen) return 'unknown';
  if (hasOwnRights(judgement)) return hasLostRights(before, after) ? 'dead' : 'alive';
  return isRefusedAll(after) ? 'dead' : 'unknown';
}

type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

/** All but what everybody may. */
function isRefusedAll({ namespaces, isListEverybodys, rights }: Answered): boolean {
  if ((namespaces.kind !== 'refused' && !isListEverybodys) || rights.length === 0) return false;
  return rights.every(({ seen }) => seen === 'none' || seen === 'refused' || seen === 'everybodys');
}

/** The server told all rules both times, and some are gone while none came. */
function hasLostRights(before: Answered, after: Answered): boolean {
  return after.rights.some(({ namespace, seen, isUntold, rules }) => {
    const had = before.rights.find((each) => each.namespace === namespace);
    if (
      had === undefined ||
      had.isUntold ||
      isUntold ||
      had.rules.length === 0 ||
      (rules.length === 0 && seen !== 'none')
    )
      return false;
    return rules.length < had.rules.length && rules.every((rule) => had.rules.includes(rule));
  });
}
