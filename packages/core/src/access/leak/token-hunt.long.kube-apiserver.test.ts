import { specimenCluster } from '@ackring/testkit/cluster';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { until } from '@ackring/testkit/until';
import test from 'ava';
import * as v from 'valibot';
import { createApiServer } from '../../machine/api-server/api-server.js';
import { systemClock } from '../../machine/clock.js';
import { leaksIn } from './leaks-in.js';
import { investigateTokens } from './token-hunt.js';

const accounts = '/api/v1/namespaces/default/serviceaccounts';
const rbac = '/apis/rbac.authorization.k8s.io/v1';
const answer = v.object({ status: v.object({ token: v.string() }) });

async function makeRobot(server: RealApiServer): Promise<string> {
  await server.create(accounts, { metadata: { name: 'robot' } });
  await server.create(`${rbac}/clusterrolebindings`, {
    metadata: { name: 'robot' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
    subjects: [{ kind: 'ServiceAccount', name: 'robot', namespace: 'default' }],
  });
  const { body } = await server.ask(server.admin, 'POST', `${accounts}/robot/token`, {
    apiVersion: 'authentication.k8s.io/v1',
    kind: 'TokenRequest',
    spec: { expirationSeconds: 3_600 },
  });
  return v.parse(answer, body).status.token;
}

for (const installed of installedApiServers()) {
  test.serial(
    `kube-apiserver ${installed.version}: a live token of a ServiceAccount is open, a dead one closed only by the cluster’s word`,
    async (t) => {
      await using server = await startRealApiServer(installed);
      const token = await makeRobot(server);
      const kubeconfig = JSON.stringify({
        kind: 'Config',
        clusters: [
          {
            name: 'c',
            cluster: {
              server: server.url,
              'certificate-authority-data': Buffer.from(server.authority).toString('base64'),
            },
          },
        ],
        contexts: [{ name: 'x', context: { cluster: 'c', user: 'u' } }],
        users: [{ name: 'u', user: { token } }],
      });
      const verdict = async (isNamed: boolean) => {
        const tokens = leaksIn(kubeconfig).tokens.map((each) => ({
          ...each,
          place: { file: 'x', commit: null },
        }));
        const endpoints = { public: [server.url], private: [] };
        const cluster = { ...specimenCluster({ id: 'c1', name: 'one' }), endpoints };
        const verdicts: string[] = [];
        for await (const { door, reason, remedy } of investigateTokens({
          tokens,
          apiServer: createApiServer(),
          clock: systemClock,
          probe: true,
          clusterOf: async () => (isNamed ? cluster : null),
        }))
          verdicts.push(`${door} ${reason}: ${remedy ?? 'nothing to do'}`);
        return verdicts;
      };
      const remedy = 'kubectl --namespace default delete serviceaccount robot';
      t.deepEqual(
        [await verdict(false), await verdict(true)],
        [[`open LetIn: ${remedy}`], [`open LetIn: ${remedy}`]],
      );

      await server.ask(server.admin, 'DELETE', `${accounts}/robot`);
      await until(async () => (await verdict(true))[0]?.startsWith('closed'));
      t.deepEqual(await verdict(true), ['closed NotAccepted: nothing to do']);
      t.deepEqual(await verdict(false), [`unknown OwnServerOnly: ${remedy}`]);
    },
  );
}
