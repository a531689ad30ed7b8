import { randomUUID } from 'node:crypto';
import type { ClusterRecord } from '../world/cluster.js';
import { apiVersionOf, findKind, type ResourceKind } from './resources.js';
import { seedObjects } from './seed.js';

/** An object as the API server keeps it. */
export interface KubernetesObject {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly uid: string;
    readonly resourceVersion: string;
    readonly creationTimestamp: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** What a caller gives: metadata is completed by the store. */
export interface KubernetesDraft {
  readonly metadata: {
    readonly name: string;
    readonly namespace?: string;
    readonly [field: string]: unknown;
  };
  readonly [field: string]: unknown;
}

/** One cluster's objects. */
export class ObjectStore {
  readonly #objects: Map<string, KubernetesObject>;
  #version: number;

  constructor(saved: SavedObjects = { version: 1000, objects: [] }) {
    this.#objects = new Map(saved.objects);
    this.#version = saved.version;
  }

  save(): SavedObjects {
    return { version: this.#version, objects: [...this.#objects] };
  }

  get version(): string {
    return String(this.#version);
  }

  get(kind: ResourceKind, namespace: string | null, name: string): KubernetesObject | undefined {
    return this.#objects.get(keyOf(kind, namespace, name));
  }

  /** Of one namespace, or of all when it is null. */
  list(kind: ResourceKind, namespace: string | null): KubernetesObject[] {
    const start =
      namespace === null ? `${kind.group}/${kind.plural}/` : `${kind.group}/${kind.plural}/${namespace}/`;
    return [...this.#objects].flatMap(([key, object]) => (key.startsWith(start) ? [object] : []));
  }

  /** Creates or replaces; identity and creation time of what was there stay. */
  put(kind: ResourceKind, draft: KubernetesDraft, now: Date): KubernetesObject {
    const { name, namespace = null } = draft.metadata;
    const before = this.get(kind, namespace, name);
    this.#version += 1;
    const object: KubernetesObject = {
      ...draft,
      apiVersion: apiVersionOf(kind),
      kind: kind.kind,
      metadata: {
        ...draft.metadata,
        uid: before?.metadata.uid ?? randomUUID(),
        creationTimestamp: before?.metadata.creationTimestamp ?? `${now.toISOString().slice(0, 19)}Z`,
        resourceVersion: this.version,
      },
    };
    this.#objects.set(keyOf(kind, namespace, name), object);
    return object;
  }

  delete(kind: ResourceKind, namespace: string | null, name: string): boolean {
    return this.#objects.delete(keyOf(kind, namespace, name));
  }
}

const stores = new WeakMap<ClusterRecord, ObjectStore>();

/** A cluster's objects, seeded with what every new cluster has when they are first asked for. */
export function storeOf(cluster: ClusterRecord): ObjectStore {
  const found = stores.get(cluster);
  if (found) return found;
  const store = new ObjectStore();
  for (const { group, plural, draft } of seedObjects(cluster)) {
    const kind = findKind(group, 'v1', plural);
    if (kind) store.put(kind, draft, cluster.created);
  }
  stores.set(cluster, store);
  return store;
}

/** A cluster's objects as a snapshot keeps them. */
export interface SavedObjects {
  readonly version: number;
  readonly objects: readonly (readonly [key: string, object: KubernetesObject])[];
}

/** Null for a cluster whose objects nobody has asked for. */
export function saveObjects(cluster: ClusterRecord): SavedObjects | null {
  return stores.get(cluster)?.save() ?? null;
}

export function restoreObjects(cluster: ClusterRecord, saved: SavedObjects): void {
  stores.set(cluster, new ObjectStore(saved));
}

function keyOf(kind: ResourceKind, namespace: string | null, name: string): string {
  return `${kind.group}/${kind.plural}/${namespace ?? ''}/${name}`;
}
