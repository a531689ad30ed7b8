import { requireConfirmation } from '../access/confirmation.js';
import type { Ack, UserPermission } from '../cloud/ack/api.js';
import { personPolicy, type RamPolicy } from '../cloud/ram.js';
import type { CallerIdentity } from '../cloud/sts/sts.js';
import { type AccessRequest, requestCode } from '../rights/access-request.js';
import { describeChange, type GrantDirection, type RoleChangePorts } from '../rights/change-role.js';
import type { Ending } from '../rights/ending-right.js';
import type { EndingRights } from '../rights/ending-rights.js';
import type { ClusterRole } from '../rights/roles.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, type RefuseWhenReadOnly } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { say } from '../words/say.js';
import {
  alreadyThere,
  type GrantOutcome,
  giveRole,
  openRights,
  refuseUnapprovable,
  takeRole,
} from './giving.js';
import { findHolder, type HolderPorts } from './holder.js';

/** `alreadyGranted`, `notGranted`: nothing is left to do. `isRoot`, `isCaller`, `isDeleted`: refused. */
export type GrantReason = 'toDo' | 'alreadyGranted' | 'notGranted' | 'isRoot' | 'isCaller' | 'isDeleted';

/** What giving or taking one role would do. */
export interface GrantPlan {
  readonly direction: GrantDirection;
  readonly cluster: Cluster;
  readonly identity: Identity;
  readonly isRamRole: boolean;
  readonly role: ClusterRole;
  /** What the identity has in the cluster now, as far as it is told: only to its RBAC administrators. */
  readonly present: readonly UserPermission[];
  readonly reason: GrantReason;
  /** When what is given is taken back; null if never. */
  readonly ending: Ending | null;
  /** The configuration of the rotation that takes it back as well; null for none. */
  readonly ledger: string | null;
  /** What it is given for, with its `requestCode`; null where nobody had to ask. */
  readonly request: (AccessRequest & { readonly code: string }) | null;
  /** When a right in the same words ends that was given from this machine. */
  readonly endsAt: Date | null;
  /** The least that RAM has to allow beside the role, to fetch a kubeconfig of this cluster. */
  readonly ramPolicy: RamPolicy;
}

/** Roles inside clusters, given and taken back. */
export interface Grants {
  planGrant(asked: GrantAsked, options?: { signal?: AbortSignal }): Promise<GrantPlan>;
  /**
   * Adds or removes exactly that role; everything else the identity has stays. Throws ConfirmationMissing unless its
   * name or uid was typed, Refused for a plan that refuses.
   */
  applyGrant(
    plan: GrantPlan,
    options: { confirm: string | null; signal?: AbortSignal },
  ): Promise<GrantOutcome>;
}

export interface GrantAsked {
  readonly direction: GrantDirection;
  readonly user: string;
  readonly cluster: Cluster;
  readonly role: ClusterRole;
  /** Says that a uid nobody has met is a RAM role's. */
  readonly isRamRole?: boolean;
  /** For a role that is given: it ends. */
  readonly ending?: Ending | null;
  /** The configuration of the rotation that is to take it back as well; null for the one in the settings folder, if it does. */
  readonly config?: string | null;
  /** What is approved; its words are those of the others. */
  readonly request?: AccessRequest | null;
}

export interface GrantsPorts extends HolderPorts, RoleChangePorts {
  readonly ack: HolderPorts['ack'] & Pick<Ack, 'describeCluster'>;
  readonly caller: (signal?: AbortSignal) => Promise<CallerIdentity>;
  readonly rights: EndingRights;
  /** See `Rotating.rightsLedger`. */
  readonly rightsLedger: (config: string | null) => Promise<string | null>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createGrants(ports: GrantsPorts): Grants {
  return {
    planGrant: (asked, { signal } = {}) => plan(asked, ports, signal),
    applyGrant: (planned, options) => apply(planned, ports, options),
  };
}

async function plan(
  {
    direction,
    user,
    cluster,
    role,
    isRamRole = false,
    ending = null,
    config = null,
    request = null,
  }: GrantAsked,
  ports: GrantsPorts,
  signal: AbortSignal | undefined,
): Promise<GrantPlan> {
  const [caller, identity, ledger] = await Promise.all([
    ports.caller(signal),
    findHolder(user, cluster, ports, signal),
    direction === 'give' ? ports.rightsLedger(config) : null,
  ]);
  if (request !== null) await refuseUnapprovable(request, { cluster, ledger }, ports, signal);
  const all = await ports.api.describeUserPermissions(identity.uid, signal);
  const [same] = await openRights({ accountId: caller.accountId, identity, cluster, role, ledger }, ports);
  const present = all.filter(({ clusterId }) => clusterId === null || clusterId === cluster.id);
  return {
    direction,
    cluster,
    identity,
    isRamRole: identity.type === 'role' || (identity.type === 'unknown' && isRamRole),
    role,
    present,
    reason: reasonOf(direction, { identity, role, present, caller }),
    ending,
    ledger,
    request: request === null ? null : { ...request, code: requestCode(request) },
    endsAt: same?.until ?? null,
    ramPolicy: policyFor(cluster, caller.accountId),
  };
}

function reasonOf(
  direction: GrantDirection,
  {
    identity,
    role,
    present,
    caller,
  }: Pick<GrantPlan, 'identity' | 'role' | 'present'> & {
    readonly caller: CallerIdentity;
  },
): GrantReason {
  if (identity.type === 'root' || identity.uid === caller.accountId) return 'isRoot';
  const isThere = present.some((each) => isSame(each, role));
  // What it has can still be taken from it.
  if (direction === 'give' && identity.state === 'deleted') return 'isDeleted';
  if (direction === 'give') return isThere ? 'alreadyGranted' : 'toDo';
  // Whoever takes the own role of an administrator cannot give it back.
  if (identity.uid === caller.uid) return 'isCaller';
  return isThere ? 'toDo' : 'notGranted';
}

function isSame({ role, namespace }: UserPermission, wanted: ClusterRole): boolean {
  return role === wanted.name && namespace === wanted.namespace;
}

function policyFor({ id, region }: Cluster, accountId: string): RamPolicy {
  const policy = personPolicy('person', { accountId, regions: [region] });
  return {
    ...policy,
    Statement: policy.Statement.map((each) => ({
      ...each,
      Resource: each.Resource.map((resource) => resource.replace(/cluster\/\*$/, `cluster/${id}`)),
    })),
  };
}

async function apply(
  planned: GrantPlan,
  ports: GrantsPorts,
  { confirm, signal }: { confirm: string | null; signal?: AbortSignal },
): Promise<GrantOutcome> {
  const { identity, direction } = planned;
  const refusal = grantRefusal(planned);
  if (refusal !== null) throw refusal;
  const what = describeChange(planned);
  requireConfirmation({ expected: [identity.name, identity.uid], given: confirm, what, flag: '--confirm' });
  await ports.refuseWhenReadOnly(say('change roles inside clusters'));
  return direction === 'give' ? giveRole(planned, ports, signal) : takeRole(planned, ports, signal);
}

/** Why a plan cannot be applied, or has nothing left to do; null if it can. */
export function grantRefusal({ reason, identity, role, cluster }: GrantPlan): AckringError | null {
  const facts = { name: identity.name, role: role.name, cluster: cluster.name };
  switch (reason) {
    case 'toDo':
      return null;
    case 'isRoot':
      return new AckringError('Refused', say('the account root administers every cluster, always'), {
        remedy: say('Name a RAM user or role.'),
      });
    case 'isCaller':
      return new AckringError(
        'Refused',
        say('nobody takes a role from oneself: it could not be given back'),
        {
          remedy: say('Let another administrator do it.'),
        },
      );
    case 'isDeleted':
      return new AckringError(
        'Refused',
        say('{name} was deleted: nobody can log in as it, and what it holds works on', facts),
        { remedy: say('Take its access away: `ackring clean`.') },
      );
    case 'alreadyGranted':
      return alreadyThere({ identity, role, cluster });
    case 'notGranted':
      return new AckringError('Refused', say('{name} has no role {role} in {cluster}', facts), {
        remedy: say('Nothing needs doing.'),
      });
  }
}
