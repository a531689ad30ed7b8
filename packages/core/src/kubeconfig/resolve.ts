import { type Sentence, say } from '../words/say.js';
import type { Kubeconfig } from './kubeconfig.js';

/** The lists of one file's entries, whatever is known of each. */
export interface EntryLists {
  readonly file: string;
  readonly currentContext: string | null;
  readonly clusters: readonly Named[];
  readonly contexts: readonly NamedContext[];
  readonly users: readonly Named[];
}

interface Named {
  readonly name: string;
}

interface NamedContext extends Named {
  readonly cluster: string | null;
  readonly user: string | null;
}

/** An entry with the file it is from (its relative paths are that file's). */
export interface Found<T, File = Kubeconfig> {
  readonly entry: T;
  readonly kubeconfig: File;
}

/** A context, and the two entries that kubectl takes for it: null for one that is in no file. */
export interface ResolvedContext<File extends EntryLists = Kubeconfig> {
  readonly name: string;
  readonly context: Found<File['contexts'][number], File>;
  readonly cluster: Found<File['clusters'][number], File> | null;
  readonly user: Found<File['users'][number], File> | null;
}

/** What kubectl makes of some files together. */
export interface Resolution<File extends EntryLists = Kubeconfig> {
  /** In the order of files and lists. */
  readonly contexts: ReadonlyMap<string, ResolvedContext<File>>;
  readonly clusters: ReadonlyMap<string, Found<File['clusters'][number], File>>;
  readonly users: ReadonlyMap<string, Found<File['users'][number], File>>;
  /** From the first file that sets one. */
  readonly currentContext: string | null;
}

/**
 * Joins files in the order of KUBECONFIG by kubectl's rule (client-go `tools/clientcmd/loader.go`): for each name of
 * each list the first file that has it wins, whichever file the context is in; and so for current-context. Within one
 * file the first of duplicate names is taken (kubectl refuses such a file). Every reader of contexts asks here; what
 * client-go then objects to is `objectionsTo`, how the API server is reached `apiServerTarget`.
 */
export function resolveContexts<File extends EntryLists = Kubeconfig>(
  kubeconfigs: readonly File[],
): Resolution<File> {
  const clusters = firstByName(kubeconfigs, 'clusters');
  const users = firstByName(kubeconfigs, 'users');
  const contexts = new Map<string, ResolvedContext<File>>();
  for (const [name, context] of firstByName(kubeconfigs, 'contexts')) {
    const { cluster, user } = context.entry;
    contexts.set(name, {
      name,
      context,
      cluster: (cluster === null ? null : clusters.get(cluster)) ?? null,
      user: (user === null ? null : users.get(user)) ?? null,
    });
  }
  const current = kubeconfigs.find((each) => each.currentContext !== null);
  return { contexts, clusters, users, currentContext: current?.currentContext ?? null };
}

function firstByName<List extends 'contexts' | 'clusters' | 'users', File extends EntryLists>(
  kubeconfigs: readonly File[],
  list: List,
): Map<string, Found<File[List][number], File>> {
  const found = new Map<string, Found<File[List][number], File>>();
  for (const kubeconfig of kubeconfigs) {
    for (const entry of kubeconfig[list]) {
      if (!found.has(entry.name)) found.set(entry.name, { entry, kubeconfig });
    }
  }
  return found;
}

/** A name of one of the lists of a kubeconfig. */
export interface EntryName {
  readonly part: 'cluster' | 'context' | 'user';
  readonly name: string;
}

/** Which entry, in words. */
export function entryText({ part, name }: EntryName): Sentence {
  if (part === 'cluster') return say('cluster "{name}"', { name });
  return part === 'context' ? say('context "{name}"', { name }) : say('user "{name}"', { name });
}

/** The entries of a file that have another's name, each once: kubectl refuses all of such a file. */
export function repeatedEntries(file: EntryLists): readonly EntryName[] {
  return (['cluster', 'context', 'user'] as const).flatMap((part) => {
    const [names, repeated] = [new Set<string>(), new Set<string>()];
    for (const { name } of file[`${part}s`]) (names.has(name) ? repeated : names).add(name);
    return [...repeated].map((name) => ({ part, name }));
  });
}

/** The contexts that kubectl leads to an entry, in order. */
export function contextsOf<File extends EntryLists>(
  { contexts }: Resolution<File>,
  part: 'cluster' | 'user',
  entry: Named,
): readonly ResolvedContext<File>[] {
  return [...contexts.values()].filter((each) => each[part]?.entry === entry);
}

/** An entry beside a context, in its own file, that kubectl does not take: an earlier file has one of that name. */
export interface Shadowed<Entry extends Named = Named> {
  readonly part: 'cluster' | 'user';
  readonly own: Entry;
  readonly taken: Entry;
  /** Where kubectl takes it from. */
  readonly file: string;
}

/**
 * Where a context's own file has the entry that it names, and kubectl takes another file's: files as ACK gives them
 * all call their cluster `kubernetes`, and their user by the same uid.
 */
export function shadowedOf<File extends EntryLists>({
  context,
  cluster,
  user,
}: ResolvedContext<File>): readonly Shadowed<File['clusters'][number] | File['users'][number]>[] {
  type Entry = File['clusters'][number] | File['users'][number];
  const of = (part: 'cluster' | 'user', taken: Found<Entry, File> | null): readonly Shadowed<Entry>[] => {
    if (taken === null || taken.kubeconfig === context.kubeconfig) return [];
    const own = context.kubeconfig[`${part}s`].find(({ name }) => name === taken.entry.name);
    return own === undefined ? [] : [{ part, own, taken: taken.entry, file: taken.kubeconfig.file }];
  };
  return [...of('cluster', cluster), ...of('user', user)];
}

export function shadowWarning({ part, own: { name }, file }: Shadowed): Sentence {
  return part === 'cluster'
    ? say(
        'kubectl takes its cluster "{name}" from {file}, not from its own file: take it in by `ackring merge`',
        { name, file },
      )
    : say(
        'kubectl takes its user "{name}" from {file}, not from its own file: take it in by `ackring merge`',
        { name, file },
      );
}
