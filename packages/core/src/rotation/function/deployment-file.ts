import * as v from 'valibot';
import { Document, stringify, visit } from 'yaml';
import type { Cluster } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import {
  parseRotationConfiguration,
  type RotationConfiguration,
  readYaml,
  refuseWithoutSinks,
} from '../configuration/configuration.js';
import { isSelected } from '../configuration/selection.js';
import { secretPlace } from '../plug-in/plug-in.js';
import { functionTrust, joined, ownPolicies, type RolePolicies } from './ram-policy.js';

/** The place of one function: a VPC, and so a region, with the clusters it looks after. */
export interface FunctionPlace {
  readonly name: string;
  readonly region: string;
  readonly vpcId: string;
  readonly clusters: readonly string[];
}

export interface FunctionPlaces {
  readonly places: readonly FunctionPlace[];
  /** Selected clusters whose VPC is unknown: a function without one has to look after them. */
  readonly withoutVpc: readonly string[];
}

/** Function Compute's limit on a function's environment; names and other settings take some of it. */
const environmentBytes = 3_900;

/** One function per VPC of the selected clusters, in a stable order. */
export function functionPlaces(
  clusters: readonly Cluster[],
  { select, regions }: Pick<RotationConfiguration, 'select' | 'regions'>,
): FunctionPlaces {
  const chosen = clusters
    .filter((cluster) => isSelected(cluster, select) && (regions?.includes(cluster.region) ?? true))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1));
  const byVpc = Map.groupBy(chosen, vpcOf);
  const places = [...byVpc].flatMap(([vpcId, [first, ...more]]): FunctionPlace[] => {
    if (vpcId === null || first === undefined) return [];
    const names = [first, ...more].map(({ name }) => name);
    return [{ name: `ackring-rotate-${vpcId}`, region: first.region, vpcId, clusters: names }];
  });
  return {
    places: places.toSorted((left, right) => (placeOf(left) < placeOf(right) ? -1 : 1)),
    withoutVpc: (byVpc.get(null) ?? []).map(({ name }) => name),
  };
}

/** Both become names in a file that a program evaluates: whatever else the cloud says is no VPC of a region. */
function vpcOf({ region, vpcId }: Cluster): string | null {
  return /^[a-z0-9-]+$/.test(region) && /^vpc-[a-z0-9]+$/.test(vpcId ?? '') ? vpcId : null;
}

function placeOf({ region, vpcId }: FunctionPlace): string {
  return `${region}/${vpcId}`;
}

/**
 * The rotation of one VPC: the whole fleet's, narrowed, without comments. Its reports get a name of their own, since
 * the sinks are shared, and so do its incidents. Throws ConfigurationInvalid if it is invalid, or too large for an
 * environment.
 */
export function rotationIn(yaml: string, { region, vpcId }: FunctionPlace): string {
  parseRotationConfiguration(yaml, 'the rotation');
  const { notify, ...settings } = v.parse(settingsSchema, readYaml(yaml, 'the rotation') ?? {});
  const narrowed = unevaluated({
    ...settings,
    ...(notify === undefined ? {} : { notify: notify.map((each) => withOwnSource(each, { region, vpcId })) }),
    name: vpcId,
    regions: [region],
    select: { ...settings.select, vpc: vpcId },
    access: settings.access ?? 'private',
  });
  parseRotationConfiguration(narrowed, 'the rotation');
  if (Buffer.byteLength(narrowed) <= environmentBytes) return narrowed;
  throw new AckringError(
    'ConfigurationInvalid',
    say("the rotation is too long for a function's environment"),
    {
      remedy: say('Shorten it to 3.9 KB: name clusters by pattern or tag.'),
    },
  );
}

const settingsSchema = v.looseObject({
  notify: v.optional(v.array(v.looseObject({ kind: v.string(), source: v.optional(v.string(), 'ackring') }))),
  select: v.optional(v.looseObject({}), {}),
  access: v.optional(v.unknown()),
});

/** PagerDuty knows incidents by their source: one function's recovery would resolve another's. */
function withOwnSource<Settings extends { readonly kind: string; readonly source: string }>(
  { source, ...notifier }: Settings,
  { region, vpcId }: Pick<FunctionPlace, 'region' | 'vpcId'>,
) {
  return notifier.kind === 'pagerduty' ? { ...notifier, source: `${source} ${region}/${vpcId}` } : notifier;
}

/**
 * YAML that Serverless Devs takes for text: its templates evaluate `${…}` and `<%…%>` in every value of s.yaml, with the
 * deployer's secrets at hand. In double quotes YAML has escapes for their beginnings, which it does not know.
 */
function unevaluated(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Scalar: (_key, node) => {
      if (typeof node.value === 'string' && template.test(node.value)) node.type = 'QUOTE_DOUBLE';
    },
  });
  return document.toString({ lineWidth: 0 }).replaceAll(new RegExp(template, 'g'), (begin) => {
    return Array.from(begin, (sign) => `\\x${sign.charCodeAt(0).toString(16)}`).join('');
  });
}

const template = /[$<]|\{\{/;

const head = `# Serverless Devs, Function Compute 3.0: a function a VPC. Deploy: \`s deploy\`, after the values marked SET.
# The function's code lies in ./code: copy it from the npm package's function/code.
# They share the role ackring-rotate, with the role-policy.json and trust-policy.json beside this file, and log to a
# project of their own region each; docs/operating-rotation.md tells what each VPC needs.
`;

/** The newest managed one, or one that brings its own Node: the managed ones end at a Node that upstream ended. */
export const functionRuntimes = ['nodejs20', 'custom.debian12'] as const;
export type FunctionRuntime = (typeof functionRuntimes)[number];

/** The package's server, on the Node beside it. */
const customRuntimeConfig = { command: ['/code/node'], args: ['/code/server.js'], port: 9000 };

const ownNode = `# A Node of your own lies beside the code, as ./code/node: docs/operating-rotation.md, "The Node it runs on".
`;

const role = 'ackring-rotate';

/** The role that they share: each function's region, secrets, log and itself, and nothing of another fleet's. */
export function deploymentPolicies(
  yaml: string,
  places: readonly FunctionPlace[],
  accountId: string | null,
): Pick<RolePolicies, 'policy' | 'trust'> {
  const all = places.flatMap((place) => {
    const configuration = parseRotationConfiguration(rotationIn(yaml, place), 'the rotation');
    const { name, region } = place;
    const logs = { project: logProject(accountId ?? '*', region), logstore };
    const at = { accountId, region, function: { service: null, function: name }, role, logs };
    return ownPolicies(configuration, at).policy.Statement;
  });
  const Statement = joined(all);
  return { policy: { Version: '1', Statement }, trust: functionTrust };
}

const logstore = 'rotate';

/** A project and its logstore are of one region. */
function logProject(accountId: string, region: string): string {
  return `ackring-${accountId}-${region}`;
}

/**
 * What each function would look for in its own region although there may be one of it alone: secrets and buckets that
 * are named without a region. Empty if all functions are in one.
 */
export function regionless(
  { sinks, notify, heartbeat }: RotationConfiguration,
  places: readonly FunctionPlace[],
): readonly string[] {
  if (new Set(places.map(({ region }) => region)).size < 2) return [];
  const stores = sinks.flatMap((sink) =>
    (sink.kind === 'kms' || sink.kind === 'oss') && sink.region === undefined
      ? [sink.kind === 'oss' ? `oss://${sink.bucket}` : `kms (${sink.prefix})`]
      : [],
  );
  const settings = [...sinks, ...notify].flatMap((each) => Object.values(each));
  const secrets = [...settings, heartbeat].flatMap((each) => {
    const place = typeof each === 'string' ? secretPlace(each) : null;
    return place !== null && place.region === null ? [`kms:${place.name}`] : [];
  });
  return [...new Set([...stores, ...secrets])];
}

/** One s.yaml for all of them; what only its owner knows is marked SET. Throws ConfigurationInvalid without a sink. */
export function deploymentFile(
  yaml: string,
  places: readonly FunctionPlace[],
  runtime: FunctionRuntime = 'nodejs20',
): string {
  refuseWithoutSinks(parseRotationConfiguration(yaml, 'rotation.yaml'), 'rotation.yaml');
  const resources = places.map((place) => [
    place.name,
    { component: 'fc3', props: props(yaml, place, runtime) },
  ]);
  const file = {
    edition: '3.0.0',
    name: 'ackring',
    access: 'default',
    vars: { role: `acs:ram::\${config("AccountID")}:role/${role}` },
    resources: Object.fromEntries(resources),
  };
  return `${head}${runtime === 'nodejs20' ? '' : ownNode}${stringify(file, { lineWidth: 0 })}`;
}

function props(yaml: string, place: FunctionPlace, runtime: FunctionRuntime) {
  const { name, region, vpcId, clusters } = place;
  return {
    region,
    functionName: name,
    description: `Renews the kubeconfigs of ${clusters.length} ACK clusters in ${vpcId}`,
    runtime,
    ...(runtime === 'nodejs20' ? {} : { customRuntimeConfig }),
    handler: 'index.handler',
    code: './code',
    cpu: 0.35,
    memorySize: 512,
    diskSize: 512,
    timeout: 600,
    instanceConcurrency: 1,
    internetAccess: true,
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Serverless Devs fills it in.
    role: '${vars.role}',
    environmentVariables: { ACKRING_ROTATION: rotationIn(yaml, place) },
    vpcConfig: { vpcId, vSwitchIds: ['SET'], securityGroupId: 'SET' },
    logConfig: {
      // biome-ignore lint/suspicious/noTemplateCurlyInString: Serverless Devs fills it in.
      project: logProject('${config("AccountID")}', region),
      logstore,
      enableRequestMetrics: true,
      enableInstanceMetrics: true,
      logBeginRule: 'None',
    },
    instanceLifecycleConfig: { initializer: { handler: 'index.initialize', timeout: 30 } },
    asyncInvokeConfig: { maxAsyncRetryAttempts: 1, maxAsyncEventAgeInSeconds: 3600, asyncTask: false },
    triggers: [
      {
        triggerName: 'daily',
        triggerType: 'timer',
        description: 'Every day at four in the morning',
        qualifier: 'LATEST',
        triggerConfig: {
          cronExpression: 'CRON_TZ=Asia/Shanghai 0 0 4 * * *',
          enable: true,
          payload: '{"mode":"apply"}',
        },
      },
    ],
  };
}
