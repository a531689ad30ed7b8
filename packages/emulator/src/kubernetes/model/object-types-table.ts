/**
 * What kinds that clients commonly send consist of, one type per line, from the OpenAPI documents of kube-apiserver
 * 1.37.2 and 1.24.17: members with their types. `[]` is a list, `{}` a map; `ios` is an int or a string, `any` anything.
 * `+` before a line or a member: 1.24 does not have it; `-`: only 1.24 has.
 */
export const typesTable = `
AWSElasticBlockStoreVolumeSource fsType:string partition:int32 readOnly:bool volumeID:string
Affinity nodeAffinity:NodeAffinity podAffinity:PodAffinity podAntiAffinity:PodAntiAffinity
+AppArmorProfile localhostProfile:string type:string
AzureDiskVolumeSource cachingMode:string diskName:string diskURI:string fsType:string kind:string readOnly:bool
AzureFileVolumeSource readOnly:bool secretName:string shareName:string
CSIVolumeSource driver:string fsType:string nodePublishSecretRef:LocalObjectReference readOnly:bool volumeAttributes:{}string
Capabilities add:[]string drop:[]string
CephFSVolumeSource monitors:[]string path:string readOnly:bool secretFile:string secretRef:LocalObjectReference user:string
CinderVolumeSource fsType:string readOnly:bool secretRef:LocalObjectReference volumeID:string
ClientIPConfig timeoutSeconds:int32
+ClusterTrustBundleProjection labelSelector:LabelSelector name:string optional:bool path:string signerName:string user:int64
Condition lastTransitionTime:time message:string observedGeneration:int64 reason:string status:string type:string
ConfigMap binaryData:{}bytes data:{}string immutable:bool metadata:ObjectMeta
ConfigMapEnvSource name:string optional:bool
ConfigMapKeySelector key:string name:string optional:bool
ConfigMapProjection items:[]KeyToPath name:string optional:bool
ConfigMapVolumeSource defaultMode:int32 +defaultUser:int64 items:[]KeyToPath name:string optional:bool
Container args:[]string command:[]string env:[]EnvVar envFrom:[]EnvFromSource image:string imagePullPolicy:string lifecycle:Lifecycle livenessProbe:Probe name:string ports:[]ContainerPort readinessProbe:Probe +resizePolicy:[]ContainerResizePolicy resources:ResourceRequirements +restartPolicy:string +restartPolicyRules:[]ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool terminationMessagePath:string terminationMessagePolicy:string tty:bool volumeDevices:[]VolumeDevice volumeMounts:[]VolumeMount workingDir:string
+ContainerExtendedResourceRequest containerName:string requestName:string resourceName:string
ContainerPort containerPort:int32 hostIP:string hostPort:int32 name:string protocol:string
+ContainerResizePolicy resourceName:string restartPolicy:string
+ContainerRestartRule action:string exitCodes:ContainerRestartRuleOnExitCodes
+ContainerRestartRuleOnExitCodes operator:string values:[]int32
ContainerState running:ContainerStateRunning terminated:ContainerStateTerminated waiting:ContainerStateWaiting
ContainerStateRunning startedAt:time
ContainerStateTerminated containerID:string exitCode:int32 finishedAt:time message:string reason:string signal:int32 startedAt:time
ContainerStateWaiting message:string reason:string
ContainerStatus +allocatedResources:{}quantity +allocatedResourcesStatus:[]ResourceStatus containerID:string image:string imageID:string lastState:ContainerState name:string ready:bool +resources:ResourceRequirements restartCount:int32 started:bool state:ContainerState +stopSignal:string +user:ContainerUser +volumeMounts:[]VolumeMountStatus
+ContainerUser linux:LinuxContainerUser
DownwardAPIProjection items:[]DownwardAPIVolumeFile
DownwardAPIVolumeFile fieldRef:ObjectFieldSelector mode:int32 path:string resourceFieldRef:ResourceFieldSelector +user:int64
DownwardAPIVolumeSource defaultMode:int32 +defaultUser:int64 items:[]DownwardAPIVolumeFile
EmptyDirVolumeSource medium:string +mode:int32 sizeLimit:quantity
EndpointAddress hostname:string ip:string nodeName:string targetRef:ObjectReference
EndpointPort appProtocol:string name:string port:int32 protocol:string
EndpointSubset addresses:[]EndpointAddress notReadyAddresses:[]EndpointAddress ports:[]EndpointPort
Endpoints metadata:ObjectMeta subsets:[]EndpointSubset
EnvFromSource configMapRef:ConfigMapEnvSource prefix:string secretRef:SecretEnvSource
EnvVar name:string value:string valueFrom:EnvVarSource
EnvVarSource configMapKeyRef:ConfigMapKeySelector fieldRef:ObjectFieldSelector +fileKeyRef:FileKeySelector resourceFieldRef:ResourceFieldSelector secretKeyRef:SecretKeySelector
EphemeralContainer args:[]string command:[]string env:[]EnvVar envFrom:[]EnvFromSource image:string imagePullPolicy:string lifecycle:Lifecycle livenessProbe:Probe name:string ports:[]ContainerPort readinessProbe:Probe +resizePolicy:[]ContainerResizePolicy resources:ResourceRequirements +restartPolicy:string +restartPolicyRules:[]ContainerRestartRule securityContext:SecurityContext startupProbe:Probe stdin:bool stdinOnce:bool targetContainerName:string terminationMessagePath:string terminationMessagePolicy:string tty:bool volumeDevices:[]VolumeDevice volumeMounts:[]VolumeMount workingDir:string
EphemeralVolumeSource volumeClaimTemplate:PersistentVolumeClaimTemplate
Event action:string count:int32 eventTime:time firstTimestamp:time involvedObject:ObjectReference lastTimestamp:time message:string metadata:ObjectMeta reason:string related:ObjectReference reportingComponent:string reportingInstance:string series:EventSeries source:EventSource type:string
EventSeries count:int32 lastObservedTime:time
EventSource component:string host:string
+EvictionResponder name:string priority:int32
ExecAction command:[]string
FCVolumeSource fsType:string lun:int32 readOnly:bool targetWWNs:[]string wwids:[]string
+FileKeySelector key:string optional:bool path:string volumeName:string
FlexVolumeSource driver:string fsType:string options:{}string readOnly:bool secretRef:LocalObjectReference
FlockerVolumeSource datasetName:string datasetUUID:string
GCEPersistentDiskVolumeSource fsType:string partition:int32 pdName:string readOnly:bool
GRPCAction +mode:string port:int32 service:string
GitRepoVolumeSource directory:string repository:string revision:string
GlusterfsVolumeSource endpoints:string path:string readOnly:bool
HTTPGetAction host:string httpHeaders:[]HTTPHeader path:string port:ios +protocol:string scheme:string
HTTPHeader name:string value:string
HostAlias hostnames:[]string ip:string
+HostIP ip:string
HostPathVolumeSource path:string type:string
ISCSIVolumeSource chapAuthDiscovery:bool chapAuthSession:bool fsType:string initiatorName:string iqn:string iscsiInterface:string lun:int32 portals:[]string readOnly:bool secretRef:LocalObjectReference targetPortal:string
+ImageVolumeSource pullPolicy:string reference:string
+ImageVolumeStatus imageRef:string
KeyToPath key:string mode:int32 path:string +user:int64
LabelSelector matchExpressions:[]LabelSelectorRequirement matchLabels:{}string
LabelSelectorRequirement key:string operator:string values:[]string
Lifecycle postStart:LifecycleHandler preStop:LifecycleHandler +stopSignal:string
LifecycleHandler exec:ExecAction httpGet:HTTPGetAction +sleep:SleepAction tcpSocket:TCPSocketAction
LimitRange metadata:ObjectMeta spec:LimitRangeSpec
LimitRangeItem default:{}quantity defaultRequest:{}quantity max:{}quantity maxLimitRequestRatio:{}quantity min:{}quantity type:string
LimitRangeSpec limits:[]LimitRangeItem
+LinuxContainerUser gid:int64 supplementalGroups:[]int64 uid:int64
ListMeta continue:string remainingItemCount:int64 resourceVersion:string selfLink:string +shardInfo:ShardInfo
LoadBalancerIngress hostname:string ip:string +ipMode:string ports:[]PortStatus
LoadBalancerStatus ingress:[]LoadBalancerIngress
LocalObjectReference name:string
ManagedFieldsEntry apiVersion:string fieldsType:string fieldsV1:any manager:string operation:string subresource:string time:time
+ModifyVolumeStatus status:string targetVolumeAttributesClassName:string
NFSVolumeSource path:string readOnly:bool server:string
Namespace metadata:ObjectMeta spec:NamespaceSpec status:NamespaceStatus
NamespaceCondition lastTransitionTime:time message:string reason:string status:string type:string
NamespaceSpec finalizers:[]string
NamespaceStatus conditions:[]NamespaceCondition phase:string
NodeAffinity preferredDuringSchedulingIgnoredDuringExecution:[]PreferredSchedulingTerm requiredDuringSchedulingIgnoredDuringExecution:NodeSelector
+NodeAllocatableMappedResources name:string quantity:quantity
+NodeAllocatableOverheadResources name:string perContainer:quantity perPod:quantity
+NodeAllocatableResourceClaimStatus containers:[]string mapping:[]NodeAllocatableMappedResources overhead:[]NodeAllocatableOverheadResources resourceClaimName:string
NodeSelector nodeSelectorTerms:[]NodeSelectorTerm
NodeSelectorRequirement key:string operator:string values:[]string
NodeSelectorTerm matchExpressions:[]NodeSelectorRequirement matchFields:[]NodeSelectorRequirement
ObjectFieldSelector apiVersion:string fieldPath:string
ObjectMeta annotations:{}string -clusterName:string creationTimestamp:time deletionGracePeriodSeconds:int64 deletionTimestamp:time finalizers:[]string generateName:string generation:int64 labels:{}string managedFields:[]ManagedFieldsEntry name:string namespace:string ownerReferences:[]OwnerReference resourceVersion:string selfLink:string uid:string
ObjectReference apiVersion:string fieldPath:string kind:string name:string namespace:string resourceVersion:string uid:string
OwnerReference apiVersion:string blockOwnerDeletion:bool controller:bool kind:string name:string uid:string
PersistentVolumeClaim metadata:ObjectMeta spec:PersistentVolumeClaimSpec status:PersistentVolumeClaimStatus
PersistentVolumeClaimCondition lastProbeTime:time lastTransitionTime:time message:string reason:string status:string type:string
PersistentVolumeClaimSpec accessModes:[]string dataSource:TypedLocalObjectReference dataSourceRef:TypedObjectReference resources:VolumeResourceRequirements selector:LabelSelector storageClassName:string +volumeAttributesClassName:string volumeMode:string volumeName:string
PersistentVolumeClaimStatus accessModes:[]string +allocatedResourceStatuses:{}string allocatedResources:{}quantity capacity:{}quantity conditions:[]PersistentVolumeClaimCondition +currentVolumeAttributesClassName:string +healthStatus:VolumeHealthStatus +modifyVolumeStatus:ModifyVolumeStatus phase:string -resizeStatus:string
PersistentVolumeClaimTemplate metadata:ObjectMeta spec:PersistentVolumeClaimSpec
PersistentVolumeClaimVolumeSource claimName:string readOnly:bool
PhotonPersistentDiskVolumeSource fsType:string pdID:string
Pod metadata:ObjectMeta spec:PodSpec status:PodStatus
PodAffinity preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
PodAffinityTerm labelSelector:LabelSelector +matchLabelKeys:[]string +mismatchLabelKeys:[]string namespaceSelector:LabelSelector namespaces:[]string topologyKey:string
PodAntiAffinity preferredDuringSchedulingIgnoredDuringExecution:[]WeightedPodAffinityTerm requiredDuringSchedulingIgnoredDuringExecution:[]PodAffinityTerm
+PodCertificateProjection certificateChainPath:string credentialBundlePath:string keyPath:string keyType:string maxExpirationSeconds:int32 signerName:string user:int64 userAnnotations:{}string
PodCondition lastProbeTime:time lastTransitionTime:time message:string +observedGeneration:int64 reason:string status:string type:string
PodDNSConfig nameservers:[]string options:[]PodDNSConfigOption searches:[]string
PodDNSConfigOption name:string value:string
+PodExtendedResourceClaimStatus requestMappings:[]ContainerExtendedResourceRequest resourceClaimName:string
PodIP ip:string
PodOS name:string
PodReadinessGate conditionType:string
+PodResourceClaim name:string resourceClaimName:string resourceClaimTemplateName:string
+PodResourceClaimStatus name:string resourceClaimName:string
+PodSchedulingGate name:string
+PodSchedulingGroup podGroupName:string
PodSecurityContext +appArmorProfile:AppArmorProfile fsGroup:int64 fsGroupChangePolicy:string runAsGroup:int64 runAsNonRoot:bool runAsUser:int64 +seLinuxChangePolicy:string seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile supplementalGroups:[]int64 +supplementalGroupsPolicy:string sysctls:[]Sysctl windowsOptions:WindowsSecurityContextOptions
PodSpec activeDeadlineSeconds:int64 affinity:Affinity automountServiceAccountToken:bool containers:[]Container dnsConfig:PodDNSConfig dnsPolicy:string enableServiceLinks:bool ephemeralContainers:[]EphemeralContainer +evictionResponders:[]EvictionResponder hostAliases:[]HostAlias hostIPC:bool hostNetwork:bool hostPID:bool +hostUsers:bool hostname:string +hostnameOverride:string imagePullSecrets:[]LocalObjectReference initContainers:[]Container nodeName:string nodeSelector:{}string os:PodOS overhead:{}quantity preemptionPolicy:string priority:int32 priorityClassName:string readinessGates:[]PodReadinessGate +resourceClaims:[]PodResourceClaim +resources:ResourceRequirements restartPolicy:string runtimeClassName:string schedulerName:string +schedulingGates:[]PodSchedulingGate +schedulingGroup:PodSchedulingGroup securityContext:PodSecurityContext serviceAccount:string serviceAccountName:string setHostnameAsFQDN:bool shareProcessNamespace:bool subdomain:string terminationGracePeriodSeconds:int64 tolerations:[]Toleration topologySpreadConstraints:[]TopologySpreadConstraint volumes:[]Volume
PodStatus +allocatedResources:{}quantity conditions:[]PodCondition containerStatuses:[]ContainerStatus ephemeralContainerStatuses:[]ContainerStatus +extendedResourceClaimStatus:PodExtendedResourceClaimStatus hostIP:string +hostIPs:[]HostIP initContainerStatuses:[]ContainerStatus message:string +nodeAllocatableResourceClaimStatuses:[]NodeAllocatableResourceClaimStatus nominatedNodeName:string +observedGeneration:int64 phase:string podIP:string podIPs:[]PodIP qosClass:string reason:string +resize:string +resourceClaimStatuses:[]PodResourceClaimStatus +resources:ResourceRequirements startTime:time +volumeHealth:[]PodVolumeHealth
PodTemplateSpec metadata:ObjectMeta spec:PodSpec
+PodVolumeHealth healthConditions:[]VolumeHealthCondition lastTransitionTime:time name:string
PortStatus error:string port:int32 protocol:string
PortworxVolumeSource fsType:string readOnly:bool volumeID:string
PreferredSchedulingTerm preference:NodeSelectorTerm weight:int32
Probe exec:ExecAction failureThreshold:int32 grpc:GRPCAction httpGet:HTTPGetAction initialDelaySeconds:int32 periodSeconds:int32 successThreshold:int32 tcpSocket:TCPSocketAction terminationGracePeriodSeconds:int64 timeoutSeconds:int32
ProjectedVolumeSource defaultMode:int32 +defaultUser:int64 sources:[]VolumeProjection
QuobyteVolumeSource group:string readOnly:bool registry:string tenant:string user:string volume:string
RBDVolumeSource fsType:string image:string keyring:string monitors:[]string pool:string readOnly:bool secretRef:LocalObjectReference user:string
+ResourceClaim name:string request:string
ResourceFieldSelector containerName:string divisor:quantity resource:string
+ResourceHealth health:string message:string resourceID:string
ResourceQuota metadata:ObjectMeta spec:ResourceQuotaSpec status:ResourceQuotaStatus
ResourceQuotaSpec hard:{}quantity scopeSelector:ScopeSelector scopes:[]string
ResourceQuotaStatus hard:{}quantity used:{}quantity
ResourceRequirements +claims:[]ResourceClaim limits:{}quantity requests:{}quantity
+ResourceStatus name:string resources:[]ResourceHealth
SELinuxOptions level:string role:string type:string user:string
ScaleIOVolumeSource fsType:string gateway:string protectionDomain:string readOnly:bool secretRef:LocalObjectReference sslEnabled:bool storageMode:string storagePool:string system:string volumeName:string
ScopeSelector matchExpressions:[]ScopedResourceSelectorRequirement
ScopedResourceSelectorRequirement operator:string scopeName:string values:[]string
SeccompProfile localhostProfile:string type:string
Secret data:{}bytes immutable:bool metadata:ObjectMeta stringData:{}string type:string
SecretEnvSource name:string optional:bool
SecretKeySelector key:string name:string optional:bool
SecretProjection items:[]KeyToPath name:string optional:bool
SecretVolumeSource defaultMode:int32 +defaultUser:int64 items:[]KeyToPath optional:bool secretName:string
SecurityContext allowPrivilegeEscalation:bool +appArmorProfile:AppArmorProfile capabilities:Capabilities privileged:bool procMount:string readOnlyRootFilesystem:bool runAsGroup:int64 runAsNonRoot:bool runAsUser:int64 seLinuxOptions:SELinuxOptions seccompProfile:SeccompProfile windowsOptions:WindowsSecurityContextOptions
Service metadata:ObjectMeta spec:ServiceSpec status:ServiceStatus
ServiceAccount automountServiceAccountToken:bool imagePullSecrets:[]LocalObjectReference metadata:ObjectMeta secrets:[]ObjectReference
ServiceAccountTokenProjection audience:string expirationSeconds:int64 path:string +user:int64
ServicePort appProtocol:string name:string nodePort:int32 port:int32 protocol:string targetPort:ios
ServiceSpec allocateLoadBalancerNodePorts:bool clusterIP:string clusterIPs:[]string externalIPs:[]string externalName:string externalTrafficPolicy:string healthCheckNodePort:int32 internalTrafficPolicy:string ipFamilies:[]string ipFamilyPolicy:string loadBalancerClass:string loadBalancerIP:string loadBalancerSourceRanges:[]string ports:[]ServicePort publishNotReadyAddresses:bool selector:{}string sessionAffinity:string sessionAffinityConfig:SessionAffinityConfig +trafficDistribution:string type:string
ServiceStatus conditions:[]Condition loadBalancer:LoadBalancerStatus
SessionAffinityConfig clientIP:ClientIPConfig
+ShardInfo selector:string
+SleepAction seconds:int64
Status code:int32 details:StatusDetails message:string metadata:ListMeta reason:string status:string
StatusCause field:string message:string reason:string
StatusDetails causes:[]StatusCause group:string kind:string name:string retryAfterSeconds:int32 uid:string
StorageOSVolumeSource fsType:string readOnly:bool secretRef:LocalObjectReference volumeName:string volumeNamespace:string
Sysctl name:string value:string
TCPSocketAction host:string port:ios
Toleration effect:string key:string operator:string tolerationSeconds:int64 value:string
TopologySelectorLabelRequirement key:string values:[]string
TopologySelectorTerm matchLabelExpressions:[]TopologySelectorLabelRequirement
TopologySpreadConstraint labelSelector:LabelSelector +matchLabelKeys:[]string maxSkew:int32 minDomains:int32 +nodeAffinityPolicy:string +nodeTaintsPolicy:string topologyKey:string whenUnsatisfiable:string
TypedLocalObjectReference apiGroup:string kind:string name:string
+TypedObjectReference apiGroup:string kind:string name:string namespace:string
Volume awsElasticBlockStore:AWSElasticBlockStoreVolumeSource azureDisk:AzureDiskVolumeSource azureFile:AzureFileVolumeSource cephfs:CephFSVolumeSource cinder:CinderVolumeSource configMap:ConfigMapVolumeSource csi:CSIVolumeSource downwardAPI:DownwardAPIVolumeSource emptyDir:EmptyDirVolumeSource ephemeral:EphemeralVolumeSource fc:FCVolumeSource flexVolume:FlexVolumeSource flocker:FlockerVolumeSource gcePersistentDisk:GCEPersistentDiskVolumeSource gitRepo:GitRepoVolumeSource glusterfs:GlusterfsVolumeSource hostPath:HostPathVolumeSource +image:ImageVolumeSource iscsi:ISCSIVolumeSource name:string nfs:NFSVolumeSource persistentVolumeClaim:PersistentVolumeClaimVolumeSource photonPersistentDisk:PhotonPersistentDiskVolumeSource portworxVolume:PortworxVolumeSource projected:ProjectedVolumeSource quobyte:QuobyteVolumeSource rbd:RBDVolumeSource scaleIO:ScaleIOVolumeSource secret:SecretVolumeSource storageos:StorageOSVolumeSource vsphereVolume:VsphereVirtualDiskVolumeSource
VolumeDevice devicePath:string name:string
+VolumeHealthCondition message:string reason:string status:string
+VolumeHealthStatus healthConditions:[]VolumeHealthCondition lastTransitionTime:time
VolumeMount +bindMountOptions:[]string mountPath:string mountPropagation:string name:string readOnly:bool +recursiveReadOnly:string subPath:string subPathExpr:string
+VolumeMountStatus mountPath:string name:string readOnly:bool recursiveReadOnly:string volumeStatus:VolumeStatus
VolumeProjection +clusterTrustBundle:ClusterTrustBundleProjection configMap:ConfigMapProjection downwardAPI:DownwardAPIProjection +podCertificate:PodCertificateProjection secret:SecretProjection serviceAccountToken:ServiceAccountTokenProjection
+VolumeResourceRequirements limits:{}quantity requests:{}quantity
+VolumeStatus image:ImageVolumeStatus
VsphereVirtualDiskVolumeSource fsType:string storagePolicyID:string storagePolicyName:string volumePath:string
WeightedPodAffinityTerm podAffinityTerm:PodAffinityTerm weight:int32
WindowsSecurityContextOptions gmsaCredentialSpec:string gmsaCredentialSpecName:string hostProcess:bool runAsUserName:string
apps.v1.ControllerRevision data:any metadata:ObjectMeta revision:int64
apps.v1.DaemonSet metadata:ObjectMeta spec:apps.v1.DaemonSetSpec status:apps.v1.DaemonSetStatus
apps.v1.DaemonSetCondition lastTransitionTime:time message:string reason:string status:string type:string
apps.v1.DaemonSetSpec minReadySeconds:int32 revisionHistoryLimit:int32 selector:LabelSelector template:PodTemplateSpec updateStrategy:apps.v1.DaemonSetUpdateStrategy
apps.v1.DaemonSetStatus collisionCount:int32 conditions:[]apps.v1.DaemonSetCondition currentNumberScheduled:int32 desiredNumberScheduled:int32 numberAvailable:int32 numberMisscheduled:int32 numberReady:int32 numberUnavailable:int32 observedGeneration:int64 updatedNumberScheduled:int32
apps.v1.DaemonSetUpdateStrategy rollingUpdate:apps.v1.RollingUpdateDaemonSet type:string
apps.v1.Deployment metadata:ObjectMeta spec:apps.v1.DeploymentSpec status:apps.v1.DeploymentStatus
apps.v1.DeploymentCondition lastTransitionTime:time lastUpdateTime:time message:string reason:string status:string type:string
apps.v1.DeploymentSpec minReadySeconds:int32 paused:bool progressDeadlineSeconds:int32 replicas:int32 revisionHistoryLimit:int32 selector:LabelSelector strategy:apps.v1.DeploymentStrategy template:PodTemplateSpec
apps.v1.DeploymentStatus availableReplicas:int32 collisionCount:int32 conditions:[]apps.v1.DeploymentCondition observedGeneration:int64 readyReplicas:int32 replicas:int32 +terminatingReplicas:int32 unavailableReplicas:int32 updatedReplicas:int32
apps.v1.DeploymentStrategy rollingUpdate:apps.v1.RollingUpdateDeployment type:string
apps.v1.ReplicaSet metadata:ObjectMeta spec:apps.v1.ReplicaSetSpec status:apps.v1.ReplicaSetStatus
apps.v1.ReplicaSetCondition lastTransitionTime:time message:string reason:string status:string type:string
apps.v1.ReplicaSetSpec minReadySeconds:int32 replicas:int32 selector:LabelSelector template:PodTemplateSpec
apps.v1.ReplicaSetStatus availableReplicas:int32 conditions:[]apps.v1.ReplicaSetCondition fullyLabeledReplicas:int32 observedGeneration:int64 readyReplicas:int32 replicas:int32 +terminatingReplicas:int32
apps.v1.RollingUpdateDaemonSet maxSurge:ios maxUnavailable:ios
apps.v1.RollingUpdateDeployment maxSurge:ios maxUnavailable:ios
apps.v1.RollingUpdateStatefulSetStrategy maxUnavailable:ios partition:int32
apps.v1.StatefulSet metadata:ObjectMeta spec:apps.v1.StatefulSetSpec status:apps.v1.StatefulSetStatus
apps.v1.StatefulSetCondition lastTransitionTime:time message:string reason:string status:string type:string
+apps.v1.StatefulSetOrdinals start:int32
apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy whenDeleted:string whenScaled:string
apps.v1.StatefulSetSpec minReadySeconds:int32 +ordinals:apps.v1.StatefulSetOrdinals persistentVolumeClaimRetentionPolicy:apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy podManagementPolicy:string replicas:int32 revisionHistoryLimit:int32 selector:LabelSelector serviceName:string template:PodTemplateSpec updateStrategy:apps.v1.StatefulSetUpdateStrategy volumeClaimTemplates:[]PersistentVolumeClaim
apps.v1.StatefulSetStatus availableReplicas:int32 collisionCount:int32 conditions:[]apps.v1.StatefulSetCondition currentReplicas:int32 currentRevision:string observedGeneration:int64 readyReplicas:int32 replicas:int32 updateRevision:string updatedReplicas:int32
apps.v1.StatefulSetUpdateStrategy rollingUpdate:apps.v1.RollingUpdateStatefulSetStrategy type:string
autoscaling.v1.CrossVersionObjectReference apiVersion:string kind:string name:string
autoscaling.v1.HorizontalPodAutoscaler metadata:ObjectMeta spec:autoscaling.v1.HorizontalPodAutoscalerSpec status:autoscaling.v1.HorizontalPodAutoscalerStatus
autoscaling.v1.HorizontalPodAutoscalerSpec maxReplicas:int32 minReplicas:int32 scaleTargetRef:autoscaling.v1.CrossVersionObjectReference targetCPUUtilizationPercentage:int32
autoscaling.v1.HorizontalPodAutoscalerStatus currentCPUUtilizationPercentage:int32 currentReplicas:int32 desiredReplicas:int32 lastScaleTime:time observedGeneration:int64
autoscaling.v2.ContainerResourceMetricSource container:string name:string target:autoscaling.v2.MetricTarget
autoscaling.v2.ContainerResourceMetricStatus container:string current:autoscaling.v2.MetricValueStatus name:string
autoscaling.v2.CrossVersionObjectReference apiVersion:string kind:string name:string
autoscaling.v2.ExternalMetricSource metric:autoscaling.v2.MetricIdentifier target:autoscaling.v2.MetricTarget
autoscaling.v2.ExternalMetricStatus current:autoscaling.v2.MetricValueStatus metric:autoscaling.v2.MetricIdentifier
autoscaling.v2.HPAScalingPolicy periodSeconds:int32 type:string value:int32
autoscaling.v2.HPAScalingRules policies:[]autoscaling.v2.HPAScalingPolicy selectPolicy:string stabilizationWindowSeconds:int32 +tolerance:quantity
autoscaling.v2.HorizontalPodAutoscaler metadata:ObjectMeta spec:autoscaling.v2.HorizontalPodAutoscalerSpec status:autoscaling.v2.HorizontalPodAutoscalerStatus
autoscaling.v2.HorizontalPodAutoscalerBehavior scaleDown:autoscaling.v2.HPAScalingRules scaleUp:autoscaling.v2.HPAScalingRules
autoscaling.v2.HorizontalPodAutoscalerCondition lastTransitionTime:time message:string +observedGeneration:int64 reason:string status:string type:string
autoscaling.v2.HorizontalPodAutoscalerSpec behavior:autoscaling.v2.HorizontalPodAutoscalerBehavior maxReplicas:int32 metrics:[]autoscaling.v2.MetricSpec minReplicas:int32 scaleTargetRef:autoscaling.v2.CrossVersionObjectReference
autoscaling.v2.HorizontalPodAutoscalerStatus conditions:[]autoscaling.v2.HorizontalPodAutoscalerCondition currentMetrics:[]autoscaling.v2.MetricStatus currentReplicas:int32 desiredReplicas:int32 lastScaleTime:time observedGeneration:int64
autoscaling.v2.MetricIdentifier name:string selector:LabelSelector
autoscaling.v2.MetricSpec containerResource:autoscaling.v2.ContainerResourceMetricSource external:autoscaling.v2.ExternalMetricSource object:autoscaling.v2.ObjectMetricSource pods:autoscaling.v2.PodsMetricSource resource:autoscaling.v2.ResourceMetricSource type:string
autoscaling.v2.MetricStatus containerResource:autoscaling.v2.ContainerResourceMetricStatus external:autoscaling.v2.ExternalMetricStatus object:autoscaling.v2.ObjectMetricStatus pods:autoscaling.v2.PodsMetricStatus resource:autoscaling.v2.ResourceMetricStatus type:string
autoscaling.v2.MetricTarget averageUtilization:int32 averageValue:quantity type:string value:quantity
autoscaling.v2.MetricValueStatus averageUtilization:int32 averageValue:quantity value:quantity
autoscaling.v2.ObjectMetricSource describedObject:autoscaling.v2.CrossVersionObjectReference metric:autoscaling.v2.MetricIdentifier target:autoscaling.v2.MetricTarget
autoscaling.v2.ObjectMetricStatus current:autoscaling.v2.MetricValueStatus describedObject:autoscaling.v2.CrossVersionObjectReference metric:autoscaling.v2.MetricIdentifier
autoscaling.v2.PodsMetricSource metric:autoscaling.v2.MetricIdentifier target:autoscaling.v2.MetricTarget
autoscaling.v2.PodsMetricStatus current:autoscaling.v2.MetricValueStatus metric:autoscaling.v2.MetricIdentifier
autoscaling.v2.ResourceMetricSource name:string target:autoscaling.v2.MetricTarget
autoscaling.v2.ResourceMetricStatus current:autoscaling.v2.MetricValueStatus name:string
batch.v1.CronJob metadata:ObjectMeta spec:batch.v1.CronJobSpec status:batch.v1.CronJobStatus
batch.v1.CronJobSpec concurrencyPolicy:string failedJobsHistoryLimit:int32 jobTemplate:batch.v1.JobTemplateSpec schedule:string startingDeadlineSeconds:int64 successfulJobsHistoryLimit:int32 suspend:bool timeZone:string
batch.v1.CronJobStatus active:[]ObjectReference lastScheduleTime:time lastSuccessfulTime:time
batch.v1.Job metadata:ObjectMeta spec:batch.v1.JobSpec status:batch.v1.JobStatus
batch.v1.JobCondition lastProbeTime:time lastTransitionTime:time message:string reason:string status:string type:string
+batch.v1.JobSchedulingConfiguration disruptionMode:scheduling.v1alpha3.WorkloadPodGroupDisruptionMode resourceClaims:[]scheduling.v1alpha3.WorkloadPodGroupResourceClaim schedulingConstraints:scheduling.v1alpha3.WorkloadPodGroupSchedulingConstraints schedulingPolicy:scheduling.v1alpha3.WorkloadPodGroupSchedulingPolicy
batch.v1.JobSpec activeDeadlineSeconds:int64 backoffLimit:int32 +backoffLimitPerIndex:int32 completionMode:string completions:int32 +managedBy:string manualSelector:bool +maxFailedIndexes:int32 parallelism:int32 +podFailurePolicy:batch.v1.PodFailurePolicy +podReplacementPolicy:string +scheduling:batch.v1.JobSchedulingConfiguration selector:LabelSelector +successPolicy:batch.v1.SuccessPolicy suspend:bool template:PodTemplateSpec ttlSecondsAfterFinished:int32
batch.v1.JobStatus active:int32 completedIndexes:string completionTime:time conditions:[]batch.v1.JobCondition failed:int32 +failedIndexes:string ready:int32 startTime:time succeeded:int32 +terminating:int32 uncountedTerminatedPods:batch.v1.UncountedTerminatedPods
batch.v1.JobTemplateSpec metadata:ObjectMeta spec:batch.v1.JobSpec
+batch.v1.PodFailurePolicy rules:[]batch.v1.PodFailurePolicyRule
+batch.v1.PodFailurePolicyOnExitCodesRequirement containerName:string operator:string values:[]int32
+batch.v1.PodFailurePolicyOnPodConditionsPattern status:string type:string
+batch.v1.PodFailurePolicyRule action:string onExitCodes:batch.v1.PodFailurePolicyOnExitCodesRequirement onPodConditions:[]batch.v1.PodFailurePolicyOnPodConditionsPattern
+batch.v1.SuccessPolicy rules:[]batch.v1.SuccessPolicyRule
+batch.v1.SuccessPolicyRule succeededCount:int32 succeededIndexes:string
batch.v1.UncountedTerminatedPods failed:[]string succeeded:[]string
certificates.v1.CertificateSigningRequest metadata:ObjectMeta spec:certificates.v1.CertificateSigningRequestSpec status:certificates.v1.CertificateSigningRequestStatus
certificates.v1.CertificateSigningRequestCondition lastTransitionTime:time lastUpdateTime:time message:string reason:string status:string type:string
certificates.v1.CertificateSigningRequestSpec expirationSeconds:int32 extra:{}[]string groups:[]string request:bytes signerName:string uid:string usages:[]string username:string
certificates.v1.CertificateSigningRequestStatus certificate:bytes conditions:[]certificates.v1.CertificateSigningRequestCondition
coordination.v1.Lease metadata:ObjectMeta spec:coordination.v1.LeaseSpec
coordination.v1.LeaseSpec acquireTime:time holderIdentity:string leaseDurationSeconds:int32 leaseTransitions:int32 +preferredHolder:string renewTime:time +strategy:string
discovery.v1.Endpoint addresses:[]string conditions:discovery.v1.EndpointConditions deprecatedTopology:{}string hints:discovery.v1.EndpointHints hostname:string nodeName:string targetRef:ObjectReference zone:string
discovery.v1.EndpointConditions ready:bool serving:bool terminating:bool
discovery.v1.EndpointHints +forNodes:[]discovery.v1.ForNode forZones:[]discovery.v1.ForZone
discovery.v1.EndpointPort appProtocol:string name:string port:int32 protocol:string
discovery.v1.EndpointSlice addressType:string endpoints:[]discovery.v1.Endpoint metadata:ObjectMeta ports:[]discovery.v1.EndpointPort
+discovery.v1.ForNode name:string
discovery.v1.ForZone name:string
events.v1.Event action:string deprecatedCount:int32 deprecatedFirstTimestamp:time deprecatedLastTimestamp:time deprecatedSource:EventSource eventTime:time metadata:ObjectMeta note:string reason:string regarding:ObjectReference related:ObjectReference reportingController:string reportingInstance:string series:events.v1.EventSeries type:string
events.v1.EventSeries count:int32 lastObservedTime:time
networking.v1.HTTPIngressPath backend:networking.v1.IngressBackend path:string pathType:string
networking.v1.HTTPIngressRuleValue paths:[]networking.v1.HTTPIngressPath
networking.v1.IPBlock cidr:string except:[]string
networking.v1.Ingress metadata:ObjectMeta spec:networking.v1.IngressSpec status:networking.v1.IngressStatus
networking.v1.IngressBackend resource:TypedLocalObjectReference service:networking.v1.IngressServiceBackend
networking.v1.IngressClass metadata:ObjectMeta spec:networking.v1.IngressClassSpec
networking.v1.IngressClassParametersReference apiGroup:string kind:string name:string namespace:string scope:string
networking.v1.IngressClassSpec controller:string parameters:networking.v1.IngressClassParametersReference
+networking.v1.IngressLoadBalancerIngress hostname:string ip:string ports:[]networking.v1.IngressPortStatus
+networking.v1.IngressLoadBalancerStatus ingress:[]networking.v1.IngressLoadBalancerIngress
+networking.v1.IngressPortStatus error:string port:int32 protocol:string
networking.v1.IngressRule host:string http:networking.v1.HTTPIngressRuleValue
networking.v1.IngressServiceBackend name:string port:networking.v1.ServiceBackendPort
networking.v1.IngressSpec defaultBackend:networking.v1.IngressBackend ingressClassName:string rules:[]networking.v1.IngressRule tls:[]networking.v1.IngressTLS
networking.v1.IngressStatus loadBalancer:networking.v1.IngressLoadBalancerStatus
networking.v1.IngressTLS hosts:[]string secretName:string
networking.v1.NetworkPolicy metadata:ObjectMeta spec:networking.v1.NetworkPolicySpec -status:networking.v1.NetworkPolicyStatus
networking.v1.NetworkPolicyEgressRule ports:[]networking.v1.NetworkPolicyPort to:[]networking.v1.NetworkPolicyPeer
networking.v1.NetworkPolicyIngressRule from:[]networking.v1.NetworkPolicyPeer ports:[]networking.v1.NetworkPolicyPort
networking.v1.NetworkPolicyPeer ipBlock:networking.v1.IPBlock namespaceSelector:LabelSelector podSelector:LabelSelector
networking.v1.NetworkPolicyPort endPort:int32 port:ios protocol:string
networking.v1.NetworkPolicySpec egress:[]networking.v1.NetworkPolicyEgressRule ingress:[]networking.v1.NetworkPolicyIngressRule podSelector:LabelSelector policyTypes:[]string
-networking.v1.NetworkPolicyStatus conditions:[]Condition
networking.v1.ServiceBackendPort name:string number:int32
node.v1.Overhead podFixed:{}quantity
node.v1.RuntimeClass handler:string metadata:ObjectMeta overhead:node.v1.Overhead scheduling:node.v1.Scheduling
node.v1.Scheduling nodeSelector:{}string tolerations:[]Toleration
policy.v1.PodDisruptionBudget metadata:ObjectMeta spec:policy.v1.PodDisruptionBudgetSpec status:policy.v1.PodDisruptionBudgetStatus
policy.v1.PodDisruptionBudgetSpec maxUnavailable:ios minAvailable:ios selector:LabelSelector +unhealthyPodEvictionPolicy:string
policy.v1.PodDisruptionBudgetStatus conditions:[]Condition currentHealthy:int32 desiredHealthy:int32 disruptedPods:{}time disruptionsAllowed:int32 expectedPods:int32 observedGeneration:int64
rbac.v1.AggregationRule clusterRoleSelectors:[]LabelSelector
rbac.v1.ClusterRole aggregationRule:rbac.v1.AggregationRule metadata:ObjectMeta rules:[]rbac.v1.PolicyRule
rbac.v1.ClusterRoleBinding metadata:ObjectMeta roleRef:rbac.v1.RoleRef subjects:[]rbac.v1.Subject
rbac.v1.PolicyRule apiGroups:[]string nonResourceURLs:[]string resourceNames:[]string resources:[]string verbs:[]string
rbac.v1.Role metadata:ObjectMeta rules:[]rbac.v1.PolicyRule
rbac.v1.RoleBinding metadata:ObjectMeta roleRef:rbac.v1.RoleRef subjects:[]rbac.v1.Subject
rbac.v1.RoleRef apiGroup:string kind:string name:string
rbac.v1.Subject apiGroup:string kind:string name:string namespace:string
scheduling.v1.PriorityClass description:string globalDefault:bool metadata:ObjectMeta preemptionPolicy:string value:int32
+scheduling.v1alpha3.TopologyConstraint key:string
+scheduling.v1alpha3.WorkloadPodGroupDisruptionMode all:any single:any
+scheduling.v1alpha3.WorkloadPodGroupGangSchedulingPolicy minCount:int32
+scheduling.v1alpha3.WorkloadPodGroupResourceClaim name:string resourceClaimName:string resourceClaimTemplateName:string
+scheduling.v1alpha3.WorkloadPodGroupSchedulingConstraints topology:[]scheduling.v1alpha3.TopologyConstraint
+scheduling.v1alpha3.WorkloadPodGroupSchedulingPolicy basic:any gang:scheduling.v1alpha3.WorkloadPodGroupGangSchedulingPolicy
storage.v1.StorageClass allowVolumeExpansion:bool allowedTopologies:[]TopologySelectorTerm metadata:ObjectMeta mountOptions:[]string parameters:{}string provisioner:string reclaimPolicy:string volumeBindingMode:string
`;
