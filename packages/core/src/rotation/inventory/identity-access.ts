import type { Caller } from '../../fetch/fetch-proved.js';
import type { Ack, FetchKubeconfig, IssuedKubeconfig } from '../../ports.js';
import type { IdentityConfiguration } from '../configuration.js';

/** One identity whose credentials are rotated, with the cloud as it sees it. */
export interface IdentityAccess {
  /** Tells it from every other, see `identityKey`. */
  readonly key: string;
  /** `self`, the role's name, or the uid. */
  readonly name: string;
  /** Null where the cloud did not tell; then the first certificate will. */
  readonly uid: string | null;
  readonly accountId: string | null;
  /** `user` where the cloud did not tell. */
  readonly type: Caller['type'];
  readonly ack: Ack;
  /** This identity's own kubeconfig: everybody can be given only their own, but for the account root. */
  fetch(request: FetchKubeconfig, signal?: AbortSignal): Promise<IssuedKubeconfig>;
}

/** Becomes an identity: as ourselves, by `sts:AssumeRole`, or through the account root's call for others. */
export interface IdentitySource {
  open(identity: IdentityConfiguration, signal?: AbortSignal): Promise<IdentityAccess>;
}
