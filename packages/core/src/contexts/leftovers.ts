import { contextNamed, contextsNamed, shadowedBy } from '../kubeconfig/context-names.js';
import { listContexts, listOrphans } from '../kubeconfig/contexts.js';
import type { EntryEdit } from '../kubeconfig/edit.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { KubeconfigMember } from '../kubeconfig/paths.js';
import { resolveContexts } from '../kubeconfig/resolve.js';
import type { SectionName } from '../kubeconfig/tree.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { visible } from '../words/visible.js';
import type { GoneSight } from './gone.js';
import type { Intent, PlanNote } from './plan.js';

/**
 * What prune removes: contexts with an `expired` certificate, `orphaned` entries, contexts of clusters that are
 * `gone`.
 */
export const pruneKinds = ['expired', 'orphaned', 'gone'] as const;

export type PruneKind = (typeof pruneKinds)[number];

/** Renames a context, and current-context if it names it. Throws ContextNotFound, Conflict, UsageInvalid. */
export function planRename(kubeconfigs: readonly Kubeconfig[], named: string, to: string): Intent {
  const resolution = resolveContexts(kubeconfigs);
  const from = contextNamed(named, [...resolution.contexts.keys()]);
  const found = resolution.contexts.get(from);
  if (to === '' || to === '-' || visible(to) !== to) {
    throw new AckringError(
      'UsageInvalid',
      say('"{name}" is no name that could be typed again', { name: to }),
      {
        remedy: say('Choose one without control characters, and not `-`.'),
      },
    );
  }
  const taken = from === to ? undefined : resolution.contexts.get(to);
  if (taken !== undefined) {
    throw new AckringError(
      'Conflict',
      say('there is a context "{context}" in {file} already', {
        context: to,
        file: taken.context.kubeconfig.file,
      }),
      {
        remedy: say('Choose another name, or rename that one first.'),
      },
    );
  }
  const others = from === to ? [] : [...resolution.contexts.keys()].filter((name) => name !== from);
  const file = found?.context.kubeconfig.file ?? '';
  const edit: EntryEdit = { section: 'contexts', name: from, to: (item) => item && { ...item, name: to } };
  return {
    summary: say('renamed {from} to {to}', { from, to }),
    edits: new Map([[file, [edit]]]),
    use: resolution.currentContext === from ? to : null,
    renamed: { from, to },
    notes: [...uncovered(kubeconfigs, file, from), ...shadowed(to, others)],
  };
}

/** Whoever typed the end of another name is told that it means this one now. */
export function shadowed(name: string, others: readonly string[]): readonly PlanNote[] {
  const context = shadowedBy(name, others);
  return context === null ? [] : [{ kind: 'shadowed', context, name }];
}

/** Removes contexts, with the clusters and users that no other context uses. Throws ContextNotFound, naming all. */
export function planRemoval(kubeconfigs: readonly Kubeconfig[], wanted: readonly string[]): Intent {
  const names = contextsNamed(wanted, [...resolveContexts(kubeconfigs).contexts.keys()]);
  const { edits, notes } = removalOf(kubeconfigs, new Set(names));
  return { summary: say('removed {contexts}', { contexts: listed(names) }), edits, use: null, notes };
}

interface PruneSight {
  readonly kinds: readonly PruneKind[];
  readonly now: Date;
  /** Null when the cloud was not asked. */
  readonly gone: GoneSight | null;
  readonly members: readonly KubeconfigMember[];
}

/** Removes what is certainly of no more use. */
export function pruneIntent(
  kubeconfigs: readonly Kubeconfig[],
  { kinds, now, gone, members }: PruneSight,
): Intent {
  const expired = kinds.includes('expired')
    ? listContexts(kubeconfigs, now).filter(({ status }) => status === 'expired')
    : [];
  const missing = members.filter(({ exists }) => !exists).map(({ path }) => path);
  const isWhole = missing.length === 0;
  const isOrphaned = kinds.includes('orphaned');
  const dangling = isOrphaned && isWhole ? danglingContexts(kubeconfigs) : [];
  const names = new Set([...expired.map(({ context }) => context), ...dangling, ...(gone?.contexts ?? [])]);
  const { edits, notes } = removalOf(kubeconfigs, names);
  const orphans = isOrphaned && isWhole ? listOrphans(kubeconfigs) : [];
  const all = joined(
    edits,
    orphans.map(({ file, kind, name }) => [file, removal(`${kind}s`, name)]),
  );
  const unseen = isOrphaned ? missing.map((file) => ({ kind: 'fileMissing', file }) as const) : [];
  const what = names.size > 0 ? listed([...names]) : say('what no context uses');
  return {
    summary: say('pruned {what}', { what }),
    edits: all,
    use: null,
    notes: [...notes, ...unseen, ...(gone?.notes ?? [])],
  };
}

/**
 * Contexts whose cluster or user is in no file. One that names no user is not among them: kubectl connects
 * anonymously.
 */
function danglingContexts(kubeconfigs: readonly Kubeconfig[]): readonly string[] {
  return [...resolveContexts(kubeconfigs).contexts.values()].flatMap(({ name, context, cluster, user }) => {
    const lacks = cluster === null || (context.entry.user !== null && user === null);
    return lacks ? [name] : [];
  });
}

type Edits = ReadonlyMap<string, readonly EntryEdit[]>;

/** The contexts of these names that kubectl sees, and each one's cluster and user if no other context uses them. */
function removalOf(
  kubeconfigs: readonly Kubeconfig[],
  names: ReadonlySet<string>,
): { readonly edits: Edits; readonly notes: readonly PlanNote[] } {
  const resolution = resolveContexts(kubeconfigs);
  const going = [...names].flatMap((name) => resolution.contexts.get(name)?.context ?? []);
  const goes = new Set(going.map(({ entry }) => entry));
  const staying = kubeconfigs.flatMap(({ contexts }) => contexts.filter((entry) => !goes.has(entry)));
  const clusters = unusedOf(going, staying, 'cluster').flatMap((name) => resolution.clusters.get(name) ?? []);
  const users = unusedOf(going, staying, 'user').flatMap((name) => resolution.users.get(name) ?? []);
  const edits = joined(
    new Map(),
    [
      ...going.map((found) => ['contexts', found] as const),
      ...clusters.map((found) => ['clusters', found] as const),
      ...users.map((found) => ['users', found] as const),
    ].map(([section, { entry, kubeconfig }]) => [kubeconfig.file, removal(section, entry.name)]),
  );
  const notes = going.flatMap(({ entry, kubeconfig }): readonly PlanNote[] => {
    const next = uncovered(kubeconfigs, kubeconfig.file, entry.name);
    const isCurrent = next.length === 0 && resolution.currentContext === entry.name;
    return isCurrent ? [{ kind: 'stillCurrent', context: entry.name }] : next;
  });
  return { edits, notes };
}

function unusedOf(
  going: readonly { readonly entry: Kubeconfig['contexts'][number] }[],
  staying: readonly Kubeconfig['contexts'][number][],
  part: 'cluster' | 'user',
): readonly string[] {
  const used = new Set(staying.map((entry) => entry[part]));
  return [...new Set(going.map(({ entry }) => entry[part]))].filter(
    (name): name is string => name !== null && !used.has(name),
  );
}

function removal(section: SectionName, name: string): EntryEdit {
  return { section, name, to: () => null };
}

function joined(edits: Edits, more: readonly (readonly [file: string, edit: EntryEdit])[]): Edits {
  const all = new Map<string, Map<string, EntryEdit>>();
  const each = [...edits].flatMap(([file, own]) => own.map((edit) => [file, edit] as const));
  for (const [file, edit] of [...each, ...more]) {
    const own = all.get(file) ?? new Map<string, EntryEdit>();
    const place = `${edit.section}/${edit.name}`;
    if (!own.has(place)) own.set(place, edit);
    all.set(file, own);
  }
  return new Map([...all].map(([file, own]) => [file, [...own.values()]]));
}

/** A context of the same name in a later file, hidden by this one. */
function uncovered(kubeconfigs: readonly Kubeconfig[], file: string, context: string): readonly PlanNote[] {
  const next = kubeconfigs.find(
    (each) => each.file !== file && each.contexts.some(({ name }) => name === context),
  );
  return next === undefined ? [] : [{ kind: 'uncovered', context, file: next.file }];
}

/** In characters: every record of the history is read whole. */
const mostOfNames = 2_000;

/** For the history: whoever wants one of them back looks for its name there. */
function listed(names: readonly string[]): Sentence | readonly string[] {
  const first: string[] = [];
  let length = 0;
  for (const name of names) {
    length += name.length;
    if (length > mostOfNames && first.length > 0) break;
    first.push(name);
  }
  const count = names.length - first.length;
  return count > 0 ? say('{names} and {count} more', { names: first, count }) : first;
}
