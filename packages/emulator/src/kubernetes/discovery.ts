import { apiVersionOf, type ResourceKind, resourceKinds } from './resources.js';

/** Answers the discovery paths (`/api`, `/apis`, `/api/v1`, `/apis/<group>[/<version>]`), or null for others. */
export function discover(path: string): unknown {
  const [, root, first, second, more] = path.split('/');
  if (more !== undefined) return null;
  if (root === 'api') {
    if (second !== undefined) return null;
    return first === undefined ? coreVersions() : resourceList('', first);
  }
  if (root !== 'apis') return null;
  if (first === undefined) return { kind: 'APIGroupList', apiVersion: 'v1', groups: groups().map(group) };
  if (!groups().includes(first)) return null;
  return second === undefined
    ? { kind: 'APIGroup', apiVersion: 'v1', ...group(first) }
    : resourceList(first, second);
}

function coreVersions() {
  return { kind: 'APIVersions', versions: ['v1'], serverAddressByClientCIDRs: [] };
}

function groups(): string[] {
  return [...new Set(resourceKinds.map((kind) => kind.group))].filter((name) => name !== '');
}

function group(name: string) {
  const versions = [
    ...new Set(resourceKinds.filter((kind) => kind.group === name).map((kind) => kind.version)),
  ];
  const described = versions.map((version) => ({ groupVersion: `${name}/${version}`, version }));
  return { name, versions: described, preferredVersion: described[0] };
}

function resourceList(groupName: string, version: string) {
  const kinds = resourceKinds.filter((kind) => kind.group === groupName && kind.version === version);
  if (kinds.length === 0) return null;
  return {
    kind: 'APIResourceList',
    apiVersion: 'v1',
    groupVersion: apiVersionOf({ group: groupName, version }),
    resources: kinds.map(describe),
  };
}

function describe(kind: ResourceKind) {
  return {
    name: kind.plural,
    singularName: kind.singular,
    namespaced: kind.namespaced,
    kind: kind.kind,
    verbs: kind.verbs,
    ...(kind.shortNames.length > 0 ? { shortNames: kind.shortNames } : {}),
  };
}
