import { delimiter, join } from 'node:path';

export interface KubeconfigSetting {
  /** The KUBECONFIG variable's value, if any. */
  readonly kubeconfig: string | undefined;
  /** The home folder. */
  readonly home: string;
}

/**
 * The kubeconfig files by kubectl's rule: the members of KUBECONFIG in order, empty ones left out and
 * repeated ones once; without any, `~/.kube/config`. Files need not exist.
 */
export function kubeconfigPaths({ kubeconfig, home }: KubeconfigSetting): string[] {
  const members = (kubeconfig ?? '').split(delimiter).filter((path) => path !== '');
  return members.length > 0 ? [...new Set(members)] : [join(home, '.kube', 'config')];
}

/** What is known of one member before a write. */
export interface KubeconfigMember {
  readonly path: string;
  readonly exists: boolean;
  readonly isWritable: boolean;
}

/**
 * The member a new entry goes to: kubectl's (the first that exists, else the last), read-only ones passed
 * over; kubectl's own choice when none can be written, so that the refusal names it.
 */
export function memberForNewEntries(members: readonly KubeconfigMember[]): string | null {
  const writable = members.filter((each) => each.isWritable);
  const candidates = writable.length > 0 ? writable : members;
  return (candidates.find((each) => each.exists) ?? candidates.at(-1))?.path ?? null;
}

/** A file of KUBECONFIG with what it holds; null where it is absent or broken. */
interface CurrentContextMember extends KubeconfigMember {
  readonly kubeconfig: { readonly currentContext: string | null } | null;
}

/**
 * The file in which current-context is to be set: kubectl's own choice (`kubectl config use-context`, client-go's
 * `writeCurrentContext`), the first that exists, else the last. Where that cannot be written, another at or before the
 * first that names a context, since kubectl goes by it: behind that one nothing would change.
 */
export function memberForCurrentContext(members: readonly CurrentContextMember[]): string | null {
  const deciding = members.findIndex(({ kubeconfig }) => (kubeconfig?.currentContext ?? null) !== null);
  return memberForNewEntries(deciding === -1 ? members : members.slice(0, deciding + 1));
}
