import { createHash } from 'node:crypto';
import type { ServiceRequest } from '../http/request.js';
import type { ClusterRecord } from '../world/cluster.js';
import { customKinds } from './model/custom-resources.js';
import {
  apiVersionOf,
  hasOldManners,
  isServed,
  type ResourceKind,
  resourceKinds,
  type Subresource,
} from './model/resources.js';
import { type KubernetesReply, pageNotFound, resourceNotFound } from './model/status.js';

/** Answers the discovery paths (`/api`, `/apis`, `/api/v1`, `/apis/<group>[/<version>]`), and 404 to others. */
export function discover(
  path: string,
  request: Pick<ServiceRequest, 'headers'>,
  cluster: ClusterRecord,
): KubernetesReply {
  const [, root, first, second, more] = path.split('/');
  const kinds = kindsOf(cluster);
  if (more !== undefined || (root !== 'api' && root !== 'apis')) return pageNotFound;
  if (first === undefined) {
    const isWhole = !hasOldManners(cluster) && aggregated.test(request.headers['accept'] ?? '');
    if (isWhole) return aggregatedList(kinds.filter(({ group }) => (group === '') === (root === 'api')));
    return found(root === 'api' ? coreVersions(request.headers['host'] ?? '') : groupList(kinds));
  }
  if (root === 'api') return second === undefined ? resourceList(kinds, '', first, cluster) : pageNotFound;
  if (!groupsOf(kinds).includes(first)) return pageNotFound;
  return second === undefined
    ? found({ kind: 'APIGroup', apiVersion: 'v1', ...group(kinds, first) })
    : resourceList(kinds, first, second, cluster);
}

/** What a cluster serves, its definitions' kinds last. */
export function kindsOf(cluster: ClusterRecord): readonly ResourceKind[] {
  return [...resourceKinds.filter((kind) => isServed(kind, cluster)), ...customKinds(cluster)];
}

function found(body: object): KubernetesReply {
  return { code: 200, body };
}

function coreVersions(serverAddress: string) {
  const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses };
}

function groupList(kinds: readonly ResourceKind[]) {
  const groups = groupsOf(kinds).map((name) => group(kinds, name));
  return { kind: 'APIGroupList', apiVersion: 'v1', groups };
}

function groupsOf(kinds: readonly ResourceKind[]): string[] {
  return [...new Set(kinds.map((kind) => kind.group))].filter((name) => name !== '');
}

function group(kinds: readonly ResourceKind[], name: string) {
  const versions = versionsOf(kinds, name);
  const described = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

function versionsOf(kinds: readonly ResourceKind[], name: string): string[] {
  return [...new Set(kinds.filter((kind) => kind.group === name).map((kind) => kind.version))];
}

function resourceList(
  all: readonly ResourceKind[],
  groupName: string,
  version: string,
  cluster: ClusterRecord,
): KubernetesReply {
  const kinds = all.filter((kind) => kind.group === groupName && kind.version === version);
  if (kinds.length === 0) return resourceNotFound;
  const isOld = hasOldManners(cluster);
  const resources = kinds.flatMap((kind) => [
    describe(kind, isOld),
    ...partsOf(kind, isOld).map((part) => describePart(kind, part)),
  ]);
  return found({
    kind: 'APIResourceList',
    // The core group's list omits it.
    ...(groupName === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group: groupName, version }),
    resources: resources.toSorted((one, other) => (one.name < other.name ? -1 : 1)),
  });
}

// In the server's order of custom resources, which is different.
const customVerbs = ['delete', 'deletecollection', 'get', 'list', 'patch', 'create', 'update', 'watch'];

function describe(kind: ResourceKind, isOld: boolean) {
  const isStored = kind.verbs.includes('list') && kind.verbs.includes('create');
  return {
    name: kind.plural,
    singularName: isOld && !kind.custom ? '' : kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.custom ? customVerbs : kind.verbs,
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
    ...(kind.categories.length > 0 ? { categories: kind.categories } : {}),
    ...(isStored ? { storageVersionHash: storageHash(kind) } : {}),
  };
}

/** Kinds with several versions, of which one is stored. */
const storedElsewhere: Readonly<Record<string, string>> = {
  Event: '/v1',
  HorizontalPodAutoscaler: 'autoscaling/v2',
};

/** Computed as in kube-apiserver from the stored group, version and kind. */
function storageHash({ group, version, kind }: ResourceKind): string {
  const stored = storedElsewhere[kind] ?? `${group}/${version}`;
  return createHash('sha256').update(`${stored}/${kind}`).digest().subarray(0, 8).toString('base64');
}

function partsOf(kind: ResourceKind, isOld: boolean): readonly Subresource[] {
  const status = { name: 'status', kind: kind.kind, verbs: ['get', 'patch', 'update'], isNew: false };
  const others = kind.subresources.filter((part) => !(part.isNew && isOld));
  return kind.hasStatus ? [...others, status] : others;
}

function describePart({ plural, namespaced }: ResourceKind, part: Subresource) {
  const [group, version] = (part.apiVersion ?? '').split('/');
  return {
    name: `${plural}/${part.name}`,
    singularName: '',
    namespaced,
    ...(part.apiVersion ? { group, version } : {}),
    kind: part.kind,
    verbs: part.verbs,
  };
}

/** Requested by name; `v2beta1`, which newer servers have dropped, falls back to the plain list. */
const aggregated =
  /application\/json;(?=[^,]*\bv=v2\b)(?=[^,]*g=apidiscovery\.k8s\.io)(?=[^,]*as=APIGroupDiscoveryList)/;

/** Groups with their versions and resources in one answer, as kubectl requests it since 1.26. */
function aggregatedList(kinds: readonly ResourceKind[]): KubernetesReply {
  const names = [...new Set(kinds.map((kind) => kind.group))];
  const items = names.map((name) => ({
    metadata: name === '' ? {} : { name },
    versions: versionsOf(kinds, name).map((version) => ({
      version,
      resources: kinds
        .filter((kind) => kind.group === name && kind.version === version)
        .map(aggregatedResource),
      freshness: 'Current',
    })),
  }));
  const body = { kind: 'APIGroupDiscoveryList', apiVersion: 'apidiscovery.k8s.io/v2', metadata: {}, items };
  const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('hex').toUpperCase()}"`;
  const type = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';
  return {
    code: 200,
    body,
    headers: { 'content-type': type, 'cache-control': 'public', etag, vary: 'Accept' },
  };
}

function aggregatedResource(kind: ResourceKind) {
  const { plural, singular, namespaced, shortNames, categories, custom } = kind;
  const parts = partsOf(kind, false).map((part) => ({
    subresource: part.name,
    responseKind: responseKind(part.kind, part.apiVersion),
    verbs: part.verbs,
  }));
  return {
    resource: plural,
    responseKind: custom
      ? { group: kind.group, version: kind.version, kind: kind.kind }
      : responseKind(kind.kind, undefined),
    scope: namespaced ? 'Namespaced' : 'Cluster',
    singularResource: singular,
    verbs: custom ? customVerbs : kind.verbs,
    ...(shortNames.length > 0 ? { shortNames } : {}),
    ...(categories.length > 0 ? { categories } : {}),
    ...(parts.length > 0 ? { subresources: parts } : {}),
  };
}

/** Empty for a kind of the list's own group and version. */
function responseKind(kind: string, apiVersion: string | undefined) {
  const [group = '', version = ''] = (apiVersion ?? '').split('/');
  return { group, version, kind };
}
