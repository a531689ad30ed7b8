import { wireTime } from '../http/reply.js';
import { apiAudience, userOfBearer } from './access/authenticate.js';
import { authorize, rulesIn } from './access/authorize.js';
import type { KubernetesUser } from './access/user.js';
import { fieldsAfterUpdate } from './model/managed-fields.js';
import { isRecord, type JsonRecord, recordAt, textAt, withoutEmpty } from './model/record.js';
import { apiVersionOf, hasOldManners } from './model/resources.js';
import type { Attempt, PolicyRule } from './model/rules.js';
import { badRequest, failure, invalid, type KubernetesReply, Refusal, text } from './model/status.js';
import { readObject } from './objects/body.js';
import { type ObjectCall, writeOptions } from './objects/call.js';

/** Answers a review: nothing of it is stored. */
export async function review(call: ObjectCall): Promise<KubernetesReply> {
  refuseTable(call);
  const body = readObject(call.request, call.kind);
  const spec = recordAt(body, 'spec');
  switch (call.kind.kind) {
    case 'SelfSubjectReview':
      return created(
        call,
        { status: { userInfo: withoutEmpty({ ...call.user }) } },
        hasOldManners(call.cluster) ? null : wireTime(call.now),
      );
    case 'SelfSubjectRulesReview':
      return created(call, { spec: {}, status: rulesStatus(call, textAt(spec, 'namespace') ?? '') });
    case 'TokenReview':
      return createdManaged(call, { spec, status: await tokenStatus(call, textAt(spec, 'token') ?? '') });
    case 'LocalSubjectAccessReview':
    case 'SubjectAccessReview':
      return createdManaged(call, { spec, status: accessStatus(call, spec, subjectOf(spec)) });
    default:
      return createdManaged(call, { spec, status: accessStatus(call, spec, call.user) });
  }
}

function refuseTable({ request }: ObjectCall): void {
  if (!(request.headers['accept'] ?? '').includes('as=Table')) return;
  const types = ['application/json', 'application/yaml', 'application/vnd.kubernetes.protobuf'];
  const message = `only the following media types are accepted: ${types.join(', ')}`;
  throw new Refusal(failure(406, { message, reason: 'NotAcceptable' }));
}

/** `time`: undefined for a review without one, which 1.24 returns as null. */
function created(call: ObjectCall, content: JsonRecord, time: string | null = null): KubernetesReply {
  const { kind, cluster } = call;
  const metadata =
    time !== null ? { creationTimestamp: time } : hasOldManners(cluster) ? { creationTimestamp: null } : {};
  return { code: 201, body: { kind: kind.kind, apiVersion: apiVersionOf(kind), metadata, ...content } };
}

/** Access and token reviews report their managed fields, as if they were stored. */
function createdManaged(
  call: ObjectCall,
  { spec, status }: { readonly spec: JsonRecord; readonly status: JsonRecord },
) {
  const { kind, cluster, request, now } = call;
  const { manager } = writeOptions(request, 'CreateOptions', hasOldManners(cluster));
  const after = { apiVersion: apiVersionOf(kind), kind: kind.kind, spec };
  const managedFields = fieldsAfterUpdate({ before: {}, after, manager, now });
  const time = hasOldManners(cluster) ? { creationTimestamp: null } : {};
  return { code: 201, body: { ...after, metadata: { ...time, managedFields }, status } };
}

function subjectOf(spec: JsonRecord): KubernetesUser {
  const groups = spec['groups'];
  return { username: textAt(spec, 'user') ?? '', groups: Array.isArray(groups) ? groups : [] };
}

function accessStatus(call: ObjectCall, spec: JsonRecord, user: KubernetesUser): JsonRecord {
  const attempt = attemptOf(call, spec);
  const { isAllowed, reason, failure: broken } = authorize(call.cluster, user, attempt);
  if (broken !== null) return { allowed: false, evaluationError: broken };
  return { allowed: isAllowed, ...(reason === '' ? {} : { reason }) };
}

function attemptOf(call: ObjectCall, spec: JsonRecord): Attempt {
  const [onResource, onPath] = [spec['resourceAttributes'], spec['nonResourceAttributes']];
  if (isRecord(onPath) && !isRecord(onResource)) {
    return { kind: 'path', verb: textAt(onPath, 'verb') ?? '', path: textAt(onPath, 'path') ?? '' };
  }
  if (!isRecord(onResource) || isRecord(onPath))
    throw new Refusal(oneOf(call, isRecord(onPath) ? onPath : null));
  return {
    kind: 'resource',
    verb: textAt(onResource, 'verb') ?? '',
    group: textAt(onResource, 'group') ?? '',
    resource: textAt(onResource, 'resource') ?? '',
    subresource: textAt(onResource, 'subresource') || null,
    namespace: textAt(onResource, 'namespace') || null,
    name: textAt(onResource, 'name') || null,
  };
}

/** 422: neither kind of attributes, or both. The odd name of the kind is Kubernetes' own. */
function oneOf({ cluster }: ObjectCall, both: JsonRecord | null): KubernetesReply {
  const [path, verb] = [textAt(both ?? {}, 'path') ?? '', textAt(both ?? {}, 'verb') ?? ''];
  const one = 'exactly one of nonResourceAttributes or resourceAttributes must be specified';
  const fresh = both ? JSON.stringify({ Path: path, Verb: verb }) : 'null';
  const old = both
    ? `authorization.NonResourceAttributes{Path:"${path}", Verb:"${verb}"}: cannot be specified in combination with resourceAttributes`
    : `"null": ${one}`;
  const isOld = hasOldManners(cluster);
  const field = !isOld ? 'spec' : both ? 'spec.nonResourceAttributes' : 'spec.resourceAttributes';
  const message = `Invalid value: ${isOld ? old : `${fresh}: ${one}`}`;
  return invalid({ group: 'authorization.k8s.io', kind: '' }, '', [
    { reason: 'FieldValueInvalid', message, field },
  ]);
}

function rulesStatus({ cluster, user }: ObjectCall, namespace: string): JsonRecord {
  if (namespace === '') throw new Refusal(badRequest('no namespace on request'));
  const { rules, isIncomplete, evaluationError } = rulesIn(cluster, user, namespace);
  const isOnPath = (rule: PolicyRule) => (rule.nonResourceURLs ?? []).length > 0;
  return {
    resourceRules: rules.filter((rule) => !isOnPath(rule)).map(resourceRule),
    nonResourceRules: rules
      .filter(isOnPath)
      .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
    incomplete: isIncomplete,
    ...(evaluationError === '' ? {} : { evaluationError }),
  };
}

function resourceRule({ verbs, apiGroups, resources, resourceNames }: PolicyRule): JsonRecord {
  return { verbs, ...withoutEmpty({ apiGroups, resources, resourceNames }) };
}

async function tokenStatus(call: ObjectCall, token: string): Promise<JsonRecord> {
  const user = await userOfBearer(token, call);
  if (!user) return { user: {}, error: 'invalid bearer token' };
  return { authenticated: true, user, audiences: [apiAudience] };
}

/** Sent if a webhook authorizer cannot be reached. */
export function authorizerDown(path: string, why: string): KubernetesReply {
  return text(500, `Internal Server Error: ${JSON.stringify(path)}: ${why}\n`);
}
