import { parseRotationConfiguration } from '@ackring/core/internal/rotation/configuration/configuration';
import { deploymentFile, functionPlaces } from '@ackring/core/internal/rotation/function/deployment-file';
import { specimenCluster } from '@ackring/testkit/cluster';
import { customRuntime } from '@ackring/testkit/rotation/function-world';
import test from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { propsSchema } from './fc3-schema.js';

function cluster(name: string, region: string, vpcId: string | null) {
  return specimenCluster({ id: `c-${name}`, name, region, vpcId });
}

const fleet = [
  cluster('tokyo-b', 'ap-northeast-1', 'vpc-a1'),
  cluster('tokyo-a', 'ap-northeast-1', 'vpc-a1'),
  cluster('osaka', 'ap-northeast-1', 'vpc-a2'),
  cluster('hangzhou', 'cn-hangzhou', 'vpc-b1'),
  cluster('edge', 'cn-hangzhou', null),
  cluster('test', 'cn-beijing', 'vpc-c1'),
];
const base = `# Ours.
select: { exclude: ["test"] }
identities: [self]
sinks: [{ kind: kms, prefix: "ackring/" }]
`;
const found = functionPlaces(fleet, parseRotationConfiguration(base, 'test'));

test('each function is valid for the vendor’s component, in its VPC, with its own rotation', (t) => {
  // As Serverless Devs fills them in.
  const text = deploymentFile(base, found.places).replace(/\$\{config\("AccountID"\)\}/g, '1234567890123456');
  const file = parse(text.replace(/\$\{vars\.role\}/g, 'acs:ram::1234567890123456:role/ackring-rotate'));
  t.deepEqual(
    Object.keys(file.resources),
    found.places.map(({ name }) => name),
  );
  for (const { name, region, vpcId } of found.places) {
    const props = v.parse(propsSchema, file.resources[name].props);
    t.like(props, { functionName: name, region });
    t.is(props.vpcConfig?.vpcId, vpcId);
    const rotation = parseRotationConfiguration(props.environmentVariables['ACKRING_ROTATION'] ?? '', 'test');
    t.like(rotation, { name: vpcId, regions: [region], access: 'private' });
    t.deepEqual(rotation.select, { exclude: ['test'], vpc: vpcId });
    t.is(rotation.sinks.length, 1);
  }
});

test('with a Node of one’s own each function starts the package’s server on it', (t) => {
  const text = deploymentFile(base, found.places, 'custom.debian12');
  const filled = text
    .replace(/\$\{config\("AccountID"\)\}/g, '1234567890123456')
    .replace(/\$\{vars\.role\}/g, 'acs:ram::1234567890123456:role/ackring-rotate');
  const { resources } = parse(filled);
  for (const { name } of found.places) {
    const { runtime, customRuntimeConfig } = v.parse(propsSchema, resources[name].props);
    t.deepEqual({ runtime, customRuntimeConfig }, customRuntime);
  }
});
