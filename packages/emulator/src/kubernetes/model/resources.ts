import type { ClusterRecord } from '../../world/cluster.js';
import type { JsonRecord } from './record.js';

/** A kind the API servers know. */
export interface ResourceKind {
  /** Empty for the core group. */
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  /** Whether its status is written apart, at `<name>/status`. */
  readonly hasStatus: boolean;
  /** `new`: 1.24 does not have it; `old`: only that has. */
  readonly servedBy: 'all' | 'new' | 'old';
  /** Beside the status. */
  readonly subresources: readonly Subresource[];
  /** Of a kind that a definition in the cluster brings. */
  readonly custom?: CustomFacts;
}

/** A part of an object with a path of its own. Told in discovery; few of them are played. */
export interface Subresource {
  readonly name: string;
  readonly kind: string;
  /** Where the kind is of another group. */
  readonly apiVersion?: string;
  readonly verbs: readonly string[];
  readonly isNew: boolean;
}

interface CustomFacts {
  /** Its OpenAPI schema. */
  readonly schema: JsonRecord;
  readonly listKind: string;
  /** Columns of its table beside the usual ones, as the definition tells them. */
  readonly columns: readonly JsonRecord[];
}

/** What can be done with what is stored. */
export const storedVerbs: readonly string[] = [
  'create',
  'delete',
  'deletecollection',
  'get',
  'list',
  'patch',
  'update',
  'watch',
];

/**
 * Every resource in the discovery of kube-apiserver 1.37.2 and 1.24.17, one per line: group and version, plural,
 * kind, N if namespaced, and what is unusual. `+` before a line or a part: 1.24 does not have it; `-`: only 1.24 has.
 * Parts are `name:kind:verbs`, with `@` for another kind's group and version; a usual status has only its name. In
 * the order of groups in discovery.
 */
const kindsTable = `
v1 bindings Binding N verbs=create
v1 componentstatuses ComponentStatus C short=cs verbs=get,list
v1 configmaps ConfigMap N short=cm
v1 endpoints Endpoints N short=ep
v1 events Event N short=ev
v1 limitranges LimitRange N short=limits
v1 namespaces Namespace C short=ns verbs=create,delete,get,list,patch,update,watch parts=finalize:Namespace:update;status
v1 nodes Node C short=no parts=proxy:NodeProxyOptions:create,delete,get,patch,update;status
v1 persistentvolumeclaims PersistentVolumeClaim N short=pvc parts=status
v1 persistentvolumes PersistentVolume C short=pv parts=status
v1 pods Pod N short=po in=all parts=attach:PodAttachOptions:create,get;binding:Binding:create;ephemeralcontainers:Pod:get,patch,update;eviction:Eviction@policy/v1:create;exec:PodExecOptions:create,get;log:Pod:get;portforward:PodPortForwardOptions:create,get;proxy:PodProxyOptions:create,delete,get,patch,update;+resize:Pod:get,patch,update;status
v1 podtemplates PodTemplate N
v1 replicationcontrollers ReplicationController N short=rc in=all parts=scale:Scale@autoscaling/v1:get,patch,update;status
v1 resourcequotas ResourceQuota N short=quota parts=status
v1 secrets Secret N
v1 serviceaccounts ServiceAccount N short=sa parts=token:TokenRequest@authentication.k8s.io/v1:create
v1 services Service N short=svc in=all parts=proxy:ServiceProxyOptions:create,delete,get,patch,update;status
apiregistration.k8s.io/v1 apiservices APIService C in=api-extensions parts=status
apps/v1 controllerrevisions ControllerRevision N
apps/v1 daemonsets DaemonSet N short=ds in=all parts=status
apps/v1 deployments Deployment N short=deploy in=all parts=scale:Scale@autoscaling/v1:get,patch,update;status
apps/v1 replicasets ReplicaSet N short=rs in=all parts=scale:Scale@autoscaling/v1:get,patch,update;status
apps/v1 statefulsets StatefulSet N short=sts in=all parts=scale:Scale@autoscaling/v1:get,patch,update;status
events.k8s.io/v1 events Event N short=ev
-events.k8s.io/v1beta1 events Event N short=ev
+authentication.k8s.io/v1 selfsubjectreviews SelfSubjectReview C verbs=create
authentication.k8s.io/v1 tokenreviews TokenReview C verbs=create
authorization.k8s.io/v1 localsubjectaccessreviews LocalSubjectAccessReview N verbs=create
authorization.k8s.io/v1 selfsubjectaccessreviews SelfSubjectAccessReview C verbs=create
authorization.k8s.io/v1 selfsubjectrulesreviews SelfSubjectRulesReview C verbs=create
authorization.k8s.io/v1 subjectaccessreviews SubjectAccessReview C verbs=create
autoscaling/v2 horizontalpodautoscalers HorizontalPodAutoscaler N short=hpa in=all parts=status
autoscaling/v1 horizontalpodautoscalers HorizontalPodAutoscaler N short=hpa in=all parts=status
-autoscaling/v2beta1 horizontalpodautoscalers HorizontalPodAutoscaler N short=hpa in=all parts=status
-autoscaling/v2beta2 horizontalpodautoscalers HorizontalPodAutoscaler N short=hpa in=all parts=status
batch/v1 cronjobs CronJob N short=cj in=all parts=status
batch/v1 jobs Job N in=all parts=status
-batch/v1beta1 cronjobs CronJob N short=cj in=all parts=status
certificates.k8s.io/v1 certificatesigningrequests CertificateSigningRequest C short=csr parts=approval:CertificateSigningRequest:get,patch,update;status
+certificates.k8s.io/v1 clustertrustbundles ClusterTrustBundle C
+certificates.k8s.io/v1 podcertificaterequests PodCertificateRequest N parts=status
networking.k8s.io/v1 ingressclasses IngressClass C
networking.k8s.io/v1 ingresses Ingress N short=ing parts=status
+networking.k8s.io/v1 ipaddresses IPAddress C short=ip
networking.k8s.io/v1 networkpolicies NetworkPolicy N short=netpol
+networking.k8s.io/v1 servicecidrs ServiceCIDR C parts=status
policy/v1 poddisruptionbudgets PodDisruptionBudget N short=pdb parts=status
-policy/v1beta1 poddisruptionbudgets PodDisruptionBudget N short=pdb parts=status
-policy/v1beta1 podsecuritypolicies PodSecurityPolicy C short=psp
rbac.authorization.k8s.io/v1 clusterrolebindings ClusterRoleBinding C
rbac.authorization.k8s.io/v1 clusterroles ClusterRole C
rbac.authorization.k8s.io/v1 rolebindings RoleBinding N
rbac.authorization.k8s.io/v1 roles Role N
storage.k8s.io/v1 csidrivers CSIDriver C
storage.k8s.io/v1 csinodes CSINode C parts=+status:CSINode:get,patch,update
storage.k8s.io/v1 csistoragecapacities CSIStorageCapacity N
storage.k8s.io/v1 storageclasses StorageClass C short=sc
storage.k8s.io/v1 volumeattachments VolumeAttachment C parts=status
+storage.k8s.io/v1 volumeattributesclasses VolumeAttributesClass C short=vac
-storage.k8s.io/v1beta1 csistoragecapacities CSIStorageCapacity N
+admissionregistration.k8s.io/v1 mutatingadmissionpolicies MutatingAdmissionPolicy C in=api-extensions
+admissionregistration.k8s.io/v1 mutatingadmissionpolicybindings MutatingAdmissionPolicyBinding C in=api-extensions
admissionregistration.k8s.io/v1 mutatingwebhookconfigurations MutatingWebhookConfiguration C in=api-extensions
+admissionregistration.k8s.io/v1 validatingadmissionpolicies ValidatingAdmissionPolicy C in=api-extensions parts=status
+admissionregistration.k8s.io/v1 validatingadmissionpolicybindings ValidatingAdmissionPolicyBinding C in=api-extensions
admissionregistration.k8s.io/v1 validatingwebhookconfigurations ValidatingWebhookConfiguration C in=api-extensions
apiextensions.k8s.io/v1 customresourcedefinitions CustomResourceDefinition C short=crd,crds in=api-extensions parts=status
scheduling.k8s.io/v1 priorityclasses PriorityClass C short=pc
coordination.k8s.io/v1 leases Lease N
node.k8s.io/v1 runtimeclasses RuntimeClass C
-node.k8s.io/v1beta1 runtimeclasses RuntimeClass C
discovery.k8s.io/v1 endpointslices EndpointSlice N
-discovery.k8s.io/v1beta1 endpointslices EndpointSlice N
+resource.k8s.io/v1 deviceclasses DeviceClass C
+resource.k8s.io/v1 devicetaintrules DeviceTaintRule C parts=status
+resource.k8s.io/v1 resourceclaims ResourceClaim N parts=status
+resource.k8s.io/v1 resourceclaimtemplates ResourceClaimTemplate N
+resource.k8s.io/v1 resourceslices ResourceSlice C
+flowcontrol.apiserver.k8s.io/v1 flowschemas FlowSchema C parts=status
+flowcontrol.apiserver.k8s.io/v1 prioritylevelconfigurations PriorityLevelConfiguration C parts=status
-flowcontrol.apiserver.k8s.io/v1beta2 flowschemas FlowSchema C parts=status
-flowcontrol.apiserver.k8s.io/v1beta2 prioritylevelconfigurations PriorityLevelConfiguration C parts=status
-flowcontrol.apiserver.k8s.io/v1beta1 flowschemas FlowSchema C parts=status
-flowcontrol.apiserver.k8s.io/v1beta1 prioritylevelconfigurations PriorityLevelConfiguration C parts=status
+storagemigration.k8s.io/v1 storageversionmigrations StorageVersionMigration C parts=status
`;

/** Every built-in kind, in the order of their groups in discovery. */
export const resourceKinds: readonly ResourceKind[] = kindsTable.trim().split('\n').map(kindOf);

/** A line of the table. */
function kindOf(line: string): ResourceKind {
  const [apiVersion = '', plural = '', kind = '', place, ...more] = line.replace(/^[+-]/, '').split(' ');
  const told = new Map(
    more.map((part) => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]),
  );
  const each = (name: string, between = ',') => told.get(name)?.split(between) ?? [];
  const [group = '', version] = apiVersion.split('/');
  const parts = each('parts', ';');
  return {
    group: version === undefined ? '' : group,
    version: version ?? apiVersion,
    plural,
    singular: kind.toLowerCase(),
    kind,
    namespaced: place === 'N',
    shortNames: each('short'),
    categories: each('in'),
    verbs: told.has('verbs') ? each('verbs') : storedVerbs,
    hasStatus: parts.includes('status'),
    servedBy: line.startsWith('+') ? 'new' : line.startsWith('-') ? 'old' : 'all',
    subresources: parts.filter((part) => part !== 'status').map(partOf),
  };
}

function partOf(text: string): Subresource {
  const [name = '', typed = '', verbs = ''] = text.replace(/^\+/, '').split(':');
  const [kind = '', apiVersion] = typed.split('@');
  const isNew = text.startsWith('+');
  return { name, kind, ...(apiVersion ? { apiVersion } : {}), verbs: verbs.split(','), isNew };
}

export function findKind(group: string, version: string, plural: string): ResourceKind | undefined {
  return resourceKinds.find(
    (kind) => kind.group === group && kind.version === version && kind.plural === plural,
  );
}

function builtIn(group: string, plural: string): ResourceKind {
  const kind = findKind(group, 'v1', plural);
  if (!kind) throw new Error(`the table of kinds lacks ${plural}`);
  return kind;
}

/** Definitions of custom resources. */
export const definitionKind = builtIn('apiextensions.k8s.io', 'customresourcedefinitions');

/** Whether a cluster of this version has the kind at all. */
export function isServed(kind: ResourceKind, cluster: Pick<ClusterRecord, 'version'>): boolean {
  return kind.servedBy === 'all' || (kind.servedBy === 'old') === hasOldManners(cluster);
}

/** Whether nothing is stored of the kind, but a question answered. */
export function isReview({ group, verbs }: ResourceKind): boolean {
  return verbs.length === 1 && ['authentication.k8s.io', 'authorization.k8s.io'].includes(group);
}

/** Whether objects of the kind count the changes of what they ask for, as `metadata.generation`. */
export function hasGeneration(
  { group, kind, custom }: ResourceKind,
  cluster: Pick<ClusterRecord, 'version'>,
): boolean {
  if (custom !== undefined || group === 'apps' || group === 'batch') return true;
  if (kind === 'Pod') return !hasOldManners(cluster);
  return [
    'CustomResourceDefinition',
    'PodDisruptionBudget',
    'Ingress',
    'NetworkPolicy',
    'ReplicationController',
  ].includes(kind);
}

/** Whether the group is one of Kubernetes' own, in any version. */
export function isBuiltInGroup(group: string): boolean {
  return resourceKinds.some((kind) => kind.group === group);
}

export function apiVersionOf(kind: Pick<ResourceKind, 'group' | 'version'>): string {
  return kind.group === '' ? kind.version : `${kind.group}/${kind.version}`;
}

/**
 * Whether a cluster answers as kube-apiserver 1.24.17 does, where that differs from 1.37.2: those up to 1.26.
 * Only the two were recorded; what lies between is taken for the newer.
 */
export function hasOldManners(cluster: Pick<ClusterRecord, 'version'>): boolean {
  return Number(cluster.version.split('.')[1] ?? 0) <= 26;
}
