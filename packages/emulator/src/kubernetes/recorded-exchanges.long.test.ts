import { startCloud } from '@ackring/testkit/cloud';
import { issueIdentity } from '@ackring/testkit/identities';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import {
  type Exchange,
  notEmulated,
  notEmulatedIds,
  recordedExchanges,
} from '@ackring/testkit/recorded/exchange';
import { beginPlay, type Stage } from '@ackring/testkit/recorded/play';
import test from 'ava';
import type { Faults } from '../faults/faults.js';
import { createAuthority } from '../pki/certificate.js';
import type { ApiServerTraits } from '../world/cluster.js';
import { storeOf } from './model/store.js';

const exchanges = recordedExchanges();

/** A cluster like the recorded one: nothing runs on it, and nothing completes what was begun. */
async function stageOf(version: string, traits: ApiServerTraits = {}) {
  const apiServer = { ...traits, controllers: false };
  const cloud = await startCloud({ clusters: [{ name: 'a', version, apiServer }] });
  const { world } = cloud.emulator;
  const cluster = cloud.cluster('a');
  const authorities = await world.authorities.of(cluster);
  const other = createAuthority(authorities.client.name, await world.keys.take(), cluster.created);
  const [endpoint] = await world.apiServers.open(cluster);
  const stage: Stage = {
    url: endpoint?.url ?? '',
    authority: authorities.server.certificate,
    issue: (request) => issueIdentity(authorities.client, world.keys, request),
    issueElsewhere: (request) => issueIdentity(other, world.keys, request),
    pause: null,
    compact: () => storeOf(cluster).compact(),
  };
  const admin = await stage.issue({ commonName: 'admin', organization: 'system:masters' });
  const as = { server: stage.url, authority: stage.authority, ...admin };
  await askKubernetes(as, 'DELETE', '/api/v1/nodes');
  await askKubernetes(as, 'DELETE', '/api/v1/namespaces/kube-system/pods');
  return { stage, cloud, [Symbol.asyncDispose]: () => cloud.emulator.stop() };
}

const usual = (exchange: Exchange) => exchange.serverFlags === undefined;

for (const server of ['1.37.2', '1.24.17']) {
  test(`the embedded API server answers like the recorded kube-apiserver ${server}`, async (t) => {
    await using given = await stageOf(server);
    const play = await beginPlay(given.stage);
    // The order is that of 1.37.2; the other's exchanges are inserted where they differ.
    for (const first of exchanges.filter((each) => each.server === '1.37.2' && usual(each))) {
      const recorded = exchanges.find(
        (each) => each.id === first.id && each.server === server && usual(each),
      );
      const exchange = recorded ?? first;
      if (notEmulated(exchange) !== null) continue;
      const found = await play.exchange(exchange);
      if (recorded) t.deepEqual(found, [], `${exchange.id}: ${exchange.about}`);
    }
  });
}

test('exchanges of servers with other flags are answered as recorded', async (t) => {
  const traits: Readonly<Record<string, ApiServerTraits>> = {
    '--anonymous-auth=false': { anonymous: false },
    '--authorization-mode=RBAC': {},
    '--authorization-mode=Node,RBAC,Webhook': { webhookAuthorizer: 'down' },
    '--enable-priority-and-fairness=false --max-requests-inflight=1': {},
  };
  const flagged = exchanges.filter((exchange) => !usual(exchange));
  for (const [key, own] of Map.groupBy(
    flagged,
    ({ server, serverFlags }) => `${server} ${serverFlags?.join(' ')}`,
  )) {
    const [server = '', ...flags] = key.split(' ');
    const trait = traits[flags.join(' ')];
    if (trait === undefined) {
      t.fail(`nothing is known of ${key}`);
      continue;
    }
    await using given = await stageOf(server, trait);
    const play = await beginPlay(given.stage);
    if (flags[0]?.startsWith('--enable')) busy(given.cloud.emulator.faults);
    for (const exchange of own) t.deepEqual(await play.exchange(exchange), [], exchange.id);
  }
});

function busy(faults: Faults): void {
  faults.add({ service: 'kubernetes', operation: 'list namespaces', effect: { kind: 'throttle' } });
}

test('what is not played is listed with its reason, and nothing is listed in vain', (t) => {
  for (const start of notEmulatedIds) {
    t.true(
      exchanges.some(({ id }) => id.startsWith(start)),
      `no exchange begins with ${start}`,
    );
  }
  const ids = new Set(exchanges.map(({ id, server }) => `${id} ${server}`));
  t.is(ids.size, exchanges.length);
  const played = exchanges.filter((exchange) => notEmulated(exchange) === null);
  t.true(played.length > 300, `${played.length} of ${exchanges.length}`);
});
