import type { ServiceRequest } from '../../http/request.js';
import type { ClusterRecord } from '../../world/cluster.js';
import type { RequestInfo } from '../model/request-info.js';
import { hasOldManners } from '../model/resources.js';
import { badRequest, failure, forbidden, type KubernetesReply, Refusal, text } from '../model/status.js';
import { authorize, rolesOf } from './authorize.js';
import { type KubernetesUser, serviceAccountGroups, serviceAccountOf } from './user.js';

/** The impersonated user: that of the `Impersonate-…` headers, if the caller may impersonate it. */
export function impersonated(
  request: ServiceRequest,
  info: RequestInfo,
  cluster: ClusterRecord,
  caller: KubernetesUser,
): KubernetesUser {
  const wish = wishOf(request);
  if (!wish) return caller;
  if (wish.username === '') throw new Refusal(early(withoutName(request, cluster, wish)));
  const refused = partsOf(wish).find(({ group, resource, namespace, name }) => {
    const attempt = { kind: 'resource' as const, verb: 'impersonate', subresource: null };
    return !authorize(cluster, caller, { ...attempt, group, resource, namespace, name }).isAllowed;
  });
  if (refused) throw new Refusal(early(refusal(refused, { info, cluster, caller, wish })));
  return wish.username === 'system:anonymous'
    ? { ...wish, groups: ['system:unauthenticated'] }
    : withGroups(wish);
}

function early(reply: KubernetesReply): KubernetesReply {
  return { ...reply, isEarly: true };
}

/** Null if none is named; an empty user is none. */
function wishOf({ headers }: ServiceRequest): KubernetesUser | null {
  const username = headers['impersonate-user'] ?? '';
  const groups = (headers['impersonate-group'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
  const uid = headers['impersonate-uid'];
  const prefix = 'impersonate-extra-';
  const extra = Object.entries(headers).flatMap(([name, value]) =>
    name.startsWith(prefix) ? [[extraKey(name.slice(prefix.length)), value.split(',')] as const] : [],
  );
  if (username === '' && groups.length === 0 && !uid && extra.length === 0) return null;
  const more = extra.length > 0 ? { extra: Object.fromEntries(extra) } : {};
  return { username, groups, ...(uid ? { uid } : {}), ...more };
}

/** A key that is badly encoded is taken as it is. */
function extraKey(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

interface Part {
  readonly group: string;
  readonly resource: string;
  readonly namespace: string | null;
  readonly name: string;
}

function partsOf(wish: KubernetesUser): Part[] {
  const account = serviceAccountOf(wish.username);
  const who = account
    ? { group: '', resource: 'serviceaccounts', ...account }
    : { group: '', resource: 'users', namespace: null, name: wish.username };
  const groups = wish.groups.map((name) => ({ group: '', resource: 'groups', namespace: null, name }));
  const inAuthentication = { group: 'authentication.k8s.io', namespace: null };
  const uids = wish.uid ? [{ ...inAuthentication, resource: 'uids', name: wish.uid }] : [];
  const extras = Object.entries(wish.extra ?? {}).flatMap(([key, values]) =>
    values.map((name) => ({ ...inAuthentication, resource: `userextras/${key}`, name })),
  );
  return [who, ...groups, ...uids, ...extras];
}

function withGroups(wish: KubernetesUser): KubernetesUser {
  const account = serviceAccountOf(wish.username);
  const own = account && wish.groups.length === 0 ? serviceAccountGroups(account.namespace) : [];
  return { ...wish, groups: [...new Set([...wish.groups, ...own, 'system:authenticated'])] };
}

/**
 * 1.37 names what is impersonated, and a verb that only it knows, unless the caller has an impersonate permission of
 * the old kind; 1.24 names whom the caller may not impersonate.
 */
function refusal(
  part: Part,
  by: {
    readonly info: RequestInfo;
    readonly cluster: ClusterRecord;
    readonly caller: KubernetesUser;
    readonly wish: KubernetesUser;
  },
): KubernetesReply {
  const { info, cluster, caller, wish } = by;
  if (hasOldManners(cluster) || holdsImpersonation(cluster, caller)) {
    const place = part.namespace === null ? 'at the cluster scope' : `in the namespace "${part.namespace}"`;
    const why = `User "${caller.username}" cannot impersonate resource "${part.resource}" in API group "${part.group}" ${place}`;
    return forbidden({ plural: part.resource, group: part.group }, part.name, why);
  }
  const mode = serviceAccountOf(wish.username) ? 'serviceaccount' : 'user-info';
  return refusalOf({ ...info, verb: `impersonate-on:${mode}:${info.verb}` }, caller, '');
}

function holdsImpersonation(cluster: ClusterRecord, caller: KubernetesUser): boolean {
  return rolesOf(cluster, caller).some((role) =>
    role.rules?.some((rule) => rule.verbs.includes('impersonate') || rule.verbs.includes('*')),
  );
}

function withoutName(request: ServiceRequest, cluster: ClusterRecord, wish: KubernetesUser): KubernetesReply {
  const [group = ''] = wish.groups;
  if (hasOldManners(cluster)) {
    const why = `requested [{Group  ${group}    }] without impersonating a user`;
    return text(500, `Internal Server Error: "${request.path}": ${why}\n`);
  }
  const groups = wish.groups.map((name) => JSON.stringify(name)).join(', ');
  const told = `&user.DefaultInfo{Name:"", UID:"${wish.uid ?? ''}", Groups:[]string{${groups}}, Extra:map[string][]string(nil)}`;
  const reply = badRequest(`requested ${told} without impersonating a user name`);
  return { ...reply, headers: { 'x-content-type-options': 'nosniff' } };
}

/** The authorizer's 403. `reason` is its addition, such as a missing role. */
export function refusalOf(info: RequestInfo, user: KubernetesUser, reason: string): KubernetesReply {
  const added = reason === '' ? '' : `: ${reason}`;
  const reply = info.kind === 'path' ? pathRefusal(info, user, added) : resourceRefusal(info, user, added);
  return { ...reply, headers: { 'x-content-type-options': 'nosniff' } };
}

function pathRefusal(info: Extract<RequestInfo, { kind: 'path' }>, user: KubernetesUser, added: string) {
  const message = `forbidden: User "${user.username}" cannot ${info.verb} path "${info.path}"${added}`;
  return failure(403, { message, reason: 'Forbidden', details: {} });
}

function resourceRefusal(
  info: Extract<RequestInfo, { kind: 'resource' }>,
  user: KubernetesUser,
  added: string,
) {
  const { verb, group, resource, subresource, namespace, name } = info;
  const what = subresource === null ? resource : `${resource}/${subresource}`;
  const place = namespace === null ? 'at the cluster scope' : `in the namespace "${namespace}"`;
  const why = `User "${user.username}" cannot ${verb} resource "${what}" in API group "${group}" ${place}${added}`;
  return forbidden({ plural: resource, group }, name, why);
}
