/** What an API server's path refers to. */
export type ApiPath =
  | { readonly kind: 'nonResource'; readonly segments: readonly string[] }
  | {
      readonly kind: 'resource';
      /** Empty for the core group. */
      readonly group: string;
      readonly version: string;
      /** `proxy` and `watch` may precede the resource, as they did before there were subresources. */
      readonly verb: 'proxy' | 'watch' | null;
      readonly resource: string;
      readonly name: string | null;
      /** What follows the name; `log` of a pod, and more for a proxy. */
      readonly beyond: readonly string[];
    };

/**
 * Parses the segments of a path like kube-apiserver's RequestInfoFactory (apiserver,
 * pkg/endpoints/request/requestinfo.go): both must understand it the same way.
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

/** A namespace is a resource itself, with subresources of its own, and contains others. */
function withoutNamespace(parts: readonly string[]): readonly string[] {
  const [first, , third] = parts;
  if (first !== 'namespaces' || third === undefined) return parts;
  return third === 'status' || third === 'finalize' ? parts : parts.slice(2);
}
