import { findKind, type ResourceKind } from './resources.js';

/** A resource path taken apart. */
export interface Target {
  readonly kind: ResourceKind;
  readonly namespace: string | null;
  readonly name: string | null;
}

/** Reads `/api/v1/…` and `/apis/<group>/<version>/…`; null when the path names no known resource. */
export function parseTarget(path: string): Target | null {
  const parts = path.split('/').slice(1).map(decodeURIComponent);
  const isCore = parts[0] === 'api';
  if (!isCore && parts[0] !== 'apis') return null;
  const group = isCore ? '' : (parts[1] ?? '');
  const version = parts[isCore ? 1 : 2] ?? '';
  const rest = parts.slice(isCore ? 2 : 3);
  if (rest[0] === 'namespaces' && rest.length > 2)
    return target(group, version, rest[1] ?? null, rest.slice(2));
  return target(group, version, null, rest);
}

function target(
  group: string,
  version: string,
  namespace: string | null,
  rest: readonly string[],
): Target | null {
  const [plural = '', name = null, subresource] = rest;
  const kind = findKind(group, version, plural);
  return kind && subresource === undefined ? { kind, namespace, name } : null;
}
