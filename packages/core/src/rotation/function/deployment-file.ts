import { Document, parseDocument, stringify, visit } from 'yaml';
import type { Cluster } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { parseRotationConfiguration, type RotationConfiguration } from '../configuration/configuration.js';
import { isSelected } from '../configuration/selection.js';

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
 * the sinks are shared. Throws ConfigurationInvalid if it is invalid, or too large for an environment.
 */
export function rotationIn(yaml: string, { region, vpcId }: FunctionPlace): string {
  const document = parseDocument(yaml.trim() === '' ? '{}' : yaml);
  document.setIn(['name'], vpcId);
  document.setIn(['regions'], [region]);
  document.setIn(['select', 'vpc'], vpcId);
  if (!document.has('access')) document.setIn(['access'], 'private');
  const narrowed = unevaluated(document.toJS());
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
# Role and log project are as in the s.yaml of the package; docs/rotation.md tells what each VPC needs.
`;

/** One s.yaml for all of them; what only its owner knows is marked SET. */
export function deploymentFile(yaml: string, places: readonly FunctionPlace[]): string {
  const resources = places.map((place) => [place.name, { component: 'fc3', props: props(yaml, place) }]);
  const file = {
    edition: '3.0.0',
    name: 'ackring',
    access: 'default',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: Serverless Devs fills these in.
    vars: { role: 'acs:ram::${config("AccountID")}:role/ackring-rotate' },
    resources: Object.fromEntries(resources),
  };
  return `${head}${stringify(file, { lineWidth: 0 })}`;
}

function props(yaml: string, place: FunctionPlace) {
  const { name, region, vpcId, clusters } = place;
  return {
    region,
    functionName: name,
    description: `Renews the kubeconfigs of ${clusters.length} ACK clusters in ${vpcId}`,
    runtime: 'nodejs20',
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
      project: `ackring-\${config("AccountID")}-${region}`,
      logstore: 'rotate',
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
