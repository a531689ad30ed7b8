import { randomUUID } from 'node:crypto';
import type { ContextsPlan } from '@ackring/core/contexts';
import { listContexts } from '@ackring/core/internal/kubeconfig/contexts';
import type { Kubeconfig } from '@ackring/core/internal/kubeconfig/kubeconfig';
import { placeRefusal } from '@ackring/core/internal/kubeconfig/placement';
import type { KubeconfigFiles } from '@ackring/core/internal/machine/kubeconfig-file/kubeconfig-file';
import { contextsToMigrate, switchContexts } from '@ackring/core/internal/migration/context-switch';
import { allEndpoints } from '@ackring/core/internal/words/endpoints';
import type { World } from '@ackring/core/world';
import { generatedHolding } from '@ackring/testkit/kubeconfigs/held-clusters';
import type { Random } from '@ackring/testkit/random';
import type { HeldWorld } from './held-world.js';
import type { Sight } from './reach.js';

/** What a writer works on: the files as they are now. */
export interface Place {
  readonly held: HeldWorld;
  readonly world: World;
  readonly files: KubeconfigFiles;
  readonly kubeconfigs: readonly Kubeconfig[];
  readonly before: Sight;
  readonly random: Random;
}

/** What a writer says that it did; everything else has to stay. */
export interface Done {
  readonly what: string;
  /** Contexts that have another name now. */
  readonly renamed?: ReadonlyMap<string, string>;
  readonly removed?: readonly string[];
  /** Contexts that are of no use, which may go. */
  readonly useless?: readonly string[];
  /** Names that a later file gives another meaning from now on, as was told. */
  readonly uncovered?: readonly string[];
  readonly added?: readonly string[];
  /** A context that leads to this cluster (its id) now, wherever it led before. */
  readonly fetched?: { readonly context: string; readonly cluster: string };
  /** Others that are marked as of that cluster: with their entries they follow it. */
  readonly companions?: readonly string[];
  /** Contexts that are said to hold a new credential of their cluster. */
  readonly renewed?: readonly string[];
  /** A new credential of its own cluster is no surprise in any context. */
  readonly mayRenew?: boolean;
  readonly namespace?: { readonly context: string; readonly namespace: string };
  readonly unchecked?: string;
  /** Null if the writer has no business with it. */
  readonly current: string | null;
  /** Entries that may be other ones now, such as `users/dev`; by file where it was told. */
  readonly changes: RegExp | ReadonlyMap<string, ReadonlySet<string>>;
  readonly isFinal?: boolean;
}

/** Null: there was nothing to do. Throws AckringError for what is refused, with nothing written. */
export type Writer = (place: Place) => Promise<Done | null>;

export const names = ({ before }: Place): readonly string[] => [...before.reaches.keys()];

const get: Writer = async (place) => {
  const { held, world, files, before, random } = place;
  const cluster = random.one(held.described);
  const known = names(place);
  const plugIn = random.one([null, null, 'certificate', 'token'] as const);
  const plan = await world.planAcquire({
    cluster,
    durationMinutes: random.once(3) ? 60 : null,
    access: 'auto',
    destination: {
      kind: 'merge',
      file: random.once(3) && files.paths.length > 0 ? random.one(files.paths) : null,
    },
    contextName: random.once(3) ? random.one([...known, 'new']) : null,
    use: random.once(2),
    verify: false,
    ...(plugIn === null ? {} : { plugIn }),
  });
  const { context, changes, file } = await world.acquire(plan);
  return {
    what: `get ${cluster.name} as ${context}`,
    fetched: { context, cluster: cluster.id },
    companions: companionsOf(place, cluster.id),
    mayRenew: true,
    current: plan.request.use ? context : before.current,
    changes: pathsByFile(changes, file ?? ''),
  };
};

/** What was said to have changed, where no file is named in the given one. */
export function pathsByFile(
  changes: readonly { readonly path: string; readonly file?: string | undefined }[],
  otherwise: string,
): ReadonlyMap<string, ReadonlySet<string>> {
  const found = new Map<string, Set<string>>();
  for (const { path, file = otherwise } of changes) found.set(file, (found.get(file) ?? new Set()).add(path));
  return found;
}

/** Contexts that are marked as of a cluster. */
export function companionsOf({ kubeconfigs }: Place, clusterId: string): readonly string[] {
  return kubeconfigs.flatMap(({ contexts }) =>
    contexts.flatMap(({ name, owner }) => (owner?.clusterId === clusterId ? [name] : [])),
  );
}

const renew: Writer = async (place) => {
  const { world, before, random } = place;
  const contexts = random.once(2) || before.reaches.size === 0 ? null : [random.one(names(place))];
  const { decisions } = await world.planRenewals({ contexts });
  const due = decisions.flatMap((each) => (each.kind === 'renew' ? [each] : []));
  const renewed: string[] = [];
  for await (const outcome of world.renew(due))
    if (outcome.kind === 'renewed') renewed.push(outcome.due.entry.context);
  if (renewed.length === 0) return null;
  return {
    what: `renew ${contexts ?? '--all'}`,
    renewed,
    mayRenew: true,
    current: before.current,
    changes: /^users\//,
  };
};

const revoke: Writer = async ({ held, world, before, random }) => {
  const cluster = random.one(held.described);
  const plan = await world.incident.planRevoke(cluster);
  const { steps } = await world.incident.applyRevoke(plan, { confirm: cluster.name });
  const delivered = steps.filter(({ step, result }) => step === 'deliver' && result === 'done');
  return {
    what: `revoke ${cluster.name}`,
    renewed: delivered.flatMap(({ subject }) => subject ?? []),
    mayRenew: true,
    current: before.current,
    changes: /^users\//,
    isFinal: true,
  };
};

/** Its last step, without the cluster: what it writes into the files. */
const migrate: Writer = async ({ held, files, kubeconfigs, before, random }) => {
  const cluster = random.one(held.described);
  const known = held.stock.clusters.find(({ id }) => id === cluster.id);
  const placement = { cluster, authority: known?.authority ?? '' };
  const contexts = contextsToMigrate({
    entries: listContexts(kubeconfigs, new Date()),
    refusalOf: (context) => placeRefusal(kubeconfigs, context, { cluster, authority: null }),
    clusterId: cluster.id,
    uid: held.stock.uid,
    isSelf: true,
  });
  const recipients = { servers: allEndpoints(cluster.endpoints), authority: placement.authority };
  const left = await switchContexts(
    contexts,
    { cluster, placement, recipients, task: randomUUID() },
    { files, program: { command: 'ackring' }, profile: null },
  );
  const switched = contexts
    .filter(({ change, context }) => change === 'switch' && !left.has(context))
    .map(({ context }) => context);
  if (switched.length === 0) return null;
  return {
    what: `migrate ${cluster.name}`,
    renewed: switched,
    mayRenew: true,
    current: before.current,
    changes: /^(?:users|clusters|contexts)\//,
  };
};

const use: Writer = async (place) => {
  const { world, before, random } = place;
  const context = random.once(4) ? null : random.one([...names(place), 'new']);
  const namespace = random.once(2) ? random.one(['team-b', 'web']) : null;
  const { after } = await world.use({ context, namespace });
  return {
    what: `use ${context ?? ''} ${namespace ?? ''}`,
    ...(namespace === null ? {} : { namespace: { context: after, namespace } }),
    current: context ?? before.current,
    changes: /^(?:contexts\/|current-context$)/,
  };
};

const rename: Writer = async (place) => {
  const { world, before, random } = place;
  const [from, to] = [random.one([...names(place), 'new']), random.one([...names(place), 'new', 'newer'])];
  const plan = await world.planRename(from, to);
  return applied(place, plan, {
    what: `rename ${from} ${to}`,
    renamed: new Map([[from, to]]),
    current: before.current === from ? to : before.current,
  });
};

const remove: Writer = async (place) => {
  const { world, before, random } = place;
  const chosen = random.shuffled(names(place)).slice(0, 1 + random.below(2));
  const plan = await world.planRemove(chosen);
  return applied(place, plan, { what: `remove ${chosen}`, removed: chosen, current: before.current });
};

const prune: Writer = async (place) => {
  const { world, kubeconfigs, before } = place;
  const plan = await world.planPrune(['expired', 'orphaned']);
  return applied(place, plan, { what: 'prune', useless: uselessOf(kubeconfigs), current: before.current });
};

/** Contexts that may go by themselves. */
export function uselessOf(kubeconfigs: Place['kubeconfigs']): readonly string[] {
  return listContexts(kubeconfigs, new Date())
    .filter(
      ({ status, clusterFile, user, userFile }) =>
        status === 'expired' || clusterFile === null || (user !== null && userFile === null),
    )
    .map(({ context }) => context);
}

const merge: Writer = async (place) => {
  const { held, world, before, random } = place;
  const sent = generatedHolding(random.below(2 ** 30), held.stock);
  const texts = [...sent.files.values()].flatMap((each) =>
    each.kind === 'text' && each.text.includes('contexts') ? [each.text] : [],
  );
  const plan = await world.planMerge({
    sources: texts.slice(0, 2).map((text, index) => ({ name: `/proc/nowhere/${index}.yaml`, text })),
    file: null,
    contextName: random.once(3) ? random.one([...names(place), 'new']) : null,
    use: false,
    allowed: new Set(['programs', 'files', 'insecure']),
  });
  const added = plan.files
    .flatMap(({ changes }) => changes)
    .flatMap(({ path, change }) => (change === 'add' && path.startsWith('contexts/') ? [path.slice(9)] : []));
  return applied(place, plan, { what: 'merge', added, current: before.current });
};

const skip: Writer = async (place) => {
  const { world, kubeconfigs, before, random } = place;
  const [entry] = random.shuffled(listContexts(kubeconfigs, new Date()));
  if (entry === undefined) return null;
  await world.skipVerification(entry);
  return {
    what: `skip verification of ${entry.context}`,
    unchecked: entry.context,
    current: before.current,
    changes: /^(?:clusters|contexts)\//,
  };
};

async function applied(
  { world }: Place,
  plan: ContextsPlan,
  done: Omit<Done, 'changes'>,
): Promise<Done | null> {
  await world.applyPlan(plan);
  return doneBy(plan, done);
}

/** What a plan said of itself. */
export function doneBy(plan: ContextsPlan, done: Omit<Done, 'changes'>): Done | null {
  if (plan.files.length === 0) return null;
  const uncovered = plan.notes.flatMap((note) => (note.kind === 'uncovered' ? [note.context] : []));
  const changes = new Map(
    plan.files.map(({ file, changes }) => [file, new Set(changes.map(({ path }) => path))] as const),
  );
  return { ...done, uncovered, changes };
}

/** Every way in which ackring writes a kubeconfig; a revoke is the last word on a home. */
export const writers = { get, renew, migrate, use, rename, remove, prune, merge, skip } as const;

export const lastWriter = revoke;
