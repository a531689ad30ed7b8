import { isDeepStrictEqual } from 'node:util';
import {
  bindingPlace,
  type IdentityMapping,
  mappingBody,
  mappingIn,
  mappingPlace,
  type ObjectPlace,
  ours,
} from '../machine/api-server/access-objects.js';
import type { RbacBinding } from '../machine/api-server/rbac-reader.js';
import { quickHash } from '../words/hash.js';
import { mappingName, tokenUser } from '../words/identity.js';

/** A role of the token's user, for the whole cluster or in one namespace. */
export interface TokenBinding {
  readonly kind: RbacBinding['kind'];
  readonly name: string;
  /** Null for a ClusterRoleBinding. */
  readonly namespace: string | null;
  readonly role: RbacBinding['role'];
}

/** What gives an identity's token the rights that its certificate has. */
export interface TokenAccess {
  readonly mapping: IdentityMapping;
  readonly bindings: readonly TokenBinding[];
}

/**
 * The token's user has a name and bindings of its own. With the certificate's common name it would lose everything
 * when ACK cleans that, which removes the bindings too, and the audit log could not tell token from certificate. Nor
 * does the name begin with the uid, as the names do that ACK takes for its own.
 */
export function tokenAccess(asked: {
  readonly uid: string;
  readonly arn: string;
  readonly groups: readonly string[];
  readonly commonName: string;
  readonly bindings: readonly RbacBinding[];
}): TokenAccess {
  const { uid, arn, groups, commonName } = asked;
  const bindings = new Map<string, TokenBinding>();
  for (const { kind, namespace, role, subjects } of asked.bindings) {
    const isTheirs = subjects.some((subject) => subject.kind === 'User' && subject.name === commonName);
    const binding = { kind, name: bindingName(uid, role), namespace, role };
    if (isTheirs) bindings.set(keyOf(binding), binding);
  }
  return {
    mapping: { name: mappingName(uid), arn, username: tokenUser(uid), groups },
    bindings: [...bindings.values()].toSorted((one, other) => keyOf(one).localeCompare(keyOf(other), 'en')),
  };
}

function bindingName(uid: string, { kind, name }: RbacBinding['role']): string {
  return `${mappingName(uid)}-${quickHash(`${kind}/${name}`).slice(0, 12)}`;
}

function keyOf({ kind, namespace, name }: Pick<TokenBinding, 'kind' | 'namespace' | 'name'>): string {
  return `${kind} ${namespace ?? ''} ${name}`;
}

/** What is in a cluster already of an identity's access, or what is in its way. */
export type PresentAccess =
  | { readonly kind: 'fits'; readonly isMapped: boolean; readonly missing: readonly TokenBinding[] }
  /** A mapping of the same ARN or user that is not exactly ours. */
  | { readonly kind: 'mappedOtherwise'; readonly name: string }
  /** A binding that gives the token's user more, or has one of our names and another content. */
  | { readonly kind: 'boundOtherwise'; readonly name: string };

/** Nothing of anybody else's is overwritten, and no token gets more than its certificate has. */
export function presentAccess(
  { mapping, bindings }: TokenAccess,
  seen: { readonly mappings: readonly IdentityMapping[]; readonly bindings: readonly RbacBinding[] },
): PresentAccess {
  const concerned = seen.mappings.filter(
    ({ name, arn, username }) =>
      name === mapping.name || isSameArn(arn, mapping.arn) || username === mapping.username,
  );
  const stranger = concerned.find((each) => !isSameMapping(each, mapping));
  if (stranger !== undefined) return { kind: 'mappedOtherwise', name: stranger.name };
  const meant = new Map(bindings.map((each) => [keyOf(each), each]));
  const found = new Set<string>();
  for (const binding of seen.bindings) {
    const same = meant.get(keyOf(binding));
    const isToken = binding.subjects.some(({ kind, name }) => kind === 'User' && name === mapping.username);
    if (same === undefined && !isToken) continue;
    if (same === undefined || !isSameBinding(binding, same, mapping.username))
      return { kind: 'boundOtherwise', name: binding.name };
    found.add(keyOf(binding));
  }
  const missing = bindings.filter((each) => !found.has(keyOf(each)));
  return { kind: 'fits', isMapped: concerned.length > 0, missing };
}

/** RAM's names differ in more than case. */
function isSameArn(one: string, other: string): boolean {
  return one.toLowerCase() === other.toLowerCase();
}

export function isSameMapping(one: IdentityMapping, other: IdentityMapping): boolean {
  return isDeepStrictEqual(normalized(one), normalized(other));
}

function normalized({ name, arn, username, groups }: IdentityMapping) {
  return { name, arn, username, groups: groups.toSorted() };
}

function isSameBinding({ role, subjects }: RbacBinding, meant: TokenBinding, username: string): boolean {
  const [only, ...others] = subjects;
  const isOurs = only?.kind === 'User' && only.name === username && others.length === 0;
  return isOurs && role.kind === meant.role.kind && role.name === meant.role.name;
}

/** One object to be written: where, what, and whether what is there is exactly it. */
export interface MeantObject {
  readonly place: ObjectPlace;
  readonly body: object;
  readonly isSame: (stored: Readonly<Record<string, unknown>>) => boolean;
}

/** The bindings first: with the mapping the token begins to work. */
export function meantObjects({ mapping, bindings }: TokenAccess): readonly MeantObject[] {
  const mappingObject: MeantObject = {
    place: mappingPlace(mapping.name),
    body: mappingBody(mapping),
    isSame: (stored) => {
      const found = mappingIn(stored);
      return found !== null && isSameMapping(found, mapping);
    },
  };
  return [...bindings.map((each) => bindingObject(each, mapping.username)), mappingObject];
}

const rbac = 'rbac.authorization.k8s.io';

function bindingObject({ kind, name, namespace, role }: TokenBinding, username: string): MeantObject {
  const roleRef = { apiGroup: rbac, ...role };
  const subjects = [{ kind: 'User', apiGroup: rbac, name: username }];
  const metadata = { name, ...(namespace === null ? {} : { namespace }), labels: ours };
  return {
    place: bindingPlace({ namespace, name }),
    body: { apiVersion: `${rbac}/v1`, kind, metadata, roleRef, subjects },
    isSame: (stored) =>
      isDeepStrictEqual(stored['roleRef'], roleRef) && isDeepStrictEqual(stored['subjects'], subjects),
  };
}
