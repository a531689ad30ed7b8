import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';

type Cloud = Awaited<ReturnType<typeof startCloud>>;

/** A cluster's endpoints from its detail. */
async function told(cloud: Cloud, name: string) {
  const { body } = await cloud.client().describeClusterDetail(cloud.cluster(name).id);
  const master: Record<string, string> = JSON.parse(body?.masterUrl ?? '');
  const balancers = body?.controlPlaneEndpointsConfig?.loadBalancersConfig ?? [];
  return {
    public: master['api_server_endpoint'] ?? '',
    private: master['intranet_api_server_endpoint'] ?? '',
    balancers: balancers.map(({ endpoint, endpointType, loadBalancerId }) => {
      return { access: endpointType, url: `https://${endpoint}`, kind: loadBalancerId?.split('-')[0] };
    }),
  };
}

test('a load balancer’s DNS name is an endpoint that kubeconfigs may name, and its certificate names it', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      {
        name: 'a',
        endpoints: [{ access: 'public', host: 'localhost', inKubeconfigs: true }],
        holders: { ops: {} },
      },
    ],
  });
  const endpoints = await told(cloud, 'a');
  t.regex(endpoints.public, /^https:\/\/127\.0\.0\.1:\d+$/);
  const named = endpoints.balancers.at(-1);
  t.like(named, { access: 'public', kind: 'nlb' });
  t.regex(named?.url ?? '', /^https:\/\/localhost:\d+$/);
  const issued = await cloud.fetch('a');
  t.is(issued.server, named?.url ?? '');
  for (const server of [issued.server, endpoints.public]) {
    t.is((await askKubernetes({ ...issued, server }, 'GET', '/api/v1/namespaces')).status, 200);
  }
});

test('two private endpoints lead to one API server', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      {
        name: 'a',
        public: false,
        privateReachable: true,
        endpoints: [{ access: 'private' }],
        holders: { ops: {} },
      },
    ],
  });
  const { balancers, ...master } = await told(cloud, 'a');
  t.is(master.public, '');
  t.deepEqual(
    balancers.map(({ access }) => access),
    ['private', 'private'],
  );
  t.is(balancers[0]?.url, master.private);
  const issued = await cloud.fetch('a', { privateIpAddress: true });
  const [first, second] = balancers.map(({ url }) => ({ ...issued, server: url }));
  if (!first || !second) return t.fail('two endpoints were told');
  t.not(first.server, second.server);
  const path = '/api/v1/namespaces/default/secrets';
  t.is((await askKubernetes(first, 'POST', path, { metadata: { name: 's' } })).status, 201);
  t.is((await askKubernetes(second, 'GET', `${path}/s`)).status, 200);
});

test('an address without a listener here is nobody’s: one outside without a port, and one on loopback with port 1', async (t) => {
  const host = 'nlb-x.ap-northeast-1.nlb.invalid';
  await using cloud = await startCloud({
    clusters: [{ name: 'a', endpoints: [{ access: 'private', host }] }],
  });
  const { balancers } = await told(cloud, 'a');
  t.deepEqual(
    balancers.slice(1).map(({ url, kind }) => [url, kind]),
    [
      ['https://127.168.0.1:1', 'lb'],
      [`https://${host}`, 'nlb'],
    ],
  );
});

test('a removed EIP refuses connections, and answers at the same place when it comes back', async (t) => {
  await using cloud = await startCloud('single');
  const issued = await cloud.fetch('single');
  const ask = () => askKubernetes(issued, 'GET', '/version');
  t.is((await ask()).status, 200);
  cloud.cluster('single').hasPublicEndpoint = false;
  t.is((await told(cloud, 'single')).public, '');
  await t.throwsAsync(ask(), { code: 'ECONNRESET' });
  cloud.cluster('single').hasPublicEndpoint = true;
  t.is((await told(cloud, 'single')).public, issued.server);
  t.is((await ask()).status, 200);
});
