import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Ack, KubeconfigState } from '../../cloud/ack/api.js';
import type { Journal } from '../../journal/journal.js';
import {
  type AccessObjects,
  bindingPlace,
  type StoredObject,
} from '../../machine/api-server/access-objects.js';
import { type RbacBinding, toManifest } from '../../machine/api-server/rbac-reader.js';
import { settled } from '../../machine/api-server/settled.js';
import { throwIfCancelled } from '../../machine/retry.js';
import { type Cluster, fullName, wordFor } from '../../words/cluster.js';
import { AckringError, exitCodes, type RefuseWhenReadOnly, toAckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { ApiServerTarget } from '../../words/target.js';
import { requireConfirmation } from '../confirmation.js';
import type { Former, LetIn, LetInPorts, LookWhoIsLetIn } from './look.js';

/** Bindings that still name a former certificate of one user in one cluster. */
export interface UnbindPlan {
  readonly cluster: Cluster;
  readonly uid: string;
  /** As asked for. */
  readonly name: string;
  readonly letIn: LetIn;
}

export interface Unbound {
  readonly binding: RbacBinding;
  /** `changed`: somebody changed it after the plan was made; it is left. `unknown`: it was cut off, and nothing tells. */
  readonly result: 'removed' | 'gone' | 'changed' | 'failed' | 'unknown';
  readonly error: AckringError | null;
}

export interface UnbindOutcome {
  readonly unbound: readonly Unbound[];
  /** The file with the bindings as they were, for `kubectl create`. */
  readonly backup: string;
  /** A look afterwards. */
  readonly letIn: LetIn;
}

/** Removing what still lets a former certificate in, which neither a revoke nor a clean takes away. */
export interface Unbinding {
  /** Throws Refused for somebody who holds a kubeconfig there, by either list: those bindings are in force. */
  planUnbind(
    asked: Pick<UnbindPlan, 'cluster' | 'uid' | 'name'>,
    options?: { readonly signal?: AbortSignal },
  ): Promise<UnbindPlan>;
  /** Backed up and recorded first. Throws ConfirmationMissing unless the name or uid was typed. */
  applyUnbind(
    plan: UnbindPlan,
    options: { readonly confirm: string | null; readonly signal?: AbortSignal },
  ): Promise<UnbindOutcome>;
}

export interface UnbindingPorts {
  readonly api: Pick<Ack, 'listKubeconfigStates' | 'listUserKubeconfigStates'>;
  readonly caller: (signal?: AbortSignal) => Promise<{ readonly uid: string }>;
  readonly lookWhoIsLetIn: LookWhoIsLetIn;
  readonly reach: LetInPorts['reach'];
  readonly objects: (target: ApiServerTarget, signal: AbortSignal | undefined) => AccessObjects;
  readonly journal: Journal;
  /** Complete, on disk and private before it returns its path. */
  readonly keep: (folder: 'access-backups', name: string, text: string) => Promise<string>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

export function createUnbinding(ports: UnbindingPorts): Unbinding {
  return {
    planUnbind: async ({ cluster, uid, name }, { signal } = {}) => {
      await requireFormer(cluster, uid, ports, signal);
      return { cluster, uid, name, letIn: await ports.lookWhoIsLetIn(formerOf({ cluster, uid }), signal) };
    },
    applyUnbind: async (plan, { confirm, signal }) => {
      await ports.refuseWhenReadOnly(say('remove bindings'));
      const { cluster, uid, name, letIn } = plan;
      const what = say('remove what names former certificates of {uid} in {cluster}', {
        uid,
        cluster: fullName(cluster),
      });
      requireConfirmation({ expected: [name, uid], given: confirm, what, flag: '--confirm' });
      await requireFormer(cluster, uid, ports, signal);
      const { target } = await ports.reach(cluster, signal);
      const runId = randomUUID();
      const document = {
        apiVersion: 'v1',
        kind: 'List',
        items: letIn.bindings.map((binding) => toManifest(binding)),
      };
      const backup = await ports.keep(
        'access-backups',
        `unbind-${runId}.json`,
        `${JSON.stringify(document, null, 2)}\n`,
      );
      throwIfCancelled(signal);
      // Once begun it goes on to its end: what was removed is told, and so is whoever is still let in.
      const objects = ports.objects(target, undefined);
      const entry = { action: 'unbind', runId, summary: what };
      const details = { clusterId: cluster.id, region: cluster.region, uid, backup };
      await ports.journal.record({ ...entry, phase: 'started', details });
      const unbound: Unbound[] = [];
      for (const binding of letIn.bindings) unbound.push(await unbindOne(binding, plan, objects));
      const isWrong = unbound.some(({ result }) => result !== 'removed' && result !== 'gone');
      await ports.journal
        .record({ ...entry, phase: isWrong ? 'failed' : 'done', details })
        .catch(() => undefined);
      return { unbound, backup, letIn: await ports.lookWhoIsLetIn(formerOf(plan), undefined) };
    },
  };
}

function formerOf({ cluster, uid }: Pick<UnbindPlan, 'cluster' | 'uid'>): Former {
  return { cluster, uid, by: 'holder', copies: [], namespaces: [] };
}

/**
 * The names of a holder's certificate in force are known of the caller's own only. A cluster's list leaves out holders
 * that their own lists name, as roles of the cloud's own services. Throws like the cloud if one cannot be read.
 */
async function requireFormer(
  cluster: Cluster,
  uid: string,
  { api, caller }: UnbindingPorts,
  signal: AbortSignal | undefined,
): Promise<void> {
  if ((await caller(signal)).uid === uid) return;
  const isHeld = (states: readonly KubeconfigState[]): boolean =>
    states.some(
      ({ identity, cluster: { id }, certificateState }) =>
        identity.uid === uid && id === cluster.id && !['removed', 'unissued'].includes(certificateState),
    );
  const inForce = (remedy: Sentence): AckringError =>
    new AckringError(
      'Refused',
      say('{uid} holds a kubeconfig of {cluster}: what names it is in force', { uid, cluster: cluster.name }),
      { remedy },
    );
  if (isHeld(await api.listKubeconfigStates(cluster, signal)))
    throw inForce(
      say('Remove it first, as ACK does: `{command}`.', {
        command: shell`ackring clean --user ${uid} --cluster ${wordFor(cluster)}`,
      }),
    );
  if (isHeld(await ownStates(api, uid, cluster, signal)))
    throw inForce(
      say(
        'Only its own list names it, as with roles of the cloud’s own services: first find out what uses it.',
      ),
    );
}

async function ownStates(
  api: UnbindingPorts['api'],
  uid: string,
  { region }: Cluster,
  signal: AbortSignal | undefined,
): Promise<readonly KubeconfigState[]> {
  try {
    return await api.listUserKubeconfigStates(uid, region, signal);
  } catch (thrown) {
    const error = toAckringError(thrown);
    // Nobody knows who was deleted long ago.
    if (error.code === 'ResourceNotFound') return [];
    throw error;
  }
}

/** Others whom the same binding names keep it. */
async function unbindOne(
  binding: RbacBinding,
  { letIn: { names }, cluster, uid }: UnbindPlan,
  objects: AccessObjects,
): Promise<Unbound> {
  try {
    const place = bindingPlace(binding);
    const stored = await objects.read(place);
    if (stored === null) return { binding, result: 'gone', error: null };
    const rest = subjectsWithout(stored, names);
    const answer = await settled(
      {
        place,
        send: () =>
          rest.length === 0
            ? objects.remove(place, stored)
            : objects.replace(place, { ...stored.body, subjects: rest }),
        doubts: ['changed'],
        isDone: (left) =>
          rest.length === 0
            ? left?.uid !== stored.uid
            : left !== null && isDeepStrictEqual(left.body['subjects'], rest),
        look: shell`ackring access unbind --user ${uid} --cluster ${wordFor(cluster)}`,
      },
      objects,
    );
    return {
      binding,
      result: answer === null ? 'changed' : answer === 'gone' ? 'gone' : 'removed',
      error: null,
    };
  } catch (thrown) {
    const error = toAckringError(thrown);
    return { binding, result: error.exitCode === exitCodes.partial ? 'unknown' : 'failed', error };
  }
}

function subjectsWithout({ body }: StoredObject, names: readonly string[]): readonly unknown[] {
  const { subjects } = body;
  if (!Array.isArray(subjects)) return [];
  return subjects.filter(
    (subject: { readonly kind?: unknown; readonly name?: unknown } | null) =>
      !(subject?.kind === 'User' && names.includes(String(subject.name))),
  );
}
