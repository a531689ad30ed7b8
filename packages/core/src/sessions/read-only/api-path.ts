/** What a path of an API server leads to. */
export type ApiPath =
  | { readonly kind: 'nonResource'; readonly segments: readonly string[] }
  | {
      readonly kind: 'resource';
      /** Empty for the core group. */
      readonly group: string;
      readonly version: string;
      /** `proxy` and `watch` may stand before the resource, as they did before there were subresources. */
      readonly verb: 'proxy' | 'watch' | null;
      readonly resource: string;
      readonly name: string | null;
      /** What follows the name; `log` of a pod, and more for a proxy. */
      readonly beyond: readonly string[];
    };

/**
 * Reads the segments of a path as kube-apiserver's RequestInfoFactory does (apiserver,
 * pkg/endpoints/request/requestinfo.go): what we take for one thing must be no other thing to it.
 */
export function apiPathOf(segments: readonly string[]): ApiPath {
  const [prefix, ...rest] = segments;
  const isGrouped = prefix === 'apis';
  const isResource = (prefix === 'api' && rest.length >= 2) || (isGrouped && rest.length >= 3);
  if (!isResource) return { kind: 'nonResource', segments };
  const group = isGrouped ? (rest[0] ?? '') : '';
  const [version = '', ...parts] = isGrouped ? rest.slice(1) : rest;
  const [first] = parts;
  const verb = first === 'proxy' || first === 'watch' ? first : null;
  const [resource = '', name = null, ...beyond] = withoutNamespace(verb === null ? parts : parts.slice(1));
  return { kind: 'resource', group, version, verb, resource, name, beyond };
}

/** A namespace is a resource itself, with subresources of its own, and the place of others. */
function withoutNamespace(parts: readonly string[]): readonly string[] {
  const [first, , third] = parts;
  if (first !== 'namespaces' || third === undefined) return parts;
  return third === 'status' || third === 'finalize' ? parts : parts.slice(2);
}
