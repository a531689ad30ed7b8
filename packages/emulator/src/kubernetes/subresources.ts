import { wireTime } from '../http/reply.js';
import { apiAudience, issueToken } from './access/authenticate.js';
import { fieldsAfterUpdate } from './model/managed-fields.js';
import { isProtobuf, readProtobuf } from './model/protobuf.js';
import { isRecord, type JsonRecord, recordAt, textAt } from './model/record.js';
import { hasOldManners } from './model/resources.js';
import {
  badRequest,
  failure,
  invalid,
  type KubernetesReply,
  objectNotFound,
  Refusal,
  resourceNotFound,
} from './model/status.js';
import { storeOf } from './model/store.js';
import { refuseLargeBody } from './objects/body.js';
import { type ObjectCall, writeOptions } from './objects/call.js';
import { foundObject } from './objects/update.js';

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

const usualSeconds = 3600;

const leastSeconds = 600;

/** POST of `serviceaccounts/<name>/token`. */
export function requestToken(call: ObjectCall): KubernetesReply {
  const { request, cluster, now, name, namespace } = call;
  const isOld = hasOldManners(cluster);
  refuseLargeBody(request);
  const { manager } = writeOptions(request, 'CreateOptions', isOld);
  const account = foundObject(call);
  const sent = isProtobuf(request.body) ? readProtobuf(request.body) : null;
  const wished = recordAt(sent ?? parsed(request.body.toString('utf8')), 'spec');
  const asked = wished['expirationSeconds'];
  const audiences = audiencesIn(wished);
  const expirationSeconds = typeof asked === 'number' ? asked : usualSeconds;
  if (expirationSeconds < leastSeconds) throw new Refusal(tooShort(expirationSeconds));
  const expires = new Date(now.getTime() + expirationSeconds * 1000);
  const holder = { namespace: namespace ?? '', name: name ?? '', uid: account.metadata.uid };
  const spec = { audiences, expirationSeconds, boundObjectRef: null };
  const kept = { apiVersion: 'authentication.k8s.io/v1', kind: 'TokenRequest', spec };
  const managedFields = fieldsAfterUpdate({ before: {}, after: kept, manager, now });
  const uid = isOld ? {} : { uid: account.metadata.uid };
  const metadata = { name, namespace, ...uid, creationTimestamp: wireTime(now), managedFields };
  const token = issueToken(cluster, holder, { expires, audiences });
  return {
    code: 201,
    body: { ...kept, metadata, status: { token, expirationTimestamp: wireTime(expires) } },
  };
}

/** The default audience is the API server itself. */
function audiencesIn({ audiences }: JsonRecord): readonly string[] {
  const named = Array.isArray(audiences) ? audiences.map(String) : [];
  return named.length > 0 ? named : [apiAudience];
}

function parsed(text: string): JsonRecord {
  try {
    const body: unknown = JSON.parse(text);
    if (isRecord(body)) return body;
  } catch {
    // Refused below, like any other text that is not an object.
  }
  throw new Refusal(badRequest('the object provided is unrecognized (must be of type TokenRequest)'));
}

function tooShort(seconds: number): KubernetesReply {
  const message = `Invalid value: ${seconds}: may not specify a duration less than 10 minutes`;
  const cause = { reason: 'FieldValueInvalid', message, field: 'spec.expirationSeconds' };
  return invalid({ group: 'authentication.k8s.io', kind: 'TokenRequest' }, '', [cause]);
}
