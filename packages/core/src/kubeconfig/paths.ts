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
