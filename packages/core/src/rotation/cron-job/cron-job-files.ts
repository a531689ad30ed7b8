import { stringify } from 'yaml';
import type { Rrsa } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import {
  parseRotationConfiguration,
  type RotationConfiguration,
  refuseWithoutSinks,
} from '../configuration/configuration.js';
import { ownPolicies, type RolePolicies, serviceAccountTrust } from '../function/ram-policy.js';

/** Where the rotation runs as a CronJob, and who it is there. */
export interface CronJobPlace {
  readonly namespace: string;
  /** A reference with a tag or digest; null leaves it to be filled in. */
  readonly image: string | null;
  /** In cron's five fields, in `timeZone`. */
  readonly schedule: string;
  readonly timeZone: string;
  /** Where services are called, and whose secrets have no region of their own. */
  readonly region: string;
  /** Of the cluster that it runs in. */
  readonly rrsa: Rrsa;
}

/** What of the objects differs from one rotation to the next: the values of a chart. */
export interface CronJobValues {
  readonly image: string;
  readonly schedule: string;
  readonly timeZone: string;
  readonly namespace: string;
  readonly serviceAccount: string;
  readonly roleArn: string;
  readonly providerArn: string;
  readonly audience: string;
  readonly region: string;
  /** As of a container. */
  readonly resources: object;
}

/** A value, or in a template the place of one. */
type ValueOf = (name: keyof CronJobValues) => unknown;

/** The name of the role, the service account, and the CronJob. */
export const cronJobName = 'ackring-rotate';
const name = cronJobName;
const labels = { 'app.kubernetes.io/name': name, 'app.kubernetes.io/part-of': 'ackring' };

/** Seconds: the container is ended then, and half a minute later killed; a run of ours concludes five minutes before. */
const jobSeconds = 3_600;
const timeLimit = '55m';

const configurationFolder = '/etc/ackring';
/** Where the vendor's own webhook mounts it, which looks here for whether there is one. */
const tokenFolder = '/var/run/secrets/ack.alibabacloud.com/rrsa-tokens';

/**
 * Manifests for `kubectl apply -f`: a namespace, a service account without any right in the cluster, the configuration,
 * and the CronJob. It signs in by its service account's token (RRSA), which the kubelet renews, so that no key is kept
 * anywhere. Throws ConfigurationInvalid for a configuration that is none, has no sink, or one that a pod cannot reach.
 */
export function cronJobManifests(yaml: string, place: CronJobPlace): string {
  refuseOutsidePod(yaml);
  const values = cronJobValues(place);
  const documents = Object.values(cronJobDocuments(yaml, (name) => values[name]));
  return documents.map((document) => `---\n${document}`).join('');
}

/** Throws ConfigurationInvalid for a configuration that is none, has no sink, or one that a pod cannot reach. */
export function refuseOutsidePod(yaml: string): void {
  const configuration = parseRotationConfiguration(yaml, 'rotation.yaml');
  refuseWithoutSinks(configuration, 'rotation.yaml');
  refuseOwnMachine(configuration);
}

/** The values that are this place's. */
export function cronJobValues({
  image,
  rrsa,
  schedule,
  timeZone,
  namespace,
  region,
}: CronJobPlace): CronJobValues {
  return {
    ...{ image: image ?? 'SET', schedule, timeZone, namespace, serviceAccount: name },
    ...{ roleArn: roleArn(rrsa), providerArn: rrsa.provider, audience: rrsa.audience, region },
    resources: { requests: { cpu: '100m', memory: '256Mi' }, limits: { memory: '512Mi' } },
  };
}

/** Its objects in YAML, by the name of a file for each, in the order in which they are applied. */
export function cronJobDocuments(configuration: string, value: ValueOf): Readonly<Record<string, string>> {
  const namespace = value('namespace');
  const metadata = { name, namespace, labels };
  const objects = {
    // Without labels: applied to a namespace that others use, it changes nothing there.
    namespace: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    'service-account': {
      ...{
        apiVersion: 'v1',
        kind: 'ServiceAccount',
        metadata: { ...metadata, name: value('serviceAccount') },
      },
      automountServiceAccountToken: false,
    },
    configuration: {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata,
      data: { 'rotation.yaml': configuration },
    },
    cronjob: { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec: cronJobSpec(value) },
  };
  return Object.fromEntries(
    Object.entries(objects).map(([file, object]) => [
      `${file}.yaml`,
      stringify(object, { lineWidth: 0, aliasDuplicateObjects: false }),
    ]),
  );
}

/** Files of the machine that runs it: a pod has none of a person's, and what it writes is gone after the run. */
function refuseOwnMachine({ sinks }: RotationConfiguration): void {
  const local = sinks.filter(
    (sink) =>
      sink.kind === 'file' ||
      (sink.kind === 'kubernetesSecret' &&
        sink.cluster === undefined &&
        sink.kubeconfig?.startsWith('kms:') !== true),
  );
  if (local.length === 0) return;
  throw new AckringError(
    'ConfigurationInvalid',
    say('rotation.yaml names sinks by files, which a pod does not have: {kinds}', {
      kinds: local.map(({ kind }) => kind),
    }),
    {
      remedy: say(
        'Name one that is reached from there: {example}, or a hub by `cluster` or `kubeconfig: kms:NAME`.',
        { example: '{kind: oss, bucket: my-keys}' },
      ),
    },
  );
}

function cronJobSpec(value: ValueOf) {
  return {
    schedule: value('schedule'),
    timeZone: value('timeZone'),
    // Two at once would do no harm, and no good either.
    concurrencyPolicy: 'Forbid',
    // A cluster that was off at four catches up within the day.
    startingDeadlineSeconds: 43_200,
    successfulJobsHistoryLimit: 3,
    failedJobsHistoryLimit: 3,
    jobTemplate: {
      spec: {
        backoffLimit: 1,
        activeDeadlineSeconds: jobSeconds,
        template: { metadata: { labels }, spec: podSpec(value) },
      },
    },
  };
}

/** By the Pod Security Standard "restricted", whether or not its namespace enforces it. */
function podSpec(value: ValueOf) {
  return {
    serviceAccountName: value('serviceAccount'),
    // It asks nothing of this cluster's API server: the only token it has is for the cloud.
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    restartPolicy: 'Never',
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 65_532,
      runAsGroup: 65_532,
      fsGroup: 65_532,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container(value)],
    volumes: [
      { name: 'configuration', configMap: { name } },
      {
        name: 'rrsa-token',
        projected: {
          defaultMode: 0o440,
          sources: [
            {
              serviceAccountToken: {
                audience: value('audience'),
                expirationSeconds: jobSeconds,
                path: 'token',
              },
            },
          ],
        },
      },
      { name: 'home', emptyDir: { medium: 'Memory', sizeLimit: '64Mi' } },
    ],
  };
}

function container(value: ValueOf) {
  return {
    name: 'rotate',
    image: value('image'),
    args: [
      ...['rotate', 'apply', '--config', `${configurationFolder}/rotation.yaml`],
      ...['--unattended', '--time-limit', timeLimit, '--json'],
    ],
    env: Object.entries({
      ALIBABA_CLOUD_ROLE_ARN: value('roleArn'),
      ALIBABA_CLOUD_OIDC_PROVIDER_ARN: value('providerArn'),
      ALIBABA_CLOUD_OIDC_TOKEN_FILE: `${tokenFolder}/token`,
      ALIBABA_CLOUD_REGION_ID: value('region'),
      HOME: '/home/ackring',
    }).map(([variable, value]) => ({ name: variable, value })),
    resources: value('resources'),
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'configuration', mountPath: configurationFolder, readOnly: true },
      { name: 'rrsa-token', mountPath: tokenFolder, readOnly: true },
      { name: 'home', mountPath: '/home/ackring' },
    ],
  };
}

/** The role is of the account whose identity provider the cluster is. */
function roleArn(rrsa: Rrsa): string {
  return `acs:ram::${accountOf(rrsa)}:role/${name}`;
}

function accountOf({ provider }: Rrsa): string | null {
  return /^acs:ram::(\d+):/.exec(provider)?.[1] ?? null;
}

/** The least that its role needs, and that this service account alone, of this cluster alone, may be it. */
export function cronJobPolicies(
  yaml: string,
  { namespace, region, rrsa }: CronJobPlace,
): Pick<RolePolicies, 'policy' | 'trust'> {
  const configuration = parseRotationConfiguration(yaml, 'rotation.yaml');
  const at = { accountId: accountOf(rrsa), region, function: null, role: name, logs: null };
  const { policy } = ownPolicies(configuration, at);
  return { policy, trust: serviceAccountTrust(rrsa, { namespace, name }) };
}
