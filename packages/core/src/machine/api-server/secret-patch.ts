/** A Secret as the API server stores it; `data` is base64, since others' bytes need not be text. */
export interface KubernetesSecret {
  readonly name: string;
  readonly uid: string;
  /** Another one after each write, whoever's. */
  readonly resourceVersion: string;
  readonly labels: Readonly<Record<string, string>> | null;
  readonly annotations: Readonly<Record<string, string>> | null;
  readonly data: Readonly<Record<string, string>> | null;
  /** Kind and name of the object that controls it, such as `ExternalSecret/search`; null for none. */
  readonly controller: string | null;
  readonly immutable: boolean;
  /** Finalizers hold it; it goes with the last of them. */
  readonly isBeingDeleted: boolean;
}

/** The change of a Secret: named members are set, null removes them, all others stay as they are. */
export interface SecretChange {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  /** Base64. */
  readonly data: Readonly<Record<string, string | null>>;
}

/** One operation of a JSON patch (RFC 6902). */
export type PatchOperation =
  | { readonly op: 'test' | 'add'; readonly path: string; readonly value: unknown }
  | { readonly op: 'remove'; readonly path: string };

/**
 * The JSON patch for the change, valid only while what it relies on is as it was read: the Secret itself and each
 * member it touches. So a concurrent write to other members does not block ours, and ours never reverts one of our
 * own. That a member is missing is tested by null, which RFC 6902 leaves open and API servers support (kube-apiserver
 * 1.24.17 and 1.37.2, tried).
 */
export function secretPatch(from: KubernetesSecret, change: SecretChange): readonly PatchOperation[] {
  const changes = [
    ...membersPatch('/metadata/labels', from.labels, change.labels),
    ...membersPatch('/metadata/annotations', from.annotations, change.annotations),
    ...membersPatch('/data', from.data, change.data),
  ];
  return changes.length === 0 ? [] : [{ op: 'test', path: '/metadata/uid', value: from.uid }, ...changes];
}

function membersPatch(
  path: string,
  from: Readonly<Record<string, string>> | null,
  to: Readonly<Record<string, string | null>>,
): readonly PatchOperation[] {
  const operations = Object.entries(to).flatMap(([name, value]): PatchOperation[] => {
    const old = from?.[name] ?? null;
    if (old === value) return [];
    const member = `${path}/${escaped(name)}`;
    return [
      { op: 'test', path: member, value: old },
      value === null ? { op: 'remove', path: member } : { op: 'add', path: member, value },
    ];
  });
  if (from !== null || operations.length === 0) return operations;
  return [{ op: 'test', path, value: null }, { op: 'add', path, value: {} }, ...operations];
}

function escaped(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}
