import { delimiter, join } from 'node:path';

export interface KubeconfigSetting {
  /** The KUBECONFIG variable's value, if any. */
  readonly kubeconfig: string | undefined;
  /** The home folder. */
  readonly home: string;
}

/**
 * The kubeconfig files by kubectl's rule: the members of KUBECONFIG in order, without empty ones and duplicates; if it
 * is not set, or empty, `~/.kube/config`. A KUBECONFIG of separators alone names no file at all. Files need not exist.
 */
export function kubeconfigPaths({ kubeconfig, home }: KubeconfigSetting): string[] {
  if (kubeconfig === undefined || kubeconfig === '') return [join(home, '.kube', 'config')];
  return [...new Set(kubeconfig.split(delimiter))].filter((path) => path !== '');
}

/** The state of one member before a write. */
export interface KubeconfigMember {
  readonly path: string;
  readonly exists: boolean;
  readonly isWritable: boolean;
}

/**
 * The member for a new entry: kubectl's choice (the first that exists, else the last), skipping read-only ones; if
 * none is writable, kubectl's own choice, so that the error names it.
 */
export function memberForNewEntries(members: readonly KubeconfigMember[]): string | null {
  const writable = members.filter((each) => each.isWritable);
  const candidates = writable.length > 0 ? writable : members;
  return (candidates.find((each) => each.exists) ?? candidates.at(-1))?.path ?? null;
}

/** A file of KUBECONFIG with its content; null if absent or broken. */
interface CurrentContextMember extends KubeconfigMember {
  readonly kubeconfig: { readonly currentContext: string | null } | null;
}

/**
 * The file to set current-context in: kubectl's own choice (`kubectl config use-context`, client-go's
 * `writeCurrentContext`), the first that exists, else the last. If that is not writable, another one at or before the
 * first that sets a context, since kubectl uses that: a later one would change nothing.
 */
export function memberForCurrentContext(members: readonly CurrentContextMember[]): string | null {
  const deciding = members.findIndex(({ kubeconfig }) => (kubeconfig?.currentContext ?? null) !== null);
  return memberForNewEntries(deciding === -1 ? members : members.slice(0, deciding + 1));
}
