/**
 * The messages that clients send or receive in protobuf: objects of `kubectl create`, reviews, Statuses. A field is
 * `number name type`; without a type it is text, with `[]` it is repeated, with `!` its zero means unset. Numbers are
 * those of the published `generated.proto` files. An object with a field that is missing here is refused rather than
 * stored without it.
 */
const table: Readonly<Record<string, string>> = {
  Status: '1 metadata ListMeta, 2 status, 3 message, 4 reason, 5 details StatusDetails, 6 code int!',
  StatusDetails: '1 name, 2 group, 3 kind, 4 causes StatusCause[], 5 retryAfterSeconds int!, 6 uid',
  StatusCause: '1 reason, 2 message, 3 field',
  ListMeta: '1 selfLink, 2 resourceVersion, 3 continue, 4 remainingItemCount int',
  ObjectMeta:
    '1 name, 2 generateName, 3 namespace, 4 selfLink, 5 uid, 6 resourceVersion, 7 generation int!, 8 creationTimestamp time, 9 deletionTimestamp time, 10 deletionGracePeriodSeconds int, 11 labels map, 12 annotations map, 13 ownerReferences OwnerReference[], 14 finalizers text[], 17 managedFields ManagedFields[]',
  OwnerReference: '1 kind, 3 name, 4 uid, 5 apiVersion, 6 controller bool, 7 blockOwnerDeletion bool',
  ManagedFields:
    '1 manager, 2 operation, 3 apiVersion, 4 time time, 6 fieldsType, 7 fieldsV1 json, 8 subresource',
  APIVersions: '1 versions text[], 2 serverAddressByClientCIDRs ServerAddress[]',
  ServerAddress: '1 clientCIDR, 2 serverAddress',
  APIGroupList: '1 groups APIGroup[]',
  APIGroup: '1 name, 2 versions GroupVersion[], 3 preferredVersion GroupVersion',
  GroupVersion: '1 groupVersion, 2 version',
  DeleteOptions:
    '1 gracePeriodSeconds int, 2 preconditions Preconditions, 3 orphanDependents bool, 4 propagationPolicy, 5 dryRun text[]',
  Preconditions: '1 uid, 2 resourceVersion',
  LabelSelector: '1 matchLabels map, 2 matchExpressions LabelRequirement[]',
  LabelRequirement: '1 key, 2 operator, 3 values text[]',
  ObjectReference: '1 kind, 2 namespace, 3 name, 4 uid, 5 apiVersion, 6 resourceVersion, 7 fieldPath',
  Named: '1 name',

  Namespace: '1 metadata ObjectMeta, 2 spec NamespaceSpec, 3 status NamespaceStatus',
  NamespaceSpec: '1 finalizers text[]',
  NamespaceStatus: '1 phase',
  Secret: '1 metadata ObjectMeta, 2 data bytes{}, 3 type, 4 stringData map, 5 immutable bool',
  ConfigMap: '1 metadata ObjectMeta, 2 data map, 3 binaryData bytes{}, 4 immutable bool',
  ServiceAccount:
    '1 metadata ObjectMeta, 2 secrets ObjectReference[], 3 imagePullSecrets Named[], 4 automountServiceAccountToken bool',
  Service: '1 metadata ObjectMeta, 2 spec ServiceSpec',
  ServiceSpec:
    '1 ports ServicePort[], 2 selector map, 3 clusterIP, 4 type, 5 externalIPs text[], 7 sessionAffinity, 8 loadBalancerIP, 10 externalName',
  ServicePort: '1 name, 2 protocol, 3 port int!, 4 targetPort intOrText, 5 nodePort int!',
  Event:
    '1 metadata ObjectMeta, 2 involvedObject ObjectReference, 3 reason, 4 message, 5 source EventSource, 6 firstTimestamp time, 7 lastTimestamp time, 8 count int!, 9 type, 10 eventTime time, 12 action, 14 reportingComponent, 15 reportingInstance',
  EventSource: '1 component, 2 host',

  Role: '1 metadata ObjectMeta, 2 rules PolicyRule[]',
  ClusterRole: '1 metadata ObjectMeta, 2 rules PolicyRule[], 3 aggregationRule AggregationRule',
  PolicyRule:
    '1 verbs text[], 2 apiGroups text[], 3 resources text[], 4 resourceNames text[], 5 nonResourceURLs text[]',
  AggregationRule: '1 clusterRoleSelectors LabelSelector[]',
  RoleBinding: '1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef',
  ClusterRoleBinding: '1 metadata ObjectMeta, 2 subjects Subject[], 3 roleRef RoleRef',
  Subject: '1 kind, 2 apiGroup, 3 name, 4 namespace',
  RoleRef: '1 apiGroup, 2 kind, 3 name',

  Pod: '1 metadata ObjectMeta, 2 spec PodSpec',
  PodTemplateSpec: '1 metadata ObjectMeta, 2 spec PodSpec',
  PodSpec:
    '2 containers Container[], 3 restartPolicy, 4 terminationGracePeriodSeconds int, 5 activeDeadlineSeconds int, 6 dnsPolicy, 7 nodeSelector map, 8 serviceAccountName, 9 serviceAccount, 10 nodeName, 11 hostNetwork bool!, 15 imagePullSecrets Named[], 16 hostname, 17 subdomain, 19 schedulerName, 20 initContainers Container[], 21 automountServiceAccountToken bool, 24 priorityClassName',
  Container:
    '1 name, 2 image, 3 command text[], 4 args text[], 5 workingDir, 6 ports ContainerPort[], 7 env EnvVar[], 8 resources Resources, 13 terminationMessagePath, 14 imagePullPolicy, 16 stdin bool!, 17 stdinOnce bool!, 18 tty bool!',
  ContainerPort: '1 name, 2 hostPort int!, 3 containerPort int!, 4 protocol, 5 hostIP',
  EnvVar: '1 name, 2 value',
  Resources: '1 limits quantity{}, 2 requests quantity{}',
  Deployment: '1 metadata ObjectMeta, 2 spec DeploymentSpec',
  DeploymentSpec:
    '1 replicas int, 2 selector LabelSelector, 3 template PodTemplateSpec, 4 strategy DeploymentStrategy, 5 minReadySeconds int!, 6 revisionHistoryLimit int, 7 paused bool!, 9 progressDeadlineSeconds int',
  DeploymentStrategy: '1 type, 2 rollingUpdate RollingUpdate',
  RollingUpdate: '1 maxUnavailable intOrText, 2 maxSurge intOrText',
  Job: '1 metadata ObjectMeta, 2 spec JobSpec',
  JobSpec:
    '1 parallelism int, 2 completions int, 3 activeDeadlineSeconds int, 4 selector LabelSelector, 5 manualSelector bool, 6 template PodTemplateSpec, 7 backoffLimit int',
  CronJob: '1 metadata ObjectMeta, 2 spec CronJobSpec',
  CronJobSpec:
    '1 schedule, 2 startingDeadlineSeconds int, 3 concurrencyPolicy, 4 suspend bool, 5 jobTemplate JobTemplate, 6 successfulJobsHistoryLimit int, 7 failedJobsHistoryLimit int',
  JobTemplate: '1 metadata ObjectMeta, 2 spec JobSpec',
  Lease: '1 metadata ObjectMeta, 2 spec LeaseSpec',
  LeaseSpec:
    '1 holderIdentity, 2 leaseDurationSeconds int, 3 acquireTime time, 4 renewTime time, 5 leaseTransitions int',
  PriorityClass:
    '1 metadata ObjectMeta, 2 value int, 3 globalDefault bool!, 4 description, 5 preemptionPolicy',
  ResourceQuota: '1 metadata ObjectMeta, 2 spec QuotaSpec',
  QuotaSpec: '1 hard quantity{}, 2 scopes text[]',
  PodDisruptionBudget: '1 metadata ObjectMeta, 2 spec BudgetSpec',
  BudgetSpec: '1 minAvailable intOrText, 2 selector LabelSelector, 3 maxUnavailable intOrText',

  TokenRequest: '1 metadata ObjectMeta, 2 spec TokenRequestSpec, 3 status TokenRequestStatus',
  TokenRequestSpec: '1 audiences text[], 3 boundObjectRef BoundObject, 4 expirationSeconds int',
  BoundObject: '1 kind, 2 apiVersion, 3 name, 4 uid',
  TokenRequestStatus: '1 token, 2 expirationTimestamp time',
  TokenReview: '1 metadata ObjectMeta, 2 spec TokenReviewSpec',
  TokenReviewSpec: '1 token, 2 audiences text[]',
  SelfSubjectReview: '1 metadata ObjectMeta',
  SelfSubjectAccessReview: '1 metadata ObjectMeta, 2 spec AccessSpec',
  LocalSubjectAccessReview: '1 metadata ObjectMeta, 2 spec SubjectAccessSpec',
  SubjectAccessReview: '1 metadata ObjectMeta, 2 spec SubjectAccessSpec',
  AccessSpec: '1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes PathAttributes',
  SubjectAccessSpec:
    '1 resourceAttributes ResourceAttributes, 2 nonResourceAttributes PathAttributes, 3 user, 4 groups text[], 6 uid',
  ResourceAttributes: '1 namespace, 2 verb, 3 group, 4 version, 5 resource, 6 subresource, 7 name',
  PathAttributes: '1 path, 2 verb',
  SelfSubjectRulesReview: '1 metadata ObjectMeta, 2 spec RulesSpec',
  RulesSpec: '1 namespace',

  OpenApiDocument: '1 swagger, 2 info OpenApiInfo, 8 paths OpenApiPaths, 9 definitions OpenApiDefinitions',
  OpenApiInfo: '1 title, 2 version',
  OpenApiPaths: '2 path OpenApiPath[]',
  OpenApiPath: '1 name, 2 value OpenApiItem',
  OpenApiItem:
    '2 get OpenApiOperation, 3 put OpenApiOperation, 4 post OpenApiOperation, 5 delete OpenApiOperation, 8 patch OpenApiOperation',
  OpenApiOperation: '5 operationId, 8 parameters OpenApiParameters[], 13 vendorExtension OpenApiExtension[]',
  OpenApiParameters: '1 parameter OpenApiParameter',
  OpenApiParameter: '2 nonBodyParameter OpenApiNonBody',
  OpenApiNonBody: '3 queryParameter OpenApiQuery',
  OpenApiQuery: '2 in, 4 name, 6 type',
  OpenApiExtension: '1 name, 2 value OpenApiAny',
  OpenApiAny: '2 yaml',
  OpenApiDefinitions: '1 additionalProperties OpenApiDefinition[]',
  OpenApiDefinition: '1 name, 2 value OpenApiSchema',
  OpenApiSchema: '31 vendorExtension OpenApiExtension[]',
};

/** One field of a message. */
export interface MessageField {
  readonly number: number;
  readonly name: string;
  /** `text`, `int`, `bool`, `bytes`, `time`, `json`, `quantity`, `intOrText`, `map` of texts, or a message's name. */
  readonly type: string;
  readonly shape: 'one' | 'list' | 'map';
  /** Whether clients send 0 or false for an unset field. */
  readonly isZeroNone: boolean;
}

const parsed = new Map<string, readonly MessageField[]>();

/** A message's fields; null if it is not in the table. */
export function messageOf(name: string): readonly MessageField[] | null {
  const line = table[name] ?? listLine(name);
  if (line === undefined) return null;
  const fields = parsed.get(name) ?? line.split(', ').map(fieldOf);
  parsed.set(name, fields);
  return fields;
}

/** Every kind has a list of the same shape. */
function listLine(name: string): string | undefined {
  const item = name.replace(/List$/, '');
  return item !== name && item in table ? `1 metadata ListMeta, 2 items ${item}[]` : undefined;
}

function fieldOf(line: string): MessageField {
  const [number, name = '', type = 'text'] = line.split(' ');
  const shape = type.endsWith('[]') ? 'list' : type.endsWith('{}') || type === 'map' ? 'map' : 'one';
  const plain = type === 'map' ? 'text' : type.replace(/\[\]|\{\}|!/, '');
  return { number: Number(number), name, type: plain, shape, isZeroNone: type.endsWith('!') };
}
