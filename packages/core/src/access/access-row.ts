import type { KubeconfigState, UserPermission } from '../cloud/ack/api.js';
import { type CredentialStatus, longTermStatusAt, usualValidity } from '../words/certificate.js';
import type { ClusterAccount, ClusterRef } from '../words/cluster.js';
import { type Identity, isOrphaned } from '../words/identity.js';
import { say } from '../words/say.js';

/** When a cluster last saw an identity. `unreadable` must not be taken for inactive. */
export type LastActivity =
  | { readonly kind: 'notAsked' }
  | { readonly kind: 'seen'; readonly at: Date; readonly isActive: boolean }
  | { readonly kind: 'never' }
  | { readonly kind: 'unreadable' };

/** One identity's access to one cluster. */
export interface AccessRow {
  readonly identity: Identity;
  readonly cluster: ClusterRef & { readonly name: string };
  readonly status: CredentialStatus;
  readonly certificateState: KubeconfigState['certificateState'];
  readonly notAfter: Date | null;
  /** As far as known, as for a state. */
  readonly notBefore?: Date;
  readonly lastActivity: LastActivity;
  /** Null when not requested or not readable. */
  readonly roles: readonly UserPermission[] | null;
  /**
   * Whether `roles` is complete. The cloud reports every cluster to the account root, but to others only the clusters
   * in which they are RBAC administrators, and does not mention the rest: for them, no role does not prove that there
   * is none.
   */
  readonly areRolesWhole: boolean;
  /** The identity is gone, but its certificate or permissions live on. */
  readonly orphan: boolean;
  readonly revokable: boolean;
  /** Set for the cloud's own service roles, which are listed apart: nobody cleans them by hand. */
  readonly cloudService: string | null;
  /** Whose cluster it is, where several accounts were asked. */
  readonly account?: ClusterAccount | undefined;
}

/** One for all: a large fleet has a hundred thousand rows. */
const notAsked: LastActivity = { kind: 'notAsked' };

/** The row of a state, before activity and permissions are known. */
export function accessRow(state: KubeconfigState, now: Date): AccessRow {
  const { identity, cluster, notAfter, notBefore, certificateState, revokable, cloudService } = state;
  // A literal without a spread keeps every field in the object itself, in less memory: a large fleet has many rows.
  const row: AccessRow = {
    identity,
    cluster,
    notAfter,
    certificateState,
    revokable,
    cloudService,
    status: statusOf(state, now),
    lastActivity: notAsked,
    roles: null,
    areRolesWhole: false,
    orphan: isOrphanRow(state, null, now),
  };
  return notBefore === undefined ? row : { ...row, notBefore };
}

/** Adds what was learnt later; permissions alone can make an orphan of an identity without a certificate. */
export function completeRow(
  row: AccessRow,
  learnt: {
    readonly lastActivity?: LastActivity;
    readonly permissions?: readonly UserPermission[] | null;
    /** True if the account root asked. */
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

function statusOf({ certificateState, notBefore, notAfter }: KubeconfigState, now: Date): CredentialStatus {
  if (certificateState === 'removed') return 'revoked';
  if (certificateState === 'unissued' || notAfter === null) return 'unknown';
  // The server always records the long-term kubeconfig per identity.
  const validity = notBefore === undefined ? usualValidity(notAfter) : { notBefore, notAfter };
  return longTermStatusAt(validity, now);
}

/** Orphans first, then people, then the cloud's own services; within each, by name, cluster, uid and cluster id. */
export function compareRows(a: AccessRow, b: AccessRow): number {
  return (
    rank(a) - rank(b) ||
    a.identity.name.localeCompare(b.identity.name, 'en') ||
    a.cluster.name.localeCompare(b.cluster.name, 'en') ||
    a.identity.uid.localeCompare(b.identity.uid, 'en') ||
    a.cluster.id.localeCompare(b.cluster.id, 'en')
  );
}

function rank({ orphan, cloudService }: AccessRow): number {
  if (cloudService !== null) return 2;
  return orphan ? 0 : 1;
}

/**
 * Roles without a kubeconfig, of an identity of which no list says whether it still is: whoever left may be among
 * them.
 */
export function isPerhapsOrphan({ identity, certificateState, roles }: AccessRow): boolean {
  return identity.state === 'unknown' && certificateState === 'unissued' && (roles ?? []).length > 0;
}

/** The orphans among rows: one count, for whoever shows one. */
export interface Orphans {
  readonly kubeconfigs: number;
  /** By uid. */
  readonly people: ReadonlySet<string>;
  /** Those that a role would make orphans: with any, the count is the least that there is. */
  readonly open: readonly AccessRow[];
}

export function orphansAmong(rows: readonly AccessRow[]): Orphans {
  const orphans = rows.filter(({ orphan }) => orphan);
  return {
    kubeconfigs: orphans.length,
    people: new Set(orphans.map(({ identity }) => identity.uid)),
    open: rows.filter(isOpenOrphan),
  };
}

/** Of an identity that is gone, an orphan if it has a role: its roles were not read, or not all of them. */
export function isOpenOrphan({ identity, orphan, areRolesWhole }: AccessRow): boolean {
  return isOrphaned(identity) && !orphan && !areRolesWhole;
}

/** The scope of `roles` for the JSON contracts; null if there are no roles. */
export function rolesSeen({ roles, areRolesWhole }: AccessRow): 'all' | 'asAdministered' | null {
  if (roles === null) return null;
  return areRolesWhole ? 'all' : 'asAdministered';
}

/** For people, next to roles that the account root did not query. */
export const rolesAsAdministered = say(
  'roles are shown only where you administer: in other clusters, which the cloud leaves out silently, there may be more',
);
