import { recordAt, textAt } from '../model/record.js';
import { hasOldManners } from '../model/resources.js';
import {
  badRequest,
  failure,
  type KubernetesReply,
  objectNotFound,
  resourceNotFound,
} from '../model/status.js';
import { storeOf } from '../model/store.js';
import type { ObjectCall } from './call.js';

/** What a kubelet or a Service would answer; null for other sub-resources. */
const served: Readonly<Record<string, (call: ObjectCall) => KubernetesReply>> = {
  'pods/exec': unreachablePod,
  'pods/attach': unreachablePod,
  'pods/portforward': unreachablePod,
  'pods/proxy': proxiedPod,
  'pods/log': podLog,
  'nodes/proxy': (call) =>
    found(call, () => failure(503, { message: 'no kubelet runs here', reason: 'ServiceUnavailable' })),
  'services/proxy': proxiedService,
};

/** Answers for parts of an object outside the API server: nothing runs, so nothing is reached. */
export function liveSubresource(call: ObjectCall, name: string): KubernetesReply {
  const answer = served[`${call.kind.plural}/${name}`];
  if (!answer) return resourceNotFound;
  return answer(call);
}

function found(
  { cluster, kind, namespace, name }: ObjectCall,
  answer: () => KubernetesReply,
): KubernetesReply {
  return storeOf(cluster).get(kind, namespace, name ?? '') ? answer() : objectNotFound(kind, name ?? '');
}

function unreachablePod(call: ObjectCall): KubernetesReply {
  return found(call, () =>
    isScheduled(call)
      ? failure(500, { message: 'error dialing backend: no kubelet runs here' })
      : badRequest(`pod ${call.name} does not have a host assigned`),
  );
}

function proxiedPod(call: ObjectCall): KubernetesReply {
  return found(call, () => badRequest('address not allowed'));
}

/** A running pod has an empty log; any other has none at all. */
function podLog(call: ObjectCall): KubernetesReply {
  const text = { 'content-type': 'text/plain' };
  return found(call, () =>
    isScheduled(call)
      ? { code: 200, body: '', headers: text }
      : { code: 204, body: '', headers: { 'content-type': [] } },
  );
}

function isScheduled({ cluster, kind, namespace, name }: ObjectCall): boolean {
  const pod = storeOf(cluster).get(kind, namespace, name ?? '');
  return pod !== undefined && (textAt(recordAt(pod, 'spec'), 'nodeName') ?? '') !== '';
}

function proxiedService(call: ObjectCall): KubernetesReply {
  if (hasOldManners(call.cluster)) return found(call, () => noEndpoints(call));
  return noEndpoints(call);
}

function noEndpoints({ name }: ObjectCall): KubernetesReply {
  const message = `no endpoints available for service "${name}"`;
  return failure(503, { message, reason: 'ServiceUnavailable' });
}
