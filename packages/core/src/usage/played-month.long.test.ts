import { request } from 'node:https';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import { readIssued } from '@ackring/testkit/cloud';
import test from 'ava';
import { dayMs } from '../words/duration.js';
import type { UsageRow } from './usage-row.js';

// A month of real calls to an API server, which counts what it serves apart from its audit events.

const days = 30;

/** Linux answers on the whole of 127.0.0.0/8. */
const [office, home] = process.platform === 'linux' ? ['127.0.0.1', '127.0.0.2'] : ['127.0.0.1', '127.0.0.1'];

/** What one identity does, and on which days. */
const habits = [
  {
    name: 'mei',
    every: 1,
    from: [office, home],
    agents: ['kubectl/v1.34.1 (linux/amd64) kubernetes/1', 'k9s/0.50'],
    paths: ['/api/v1/namespaces/default/secrets'],
    verbs: ['list'],
    refused: false,
  },
  {
    name: 'ci',
    every: 3,
    from: [office],
    agents: ['argocd/2.14', 'argocd/2.15', 'argocd/3.0'],
    paths: ['/api/v1/namespaces/default/secrets/none', '/livez'],
    verbs: ['get'],
    refused: false,
  },
  {
    name: 'guest',
    every: 10,
    from: [home],
    agents: ['curl/8.5'],
    paths: ['/api/v1/nodes'],
    verbs: ['list'],
    refused: true,
  },
] as const;

const names = habits.map(({ name }) => name);

async function playMonth(cloud: TestCloud, cluster: Awaited<ReturnType<TestCloud['described']>>[number]) {
  const { clock } = cloud.emulator;
  await clock.advance(-days * dayMs);
  const issued = new Map<string, ReturnType<typeof readIssued>>();
  for (const name of names) {
    const { yaml } = await cloud
      .api(name)
      .fetchKubeconfig({ cluster, access: 'public', durationMinutes: null });
    issued.set(name, readIssued(yaml, ''));
  }
  for (let day = 0; day < days; day += 1) {
    for (const { name, every, from, agents, paths } of habits) {
      const kubeconfig = issued.get(name);
      if (day % every !== 0 || kubeconfig === undefined) continue;
      const [address, agent] = [from[day % from.length], agents[day % agents.length]];
      for (const path of paths) await call(kubeconfig, path, { address, agent });
    }
    await clock.advance(dayMs);
  }
}

function call(
  { server, authority, pem, key }: ReturnType<typeof readIssued>,
  path: string,
  { address = '', agent = '' },
): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'user-agent': agent };
    const options = { ca: authority, cert: pem, key, agent: false, localAddress: address, headers } as const;
    const sent = request(`${server}${path}`, options, (answer) => {
      answer.resume().on('end', resolve).on('error', reject);
    });
    sent.on('error', reject).end();
  });
}

/** Where usage and the API server's own counters differ; nothing where they agree. */
function differences(rows: readonly UsageRow[], cloud: TestCloud, clusterId: string): readonly string[] {
  const counters = cloud.emulator.world.served.of(clusterId);
  const used = new Map(rows.flatMap(({ use }) => (use === null ? [] : [[use.commonName, use] as const])));
  const issued = /^\d+-[0-9A-Za-z]+$/;
  const all = new Set([...counters.keys(), ...used.keys()].filter((name) => issued.test(name)));
  return [...all].flatMap((name) => {
    const [use, own] = [used.get(name), counters.get(name)];
    const told = use?.addresses.map(({ address, calls }) => `${address} ${calls}`).toSorted();
    const counted = own && [...own.addresses].map(([address, calls]) => `${address} ${calls}`).toSorted();
    return [
      ...(use?.calls === own?.calls ? [] : [`${name}: ${use?.calls} calls, not ${own?.calls}`]),
      ...(isSameCall(use?.last, own?.last) ? [] : [`${name}: last used at ${use?.last.toISOString()}`]),
      ...(told?.join() === counted?.join() ? [] : [`${name}: from ${told?.join()}, not ${counted?.join()}`]),
    ];
  });
}

/** One is when the call came, the other when it was answered; the next is a day away. */
function isSameCall(one: Date | undefined, other: Date | undefined): boolean {
  return Math.abs((one?.getTime() ?? 0) - (other?.getTime() ?? 0)) < dayMs / 2;
}

test("the usage of a played month agrees with the API server's own counters, until a page or an event is lost", async (t) => {
  const nobody = { daysLeft: 900, lastSeenDaysAgo: null };
  const holders = { mei: nobody, ci: nobody, guest: { ...nobody, roles: [] }, idle: nobody };
  await using cloud = await startTestCloud({
    identities: Object.keys(holders).map((name) => ({ name })),
    clusters: [{ name: 'prod', holders }],
  });
  const [cluster] = await cloud.described();
  if (cluster === undefined) throw new Error('no cluster');
  await playMonth(cloud, cluster);

  const read = async (change: Parameters<TestCloud['usage']>[1] = {}) => {
    const rows: UsageRow[] = [];
    for await (const event of cloud.usage('ops', { rowsPerPage: 2, ...change })([cluster])) {
      if (event.kind === 'failed') throw event.error;
      rows.push(...event.rows);
    }
    return rows;
  };
  const rows = await read();
  t.deepEqual(differences(rows, cloud, cluster.id), []);
  for (const { name, verbs, refused } of habits) {
    const use = rows.find(({ identity }) => identity.name === name)?.use;
    t.deepEqual(use?.verbs, verbs, name);
    t.is(use?.certificates.length, 1);
    t.is(use?.refused, refused ? use?.calls : 0);
    t.is(use?.rights.length === 0, refused, name);
  }
  t.is(rows.find(({ identity }) => identity.name === 'idle')?.verdict, 'unused');

  let pages = 0;
  const withoutSecondPage = await read({
    through: (logs) => ({
      analyse: async (asked, signal) => {
        const answer = await logs.analyse(asked, signal);
        if (!/ as addresses.* limit 2,/.test(asked.statement)) return answer;
        pages += 1;
        return { ...answer, rows: [] };
      },
    }),
  });
  t.true(pages > 0);
  t.not(differences(withoutSecondPage, cloud, cluster.id).length, 0);

  const [store] = [...cloud.emulator.services.sls.stores]
    .filter(([name]) => name.endsWith(`/audit-${cluster.id}`))
    .map(([, records]) => records);
  const lost = store?.findIndex(({ fields }) => (fields['user'] ?? '').includes(cloud.uid('ci'))) ?? -1;
  t.not(lost, -1);
  store?.splice(lost, 1);
  t.not(differences(await read(), cloud, cluster.id).length, 0);
});
