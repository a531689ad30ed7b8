import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { parse } from 'yaml';
import { AckringError } from '../../words/errors.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import {
  deploymentFile,
  deploymentPolicies,
  functionPlaces,
  functionRuntimes,
  regionless,
  rotationIn,
} from './deployment-file.js';

function cluster(name: string, region: string, vpcId: string | null) {
  return specimenCluster({ id: `c-${name}`, name, region, vpcId });
}

const fleet = [
  cluster('hangzhou', 'cn-hangzhou', 'vpc-b1'),
  cluster('osaka', 'ap-northeast-1', 'vpc-a2'),
  cluster('tokyo-b', 'ap-northeast-1', 'vpc-a1'),
  cluster('tokyo-a', 'ap-northeast-1', 'vpc-a1'),
  cluster('edge', 'cn-hangzhou', null),
  cluster('test', 'cn-beijing', 'vpc-c1'),
];

function placesOf(yaml: string) {
  const { places, withoutVpc } = functionPlaces(fleet, parseRotationConfiguration(yaml, 'test'));
  return { places: places.map(({ region, vpcId, clusters }) => [region, vpcId, ...clusters]), withoutVpc };
}

test('the selected fleet is split by VPC, in a stable order, and clusters in none are named', (t) => {
  t.deepEqual(placesOf('select: { exclude: ["test"] }'), {
    places: [
      ['ap-northeast-1', 'vpc-a1', 'tokyo-a', 'tokyo-b'],
      ['ap-northeast-1', 'vpc-a2', 'osaka'],
      ['cn-hangzhou', 'vpc-b1', 'hangzhou'],
    ],
    withoutVpc: ['edge'],
  });
  t.deepEqual(placesOf('regions: [cn-beijing]'), {
    places: [['cn-beijing', 'vpc-c1', 'test']],
    withoutVpc: [],
  });
});

const place = {
  name: 'ackring-rotate-vpc-a1',
  region: 'ap-northeast-1',
  vpcId: 'vpc-a1',
  clusters: ['tokyo-a'],
};

test("a VPC’s rotation is the fleet's, narrowed; an access chosen by the owner stays", (t) => {
  const narrowed = (yaml: string) => parseRotationConfiguration(rotationIn(yaml, place), 'test');
  const usual = { name: 'vpc-a1', regions: ['ap-northeast-1'], select: { vpc: 'vpc-a1' } };
  t.like(narrowed(''), { ...usual, access: 'private' });
  t.like(narrowed('  \n'), { ...usual, access: 'private' });
  t.like(narrowed('access: auto'), { ...usual, access: 'auto' });
  t.like(narrowed('select: { exclude: [test] }'), { select: { exclude: ['test'], vpc: 'vpc-a1' } });
});

test('what the cloud says about a place is none unless it looks like one', (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Serverless Devs would fill it in.
  const evaluated = '${env("HOME")}';
  const named = (region: string, vpcId: string) =>
    functionPlaces([cluster('a', region, vpcId)], { select: {} });
  t.is(named('cn-hangzhou', 'vpc-a1').places.length, 1);
  for (const [region, vpcId] of [
    [evaluated, 'vpc-a1'],
    ['cn-hangzhou', evaluated],
    ['cn-hangzhou', 'vpc-a1\nrole: x'],
    ['', 'vpc-a1'],
  ] as const) {
    t.deepEqual(named(region, vpcId), { places: [], withoutVpc: ['a'] });
  }
});

test('what Serverless Devs would evaluate in a value is written so that it does not, and read as it was', (t) => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: Serverless Devs would fill it in.
  const exclude = ['${env("HOME")}', '<% x %>', '{{ x }}', '{x}'];
  const narrowed = rotationIn(JSON.stringify({ select: { exclude } }), place);
  t.notRegex(narrowed, /[$<]|\{\{/);
  t.deepEqual(parseRotationConfiguration(narrowed, 'test').select.exclude, exclude);
});

test('the maximum that an environment takes is accepted, and not a byte more', (t) => {
  const excluding = (length: number) =>
    rotationIn(`# A comment costs nothing.\nselect: {exclude: [${'x'.repeat(length)}]}`, place);
  const bare = Buffer.byteLength(excluding(1));
  const filled = (bytes: number) => excluding(bytes - bare + 1);
  t.is(Buffer.byteLength(filled(3_900)), 3_900);
  t.is(t.throws(() => filled(3_901), { instanceOf: AckringError })?.code, 'ConfigurationInvalid');
});

const fleetPlaces = functionPlaces(fleet, { select: {} }).places;
const everything = `
sinks:
  - {kind: kms, prefix: "a/"}
  - {kind: oss, bucket: b}
  - {kind: oss, bucket: c, region: eu-central-1}
notify:
  - {kind: pagerduty, secret: "kms:pager"}
  - {kind: pagerduty, secret: "kms:pager", source: shop}
  - {kind: dingtalk, secret: "kms:us-west-1:ding"}
heartbeat: "kms:beat"
`;

test('the role that functions share has the secrets, the log and the name of each, in its region', (t) => {
  const { policy, trust } = deploymentPolicies(everything, fleetPlaces, '1');
  const resourcesOf = (action: string) =>
    policy.Statement.flatMap(({ Action, Resource }) => (Action.includes(action) ? Resource : []));
  const regions = ['ap-northeast-1', 'cn-beijing', 'cn-hangzhou'];
  t.deepEqual(
    resourcesOf('fc:InvokeFunction').toSorted(),
    fleetPlaces.map(({ name, region }) => `acs:fc:${region}:1:functions/${name}`).toSorted(),
  );
  t.deepEqual(
    resourcesOf('log:PostLogStoreLogs').toSorted(),
    regions.map((region) => `acs:log:${region}:1:project/ackring-1-${region}/logstore/rotate`),
  );
  t.deepEqual(
    resourcesOf('kms:PutSecretValue').toSorted(),
    regions.map((region) => `acs:kms:${region}:1:secret/a/*`),
  );
  const unknown = JSON.stringify(deploymentPolicies(everything, fleetPlaces, null));
  t.true(unknown.includes('acs:log:cn-beijing:*:project/ackring-*-cn-beijing/logstore/rotate'));
  const read = resourcesOf('kms:GetSecretValue');
  for (const region of regions) {
    for (const secret of ['pager', 'beat']) t.true(read.includes(`acs:kms:${region}:1:secret/${secret}`));
  }
  t.deepEqual(
    read.filter((resource) => resource.endsWith('/ding')),
    ['acs:kms:us-west-1:1:secret/ding'],
  );
  const { resources } = parse(deploymentFile(everything, fleetPlaces));
  for (const { name, region } of fleetPlaces) {
    t.is(resources[name].props.logConfig.project.replace(/\$\{.*\}/, '1'), `ackring-1-${region}`);
  }
  t.deepEqual(trust.Statement[0].Principal, { Service: ['fc.aliyuncs.com'] });
});

test('no two functions share an incident, and an unquoted uid keeps its digits', (t) => {
  const narrowed = fleetPlaces.map((each) =>
    parseRotationConfiguration(
      rotationIn(`${everything}identities: [{uid: 200010000000000001}]`, each),
      'test',
    ),
  );
  const sources = narrowed.flatMap(({ notify }) =>
    notify.flatMap((each) => (each.kind === 'pagerduty' ? [each.source] : [])),
  );
  t.is(new Set(sources).size, 2 * fleetPlaces.length);
  t.true(sources.includes('ackring cn-beijing/vpc-c1') && sources.includes('shop cn-beijing/vpc-c1'));
  for (const { identities } of narrowed) t.deepEqual(identities, [{ uid: '200010000000000001' }]);
});

test('what is named without a region is told, where functions stand in several', (t) => {
  const configuration = parseRotationConfiguration(everything, 'test');
  t.deepEqual(regionless(configuration, fleetPlaces), ['kms (a/)', 'oss://b', 'kms:pager', 'kms:beat']);
  t.deepEqual(regionless(configuration, [place]), []);
});

test('a function without a sink is not deployed', (t) => {
  t.throws(() => deploymentFile('select: {}', [place]), { code: 'ConfigurationInvalid' });
});

test('each function has what a run of the rotation needs', (t) => {
  const { resources } = parse(deploymentFile('sinks: [{kind: oss, bucket: b}]', [place]));
  t.like(resources[place.name].props, {
    region: 'ap-northeast-1',
    timeout: 600,
    memorySize: 512,
    diskSize: 512,
    cpu: 0.35,
    // Two runs in one instance would share its time.
    instanceConcurrency: 1,
    internetAccess: true,
    vpcConfig: { vpcId: 'vpc-a1' },
    logConfig: { enableRequestMetrics: true, enableInstanceMetrics: true },
    instanceLifecycleConfig: { initializer: { handler: 'index.initialize', timeout: 30 } },
    asyncInvokeConfig: { maxAsyncRetryAttempts: 1, maxAsyncEventAgeInSeconds: 3600, asyncTask: false },
  });
  const [daily] = resources[place.name].props.triggers;
  t.like(daily.triggerConfig, { enable: true, payload: '{"mode":"apply"}' });
});

test('whoever runs it on a Node of their own is told where that lies, and nobody else', (t) => {
  const [managed, own] = functionRuntimes.map((runtime) =>
    deploymentFile('sinks: [{kind: oss, bucket: b}]', [place], runtime),
  );
  t.notRegex(managed ?? '', /code\/node/);
  t.regex(own ?? '', /^# A Node of your own lies beside the code, as \.\/code\/node/m);
});

test('no line of it is broken', (t) => {
  const file = deploymentFile('sinks: [{kind: oss, bucket: b}]', [place]);
  t.regex(file, /^ +description: Renews the kubeconfigs of 1 ACK clusters in vpc-a1$/m);
});
