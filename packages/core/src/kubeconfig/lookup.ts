import type { ClusterEntry, ContextRecord, Kubeconfig, UserEntry } from './kubeconfig.js';

/** An entry together with the file it was taken from (relative paths in it are that file's). */
export interface Found<T> {
  readonly entry: T;
  readonly kubeconfig: Kubeconfig;
}

/**
 * All files as one, by kubectl's rule: for each name the first file that has it wins. Within one file the
 * first of repeated names is taken (kubectl refuses such a file).
 */
export interface Lookup {
  readonly contexts: ReadonlyMap<string, Found<ContextRecord>>;
  readonly clusters: ReadonlyMap<string, Found<ClusterEntry>>;
  readonly users: ReadonlyMap<string, Found<UserEntry>>;
  /** The first file's that names one. */
  readonly currentContext: string | null;
}

export function lookupOf(kubeconfigs: readonly Kubeconfig[]): Lookup {
  const current = kubeconfigs.find((each) => each.currentContext !== null);
  return {
    contexts: firstByName(kubeconfigs, (each) => each.contexts),
    clusters: firstByName(kubeconfigs, (each) => each.clusters),
    users: firstByName(kubeconfigs, (each) => each.users),
    currentContext: current?.currentContext ?? null,
  };
}

function firstByName<T extends { readonly name: string }>(
  kubeconfigs: readonly Kubeconfig[],
  entriesOf: (kubeconfig: Kubeconfig) => readonly T[],
): Map<string, Found<T>> {
  const found = new Map<string, Found<T>>();
  for (const kubeconfig of kubeconfigs) {
    for (const entry of entriesOf(kubeconfig)) {
      if (!found.has(entry.name)) found.set(entry.name, { entry, kubeconfig });
    }
  }
  return found;
}
