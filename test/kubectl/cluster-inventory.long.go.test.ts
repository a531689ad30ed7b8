import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { kubeconfigOf } from '@ackring/testkit/client-identity';
import { startEmulatedApiServer } from '@ackring/testkit/emulated-api-server';
import { runTool } from '@ackring/testkit/kubectl';
import { outsideRun } from '@ackring/testkit/run/test-run';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { define, inventoryDefinition, keptIn } from '../command-line/inventory-story.js';
import { type KubectlWorld, kubectlWorld } from '../command-line/kubectl-world.js';
import { goProgram } from './go-program.js';

const issued = v.looseObject({
  clusters: v.tuple([
    v.looseObject({
      cluster: v.looseObject({ server: v.string(), 'certificate-authority-data': v.string() }),
    }),
  ]),
});

/** An account with two clusters, and a controller that is built on the reference client of the cluster-inventory API. */
async function inventoryWorld(t: ExecutionContext) {
  const clusters = ['prod', 'other'].map((name) => ({ name, holders: { ops: { daysLeft: 900 } } }));
  const world = await kubectlWorld(t, { clusters });
  const { emulator, ackring } = world;
  const visit = await controllerIn(world);
  const [prod, other] = await Promise.all(
    [...emulator.world.clusters.all()].map(async ({ id, name }) => {
      const { stdout } = await ackring.run(['get', name, '--stdout']);
      const { clusters } = v.parse(issued, parse(stdout));
      return { id, ...clusters[0].cluster };
    }),
  );
  if (prod === undefined || other === undefined) throw new Error('no clusters');
  const listNamespaces = async (config: object | null, server = prod.server) => {
    const extensions = [{ name: 'client.authentication.k8s.io/exec', extension: config }];
    const cluster = { ...prod, server, extensions: config === null ? [] : extensions };
    const status = { accessProviders: [{ name: 'ack', cluster }] };
    return visit({ metadata: { name: 'prod' }, status });
  };
  return { emulator, prod, other, listNamespaces };
}

/** What gets into the cluster of a ClusterProfile and lists its namespaces, by the provider file of docs/everyday.md. */
async function controllerIn({ emulator, ackring, environment }: KubectlWorld) {
  const controller = await goProgram('cluster-inventory');
  const providerFile = join(ackring.home, 'providers.json');
  const profileFile = join(ackring.home, 'profile.json');
  const execConfig = {
    apiVersion: 'client.authentication.k8s.io/v1',
    command: 'ackring',
    args: ['exec-credential'],
    provideClusterInfo: true,
  };
  await writeFile(providerFile, JSON.stringify({ providers: [{ name: 'ack', execConfig }] }));
  return async (profile: object) => {
    await writeFile(profileFile, JSON.stringify(profile));
    const env = { ...outsideRun, ...emulator.environment, ...environment, HOME: ackring.home };
    return runTool(controller, [providerFile, profileFile], env);
  };
}

test('the reference client of the cluster-inventory API gets into a cluster of a ClusterProfile', async (t) => {
  t.timeout(600_000);
  const { emulator, prod, listNamespaces } = await inventoryWorld(t);
  const issues = () => emulator.requests.count('DescribeClusterUserKubeconfig');
  const before = issues();
  const config = { clusterId: prod.id, region: 'ap-northeast-1', accountId: emulator.accountId };
  for (let turn = 0; turn < 2; turn += 1) {
    const { code, stdout, stderr } = await listNamespaces(config);
    t.is(code, 0, stderr);
    t.true(stdout.split('\n').includes('default'), stdout);
  }
  t.is(issues() - before, 1);
});

test('a ClusterProfile of no cluster, several, another account’s or another server gets nothing', async (t) => {
  t.timeout(600_000);
  const { emulator, prod, other, listNamespaces } = await inventoryWorld(t);
  const config = { clusterId: prod.id, region: 'ap-northeast-1' };
  const before = emulator.requests.count('DescribeClusterUserKubeconfig');
  const refusals: readonly (readonly [config: object | null, server: string, reason: RegExp])[] = [
    [null, prod.server, /has no `cluster\.config`/],
    [{ ...config, clusterId: [prod.id, other.id] }, prod.server, /not the id of one cluster/],
    [{ ...config, accountId: '1999999999999999' }, prod.server, /is of account 1999999999999999/],
    [config, other.server, /is no server of cluster/],
    [{ ...config, clusterId: other.id }, prod.server, /is no server of cluster/],
  ];
  for (const [named, server, reason] of refusals) {
    const { code, stderr } = await listNamespaces(named, server);
    t.is(code, 1);
    t.regex(stderr, reason);
    t.regex(stderr, /remedy: /);
  }
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), before);
});

test('the reference client gets into a cluster by what `inventory sync` wrote', async (t) => {
  t.timeout(600_000);
  const clusters = [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }];
  const world = await kubectlWorld(t, { clusters });
  const { ackring, environment } = world;
  await using hub = await startEmulatedApiServer('1.34.1');
  await define(hub.server, inventoryDefinition);
  await mkdir(dirname(ackring.kubeconfig));
  await writeFile(ackring.kubeconfig, kubeconfigOf(hub.server.admin, 'fleet'), { mode: 0o600 });
  for (const args of [
    ['get', 'prod', '--exec'],
    ['inventory', 'sync', '--context', 'test', '--yes'],
  ]) {
    const { code, stderr } = await ackring.run(args, { environment });
    t.is(code, 0, stderr);
  }
  const [profile] = await keptIn(hub.server);
  const { code, stdout, stderr } = await (await controllerIn(world))(profile ?? {});
  t.is(code, 0, stderr);
  t.true(stdout.split('\n').includes('default'), stdout);
});
