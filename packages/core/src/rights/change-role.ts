import { randomUUID } from 'node:crypto';
import type { AccessApi, UserPermission } from '../cloud/ack/api.js';
import { readUntil } from '../cloud/ack/settle.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import type { Clock } from '../machine/clock.js';
import type { ClusterRef } from '../words/cluster.js';
import { mayHaveHappened, notKnown, toAckringError } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { ClusterRole } from './roles.js';

export type GrantDirection = 'give' | 'take';

/** One role of one identity in one cluster, given or taken. */
export interface RoleChange {
  readonly direction: GrantDirection;
  readonly identity: Pick<Identity, 'uid' | 'name'>;
  readonly isRamRole: boolean;
  readonly cluster: ClusterRef & { readonly name: string };
  readonly role: ClusterRole;
}

export interface RoleChangePorts {
  readonly api: Pick<AccessApi, 'describeUserPermissions' | 'updateUserPermissions'>;
  readonly clock: Clock;
  readonly journal: Journal;
}

/**
 * Makes the change, in the journal before and after with what `record` adds to it; whether the list of permissions shows
 * it. Throws DoneInPart for a change whose answer was cut off and that the list does not show.
 */
export async function changeRole(
  change: RoleChange & { readonly record?: Readonly<Record<string, string>> },
  ports: RoleChangePorts,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const { direction, identity, isRamRole, cluster, role, record } = change;
  const details = {
    clusterId: cluster.id,
    region: cluster.region,
    uid: identity.uid,
    role: role.name,
    namespace: role.namespace,
    direction,
    ...record,
  };
  const action = direction === 'give' ? 'grant' : 'withdraw';
  return journalled(
    ports.journal,
    { action, runId: randomUUID(), summary: describeChange(change), details },
    async () => {
      const mode = direction === 'give' ? 'patch' : 'delete';
      const asked = { cluster, role, isRamRole, mode } as const;
      const sending = ports.api.updateUserPermissions(identity.uid, asked, signal);
      const cut = await sending.then(() => null, toAckringError);
      if (cut !== null && (cut.code === 'Cancelled' || !mayHaveHappened(cut))) throw cut;
      const isNow = await isSeen(change, ports, signal);
      if (cut === null || isNow) return isNow;
      const look = shell`ackring access --user ${identity.name} --cluster ${cluster.name}`;
      throw notKnown(describeChange(change), { why: cut.sentence, look });
    },
    (isNow) => ({ details: { ...details, isSeen: isNow } }),
  );
}

/** The list lags some seconds behind; that it cannot be read does not undo what was done. */
async function isSeen(
  change: RoleChange,
  { api, clock }: RoleChangePorts,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const isDone = (isNow: boolean): boolean => isNow === (change.direction === 'give');
  try {
    return isDone(await readUntil(() => isThere(change, api, signal), isDone, { clock, signal }));
  } catch {
    return false;
  }
}

/**
 * Whether the list of permissions shows exactly this role. Whoever believes one list that left something out takes what
 * was there before for theirs, or leaves a right behind: what is not there is not there twice in a row.
 */
export async function isThere(
  wanted: Pick<RoleChange, 'identity' | 'cluster' | 'role'>,
  api: RoleChangePorts['api'],
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const look = async () => {
    const all = await api.describeUserPermissions(wanted.identity.uid, signal);
    return all.some((each) => isThatRole(each, wanted));
  };
  return (await look()) || look();
}

/** Whether a permission is exactly this role in this cluster: what covers every cluster is another. */
function isThatRole(
  { clusterId, role, namespace }: UserPermission,
  wanted: Pick<RoleChange, 'cluster' | 'role'>,
): boolean {
  return clusterId === wanted.cluster.id && role === wanted.role.name && namespace === wanted.role.namespace;
}

export function describeChange({ direction, identity, role, cluster }: RoleChange): Sentence {
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
