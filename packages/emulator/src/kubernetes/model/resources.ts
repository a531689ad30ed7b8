import type { ClusterRecord } from '../../world/cluster.js';
import { kindsTable } from './kinds-table.js';
import type { JsonRecord } from './record.js';

/** A kind the API servers know. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Whether its status is written apart, at `<name>/status`. */
  readonly hasStatus: boolean;
  /** `new`: 1.24 does not have it; `old`: only that has. */
  readonly servedBy: 'all' | 'new' | 'old';
  /** Beside the status. */
  readonly subresources: readonly Subresource[];
  /** Of a kind that a definition in the cluster brings. */
  readonly custom?: CustomFacts;
}

/** A part of an object with a path of its own. Told in discovery; few of them are played. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Where the kind is of another group. */
  readonly apiVersion?: string;
  readonly verbs: readonly string[];
  readonly isNew: boolean;
}

interface CustomFacts {
  /** Its OpenAPI schema. */
  readonly schema: JsonRecord;
  readonly listKind: string;
  /** Columns of its table beside the usual ones, as the definition tells them. */
  readonly columns: readonly JsonRecord[];
}

/** What can be done with what is stored. */
export const storedVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/** Every built-in kind, in the order of their groups in discovery. */
export const resourceKinds: readonly ResourceKind[] = kindsTable.trim().split('\n').map(kindOf);

/** A line of the table. */
function kindOf(line: string): ResourceKind {
  const [apiVersion = '', plural = '', kind = '', place, ...more] = line.replace(/^[+-]/, '').split(' ');
  const told = new Map(
    more.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const each = (name: string, between = ',') => told.get(name)?.split(between) ?? [];
  const [group = '', version] = apiVersion.split('/');
  const parts = each('parts', ';');
  return {
    group: version === undefined ? '' : group,
    version: version ?? apiVersion,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: place === 'N',
    shortNames: each('short'),
    categories: each('in'),
    verbs: told.has('verbs') ? each('verbs') : storedVerbs,
    hasStatus: parts.includes('status'),
    servedBy: line.startsWith('+') ? 'new' : line.startsWith('-') ? 'old' : 'all',
    subresources: parts.filter((part) => part !== 'status').map(partOf),
  };
}

function partOf(text: string): Subresource {
  const [name = '', typed = '', verbs = ''] = text.replace(/^\+/, '').split(':');
  const [kind = '', apiVersion] = typed.split('@');
  const isNew = text.startsWith('+');
  return { name, kind, ...(apiVersion ? { apiVersion } : {}), verbs: verbs.split(','), isNew };
}

export function findKind(group: string, version: string, plural: string): ResourceKind | undefined {
  return resourceKinds.find(
    (kind) => kind.group === group && kind.version === version && kind.plural === plural,
  );
}

function builtIn(group: string, plural: string): ResourceKind {
  const kind = findKind(group, 'v1', plural);
  if (!kind) throw new Error(`the table of kinds lacks ${plural}`);
  return kind;
}

/** Definitions of custom resources. */
export const definitionKind = builtIn('apiextensions.k8s.io', 'customresourcedefinitions');

/** Whether a cluster of this version has the kind at all. */
export function isServed(kind: ResourceKind, cluster: Pick<ClusterRecord, 'version'>): boolean {
  return kind.servedBy === 'all' || (kind.servedBy === 'old') === hasOldManners(cluster);
}

/** Whether nothing is stored of the kind, but a question answered. */
export function isReview({ group, verbs }: ResourceKind): boolean {
  return verbs.length === 1 && ['authentication.k8s.io', 'authorization.k8s.io'].includes(group);
}

/** Whether objects of the kind count the changes of what they ask for, as `metadata.generation`. */
export function hasGeneration(
  { group, kind, custom }: ResourceKind,
  cluster: Pick<ClusterRecord, 'version'>,
): boolean {
  if (custom !== undefined || group === 'apps' || group === 'batch') return true;
  if (kind === 'Pod') return !hasOldManners(cluster);
  return [
    'CustomResourceDefinition',
    'PodDisruptionBudget',
    'Ingress',
    'NetworkPolicy',
    'ReplicationController',
  ].includes(kind);
}

/** Whether the group is one of Kubernetes' own, in any version. */
export function isBuiltInGroup(group: string): boolean {
  return resourceKinds.some((kind) => kind.group === group);
}

export function apiVersionOf(kind: Pick<ResourceKind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/**
 * Whether a cluster answers as kube-apiserver 1.24.17 does, where that differs from 1.37.2: those up to 1.26.
 * Only the two were recorded; what lies between is taken for the newer.
 */
export function hasOldManners(cluster: Pick<ClusterRecord, 'version'>): boolean {
  return Number(cluster.version.split('.')[1] ?? 0) <= 26;
}
