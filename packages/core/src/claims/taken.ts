import type { ApiServerObservation } from '../machine/api-server/api.js';
import { say } from '../words/say.js';
import { hasOwnRights, type JudgementInput, judgeAnswers } from './accepted.js';
import { type Claim, firstOf, proven, type Rule, unknown } from './claim.js';

/**
 * That a revoke whose answer was cut off was carried out: by the cloud’s record of another common name, or because a
 * copy that had rights of its own a moment ago has none where it had them. What else the old name may do is another
 * claim (`shut-out.ts`).
 */
export type Taken = Claim<'AnotherName' | 'NotAuthenticated' | 'RightsGone', never, 'NothingChanged'>;

export interface TakenSight {
  /** Whether the cloud issues to another common name by now; null if it could not be asked. */
  readonly isRenamed: boolean | null;
  /** One copy, asked in the same namespaces before and after; null if none was seen to work before. */
  readonly copy: {
    readonly certificate: JudgementInput['certificate'];
    readonly before: ApiServerObservation;
    readonly after: ApiServerObservation;
  } | null;
  readonly now: Date;
}

type TakenRule = Rule<TakenSight, Taken>;

const anotherName: TakenRule = ({ isRenamed }) => (isRenamed === true ? proven('AnotherName') : null);

const notAuthenticated: TakenRule = ({ copy, now }) => {
  if (copy === null || !hadRights(copy, now)) return null;
  const judgement = judgeAnswers({ observation: copy.after, certificate: copy.certificate, now });
  return judgement.kind === 'unknownIssuer' ? proven('NotAuthenticated') : null;
};

const rightsGone: TakenRule = ({ copy, now }) => {
  if (copy === null || !hadRights(copy, now) || copy.after.kind !== 'answered') return null;
  const { kind } = judgeAnswers({ observation: copy.after, certificate: copy.certificate, now });
  const { namespaces, isListEverybodys, rights } = copy.after;
  const isRefused = namespaces.kind === 'refused' || isListEverybodys;
  const isNone = rights.every(
    ({ seen, isIncomplete }) => !isIncomplete && (seen === 'none' || seen === 'everybodys'),
  );
  return kind === 'accepted' && isRefused && rights.length > 0 && isNone ? proven('RightsGone') : null;
};

function hadRights({ before, certificate }: NonNullable<TakenSight['copy']>, now: Date): boolean {
  return hasOwnRights(judgeAnswers({ observation: before, certificate, now }));
}

/** Whether a cut-off revoke was carried out. Pure. */
export const claimTaken: (sight: TakenSight) => Taken = firstOf<TakenSight, Taken>(
  [anotherName, notAuthenticated, rightsGone],
  () => unknown('NothingChanged', say('See whether the old one still works: `ackring verify --all`.')),
);
