import { randomUUID } from 'node:crypto';
import { requireConfirmation } from '../access/confirmation.js';
import { readUntil } from '../access/settle.js';
import type { AccessApi, UserPermission } from '../cloud/ack/api.js';
import { personPolicy, type RamPolicy } from '../cloud/ram.js';
import type { Caller } from '../fetch/fetch-proved.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import type { Clock } from '../machine/clock.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, type RefuseWhenReadOnly } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { type Sentence, say } from '../words/say.js';
import { findHolder, type HolderPorts } from './holder.js';
import type { ClusterRole } from './roles.js';

export type GrantDirection = 'give' | 'take';

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
}

export interface GrantOutcome {
  /** The list of permissions shows it; false where it does not yet, or is not told to the caller. */
  readonly isSeen: boolean;
}

export interface GrantsPorts extends HolderPorts {
  readonly api: Pick<AccessApi, 'describeUserPermissions' | 'updateUserPermissions'>;
  readonly caller: (signal?: AbortSignal) => Promise<Caller & { readonly accountId: string }>;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createGrants(ports: GrantsPorts): Grants {
  return {
    planGrant: (asked, { signal } = {}) => plan(asked, ports, signal),
    applyGrant: (planned, options) => apply(planned, ports, options),
  };
}

async function plan(
  { direction, user, cluster, role, isRamRole = false }: GrantAsked,
  ports: GrantsPorts,
  signal: AbortSignal | undefined,
): Promise<GrantPlan> {
  const [caller, identity] = await Promise.all([
    ports.caller(signal),
    findHolder(user, cluster, ports, signal),
  ]);
  const all = await ports.api.describeUserPermissions(identity.uid, signal);
  const present = all.filter(({ clusterId }) => clusterId === null || clusterId === cluster.id);
  return {
    direction,
    cluster,
    identity,
    isRamRole: identity.type === 'role' || (identity.type === 'unknown' && isRamRole),
    role,
    present,
    reason: reasonOf(direction, { identity, role, present, caller }),
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
    readonly caller: Caller & { readonly accountId: string };
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
  const { cluster, identity, role, direction } = planned;
  const refusal = grantRefusal(planned);
  if (refusal !== null) throw refusal;
  const what = describe(planned);
  requireConfirmation({ expected: [identity.name, identity.uid], given: confirm, what, flag: '--confirm' });
  await ports.refuseWhenReadOnly(say('change roles inside clusters'));
  const details = {
    clusterId: cluster.id,
    region: cluster.region,
    uid: identity.uid,
    role: role.name,
    namespace: role.namespace,
    direction,
  };
  const isSeen = await journalled(
    ports.journal,
    { action: 'grant', runId: randomUUID(), summary: what, details },
    async () => {
      await ports.api.updateUserPermissions(
        identity.uid,
        { cluster, role, isRamRole: planned.isRamRole, mode: direction === 'give' ? 'patch' : 'delete' },
        signal,
      );
      return seen(planned, ports, signal);
    },
    (isNow) => ({ details: { ...details, isSeen: isNow } }),
  );
  return { isSeen };
}

/** The list lags some seconds behind; that it cannot be read does not undo what was done. */
async function seen(
  { identity, cluster, role, direction }: GrantPlan,
  { api, clock }: GrantsPorts,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const isDone = (permissions: readonly UserPermission[]): boolean => {
    const isThere = permissions.some((each) => each.clusterId === cluster.id && isSame(each, role));
    return isThere === (direction === 'give');
  };
  try {
    const read = () => api.describeUserPermissions(identity.uid, signal);
    return isDone(await readUntil(read, isDone, { clock, signal }));
  } catch {
    return false;
  }
}

function describe({ direction, identity, role, cluster }: GrantPlan): Sentence {
  const facts = { name: identity.name, role: role.name, cluster: cluster.name };
  const { namespace } = role;
  if (direction === 'give') {
    return namespace === null
      ? say('give {name} the role {role} in {cluster}', facts)
      : say('give {name} the role {role} in namespace {namespace} of {cluster}', { ...facts, namespace });
  }
  return namespace === null
    ? say('take the role {role} in {cluster} from {name}', facts)
    : say('take the role {role} in namespace {namespace} of {cluster} from {name}', { ...facts, namespace });
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
    case 'notGranted':
      return new AckringError(
        'Refused',
        reason === 'alreadyGranted'
          ? say('{name} has the role {role} in {cluster} already', facts)
          : say('{name} has no role {role} in {cluster}', facts),
        { remedy: say('Nothing needs doing.') },
      );
  }
}
