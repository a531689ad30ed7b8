import type { WatchReason } from '../subject/subject.js';

/** Why a credential is skipped. */
export type SkipReason =
  | WatchReason
  | 'ClusterExcluded'
  | 'ClusterNotServing'
  | 'ClusterNotOurs'
  | 'NoEndpointForAccess'
  | 'PermissionsRemoved';

/** Why its holder is notified instead. */
export type NotifyReason = 'OrphanedIdentity' | 'HeldByAnotherIdentity';

/** Why a new certificate is requested. */
export type RenewReason = 'Expired' | 'WithinRenewalWindow';

/** Why what the server already has is delivered to the sinks. */
export type DeliverReason =
  | 'MissingFromSink'
  | 'OlderThanServer'
  | 'CertificateUnreadable'
  | 'KeyMismatch'
  | 'IdentityMismatch'
  | 'EndpointChanged'
  | 'CertificateAuthorityChanged'
  | 'RejectedByServer'
  | 'InDoubt';

/** Why nothing is done now. `NothingHeld`: nothing was issued or stored. `EndUnknown`: no copy could be read. */
export type KeepReason =
  | 'HeldBackBySpread'
  | 'HeldBackByBlackout'
  | 'OutsideRenewalWindow'
  | 'NothingHeld'
  | 'EndUnknown';

/** The policy's decision on one credential, with the first reason that applied. */
export type Decision =
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'notify'; readonly reason: NotifyReason }
  | { readonly kind: 'renew'; readonly reason: RenewReason }
  | { readonly kind: 'deliver'; readonly reason: DeliverReason }
  | { readonly kind: 'keep'; readonly reason: KeepReason };

export type DecisionReason = Decision['reason'];

/** True if the decision leads to a fetch and a delivery. */
export function isWork(decision: Decision): boolean {
  return decision.kind === 'renew' || decision.kind === 'deliver';
}
