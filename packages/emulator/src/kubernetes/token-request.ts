import { wireTime } from '../http/reply.js';
import { apiAudience, issueToken } from './access/authenticate.js';
import { fieldsAfterUpdate } from './model/managed-fields.js';
import { isProtobuf, readProtobuf } from './model/protobuf.js';
import { isRecord, type JsonRecord, recordAt } from './model/record.js';
import { hasOldManners } from './model/resources.js';
import { badRequest, invalid, type KubernetesReply, Refusal } from './model/status.js';
import { refuseLargeBody } from './objects/body.js';
import { type ObjectCall, writeOptions } from './objects/call.js';
import { foundObject } from './objects/update.js';

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
