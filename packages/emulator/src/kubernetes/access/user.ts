/** The caller, as Kubernetes sees it. */
export interface KubernetesUser {
  readonly username: string;
  /** Only for ServiceAccounts, RAM tokens and impersonated users. */
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const anonymousUser: KubernetesUser = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

/** A ServiceAccount's name and namespace, or null for other users. */
export function serviceAccountOf(
  username: string,
): { readonly namespace: string; readonly name: string } | null {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  return namespace && name ? { namespace, name } : null;
}

/** The implicit groups of a ServiceAccount. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}
