import type { RequestInfo } from '../request-info.js';
import { failure, forbidden, type KubernetesReply } from '../status.js';
import type { KubernetesUser } from './user.js';

/** The authorizer's 403. `reason` is what it has to add, such as a role that is gone. */
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
