import { randomUUID } from 'node:crypto';
import { wireTime } from '../../http/reply.js';
import type { ClusterRecord, KubernetesDraft } from '../../world/cluster.js';
import { fieldsAfterUpdate, type ManagedFields } from './managed-fields.js';
import type { JsonRecord } from './record.js';
import { apiVersionOf, findKind, type ResourceKind } from './resources.js';
import { seedObjects } from './seed.js';

/** An object as the API server stores it. */
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

/** One change of an object, for watches. */
export interface StoreChange {
  readonly version: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** The kind's key. */
  readonly of: string;
  /** As it is now; for a deletion, as it last was. */
  readonly object: KubernetesObject;
}

/** How many changes a watch may resume from. */
const keptChanges = 1000;

/** One cluster's objects. */
export class ObjectStore {
  /** By kind, then by namespace and name. */
  readonly #objects = new Map<string, Map<string, KubernetesObject>>();
  /** Lists by kind, cached until something in them changes: every request needs all bindings. */
  readonly #sorted = new Map<string, readonly KubernetesObject[]>();
  readonly #followers = new Set<(change: StoreChange) => void>();
  #changes: StoreChange[] = [];
  #version: number;
  /** Nothing is known of earlier changes. */
  #oldest: number;
  #compacted = 0;

  constructor(saved: SavedObjects = { version: 1000, objects: [] }) {
    for (const [key, object] of saved.objects) {
      const [group, plural, ...place] = key.split('/');
      this.#of(`${group}/${plural}`).set(place.join('/'), object);
    }
    this.#version = saved.version;
    this.#oldest = saved.version;
  }

  save(): SavedObjects {
    const objects = [...this.#objects].flatMap(([kind, each]) =>
      [...each].map(([place, object]) => [`${kind}/${place}`, object] as const),
    );
    return { version: this.#version, objects };
  }

  get version(): string {
    return String(this.#version);
  }

  get(kind: ResourceKind, namespace: string | null, name: string): KubernetesObject | undefined {
    return this.#of(keyOf(kind)).get(placeOf(namespace, name));
  }

  /** In one namespace, or in all if null; by namespace and name, in etcd's order. */
  list(kind: ResourceKind, namespace: string | null): KubernetesObject[] {
    const all = this.#inOrder(keyOf(kind));
    return namespace === null ? [...all] : all.filter(({ metadata }) => metadata.namespace === namespace);
  }

  /** Writes an object with complete metadata except for the version, which it gets here. */
  write(kind: ResourceKind, object: KubernetesObject): KubernetesObject {
    this.#version += 1;
    const written = { ...object, metadata: { ...object.metadata, resourceVersion: this.version } };
    const { name, namespace = null } = object.metadata;
    const type = this.get(kind, namespace, name) ? 'MODIFIED' : 'ADDED';
    this.#of(keyOf(kind)).set(placeOf(namespace, name), written);
    this.#sorted.delete(keyOf(kind));
    this.#tell({ version: this.#version, type, of: keyOf(kind), object: written });
    return written;
  }

  /** Adds objects that nobody sent: the server's own and a scenario's. */
  plant(kind: ResourceKind, draft: KubernetesDraft, now: Date): KubernetesObject {
    const { metadata, ...content } = draft;
    const named = { ...content, apiVersion: apiVersionOf(kind), kind: kind.kind, metadata };
    const managedFields = plantedFields(draft, named, now);
    const own = { uid: randomUUID(), creationTimestamp: wireTime(now), resourceVersion: '', managedFields };
    return this.write(kind, { ...named, metadata: { ...metadata, ...own } });
  }

  delete(kind: ResourceKind, namespace: string | null, name: string): boolean {
    this.#version += 1;
    return this.#remove(keyOf(kind), placeOf(namespace, name));
  }

  /** Everything in a namespace, whatever its kind. */
  deleteNamespaced(namespace: string): void {
    for (const [kind, each] of this.#objects) {
      for (const [place, { metadata }] of each) {
        if (metadata.namespace !== namespace) continue;
        this.#version += 1;
        this.#remove(kind, place);
      }
    }
  }

  /** Whether anything in a namespace waits for a finalizer. */
  isHeld(namespace: string): boolean {
    return [...this.#objects.values()].some((each) =>
      each
        .values()
        .some(({ metadata }) => metadata.namespace === namespace && metadata['finalizers'] !== undefined),
    );
  }

  /** The changes of a kind since a version, or null if that is too old. */
  changesSince(kind: ResourceKind, version: number): readonly StoreChange[] | null {
    if (version < this.#oldest) return null;
    return this.#changes.filter((change) => change.of === keyOf(kind) && change.version > version);
  }

  /** Reports each change of a kind as it happens, until the returned function is called. */
  follow(kind: ResourceKind, follower: (change: StoreChange) => void): () => void {
    const each = (change: StoreChange) => (change.of === keyOf(kind) ? follower(change) : undefined);
    this.#followers.add(each);
    return () => void this.#followers.delete(each);
  }

  /** Drops every state before now, as etcd does every few minutes. */
  compact(): void {
    this.#version += 1;
    this.#compacted = this.#version;
  }

  /** Whether the state of a version is gone. */
  isCompacted(version: number): boolean {
    return version < this.#compacted;
  }

  /** Seeded objects are no changes that a watch could have seen. */
  forgetChanges(): void {
    this.#changes = [];
    this.#oldest = this.#version;
  }

  #inOrder(kind: string): readonly KubernetesObject[] {
    const found = this.#sorted.get(kind);
    if (found) return found;
    const entries = [...this.#of(kind)].sort(([one], [other]) => (one < other ? -1 : 1));
    const sorted = entries.map(([, object]) => object);
    this.#sorted.set(kind, sorted);
    return sorted;
  }

  #of(kind: string): Map<string, KubernetesObject> {
    const found = this.#objects.get(kind) ?? new Map<string, KubernetesObject>();
    this.#objects.set(kind, found);
    return found;
  }

  #remove(kind: string, place: string): boolean {
    const found = this.#of(kind).get(place);
    if (!found) return false;
    this.#of(kind).delete(place);
    this.#sorted.delete(kind);
    const metadata = { ...found.metadata, resourceVersion: this.version };
    this.#tell({ version: this.#version, type: 'DELETED', of: kind, object: { ...found, metadata } });
    return true;
  }

  #tell(change: StoreChange): void {
    this.#changes.push(change);
    if (this.#changes.length > keptChanges * 1.1) {
      this.#changes = this.#changes.slice(-keptChanges);
      this.#oldest = (this.#changes[0]?.version ?? 1) - 1;
    }
    for (const follower of this.#followers) follower(change);
  }
}

/** The same drafts are used in every cluster. */
const fieldsByDraft = new WeakMap<KubernetesDraft, readonly ManagedFields[]>();

function plantedFields(draft: KubernetesDraft, object: JsonRecord, now: Date): readonly ManagedFields[] {
  const write = { before: {}, after: object, manager: 'kube-apiserver', now };
  const known = fieldsByDraft.get(draft) ?? fieldsAfterUpdate(write);
  fieldsByDraft.set(draft, known);
  return known.map((entry) => ({ ...entry, time: wireTime(now) }));
}

const stores = new WeakMap<ClusterRecord, ObjectStore>();

/** A cluster's objects, seeded on first use with those of every new cluster. */
export function storeOf(cluster: ClusterRecord): ObjectStore {
  const found = stores.get(cluster);
  if (found) return found;
  const store = new ObjectStore();
  for (const { kind: custom, group, plural, draft } of seedObjects(cluster)) {
    const kind = custom ?? findKind(group, 'v1', plural);
    if (kind) store.plant(kind, draft, cluster.created);
  }
  store.forgetChanges();
  stores.set(cluster, store);
  return store;
}

/** Whether a cluster's objects were used, and so created. */
export function hasStore(cluster: ClusterRecord): boolean {
  return stores.has(cluster);
}

/** A cluster's objects in a snapshot. */
export interface SavedObjects {
  readonly version: number;
  readonly objects: readonly (readonly [key: string, object: KubernetesObject])[];
}

/** Null for a cluster whose objects were never used. */
export function saveObjects(cluster: ClusterRecord): SavedObjects | null {
  return stores.get(cluster)?.save() ?? null;
}

export function restoreObjects(cluster: ClusterRecord, saved: SavedObjects): void {
  stores.set(cluster, new ObjectStore(saved));
}

function keyOf(kind: ResourceKind): string {
  return `${kind.group}/${kind.plural}`;
}

function placeOf(namespace: string | null, name: string): string {
  return `${namespace ?? ''}/${name}`;
}
