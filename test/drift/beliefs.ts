/** What we hold true of the vendor and no SDK can confirm, and what code rests on it. */
export interface Belief {
  readonly what: string;
  /** Words of the code that rests on it, as they stand in `src`: without them the row is due to go. */
  readonly mark: string;
  /** The day when a source said so. */
  readonly on: string;
  readonly source: string;
  /** What would show that it has changed. */
  readonly wouldTell: string;
}

export const beliefs: readonly Belief[] = [
  {
    what: 'a long-term kubeconfig is renewed from 180 days before its end, for three years, under the same common name',
    mark: '1–180; 180 by default',
    on: '2025-09-23',
    source: 'ACK, "Obtain the kubeconfig of a cluster and connect with kubectl"; the name is inferred',
    wouldTell: 'the page names another window; a renewal whose serial stays, or whose common name changes',
  },
  {
    what: 'a temporary kubeconfig lives 15 to 4,320 minutes, in the console from 30',
    mark: '15–4320 for a temporary kubeconfig',
    on: '2026-01-26',
    source: 'ACK, DescribeClusterUserKubeconfig',
    wouldTell: 'a refusal within the bounds, or an answer outside of them',
  },
  {
    what: 'bindings name the certificate’s common name, which a revoke changes: revoked is 403, expired is 401',
    mark: 'ACK binds to the certificate',
    on: '2026-03-25',
    source: 'ACK, "Revoke a cluster’s kubeconfig file", and its FAQ on authorization; the status is inferred',
    wouldTell: 'a revoked certificate that gets 401, or keeps a right that ACK had given',
  },
  {
    what: 'what a clean removed can be restored for 30 days with its RBAC, unless the user has a newer kubeconfig',
    mark: 'recycleBinDays = 30',
    on: '2026-03-26',
    source: 'ACK, "Use the kubeconfig recycle bin"',
    wouldTell: 'the page names another time, or an API for the bin appears',
  },
  {
    what: 'a user seen within 7 days, or whose activity cannot be read, is cleaned by force alone',
    mark: 'activeDays = 7',
    on: '2026-02-28',
    source: 'ACK, "Delete kubeconfig files", and CleanClusterUserPermissions',
    wouldTell: 'a clean without force of somebody seen yesterday that succeeds',
  },
  {
    what: 'international accounts have the console at alibabacloud.com, and no answer tells which an account is',
    mark: 'cs.console.alibabacloud.com',
    on: '2026-11-29',
    source: 'the links of the vendor’s pages in both editions',
    wouldTell: 'an answer of STS or RAM that names the site',
  },
  {
    what: 'activity is guarded by cs:CheckUserClustersActivity, or by the name of the call',
    mark: 'cs:CheckUserClustersActivity',
    on: '2026-03-01',
    source: 'ACK’s table of actions, and ack-ram-tool',
    wouldTell: 'a refusal that names another action',
  },
  {
    what: 'DescribeUserPermission tells clusters that the caller administers and no others, without saying so',
    mark: 'covers only clusters that the caller administers',
    on: '2026-08-01',
    source: 'a remark in @alicloud/cs20151215',
    wouldTell: 'the remark goes, or an answer has a cluster of which the caller is no administrator',
  },
  {
    what: 'a cluster’s audit log is the logstore audit-<cluster id> of the project that GetClusterAuditProject names',
    mark: 'logstore: `audit-',
    on: '2026-04-01',
    source: 'ACK, "Work with cluster auditing"; the name is one source’s',
    wouldTell: 'LogStoreNotExist where auditing is on',
  },
  {
    what: 'the audit policy follows the template of Kubernetes’ GCE scripts: no versions, health or core events',
    mark: 'policy logs a request: it follows the template',
    on: '2026-11-29',
    source: 'ACK, "Work with cluster auditing", which links the template; that it is the policy is inferred',
    wouldTell: 'an event for GET /version in a cluster’s audit log',
  },
  {
    what: 'ack-ram-authenticator comes with managed clusters made since 1.33, and stays',
    mark: 'since133Days',
    on: '2026-11-29',
    source: 'ACK’s notes on 1.33',
    wouldTell: 'a new cluster whose ListClusterAddonInstances lacks it, or that lets it be removed',
  },
  {
    what: 'EnableNonBootstrapMapping false, as the console sets it, makes the webhook ignore RAMIdentityMappings; unset counts as true',
    mark: 'EnableNonBootstrapMapping',
    on: '2026-03-26',
    source: 'ACK, "ack-ram-authenticator"; what unset means is assumed',
    wouldTell: 'a mapped token that gets in where it is false, or not where it is unset',
  },
  {
    what: 'from 0.4.1 the webhook sets extra.identitySource for tokens; its value is in no page',
    mark: 'identitySource',
    on: '2026-11-29',
    source: 'ACK, "ack-ram-authenticator", change history',
    wouldTell: 'a SelfSubjectReview by token on 0.4.1 or later',
  },
  {
    what: 'a RAM token is good for 15 minutes from its date',
    mark: 'tokenLifeMs = 15 * 60_000',
    on: '2026-03-01',
    source: 'ack-ram-authenticator and ack-ram-tool, their sources, and the signature’s page',
    wouldTell: 'a token of 16 minutes that is let in',
  },
  {
    what: 'ACS clusters are ManagedKubernetes with the profile Acs',
    mark: "acs: 'acs'",
    on: '2026-11-29',
    source: 'Terraform’s provider, data_source_alicloud_cs_kubernetes_version.go',
    wouldTell: 'a profile in a list that this program calls managed, and the console ACS',
  },
  {
    what: 'Function Compute’s host is <region>.fc.aliyuncs.com in four regions, and fcv3.<region> elsewhere',
    mark: 'olderFcRegions',
    on: '2026-11-29',
    source: 'the map of @alicloud/fc20230330 4.8.2',
    wouldTell: 'another map in a newer package',
  },
  {
    what: 'OSS refuses a signature for another region with 0002-00000226 or 0002-00000228',
    mark: '0002-00000228',
    on: '2026-11-29',
    source: 'OSS, the pages of both codes, and reports in its SDKs’ issues',
    wouldTell: 'InvalidArgument with another EC for a bucket elsewhere',
  },
  {
    what: 'OSS passes on what KMS refuses of an object’s key with codes of 0005-…: not found, disabled, to be deleted',
    mark: '0005-00000208, -214, -215',
    on: '2026-11-29',
    source: 'OSS, its pages of 0005-00000208, -214 and -215; the texts of the latter two are inferred',
    wouldTell: 'a refusal of a key that a run reports with "run doctor"',
  },
  {
    what: 'the CLI, from 3.4.3, runs no External program and asks no CredentialsURI where ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS is 1',
    mark: 'ALIBABA_CLOUD_DISABLE_EXTERNAL_PROCESS',
    on: '2026-11-29',
    source: 'aliyun-cli, config/profile.go',
    wouldTell: 'the CLI reads another variable or value',
  },
  {
    what: 'a generic secret holds 30,720 bytes and ten versions',
    mark: 'secretBytes = 30_720',
    on: '2026-08-05',
    source: 'KMS, "Limits"',
    wouldTell: 'the page of limits',
  },
  {
    what: 'ack-ram-tool keeps certificates in ~/.kube/cache/ack-ram-tool, beyond a revoke',
    mark: '.kube/cache/ack-ram-tool',
    on: '2026-03-01',
    source: 'its source, and its cache seen after a revoke',
    wouldTell: 'a release of it with another folder',
  },
  {
    what: 'nodejs20 is the newest managed runtime',
    mark: "functionRuntimes = ['nodejs20'",
    on: '2026-11-25',
    source: 'Function Compute, "Runtime overview"',
    wouldTell: 'the table of runtimes',
  },
  {
    what: 'a variable of GitLab is one of its key and scope, with a description since 16.2, and a hidden one has no value for anybody',
    mark: 'filter[environment_scope]',
    on: '2026-12-01',
    source: 'GitLab, "Project-level CI/CD variables API"',
    wouldTell: '409 for a key with its scope, or a value with `hidden: true`',
  },
  {
    what: 'GitLab masks a value of one line, of at least eight characters without spaces',
    mark: 'GitLab masks one line only',
    on: '2026-11-29',
    source: 'GitLab, "GitLab CI/CD variables", and its Ci::Maskable',
    wouldTell: '"value is invalid" for base64, or a file of many lines that is masked',
  },
  {
    what: 'a token of GitLab’s tells its own end, as a day, at personal_access_tokens/self, also one of a project or group',
    mark: '/personal_access_tokens/self',
    on: '2026-11-29',
    source: 'GitLab, "Personal access tokens API"',
    wouldTell: '401 or 403 there for a token that writes variables',
  },
  {
    what: 'a secret of GitHub holds 48 KB, under a name that does not begin with GITHUB_ nor with a digit, in capitals',
    mark: 'mostBytes = 48 * 1024',
    on: '2026-12-01',
    source: 'GitHub, "Secrets reference"',
    wouldTell: '422 for a smaller one',
  },
  {
    what: 'updated_at of a secret of GitHub moves, in whole seconds, with every write to it, and with nothing else',
    mark: 'When it was last written, to the second',
    on: '2026-11-29',
    source: 'GitHub, "REST API endpoints for GitHub Actions secrets"; that nothing else moves it is inferred',
    wouldTell: 'a secret that nobody wrote over and a run calls unknown',
  },
  {
    what: 'GitHub answers 403 or 429 to whoever asks too often, with x-ratelimit-remaining: 0 or retry-after',
    mark: 'x-ratelimit-remaining',
    on: '2026-12-01',
    source: 'GitHub, "Rate limits for the REST API" and "Troubleshooting the REST API"',
    wouldTell: 'Forbidden in a run over many credentials that has it no more an hour later',
  },
  {
    what: 'a fine-grained token of GitHub tells its own end in github-authentication-token-expiration',
    mark: 'github-authentication-token-expiration',
    on: '2026-11-29',
    source: 'GitHub, "Authenticating to the REST API"',
    wouldTell: 'no end in a report, of a token whose page shows one',
  },
  {
    what: 'Jenkins’ plugin refuses to create what is there (409), updates without looking, and gives no secret back',
    mark: '/createCredentials',
    on: '2026-12-01',
    source: 'credentials-plugin, docs/user.adoc and CredentialsStoreAction.java',
    wouldTell: '200 for a second one of an id, or a <secret> or <secretBytes> in a config.xml',
  },
  {
    what: 'the display name of a secret file is its file’s name and the description in brackets, and an upload renames it',
    mark: 'Of a secret file its file’s name',
    on: '2026-12-01',
    source: 'plain-credentials-plugin, FileCredentials.java and FileCredentialsImpl.java',
    wouldTell: 'a credential that a run calls unknown right after it was written',
  },
  {
    what: 'Jenkins wants no crumb of an API token in basic authentication, and one of a password',
    mark: 'which needs no crumb',
    on: '2026-12-01',
    source: 'Jenkins, "Authenticating scripted clients", and its changes of 2.96',
    wouldTell: '403 "No valid crumb was included" for a token',
  },
];

/** A belief that nothing rests on any more: its words are nowhere in the sources. */
export function abandoned(sources: readonly string[], held = beliefs): readonly Belief[] {
  return held.filter(({ mark }) => !sources.some((source) => source.includes(mark)));
}

/** The one that was confirmed longest ago. */
export function oldestBelief(held = beliefs): Belief | undefined {
  return held.toSorted((left, right) => (left.on < right.on ? -1 : 1))[0];
}
