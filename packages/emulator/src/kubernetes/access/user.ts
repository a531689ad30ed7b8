/** Who asks, as Kubernetes sees it. */
export interface KubernetesUser {
  readonly username: string;
  /** ServiceAccounts' and impersonated ones' only. */
  readonly uid?: string;
  readonly groups: readonly string[];
  readonly extra?: Readonly<Record<string, readonly string[]>>;
}

export const anonymousUser: KubernetesUser = {
  username: 'system:anonymous',
  groups: ['system:unauthenticated'],
};

/** A ServiceAccount's name and namespace, or null for everybody else. */
export function serviceAccountOf(
  username: string,
): { readonly namespace: string; readonly name: string } | null {
  const [, namespace, name] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(username) ?? [];
  return namespace && name ? { namespace, name } : null;
}

/** The groups that come with a ServiceAccount by themselves. */
export function serviceAccountGroups(namespace: string): readonly string[] {
  return ['system:serviceaccounts', `system:serviceaccounts:${namespace}`];
}
