import { randomUUID } from 'node:crypto';
import { collected } from '../cloud/concurrently.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { AccessObjects, StoredObject } from '../machine/api-server/access-objects.js';
import { settled } from '../machine/api-server/settled.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Cluster, ClusterRef, DescribedCluster } from '../words/cluster.js';
import { type AccessChoice, preferredEndpoint, resolveAccess, serverOf } from '../words/endpoints.js';
import { AckringError, exitCodes, type RefuseWhenReadOnly, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import { provenAuthorities } from './authority.js';
import {
  authorityKept,
  changesIn,
  clusterOf,
  type Door,
  isAsMeant,
  isOfStatus,
  isOurs,
  manager,
  type ProfileBody,
  type ProfileField,
  profileCollection,
  profileName,
  profileOf,
  profilePlace,
  type StoredProfile,
  storedProfile,
} from './cluster-profile.js';

/** An account as far as it answered. */
export interface InventoryAccount {
  readonly id: string;
  /** Those without endpoints are left as the hub has them: what could not be read is not gone. */
  readonly clusters: readonly Cluster[];
  /** Regions whose list is complete. */
  readonly regions: readonly string[];
  /** Asks the cloud for one cluster, with this account's credentials. Throws like the cloud. */
  readonly describe: (cluster: ClusterRef, signal?: AbortSignal) => Promise<unknown>;
}

export interface InventoryRequest {
  /** The context of the hub, in the user's own kubeconfig files. */
  readonly hub: string;
  /** Null for the context's own. */
  readonly namespace: string | null;
  /** Which endpoint the ClusterProfiles name. */
  readonly access: AccessChoice;
  readonly accounts: readonly InventoryAccount[];
}

/** What becomes of one ClusterProfile. */
export interface InventoryStep {
  readonly name: string;
  readonly accountId: string;
  readonly cluster: ClusterRef & { readonly name: string };
  readonly change: InventoryChange;
}

type InventoryChange =
  | { readonly kind: 'create'; readonly body: ProfileBody }
  | {
      readonly kind: 'update';
      readonly body: ProfileBody;
      readonly stored: StoredProfile;
      readonly fields: readonly ProfileField[];
    }
  /** The cloud says that the cluster is gone. */
  | { readonly kind: 'remove'; readonly stored: StoredProfile }
  /** Somebody else's object has the name. */
  | { readonly kind: 'refused'; readonly manager: string };

export interface InventoryPlan {
  readonly hub: string;
  readonly namespace: string;
  readonly steps: readonly InventoryStep[];
  readonly unchanged: number;
  /** Clusters that are in the inventory without a way in, and why. */
  readonly closed: readonly { readonly cluster: Cluster; readonly why: Sentence }[];
  /** ClusterProfiles of ours whose cluster is no longer listed, and whose end the cloud did not confirm: they stay. */
  readonly unread: readonly { readonly cluster: ClusterRef; readonly error: AckringError }[];
}

export interface InventoryOutcome {
  readonly step: InventoryStep;
  /** `done`: it is as planned. `unknown`: a write was cut off, and nothing tells what became of it. */
  readonly result: 'done' | 'failed' | 'unknown';
  /** Null where it is done. */
  readonly error: AckringError | null;
}

/** Keeping ClusterProfiles in a hub as the fleet is. */
export interface InventorySyncing {
  /** Throws ContextNotFound, ResourceNotFound where the hub does not know ClusterProfiles, and like the hub. */
  planInventory(
    request: InventoryRequest,
    options: { readonly signal?: AbortSignal },
  ): Promise<InventoryPlan>;
  /** One that fails stops no other; killed half-way, the next run ends it. Throws ReadOnly, and like the hub. */
  applyInventory(
    plan: InventoryPlan,
    options: { readonly signal?: AbortSignal },
  ): Promise<readonly InventoryOutcome[]>;
}

export interface InventoryPorts {
  /** The hub's objects, and the namespace of its context. Throws ContextNotFound. */
  readonly open: (
    context: string,
    signal: AbortSignal | undefined,
  ) => Promise<{ readonly objects: AccessObjects; readonly namespace: string }>;
  /** The user's own files. */
  readonly kubeconfigs: () => Promise<readonly Kubeconfig[]>;
  readonly journal: Journal;
  readonly now: () => Date;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

/** Writes at once, each over a connection of its own. */
const atOnce = 8;

export function createInventorySyncing(ports: InventoryPorts): InventorySyncing {
  const { open, journal, refuseWhenReadOnly } = ports;
  return {
    planInventory: (request, { signal }) => planInventory(request, ports, signal),
    applyInventory: async (plan, { signal }) => {
      await refuseWhenReadOnly(say('write ClusterProfiles'));
      // What is on its way goes on to its end: stopped, nobody would know of it.
      const { objects } = await open(plan.hub, undefined);
      const { hub, namespace, steps } = plan;
      const count = (kind: InventoryChange['kind']) =>
        steps.filter(({ change }) => change.kind === kind).length;
      const details = {
        hub,
        namespace,
        create: count('create'),
        update: count('update'),
        remove: count('remove'),
      };
      const start = { action: 'inventory', runId: randomUUID(), details };
      const summary = say('ClusterProfiles written into {hub}', { hub });
      const work = () => collected(steps, atOnce, (step) => outcomeOf(step, { plan, objects, signal }));
      return journalled(journal, { ...start, summary }, work, (outcomes) => {
        const [error] = outcomes.flatMap((each) => each.error ?? []);
        return error === undefined ? {} : { phase: 'failed', details: { ...details, error: error.code } };
      });
    },
  };
}

async function planInventory(
  { hub, namespace: given, access, accounts }: InventoryRequest,
  { open, kubeconfigs: read, now }: InventoryPorts,
  signal: AbortSignal | undefined,
): Promise<InventoryPlan> {
  const [{ objects, namespace: own }, kubeconfigs] = await Promise.all([open(hub, signal), read()]);
  const namespace = given ?? own;
  const proven = provenAuthorities(kubeconfigs);
  const items = await objects.list(profileCollection(namespace));
  if (items === null) throw unknownThere(hub);
  const stored = new Map(
    items.flatMap((item) => {
      const profile = storedProfile(item);
      return profile === null ? [] : [[profile.metadata.name, profile] as const];
    }),
  );
  const judged = accounts.flatMap(({ id: accountId, clusters }) =>
    clusters.flatMap(({ endpoints, ...cluster }) => {
      if (endpoints === null) return [];
      const subject = { accountId, cluster: { ...cluster, endpoints } };
      const there = stored.get(profileName(subject)) ?? null;
      const authority = proven(subject) ?? (there === null ? null : authorityKept(there));
      const door = doorOf(subject.cluster, access, authority);
      return [{ cluster: subject.cluster, door, change: changeOf(subject, door, { namespace, there, now }) }];
    }),
  );
  const { gone, unread } = await goneAmong([...stored.values()], accounts, signal);
  const steps = judged.flatMap(({ change }) => change ?? []);
  const unchanged = judged.length - steps.length;
  const closed = judged.flatMap(({ cluster, door }) => ('why' in door ? { cluster, why: door.why } : []));
  return { hub, namespace, steps: [...steps, ...gone], unchanged, closed, unread };
}

/** Null where its ClusterProfile is as it should be. */
function changeOf(
  subject: { readonly accountId: string; readonly cluster: Cluster },
  door: Door | NoDoor,
  {
    namespace,
    there,
    now,
  }: { readonly namespace: string; readonly there: StoredProfile | null; readonly now: () => Date },
): InventoryStep | null {
  const step = { name: profileName(subject), ...subject };
  if (there !== null && !isOurs(there))
    return { ...step, change: { kind: 'refused', manager: there.spec.clusterManager.name } };
  const known = { ...subject, door: 'why' in door ? null : door };
  const body = profileOf(known, { namespace, stored: there, now: now() });
  if (there === null) return { ...step, change: { kind: 'create', body } };
  const fields = changesIn(body, there);
  return fields.length === 0 ? null : { ...step, change: { kind: 'update', body, stored: there, fields } };
}

interface NoDoor {
  readonly why: Sentence;
}

function doorOf(
  { id, name, region, account, endpoints }: DescribedCluster,
  choice: AccessChoice,
  authority: string | null,
): Door | NoDoor {
  const access = resolveAccess(endpoints, choice);
  const endpoint = access === null ? null : preferredEndpoint(endpoints, access);
  if (endpoint === null) return { why: say('it has no {choice} endpoint', { choice }) };
  if (authority === null)
    return {
      why: say('its certificate authority is not known here; `{command}` tells it', {
        command: shell`ackring get ${account === undefined ? id : `${account.profile}/${region}/${name}`} --exec`,
      }),
    };
  return { server: serverOf(endpoint), authority };
}

/**
 * Ours of accounts that were read whose cluster is gone by the cloud's word: its region's list is complete and lacks it,
 * and its detail answers "not found". Of accounts and regions that were not read nothing is taken away.
 */
async function goneAmong(
  stored: readonly StoredProfile[],
  accounts: readonly InventoryAccount[],
  signal: AbortSignal | undefined,
): Promise<{ readonly gone: readonly InventoryStep[]; readonly unread: InventoryPlan['unread'] }> {
  const missing = stored.flatMap((profile) => {
    const owned = clusterOf(profile);
    const account = accounts.find(({ id }) => id === owned?.accountId);
    if (owned === null || account === undefined || !account.regions.includes(owned.region)) return [];
    if (account.clusters.some(({ id }) => id === owned.id)) return [];
    return [{ profile, account, cluster: { id: owned.id, region: owned.region } }];
  });
  const answers = await collected(missing, atOnce, async ({ account, cluster }) =>
    account.describe(cluster, signal).then(
      () => null,
      (error: unknown) => toAckringError(error),
    ),
  );
  const gone: InventoryStep[] = [];
  const unread: InventoryPlan['unread'][number][] = [];
  for (const [place, { profile, account, cluster }] of missing.entries()) {
    const error = answers[place] ?? null;
    if (error?.code === 'ClusterNotFound')
      gone.push({
        name: profile.metadata.name,
        accountId: account.id,
        cluster: { ...cluster, name: profile.spec.displayName },
        change: { kind: 'remove', stored: profile },
      });
    else if (error !== null) unread.push({ cluster, error });
  }
  return { gone, unread };
}

interface Applying {
  readonly plan: Pick<InventoryPlan, 'hub' | 'namespace'>;
  readonly objects: AccessObjects;
  readonly signal: AbortSignal | undefined;
}

async function outcomeOf(step: InventoryStep, applying: Applying): Promise<InventoryOutcome> {
  try {
    throwIfCancelled(applying.signal);
    await done(step, applying);
    return { step, result: 'done', error: null };
  } catch (thrown) {
    const error = toAckringError(thrown);
    return { step, result: error.exitCode === exitCodes.partial ? 'unknown' : 'failed', error };
  }
}

/** The object first, then its status if that changes: between the two the next run sees what is missing. */
async function done({ name, change }: InventoryStep, { plan, objects }: Applying): Promise<void> {
  const { hub, namespace } = plan;
  const look = shell`kubectl --context ${hub} --namespace ${namespace} get clusterprofiles ${name} --output yaml`;
  switch (change.kind) {
    case 'refused':
      throw notOurs(name, change.manager);
    case 'remove': {
      const { metadata } = change.stored;
      const { uid, resourceVersion: version } = metadata;
      const place = profilePlace({ metadata });
      const removed = await settled(
        {
          ...{ place, look, doubts: ['changed'] },
          send: () => objects.remove(place, { uid, version, body: {} }),
          isDone: (left) => left?.uid !== uid,
        },
        objects,
      );
      if (removed === null) throw notAsSeen(name, say('somebody has changed it since'));
      return;
    }
    case 'create':
    case 'update': {
      const { status, ...whole } = change.body;
      const { uid, resourceVersion } = change.kind === 'update' ? change.stored.metadata : {};
      const metadata = { ...whole.metadata, ...(uid === undefined ? {} : { uid, resourceVersion }) };
      const { apiVersion, kind } = whole;
      const meant = [
        { body: { ...whole, metadata }, part: null },
        { body: { apiVersion, kind, metadata: { name }, status }, part: 'status' },
      ] as const;
      const isStatusMeant = change.kind === 'create' || change.fields.some(isOfStatus);
      const place = profilePlace(whole);
      for (const { body, part } of isStatusMeant ? meant : meant.slice(0, 1)) {
        let why = '';
        const send = async () => {
          const outcome = await objects.apply(place, body, { manager, part });
          if (outcome.kind === 'refused') ({ why } = outcome);
          return outcome.kind;
        };
        const isDone = (stored: StoredObject | null) => isAsMeant(change.body, part, stored?.body);
        const applied = await settled({ place, look, doubts: ['refused'], send, isDone }, objects);
        if (applied === null) throw notAsSeen(name, why);
      }
    }
  }
}

function notOurs(name: string, other: string): AckringError {
  return new AckringError(
    'Refused',
    say('the ClusterProfile {name} is there already, and is not ours: its cluster manager is {other}', {
      name,
      other,
    }),
    { remedy: say('Take another namespace, `--namespace N`, or remove that one if nobody needs it.') },
  );
}

function notAsSeen(name: string, why: Sentence | string): AckringError {
  return new AckringError(
    'Conflict',
    say('the ClusterProfile {name} is not as planned: {why}', { name, why }),
    {
      remedy: say('Run it again: it begins with what is there then.'),
    },
  );
}

function unknownThere(hub: string): AckringError {
  return new AckringError('ResourceNotFound', say('{hub} does not know ClusterProfiles', { hub }), {
    remedy: say(
      'Install the definition of the cluster-inventory API there: `config/crd/bases` of sigs.k8s.io/cluster-inventory-api.',
    ),
  });
}
