import type { ResourceKind } from './resources.js';
import type { KubernetesObject } from './store.js';

interface Column {
  readonly name: string;
  readonly type?: string;
  readonly value: (object: KubernetesObject, now: Date) => unknown;
}

const nameColumn: Column = { name: 'Name', value: (object) => object.metadata.name };
const ageColumn: Column = {
  name: 'Age',
  value: (object, now) => age(now.getTime() - Date.parse(object.metadata.creationTimestamp)),
};

const columnsByKind: Readonly<Record<string, readonly Column[]>> = {
  Namespace: [nameColumn, { name: 'Status', value: (object) => at(object, 'status', 'phase') }, ageColumn],
  Node: [
    nameColumn,
    { name: 'Status', value: () => 'Ready' },
    { name: 'Roles', value: roles },
    ageColumn,
    { name: 'Version', value: (object) => at(object, 'status', 'nodeInfo', 'kubeletVersion') },
  ],
  Pod: [
    nameColumn,
    { name: 'Ready', value: () => '1/1' },
    { name: 'Status', value: (object) => at(object, 'status', 'phase') },
    { name: 'Restarts', type: 'integer', value: () => 0 },
    ageColumn,
  ],
  Secret: [
    nameColumn,
    { name: 'Type', value: (object) => object['type'] ?? 'Opaque' },
    { name: 'Data', type: 'integer', value: (object) => Object.keys(object['data'] ?? {}).length },
    ageColumn,
  ],
};

/** Renders objects as the server-side table kubectl asks for. */
export function table(kind: ResourceKind, objects: readonly KubernetesObject[], version: string, now: Date) {
  const columns = columnsByKind[kind.kind] ?? [nameColumn, ageColumn];
  return {
    kind: 'Table',
    apiVersion: 'meta.k8s.io/v1',
    metadata: { resourceVersion: version },
    columnDefinitions: columns.map((column) => ({
      name: column.name,
      type: column.type ?? 'string',
      format: column.name === 'Name' ? 'name' : '',
      description: '',
      priority: 0,
    })),
    rows: objects.map((object) => ({
      cells: columns.map((column) => column.value(object, now)),
      object: { kind: 'PartialObjectMetadata', apiVersion: 'meta.k8s.io/v1', metadata: object.metadata },
    })),
  };
}

function roles(object: KubernetesObject): string {
  const labels = object.metadata['labels'];
  const names = typeof labels === 'object' && labels !== null ? Object.keys(labels) : [];
  const prefix = 'node-role.kubernetes.io/';
  const found = names.filter((name) => name.startsWith(prefix)).map((name) => name.slice(prefix.length));
  return found.join(',') || '<none>';
}

function at(object: unknown, ...path: string[]): unknown {
  let value: unknown = object;
  for (const name of path) {
    if (typeof value !== 'object' || value === null) return '';
    value = Object.entries(value).find(([key]) => key === name)?.[1];
  }
  return value ?? '';
}

/** kubectl's way of writing an age. */
function age(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 120) return minutes < 2 ? `${Math.max(0, Math.floor(ms / 1000))}s` : `${minutes}m`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours}h`;
  const days = Math.floor(hours / 24);
  return days < 730 ? `${days}d` : `${Math.floor(days / 365)}y${days % 365}d`;
}
