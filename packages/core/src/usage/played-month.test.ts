import { startTestCloud } from '@ackring/testkit/access-cloud';
import { readIssued } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';
import type { UsageRow } from './usage-row.js';

const days = 30;

/** One identity's actions on a day; none on the others. */
const habits = [
  { name: 'mei', every: 1, calls: [['GET', '/api/v1/namespaces/default/secrets', 'list']] },
  {
    name: 'ci',
    every: 3,
    calls: [
      ['GET', '/api/v1/namespaces/default/secrets/none', 'get'],
      ['GET', '/version', 'get'],
    ],
  },
  { name: 'guest', every: 10, calls: [['GET', '/api/v1/nodes', 'list']] },
] as const;

test("the usage of a simulated month agrees with the clients' counts and the API server's record", async (t) => {
  const holders = {
    mei: { daysLeft: 900, lastSeenDaysAgo: null },
    ci: { daysLeft: 900, lastSeenDaysAgo: null },
    guest: { daysLeft: 900, roles: [], lastSeenDaysAgo: null },
    idle: { daysLeft: 900, lastSeenDaysAgo: null },
  };
  await using cloud = await startTestCloud({
    identities: Object.keys(holders).map((name) => ({ name })),
    clusters: [{ name: 'prod', holders }],
  });
  const { clock } = cloud.emulator;
  const [cluster] = await cloud.described();
  if (cluster === undefined) throw new Error('no cluster');
  await clock.advance(-days * 86_400_000);
  const issued = new Map(
    await Promise.all(
      habits.map(async ({ name }) => {
        const request = { cluster, access: 'public', durationMinutes: null } as const;
        const { yaml } = await cloud.api(name).fetchKubeconfig(request);
        return [name, readIssued(yaml, '')] as const;
      }),
    ),
  );
  const sent = new Map<string, { count: number; last: number }>();
  for (let day = 0; day < days; day += 1) {
    for (const { name, every, calls } of habits) {
      const kubeconfig = issued.get(name);
      if (day % every !== 0 || kubeconfig === undefined) continue;
      for (const [method, path] of calls) await askKubernetes(kubeconfig, method, path);
      const { count = 0 } = sent.get(name) ?? {};
      sent.set(name, { count: count + calls.length, last: clock.now().getTime() });
    }
    await clock.advance(86_400_000);
  }
  const rows = new Map<string, UsageRow>();
  for await (const event of cloud.usage()([cluster])) {
    if (event.kind === 'rows') for (const row of event.rows) rows.set(row.identity.name, row);
  }
  for (const { name, calls } of habits) {
    const use = rows.get(name)?.use;
    const known = sent.get(name);
    t.is(use?.calls, known?.count, name);
    t.true(Math.abs((use?.last.getTime() ?? 0) - (known?.last ?? 0)) < 60_000, name);
    const seen = cloud.emulator.world.clusters.named('prod')?.grants.get(cloud.uid(name))?.lastActivity;
    t.true(Math.abs((use?.last.getTime() ?? 0) - (seen?.getTime() ?? 0)) < 60_000, name);
    t.deepEqual(use?.verbs, [...new Set(calls.map(([, , verb]) => verb))]);
    t.deepEqual(
      use?.addresses.map(({ address }) => address),
      ['127.0.0.1'],
    );
    t.is(use?.certificates.length, 1);
  }
  t.is(rows.get('guest')?.use?.refused, sent.get('guest')?.count);
  t.deepEqual(rows.get('guest')?.use?.rights, []);
  t.is(rows.get('idle')?.verdict, 'unused');
});
