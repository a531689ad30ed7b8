import type { Unseen } from '../access/clean/clean-plan.js';
import type { AuthenticatorState } from '../tokens/authenticator.js';
import type { RecentUse } from '../usage/recent-use.js';
import type { Cluster, ClusterRef } from '../words/cluster.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { type Identity, isOrphaned } from '../words/identity.js';
import { say } from '../words/say.js';
import type { MigratedContext } from './context-switch.js';
import type { Quiet } from './quiet.js';
import type { MigrationRecord, RecordedStage } from './record.js';
import type { DeliveredPlace } from './request.js';
import type { PresentAccess, TokenAccess } from './token-access.js';

/** `certificate`: nothing was done yet. */
export type MigrationStage = 'certificate' | RecordedStage;

/**
 * `migrate` and `resume` write; `wait` watches; `clean` removes the certificate if that is asked for; `done` is done;
 * `undo` takes back; `blocked` does nothing, and says why.
 */
export type MigrationVerdict = 'migrate' | 'resume' | 'wait' | 'clean' | 'done' | 'undo' | 'blocked';

export type MigrationReason =
  | 'HoldsCertificate'
  | 'Interrupted'
  | 'InUse'
  | 'TooSoon'
  | 'UseUnknown'
  | 'TokenNotSeen'
  | 'Unused'
  | 'Cleaned'
  | 'Began'
  | 'ContextsChanged'
  | 'IsAccountRoot'
  | 'IsOrphaned'
  | 'NoCertificate'
  | 'ClusterNotServing'
  | 'AuthenticatorMissing'
  | 'MappingsIgnored'
  | 'MappingsUnset'
  | 'NameUnknown'
  | 'GroupsUnusual'
  | 'SeveralNames'
  | 'NoBinding'
  | 'MappedOtherwise'
  | 'BoundOtherwise'
  | 'ChangedSince'
  | 'RecordUnreadable'
  | 'Unreadable';

/** What migrating one identity in one cluster would do, and why. */
export interface MigrationStep {
  readonly cluster: ClusterRef & { readonly name: string };
  /** The same as its region lists it; null where nothing was asked of the cloud. */
  readonly listed: Cluster | null;
  readonly identity: Identity;
  /** The caller: only one's own token can be signed here. */
  readonly isSelf: boolean;
  readonly stage: MigrationStage;
  readonly verdict: MigrationVerdict;
  readonly reason: MigrationReason;
  /** The name of what is in the way, if there is one. */
  readonly obstacle: string | null;
  /** Why something could not be read. */
  readonly error: AckringError | null;
  /** The common name of the certificate in force, by the bindings; null if they do not tell. */
  readonly commonName: string | null;
  readonly notAfter: Date | null;
  /** Of the last days, by the audit log. */
  readonly use: RecentUse;
  /** What its token needs; null if that is not clear. */
  readonly access: TokenAccess | null;
  /** What of it is there; null if it was not read. */
  readonly present: Extract<PresentAccess, { kind: 'fits' }> | null;
  readonly contexts: readonly MigratedContext[];
  /** Where the rotation still delivers the certificate; null if its configuration cannot be read. */
  readonly sinks: readonly DeliveredPlace[] | null;
  readonly watchedSince: Date | null;
  /** How long it has to be unused. */
  readonly quietDays: number;
  readonly quiet: Quiet | null;
  readonly record: MigrationRecord | null;
}

export interface MigrationPlan {
  readonly steps: readonly MigrationStep[];
  readonly unseen: readonly Unseen[];
  readonly now: Date;
}

/** By identity, then by cluster: the order in which names are typed. */
export function compareSteps(one: MigrationStep, other: MigrationStep): number {
  return (
    one.identity.name.localeCompare(other.identity.name, 'en') ||
    one.cluster.name.localeCompare(other.cluster.name, 'en') ||
    one.identity.uid.localeCompare(other.identity.uid, 'en') ||
    one.cluster.id.localeCompare(other.cluster.id, 'en')
  );
}

/** What was found out about one identity in one cluster, as far as it was needed. */
export interface MigrationFacts {
  readonly identity: Identity;
  readonly isAccountRoot: boolean;
  readonly isServing: boolean;
  /** By the cloud's record; `gone` once it was cleaned. */
  readonly certificate: 'held' | 'gone' | 'none';
  readonly record: MigrationRecord | null;
  readonly recordError: AckringError | null;
  readonly authenticator: AuthenticatorState | AckringError;
  /** Null for a name that no ARN can have. */
  readonly arn: string | null;
  readonly groups: readonly string[];
  /** Every common name of the identity that is bound to a role. */
  readonly commonNames: readonly string[];
  readonly access: TokenAccess | null;
  readonly present: PresentAccess | null;
  /** Why bindings or mappings could not be read. */
  readonly accessError: AckringError | null;
  readonly quiet: Quiet | null;
  /** Local contexts hold the certificate, and can be switched. */
  readonly isHeldHere: boolean;
  /** The identity's token was seen at work; true for one's own, which is proven. */
  readonly isTokenSeen: boolean;
}

type Decision = Pick<MigrationStep, 'verdict' | 'reason'> & {
  readonly obstacle?: string;
  readonly error?: AckringError | null;
};

/** The first that applies. Whatever is not known blocks: nothing is migrated in doubt. */
export function decideMigration(facts: MigrationFacts): Decision {
  const { record, recordError } = facts;
  if (recordError !== null) return blocked('RecordUnreadable', { error: recordError });
  if (record?.stage === 'cleaned') return { verdict: 'done', reason: 'Cleaned' };
  if (record?.stage === 'watching' && facts.certificate === 'gone') return afterClean(facts, record);
  const refusal = refusalOf(facts) ?? accessRefusal(facts);
  if (refusal !== null) return refusal;
  if (record === null) return { verdict: 'migrate', reason: 'HoldsCertificate' };
  if (record.stage !== 'watching') return { verdict: 'resume', reason: 'Interrupted' };
  // What was written is gone: it is written again before anything else.
  if (facts.present?.kind === 'fits' && (!facts.present.isMapped || facts.present.missing.length > 0))
    return { verdict: 'resume', reason: 'Interrupted' };
  // A certificate that was fetched again, or a switch that was taken back by `undo`.
  if (facts.isHeldHere) return { verdict: 'resume', reason: 'Interrupted' };
  return watched(facts);
}

/**
 * Killed after the clean and before its record, or cleaned by somebody else. Who took the mapping away as well took
 * the access: it is not given back.
 */
function afterClean(facts: MigrationFacts, { access }: MigrationRecord): Decision {
  const { identity, present, accessError } = facts;
  if (isOrphaned(identity)) return blocked('IsOrphaned');
  const refusal = clusterRefusal(facts);
  if (refusal !== null) return refusal;
  if (accessError !== null || present === null) return blocked('Unreadable', { error: accessError });
  const obstacle = obstacleIn(present);
  if (obstacle !== null) return obstacle;
  return present.kind === 'fits' && present.isMapped
    ? { verdict: 'resume', reason: 'Cleaned' }
    : blocked('ChangedSince', { obstacle: access.mapping.name });
}

function refusalOf(facts: MigrationFacts): Decision | null {
  const { identity, isAccountRoot, certificate } = facts;
  if (isAccountRoot || identity.type === 'root') return blocked('IsAccountRoot');
  if (isOrphaned(identity)) return blocked('IsOrphaned');
  return certificate === 'held' ? clusterRefusal(facts) : blocked('NoCertificate');
}

function clusterRefusal({ isServing, authenticator }: MigrationFacts): Decision | null {
  if (!isServing) return blocked('ClusterNotServing');
  if (authenticator instanceof AckringError) return blocked('Unreadable', { error: authenticator });
  const reason = refusingStates[authenticator];
  return reason === null ? null : blocked(reason);
}

/** A token is no way in where mappings are ignored, nor where nobody can say so. */
const refusingStates: Readonly<Record<AuthenticatorState, MigrationReason | null>> = {
  missing: 'AuthenticatorMissing',
  off: 'MappingsIgnored',
  unset: 'MappingsUnset',
  on: null,
};

function accessRefusal(facts: MigrationFacts): Decision | null {
  const { arn, groups, commonNames, access, present, accessError, record } = facts;
  if (accessError !== null) return blocked('Unreadable', { error: accessError });
  if (arn === null) return blocked('NameUnknown');
  const unusual = groups.find((each) => each !== 'system:users');
  if (unusual !== undefined) return blocked('GroupsUnusual', { obstacle: unusual });
  const [, other] = commonNames;
  if (other !== undefined) return blocked('SeveralNames', { obstacle: commonNames.join(', ') });
  if (access === null || access.bindings.length === 0) return blocked('NoBinding');
  if (present === null) return blocked('Unreadable');
  const obstacle = obstacleIn(present);
  if (obstacle !== null) return obstacle;
  const isOther = record !== null && record.access.mapping.arn !== access.mapping.arn;
  return isOther ? blocked('ChangedSince', { obstacle: record.access.mapping.arn }) : null;
}

function obstacleIn(present: PresentAccess): Decision | null {
  switch (present.kind) {
    case 'mappedOtherwise':
      return blocked('MappedOtherwise', { obstacle: present.name });
    case 'boundOtherwise':
      return blocked('BoundOtherwise', { obstacle: present.name });
    case 'fits':
      return null;
  }
}

function watched({ quiet, isTokenSeen }: MigrationFacts): Decision {
  switch (quiet?.kind) {
    case 'inUse':
      return { verdict: 'wait', reason: 'InUse' };
    case 'tooSoon':
      return { verdict: 'wait', reason: 'TooSoon' };
    case 'quiet':
      return isTokenSeen
        ? { verdict: 'clean', reason: 'Unused' }
        : { verdict: 'wait', reason: 'TokenNotSeen' };
    case 'unknown':
      return { verdict: 'wait', reason: 'UseUnknown', error: quiet.error };
    case undefined:
      return { verdict: 'wait', reason: 'UseUnknown' };
  }
}

function blocked(
  reason: MigrationReason,
  more: { readonly obstacle?: string; readonly error?: AckringError | null } = {},
): Decision {
  return { verdict: 'blocked', reason, ...more };
}

/** The steps that would change something now. */
export function stepsToDo(
  { steps }: Pick<MigrationPlan, 'steps'>,
  { clean }: { readonly clean: boolean },
): readonly MigrationStep[] {
  return steps.filter(({ verdict }) => doesSomething(verdict, clean));
}

function doesSomething(verdict: MigrationVerdict, clean: boolean): boolean {
  switch (verdict) {
    case 'migrate':
    case 'resume':
    case 'undo':
      return true;
    case 'clean':
      return clean;
    case 'wait':
    case 'done':
    case 'blocked':
      return false;
  }
}

/**
 * What may be typed, any one of these, and first what is asked for: `all` if everybody was named, whom something is
 * done for, or all of the plan, which a run that is repeated types again.
 */
export function migrationConfirmations(
  { steps }: Pick<MigrationPlan, 'steps'>,
  { toDo, isEverybody }: { readonly toDo: readonly MigrationStep[]; readonly isEverybody: boolean },
): readonly string[] {
  return [...(isEverybody ? ['all'] : []), ...namesOf(toDo), ...namesOf(steps)];
}

/** A single identity's name or uid, or all their names joined by commas. */
function namesOf(steps: readonly MigrationStep[]): readonly string[] {
  const identities = new Map(steps.map(({ identity }) => [identity.uid, identity]));
  const [only] = identities.values();
  if (only === undefined || identities.size > 1)
    return [[...identities.values()].map(({ name }) => name).join(',')];
  return [only.name, only.uid];
}

/** The error of a step that was not done because of a decision; its exit class is that of refusals unless it has one. */
export function refusalError({ reason, obstacle, error, cluster, identity }: MigrationStep): AckringError {
  if (error !== null) return error;
  const code: ErrorCode = reason === 'ChangedSince' ? 'Conflict' : 'Refused';
  const facts = { name: identity.name, cluster: cluster.name, reason, obstacle: obstacle ?? '' };
  return new AckringError(
    code,
    obstacle === null
      ? say('{name} stays with its certificate in {cluster}: {reason}', facts)
      : say('{name} stays with its certificate in {cluster}: {reason} ({obstacle})', facts),
    { remedy: say('`ackring migrate` shows what each reason means.') },
  );
}
