import { randomUUID } from 'node:crypto';
import { wireTime } from '../../http/reply.js';
import type { ClusterRecord, KubernetesDraft } from '../../world/cluster.js';
import { fieldsAfterUpdate } from './managed-fields.js';
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

  /** Of one namespace, or of all when it is null; by namespace and name, as etcd keeps them. */
  list(kind: ResourceKind, namespace: string | null): KubernetesObject[] {
    const start =
      namespace === null ? `${kind.group}/${kind.plural}/` : `${kind.group}/${kind.plural}/${namespace}/`;
    return [...this.#objects]
      .filter(([key]) => key.startsWith(start))
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([, object]) => object);
  }

  /** Writes an object whose metadata are whole but for the version, which it gets here. */
  write(kind: ResourceKind, object: KubernetesObject): KubernetesObject {
    this.#version += 1;
    const written = { ...object, metadata: { ...object.metadata, resourceVersion: this.version } };
    const { name, namespace = null } = object.metadata;
    this.#objects.set(keyOf(kind, namespace, name), written);
    return written;
  }

  /** Puts there what nobody sent: the server's own objects and a scenario's. */
  plant(kind: ResourceKind, draft: KubernetesDraft, now: Date): KubernetesObject {
    const { metadata, ...content } = draft;
    const named = { ...content, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
    const managedFields = fieldsAfterUpdate({ before: {}, after: named, manager: 'kube-apiserver', now });
    const own = { uid: randomUUID(), creationTimestamp: wireTime(now), resourceVersion: '', managedFields };
    return this.write(kind, { ...named, metadata: { ...metadata, ...own } });
  }

  delete(kind: ResourceKind, namespace: string | null, name: string): boolean {
    this.#version += 1;
    return this.#objects.delete(keyOf(kind, namespace, name));
  }

  /** Everything in a namespace, whatever its kind. */
  deleteNamespaced(namespace: string): void {
    for (const [key, object] of this.#objects) {
      if (object.metadata.namespace === namespace) this.#objects.delete(key);
    }
  }

  /** Whether anything in a namespace waits for a finalizer. */
  isHeld(namespace: string): boolean {
    return [...this.#objects.values()].some(
      ({ metadata }) => metadata.namespace === namespace && metadata['finalizers'] !== undefined,
    );
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
    if (kind) store.plant(kind, draft, cluster.created);
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
