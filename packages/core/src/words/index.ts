// The vocabulary, and the facts that hold everywhere.

export {
  type CertificateFacts,
  type CredentialStatus,
  daysLeft,
  isTemporary,
  isTemporaryLife,
  longTermMs,
  renewableFrom,
  renewalLeadMs,
  renewalWindowDays,
  statusAt,
  statusTurnsAt,
  temporaryMinutes,
  type Validity,
} from './certificate.js';
export {
  byPlace,
  type Cluster,
  type ClusterDetail,
  type ClusterRef,
  clusterKey,
  clusterPlace,
  clustersByPlace,
  confirmations,
  fullName,
  isBeingDeleted,
  isServing,
  wordFor,
} from './cluster.js';
export {
  clusterEdition,
  clusterKind,
  clusterKinds,
  hubsPlace,
  isHub,
  isHubsRefusal,
  listedIn,
} from './cluster-kind.js';
export { clusterKindWords, clusterStateWords } from './cluster-words.js';
export { type Directory, memberAccount, memberProfile, usualDirectoryRole } from './directory.js';
export { dayMs, durationMs, hourMs, minuteMs } from './duration.js';
export { type Access, type AccessChoice, preferredEndpoint, resolveAccess } from './endpoints.js';
export { AckringError, type ErrorCode, errorToJson, exitCodes, toAckringError } from './errors.js';
export { firstNames } from './first-names.js';
export { folded, isGlob, matchesGlob } from './glob.js';
export {
  type Identity,
  type IdentityState,
  type IdentityType,
  isCalled,
  isCallers,
  isOrphaned,
  uidWithName,
} from './identity.js';
export { begunOrNearest, nearest, nearestNames } from './nearest.js';
export {
  dayOf,
  type Fact,
  isQuoted,
  type Moment,
  type Phrase,
  type Say,
  type Sentence,
  saying,
  type Translations,
  toText,
  wordIn,
} from './say.js';
export { demand, schemaProblems, unquoting } from './schema-problems.js';
export { withoutSecretLooks } from './secret-looks.js';
export { shell, word } from './shell-word.js';
export { isOwnProgram } from './target.js';
export { unseen, visible, visibleTexts } from './visible.js';
