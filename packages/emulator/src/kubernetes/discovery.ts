import type { ClusterRecord } from '../world/cluster.js';
import { apiVersionOf, isKnownGroup, type ResourceKind, resourceKinds } from './resources.js';
import { type KubernetesReply, pageNotFound, resourceNotFound } from './status.js';
import { hasOldManners } from './version-manners.js';

/** Answers the discovery paths (`/api`, `/apis`, `/api/v1`, `/apis/<group>[/<version>]`), and 404 to others. */
export function discover(path: string, cluster: ClusterRecord, host: string): KubernetesReply {
  const [, root, first, second, more] = path.split('/');
  const kinds = resourceKinds.filter((kind) => !kind.isNew || !hasOldManners(cluster));
  if (more !== undefined) return pageNotFound;
  if (root === 'api' && second === undefined) {
    return first === undefined ? found(coreVersions(host)) : resourceList(kinds, '', first, cluster);
  }
  if (root !== 'apis') return pageNotFound;
  if (first === undefined) {
    return found({
      kind: 'APIGroupList',
      apiVersion: 'v1',
      groups: groupsOf(kinds).map((name) => group(kinds, name)),
    });
  }
  if (!groupsOf(kinds).includes(first)) return isKnownGroup(first) ? resourceNotFound : pageNotFound;
  return second === undefined
    ? found({ kind: 'APIGroup', apiVersion: 'v1', ...group(kinds, first) })
    : resourceList(kinds, first, second, cluster);
}

function found(body: object): KubernetesReply {
  return { code: 200, body };
}

function coreVersions(serverAddress: string) {
  const addresses = [{ clientCIDR: '0.0.0.0/0', serverAddress }];
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: addresses };
}

function groupsOf(kinds: readonly ResourceKind[]): string[] {
  return [...new Set(kinds.map((kind) => kind.group))].filter((name) => name !== '');
}

function group(kinds: readonly ResourceKind[], name: string) {
  const versions = [...new Set(kinds.filter((kind) => kind.group === name).map((kind) => kind.version))];
  const described = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

function resourceList(
  all: readonly ResourceKind[],
  groupName: string,
  version: string,
  cluster: ClusterRecord,
): KubernetesReply {
  const kinds = all
    .filter((kind) => kind.group === groupName && kind.version === version)
    .toSorted((one, other) => (one.plural < other.plural ? -1 : 1));
  if (kinds.length === 0) return resourceNotFound;
  return found({
    kind: 'APIResourceList',
    // The core group's list does not tell it.
    ...(groupName === '' ? {} : { apiVersion: 'v1' }),
    groupVersion: apiVersionOf({ group: groupName, version }),
    resources: kinds.map((kind) => describe(kind, hasOldManners(cluster))),
  });
}

function describe(kind: ResourceKind, isOld: boolean) {
  return {
    name: kind.plural,
    singularName: isOld ? '' : kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
  };
}
