import type { UserPermission } from '../cloud/ack/access-api.js';
import type { KubeconfigState } from '../cloud/ack/api.js';
import { type CredentialStatus, longTermMs, statusAt } from '../words/certificate.js';
import type { ClusterRef } from '../words/cluster.js';
import { type Identity, isOrphaned } from '../words/identity.js';

/** When an identity was last seen by a cluster. `unreadable` is no leave to take it for inactive. */
export type LastActivity =
  | { readonly kind: 'notAsked' }
  | { readonly kind: 'seen'; readonly at: Date; readonly isActive: boolean }
  | { readonly kind: 'never' }
  | { readonly kind: 'unreadable' };

/** What one identity holds in one cluster. */
export interface AccessRow {
  readonly identity: Identity;
  readonly cluster: ClusterRef & { readonly name: string };
  readonly status: CredentialStatus;
  readonly certificateState: KubeconfigState['certificateState'];
  readonly notAfter: Date | null;
  readonly lastActivity: LastActivity;
  /** Null when they were not asked for or could not be read. */
  readonly roles: readonly UserPermission[] | null;
  /**
   * Whether `roles` are all there are. The cloud tells the account root of every cluster, and anybody else only of those
   * in which they are an RBAC administrator, without a word about the others: to them no role is no proof of none.
   */
  readonly areRolesWhole: boolean;
  /** The identity is gone, and its certificate or its permissions live on. */
  readonly orphan: boolean;
  readonly revokable: boolean;
  /** Set for the cloud's own service roles, which stand apart: nobody cleans them by hand. */
  readonly cloudService: string | null;
}

/** The row of a state, before activity and permissions are known. */
export function accessRow(state: KubeconfigState, now: Date): AccessRow {
  const { identity, cluster, notAfter, certificateState, revokable, cloudService } = state;
  const row = { identity, cluster, notAfter, certificateState, revokable, cloudService };
  const status = statusOf(state, now);
  return {
    ...row,
    status,
    lastActivity: { kind: 'notAsked' },
    roles: null,
    areRolesWhole: false,
    orphan: isOrphanRow(row, null, now),
  };
}

/** The row with what is learnt later; permissions alone can make an orphan of an identity without a certificate. */
export function completeRow(
  row: AccessRow,
  learnt: {
    readonly lastActivity?: LastActivity;
    readonly permissions?: readonly UserPermission[] | null;
    /** True where the account root asked. */
    readonly isWhole?: boolean;
  },
  now: Date,
): AccessRow {
  const permissions = learnt.permissions;
  const roles =
    permissions == null ? row.roles : permissions.filter((each) => concerns(each, row.cluster.id));
  return {
    ...row,
    roles,
    areRolesWhole: roles !== null && (learnt.isWhole ?? row.areRolesWhole),
    lastActivity: learnt.lastActivity ?? row.lastActivity,
    orphan: isOrphanRow(row, roles, now),
  };
}

function concerns({ clusterId }: UserPermission, id: string): boolean {
  return clusterId === null || clusterId === id;
}

function isOrphanRow(
  { identity, notAfter, certificateState }: Pick<AccessRow, 'identity' | 'notAfter' | 'certificateState'>,
  roles: readonly UserPermission[] | null,
  now: Date,
): boolean {
  if (!isOrphaned(identity)) return false;
  const isGone = certificateState === 'unissued' || certificateState === 'removed';
  const certificateLives = !isGone && (notAfter === null || notAfter >= now);
  return certificateLives || (roles ?? []).length > 0;
}

function statusOf({ certificateState, notAfter }: KubeconfigState, now: Date): CredentialStatus {
  if (certificateState === 'removed') return 'revoked';
  if (certificateState === 'unissued' || notAfter === null) return 'unknown';
  // What the server keeps per identity is always the long-term kubeconfig.
  return statusAt({ notBefore: new Date(notAfter.getTime() - longTermMs), notAfter }, now);
}

/** Orphans in front, then people, the cloud's own services last; within each, by name, cluster and uid. */
export function compareRows(a: AccessRow, b: AccessRow): number {
  return (
    rank(a) - rank(b) ||
    a.identity.name.localeCompare(b.identity.name) ||
    a.cluster.name.localeCompare(b.cluster.name) ||
    a.identity.uid.localeCompare(b.identity.uid)
  );
}

function rank({ orphan, cloudService }: AccessRow): number {
  if (cloudService !== null) return 2;
  return orphan ? 0 : 1;
}

/** How far `roles` reach, as the JSON contracts tell it; null where there are none to speak of. */
export function rolesSeen({ roles, areRolesWhole }: AccessRow): 'all' | 'asAdministered' | null {
  if (roles === null) return null;
  return areRolesWhole ? 'all' : 'asAdministered';
}

/** For people, beside roles that the account root did not ask for. */
export const rolesAsAdministered =
  'roles are told as far as you administer: in other clusters, which the cloud leaves out without a word, there may be more';
