import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { Cluster } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { accountsAtOnce, type FleetSource, readAccounts } from './many-accounts.js';
import type { FleetEvent } from './scan.js';

// What is made of several accounts, by what each of them answered.

const down = new AckringError('ServerFault', 'down', { remedy: 'Wait.' });
const seenAt = new Date('2026-11-24T08:00:00Z');
const [here, there] = ['cn-hangzhou', 'eu-central-1'];
const cluster = (id: string, region = here): Cluster => specimenCluster({ id, name: id, region });
const listed = (region: string, ...ids: string[]): FleetEvent => ({
  kind: 'clusters',
  region,
  clusters: ids.map((id) => cluster(id, region)),
});
const failed = (region: string): FleetEvent => ({ kind: 'failed', region, error: down });

interface Account {
  /** Null is not told. */
  readonly id?: string | null;
  readonly events: readonly FleetEvent[] | AckringError;
  readonly lastSeen?: readonly Cluster[] | null;
}

/** An account by its profile, and the profiles that were asked for what was last seen. */
function source(
  profile: string,
  { id = profile, events, lastSeen = null }: Account,
  asked: string[],
): FleetSource {
  return {
    profile,
    accountId: async () => {
      if (id === null) throw down;
      return id;
    },
    async *scan() {
      if (events instanceof AckringError) throw events;
      yield* events;
    },
    lastSeen: async () => {
      asked.push(profile);
      return lastSeen && { clusters: lastSeen, seenAt };
    },
  };
}

interface Told {
  readonly clusters: string[];
  readonly regions: string[];
  readonly answered: string[];
  readonly unread: string[];
  readonly lastSeen: string[];
  readonly asked: string[];
}

const nothing: Told = { clusters: [], regions: [], answered: [], unread: [], lastSeen: [], asked: [] };

const rows: [what: string, accounts: Record<string, Account>, told: Partial<Told>][] = [
  ['nobody', {}, {}],
  [
    'accounts side by side',
    { b: { events: [listed(there, 'c2')] }, a: { events: [listed(here, 'c1'), listed(there, 'c3')] } },
    {
      clusters: ['c1 a', 'c2 b', 'c3 a'],
      regions: [here, there],
      answered: [`b ${there}`, `a ${here},${there}`],
    },
  ],
  [
    'two profiles of one account',
    { b: { id: '1', events: [listed(here, 'c1')] }, a: { id: '1', events: [listed(here, 'c1', 'c2')] } },
    { clusters: ['c1 b', 'c2 a'], regions: [here], answered: [`b ${here}`, `a ${here}`] },
  ],
  [
    'an account that has no clusters',
    { a: { events: [listed(here)] } },
    { regions: [here], answered: [`a ${here}`] },
  ],
  [
    'an account that does not say who it is',
    { a: { id: null, events: [listed(here, 'c1')] } },
    { clusters: ['c1 a'], regions: [here], answered: [`a ${here}`] },
  ],
  [
    'an account that failed, and what was last seen of it',
    {
      a: { events: down, lastSeen: [cluster('c2', there), cluster('c1')] },
      b: { events: [listed(here, 'c3')] },
    },
    {
      ...{ clusters: ['c3 b'], regions: [here], answered: [`b ${here}`], unread: ['a all ServerFault'] },
      ...{ lastSeen: ['c1 a', 'c2 a'], asked: ['a'] },
    },
  ],
  [
    'an account that was never seen',
    { a: { events: down } },
    { unread: ['a all ServerFault'], asked: ['a'] },
  ],
  [
    'a region that failed, and what was last seen there',
    {
      a: {
        events: [failed(there), listed(here, 'c1')],
        lastSeen: [cluster('c1'), cluster('c0'), cluster('c2', there)],
      },
    },
    {
      ...{ clusters: ['c1 a'], regions: [here], answered: [`a ${here}`], unread: [`a ${there} ServerFault`] },
      ...{ lastSeen: ['c2 a'], asked: ['a'] },
    },
  ],
  [
    'what another profile sees now',
    { a: { events: down, lastSeen: [cluster('c1')] }, b: { events: [listed(here, 'c1')] } },
    {
      ...{ clusters: ['c1 b'], regions: [here], answered: [`b ${here}`] },
      ...{ unread: ['a all ServerFault'], asked: ['a'] },
    },
  ],
];

for (const [what, accounts, told] of rows)
  test(`read are ${what}`, async (t) => {
    const asked: string[] = [];
    const heard: number[] = [];
    const sources = Object.entries(accounts).map(([profile, account]) => source(profile, account, asked));
    const { signal } = new AbortController();
    const read = await readAccounts(sources, { signal, heard: (done) => heard.push(done) });
    const named = ({ id, account }: Cluster) => `${id} ${account?.profile}`;
    t.deepEqual(
      {
        clusters: read.clusters.map(named),
        regions: [...read.regions],
        answered: read.answered.map(({ profile, regions }) => `${profile} ${regions.join()}`),
        unread: read.unread.map(
          ({ profile, region, error }) => `${profile} ${region ?? 'all'} ${error.code}`,
        ),
        lastSeen: read.lastSeen.map(named),
        asked,
      },
      { ...nothing, ...told },
    );
    t.true(read.lastSeen.every(({ asOf }) => asOf === seenAt));
    t.true(read.clusters.every(({ asOf }) => asOf === undefined));
    t.deepEqual(
      heard,
      sources.map((_, at) => at + 1),
    );
  });

test('eight accounts are asked at once', async (t) => {
  t.is(accountsAtOnce, 8);
  const asked: string[] = [];
  const all = Promise.withResolvers<void>();
  const sources = Array.from({ length: 9 }, (_, at) => ({
    ...source(String(at), { events: [] }, []),
    async *scan() {
      asked.push(String(at));
      if (asked.length === accountsAtOnce) all.resolve();
      await all.promise;
      yield listed(here);
    },
  }));
  await readAccounts(sources, { signal: new AbortController().signal, heard: () => undefined });
  t.is(asked.length, 9);
});
