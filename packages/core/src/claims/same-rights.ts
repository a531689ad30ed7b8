import { isDeepStrictEqual } from 'node:util';
import type { ApiServerObservation } from '../machine/api-server/api.js';
import { say } from '../words/say.js';
import { type Claim, firstOf, proven, type Rule, refuted, unknown } from './claim.js';

/**
 * That two names may do the same in a cluster, so that one can take the place of the other: what the API server lists
 * of both, in each namespace in which something is bound to them, and both whole.
 */
export type SameRights = Claim<
  'SameRules',
  'OtherRules',
  /** The API server was not reached. */
  | 'NotAsked'
  /** Whoever asks may not impersonate. */
  | 'MayNotImpersonate'
  /** It takes the name for another one. */
  | 'TakenForAnother'
  /** It does not list all that it allows. */
  | 'NotWhole'
>;

/** One name, as an administrator who impersonates it sees it. */
export interface NameSight {
  readonly name: string;
  /** One for each few namespaces. */
  readonly observations: readonly ApiServerObservation[];
}

export interface SameRightsSight {
  readonly had: NameSight;
  readonly has: NameSight;
}

type SameRightsRule = Rule<SameRightsSight, SameRights>;
type Answered = Extract<ApiServerObservation, { kind: 'answered' }>;

const notAsked: SameRightsRule = (sight) =>
  namesOf(sight).every(({ observations }) => observations.every(({ kind }) => kind === 'answered'))
    ? null
    : unknown('NotAsked', again);

const mayNotImpersonate: SameRightsRule = (sight) =>
  looksOf(sight).some(({ name, review }) => review.kind === 'refused' && review.as !== name)
    ? unknown('MayNotImpersonate', again)
    : null;

const takenForAnother: SameRightsRule = (sight) =>
  looksOf(sight).some(({ name, identity }) => identity !== null && identity.username !== name)
    ? unknown('TakenForAnother', again)
    : null;

const notWhole: SameRightsRule = (sight) => {
  const isWhole = ({ rights }: Answered): boolean =>
    rights.length > 0 &&
    rights.every(({ seen, isIncomplete }) => !isIncomplete && seen !== 'refused' && seen !== 'unknown');
  return looksOf(sight).every(isWhole) ? null : unknown('NotWhole', again);
};

/** Whether two names may do the same. Pure. */
export const claimSameRights: (sight: SameRightsSight) => SameRights = firstOf<SameRightsSight, SameRights>(
  [notAsked, mayNotImpersonate, takenForAnother, notWhole],
  ({ had, has }) =>
    isDeepStrictEqual(rulesOf(had), rulesOf(has)) ? proven('SameRules') : refuted('OtherRules'),
);

function namesOf({ had, has }: SameRightsSight): readonly NameSight[] {
  return [had, has];
}

function looksOf(sight: SameRightsSight): readonly (Answered & { readonly name: string })[] {
  return namesOf(sight).flatMap(({ name, observations }) =>
    observations.flatMap((each) => (each.kind === 'answered' ? [{ ...each, name }] : [])),
  );
}

/** By namespace, each rule once. */
function rulesOf({ observations }: NameSight): Readonly<Record<string, readonly string[]>> {
  const rights = observations.flatMap((each) => (each.kind === 'answered' ? each.rights : []));
  return Object.fromEntries(
    rights.map(({ namespace, rules }) => [namespace, [...new Set(rules)].toSorted()]),
  );
}

const again = say('Run the same command again in a minute: it goes on from here.');
