import { keyOf, patience } from '@ackring/testkit/official-rpc-client';
import { tlsFront } from '@ackring/testkit/tls-front';
import Credentials from '@alicloud/credentials';
import CS from '@alicloud/cs20151215';
import OpenApi from '@alicloud/openapi-core';
import test from 'ava';
import { startEmulator } from '../../start.js';
import type { Scenario } from '../../world/scenario.js';

const scenario: Scenario = {
  identities: [
    { name: 'monitor', type: 'role', trusts: ['root'] },
    { name: 'untrusting', type: 'role' },
  ],
  clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } } }],
};

async function assuming() {
  const emulator = await startEmulator({ scenario });
  const front = await tlsFront(emulator.endpoints.sts);
  const as = (role: string, secret = keyOf(emulator, 'ops').accessKeySecret) => {
    const own = Credentials.StaticAKCredentialsProvider.builder()
      .withAccessKeyId(keyOf(emulator, 'ops').accessKeyId)
      .withAccessKeySecret(secret)
      .build();
    const provider = Credentials.RAMRoleARNCredentialsProvider.builder()
      .withCredentialsProvider(own)
      .withRoleArn(emulator.identities[role]?.arn ?? '')
      .withStsEndpoint(front.host)
      .build();
    return new Credentials.default(null, provider);
  };
  const dispose = async () => {
    await front[Symbol.asyncDispose]();
    await emulator.stop();
  };
  return { emulator, as, [Symbol.asyncDispose]: dispose };
}

test('the official credentials provider assumes a role, and ACK gives the role its own kubeconfig', async (t) => {
  await using cloud = await assuming();
  const { emulator } = cloud;
  const credential = cloud.as('monitor');
  const model = await credential.getCredential();
  t.regex(model.accessKeyId ?? '', /^STS\./);
  const { host } = new URL(emulator.endpoints.cs);
  const config = new OpenApi.$OpenApiUtil.Config({
    credential,
    ...patience,
    endpoint: host,
    protocol: 'http',
  });
  const cluster = [...emulator.world.clusters.all()][0];
  const request = new CS.DescribeClusterUserKubeconfigRequest({});
  const { body } = await new CS.default(config).describeClusterUserKubeconfig(cluster?.id ?? '', request);
  t.regex(body?.config ?? '', new RegExp(`user: "${emulator.identities['monitor']?.uid}"`));
});

test('the provider is refused by a role that does not trust the caller, and with a wrong secret', async (t) => {
  await using cloud = await assuming();
  await t.throwsAsync(cloud.as('untrusting').getCredential(), { message: /NoPermission/ });
  await t.throwsAsync(cloud.as('monitor', 'wrong').getCredential(), {
    message: /access key secret is invalid|SignatureDoesNotMatch/,
  });
});
