/** Why a credential is left out. */
export type SkipReason =
  | 'ClusterExcluded'
  | 'ClusterNotServing'
  | 'ClusterNotOurs'
  | 'NoEndpointForAccess'
  | 'PermissionsRemoved';

/** Why somebody is told instead. */
export type NotifyReason = 'OrphanedIdentity' | 'HeldByAnotherIdentity';

/** Why a new certificate is asked for. */
export type RenewReason = 'Expired' | 'WithinRenewalWindow';

/** Why what the server already has is brought to the sinks. */
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

/** Why nothing is done now. */
export type KeepReason = 'HeldBackBySpread' | 'HeldBackByBlackout' | 'OutsideRenewalWindow';

/** What the policy says of one credential, and the first reason that applied. */
export type Decision =
  | { readonly kind: 'skip'; readonly reason: SkipReason }
  | { readonly kind: 'notify'; readonly reason: NotifyReason }
  | { readonly kind: 'renew'; readonly reason: RenewReason }
  | { readonly kind: 'deliver'; readonly reason: DeliverReason }
  | { readonly kind: 'keep'; readonly reason: KeepReason };

export type DecisionReason = Decision['reason'];

/** True where the decision leads to a fetch and a delivery. */
export function isWork(decision: Decision): boolean {
  return decision.kind === 'renew' || decision.kind === 'deliver';
}
