import type { Scenario, ScenarioCluster } from '@ackring/emulator/world/scenario';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import type { Cluster } from '../words/cluster.js';
import { dayMs, hourMs } from '../words/duration.js';
import { AckringError } from '../words/errors.js';
import { hourStatement } from './audit-statements.js';
import { askWhole } from './sight.js';
import { scanUsage, type UsageEvent, type UsageOptions } from './usage.js';
import type { UsageRow } from './usage-row.js';

/** What `who` learns about every cluster. */
async function askUsage(
  cloud: TestCloud,
  options: Pick<UsageOptions, 'uids' | 'spanMs' | 'comparedMs' | 'alsoByTokens'> = {},
  who = 'ops',
): Promise<readonly UsageEvent[]> {
  const events: UsageEvent[] = [];
  for await (const event of cloud.usage(who)(await cloud.clusters(), options)) events.push(event);
  return events.toSorted((a, b) => a.cluster.name.localeCompare(b.cluster.name, 'en'));
}

function grantOf({ emulator, uid }: TestCloud, name: string) {
  return emulator.world.clusters.named('prod')?.grants.get(uid(name));
}

function rowsOf(events: readonly UsageEvent[]) {
  return events.flatMap((event) => (event.kind === 'rows' ? event.rows : []));
}

const people = [{ name: 'mei' }, { name: 'tom' }, { name: 'reader', policies: 'none' as const }];

function withCluster(cluster: Partial<ScenarioCluster>): Scenario {
  return { identities: people, clusters: [{ name: 'prod', ...cluster }] };
}

const busy: Partial<ScenarioCluster> = {
  holders: {
    ops: { daysLeft: 900, lastSeenDaysAgo: null },
    mei: {
      daysLeft: 400,
      uses: [
        { daysAgo: 90, address: '203.0.113.7', agent: 'argocd/v2.9 (linux)', verb: 'get', times: 40 },
        { daysAgo: 1, address: '198.51.100.9', resource: 'pods/exec', verb: 'create', namespace: 'web' },
      ],
    },
  },
};

test('each certificate is reported with when, from where, with what and for what it was used', async (t) => {
  await using cloud = await startTestCloud(withCluster(busy));
  const events = await askUsage(cloud);
  t.deepEqual(
    events.map((event) =>
      event.kind === 'rows' ? event.sight.asked.to.getTime() - event.sight.asked.from.getTime() : null,
    ),
    [180 * dayMs],
  );
  const rows = rowsOf(events);
  const mei = rows.find(({ identity }) => identity.name === 'mei');
  t.is(mei?.verdict, 'used');
  t.is(mei?.use?.commonName, `${cloud.uid('mei')}-${grantOf(cloud, 'mei')?.suffix}`);
  t.is(mei?.use?.calls, 41);
  t.deepEqual(
    mei?.use?.addresses.map(({ address, calls, agents }) => [address, calls, agents]),
    [
      ['198.51.100.9', 1, ['kubectl/v1.34.0']],
      ['203.0.113.7', 40, ['argocd/v2.9']],
    ],
  );
  t.deepEqual(mei?.use?.verbs, ['create', 'get']);
  t.deepEqual(mei?.use?.namespaces, ['default', 'web']);
  t.deepEqual(mei?.newAddresses, ['198.51.100.9']);
  t.is(rows.find(({ identity }) => identity.name === 'ops')?.verdict, 'unused');
});

test('a token with the certificate’s name is no use of the certificate, and what was done as others took the right to be them', async (t) => {
  const use = { daysAgo: 1, address: '203.0.113.7' };
  const helper = { username: 'helper', groups: ['people', 'system:authenticated'] };
  const robot = {
    username: 'system:serviceaccount:ci:robot',
    groups: ['system:serviceaccounts', 'system:serviceaccounts:ci', 'system:authenticated'],
  };
  await using cloud = await startTestCloud(
    withCluster({
      holders: {
        ops: { daysLeft: 900, lastSeenDaysAgo: null },
        mei: {
          daysLeft: 400,
          uses: [
            { ...use, impersonated: helper },
            { ...use, impersonated: robot },
          ],
        },
        tom: { daysLeft: 400, uses: [{ ...use, byToken: true }] },
      },
    }),
  );
  const uses = async (options: Parameters<typeof askUsage>[1]) => {
    const rows = rowsOf(await askUsage(cloud, options));
    return new Map(rows.map((row) => [row.identity.name, row]));
  };
  const rows = await uses({});
  t.deepEqual(
    rows.get('mei')?.use?.rights.map(({ resource, namespace, names }) => [resource, namespace, names]),
    [
      ['users', null, ['helper']],
      ['groups', null, ['people']],
      ['serviceaccounts', 'ci', ['robot']],
    ],
  );
  t.is(rows.get('tom')?.verdict, 'unused');
  t.is((await uses({ alsoByTokens: true })).get('tom')?.verdict, 'used');
});

for (const days of [0.5, 2, 30, 180])
  test(`in the last ${days} days an address is new by all that was before, of which nothing else is told`, async (t) => {
    const holders = {
      mei: {
        daysLeft: 400,
        uses: [
          { daysAgo: 90, address: '203.0.113.7' },
          { daysAgo: 0.1, address: '203.0.113.7' },
          { daysAgo: 1, address: '198.51.100.9' },
          { daysAgo: 0.2, address: '198.51.100.9' },
        ],
      },
    };
    await using cloud = await startTestCloud(withCluster({ holders }));
    const asked = { uids: [cloud.uid('mei')], spanMs: days * dayMs, comparedMs: 180 * dayMs };
    const [mei] = rowsOf(await askUsage(cloud, asked));
    t.deepEqual(mei?.newAddresses, ['198.51.100.9']);
    t.is(mei?.use?.calls, days < 1 ? 2 : days < 90 ? 3 : 4);
  });

test('a log that is young for a comparison is whole for a shorter time', async (t) => {
  await using cloud = await startTestCloud(withCluster({ ...busy, createdDaysAgo: 50 }));
  const [event] = await askUsage(cloud, { spanMs: 30 * dayMs, comparedMs: 180 * dayMs });
  t.like(event, { kind: 'rows', sight: { isWhole: true }, compared: { isWhole: false } });
});

test('only what was requested is read', async (t) => {
  await using cloud = await startTestCloud(withCluster(busy));
  const [mei] = rowsOf(await askUsage(cloud, { uids: [cloud.uid('mei')], spanMs: 30 * dayMs }));
  t.is(mei?.use?.calls, 1);
  t.deepEqual(
    rowsOf(await askUsage(cloud, { uids: [cloud.uid('ops')] })).map(({ identity }) => identity.name),
    ['ops'],
  );
});

const blind = [
  ['keeps less than was asked for', { audit: { retentionDays: 30 } }],
  ['was off for a while', { audit: { offDaysAgo: [60, 40] as const } }],
  ['is younger than what was asked for', { createdDaysAgo: 50 }],
] as const;
for (const [what, cluster] of blind) {
  test(`if the log ${what}, no unseen holder is called unused`, async (t) => {
    await using cloud = await startTestCloud(withCluster({ ...busy, ...cluster }));
    const events = await askUsage(cloud);
    t.is(rowsOf(events).find(({ identity }) => identity.name === 'ops')?.verdict, 'unknown');
    t.is(rowsOf(events).find(({ identity }) => identity.name === 'mei')?.verdict, 'used');
    const [lately] = rowsOf(await askUsage(cloud, { spanMs: 20 * dayMs, uids: [cloud.uid('ops')] }));
    t.is(lately?.verdict, 'unused');
  });
}

const refusals = [
  ['AuditOff', 'no audit log is kept', { auditLog: false }, 'ops', /prod keeps no audit log/],
  [
    ...([
      'ResourceNotFound',
      'its project is in another region',
      { audit: { region: 'cn-beijing' } },
    ] as const),
    ...(['ops', /of cluster prod is in the project \S+, which \S+ does not have/] as const),
  ],
  ['Forbidden', 'logs may not be read', {}, 'clerk', /log:GetLogStoreLogs is missing/],
] as const;
for (const [code, what, cluster, who, said] of refusals) {
  test(`${code}: ${what}, and nobody is called unused`, async (t) => {
    const lists = { Effect: 'Allow', Action: 'cs:*', Resource: '*' } as const;
    const clerk = { name: 'clerk', policies: [{ Version: '1', Statement: [lists] }] } as const;
    await using cloud = await startTestCloud({
      identities: [...people, clerk],
      clusters: [{ name: 'prod', ...busy, ...cluster }],
    });
    const [event, ...more] = await askUsage(cloud, {}, who);
    t.is(event?.kind, 'failed');
    t.is(event?.kind === 'failed' ? event.error.code : null, code);
    t.regex(event?.kind === 'failed' ? event.error.message : '', said);
    t.deepEqual(more, []);
  });
}

test('a partly answered SELECT is repeated in parts, and nothing counts twice', async (t) => {
  await using cloud = await startTestCloud(withCluster({ ...busy, audit: { analysedHours: 24 * 50 } }));
  const rows = rowsOf(await askUsage(cloud));
  t.is(rows.find(({ identity }) => identity.name === 'mei')?.use?.calls, 41);
  t.is(rows.find(({ identity }) => identity.name === 'ops')?.verdict, 'unused');
});

test('what remains partly answered is used as far as it goes, and proves nobody unused', async (t) => {
  await using cloud = await startTestCloud(withCluster({ ...busy, audit: { analysedHours: 0 } }));
  const rows = rowsOf(await askUsage(cloud, { spanMs: 61 * 60_000 }));
  const verdicts = new Set(rows.map(({ verdict }) => verdict));
  t.deepEqual([verdicts.has('unknown'), verdicts.has('unused')], [true, false]);
});

test('rows of many pages are all read', async (t) => {
  const uses = Array.from({ length: 5_300 }, (_, index) => ({
    daysAgo: 3 + index / 1_000,
    address: `10.${index >> 8}.${index & 255}.1`,
  }));
  await using cloud = await startTestCloud(withCluster({ holders: { mei: { daysLeft: 400, uses } } }));
  const [mei] = rowsOf(await askUsage(cloud));
  t.is(mei?.use?.calls, uses.length);
  t.is(mei?.use?.addresses[0]?.address, '10.0.0.1');
  t.true(mei?.use?.isCut);
  t.true((mei?.use?.addresses.length ?? 0) <= 200);
});

test('an index without the whole user costs the certificates, and nothing else', async (t) => {
  await using cloud = await startTestCloud(withCluster(busy));
  cloud.emulator.faults.add({
    service: 'sls',
    path: 'credential-id',
    effect: { kind: 'error', status: 400, code: 'ParameterInvalid' },
  });
  t.is(rowsOf(await askUsage(cloud)).find(({ identity }) => identity.name === 'mei')?.use?.calls, 41);
});

const lacking = { status: 400, code: 'ParameterInvalid' };
const forbidden = { status: 403, code: 'Unauthorized' };
const deeds = [
  ['lacks paths and impersonation', lacking, 'split_part', null],
  ['lacks what was done', lacking, 'api_group', 'RequestRejected'],
  ['may not be asked for paths', forbidden, 'split_part', 'Forbidden'],
] as const;
for (const [what, error, path, code] of deeds)
  test(`of an index that ${what}, ${code === null ? 'the rest is read' : `nothing is: ${code}`}`, async (t) => {
    await using cloud = await startTestCloud(withCluster(busy));
    cloud.emulator.faults.add({ service: 'sls', path, effect: { kind: 'error', ...error } });
    const [event] = await askUsage(cloud);
    if (code !== null) {
      t.like(event, { kind: 'failed', error: { code } });
      return;
    }
    const mei = rowsOf(event === undefined ? [] : [event]).find(({ identity }) => identity.name === 'mei');
    t.like(mei?.use, { verbs: ['create', 'get'], isImpersonationKnown: false });
  });

const now = new Date('2026-11-10T12:00:00Z');

const saying = (code: 'RequestRejected' | 'Unreachable') => new AckringError(code, code, { remedy: 'Wait.' });
const deed = { name: '1-a', verb: 'get', calls: '1' };

for (const [what, code, page, asked] of [
  ['refuses them at once', 'RequestRejected', 0, 2],
  ['refuses them once it has told some', 'RequestRejected', 1, 1],
  ['does not answer', 'Unreachable', 0, 1],
] as const)
  for (const [whose, ask, row] of [
    ['origins', 'used_from', { name: '1-a', used_from: '1793966400', used_to: '1793966400', calls: '1' }],
    ['deeds', 'api_group', deed],
  ] as const)
    test(`of a log that ${what}, ${whose} are asked for ${asked === 2 ? 'again, with less' : 'once'}`, async (t) => {
      const pages: string[] = [];
      const event = await askLog([], {
        instead: (statement) => {
          if (!statement.includes(ask)) return null;
          pages.push(statement);
          if (pages.length === page + 1) throw saying(code);
          // A whole page of them: there may be more.
          return pages.length <= page ? Array.from({ length: 5_000 }, () => row) : [];
        },
      });
      t.is(event?.kind === 'failed' ? event.error.code : 'read', asked === 2 ? 'read' : code);
      t.is(new Set(pages.map((each) => each.replace(/limit .*/, ''))).size, asked);
    });

interface LogChange {
  readonly lateMs?: number;
  readonly audit?: Awaited<ReturnType<UsageOptions['api']['describeAuditLog']>>;
  readonly comparedMs?: number;
  /** The rows of a statement; null for the log's own. */
  readonly instead?: (statement: string) => readonly Readonly<Record<string, string>>[] | null;
}

/** What is said of the last day, of a log that answers with these origins, and whose last event is so old. */
async function askLog(
  origins: readonly Readonly<Record<string, string>>[],
  {
    lateMs = 0,
    audit = { isEnabled: true, project: 'logs' },
    instead = () => null,
    comparedMs = dayMs,
  }: LogChange = {},
): Promise<UsageEvent | undefined> {
  const seconds = (ms: number) => String(Math.floor(ms / 1000));
  const ages = Array.from({ length: 25 }, (_, index) => index * hourMs).filter((ms) => ms >= lateMs);
  const hours = ages.map((age) => {
    const time = seconds(now.getTime() - age);
    return { slot: time, earliest: time, latest: time };
  });
  const cluster = { id: 'c1', name: 'prod', region: 'cn-hangzhou', state: 'running' } as Cluster;
  const held = specimenHolding({ cluster, uid: '900000', name: 'idle', notAfter: now });
  const events = scanUsage({
    api: {
      describeAuditLog: async () => audit,
      listKubeconfigStates: async () => [held],
    },
    logsIn: () => ({
      analyse: async ({ statement }) => {
        const other = instead(statement);
        if (other !== null) return { rows: other, isComplete: true };
        const all = statement.includes(' as slot') ? hours : statement.includes('used_from') ? origins : [];
        const from = Number(/limit (\d+),/.exec(statement)?.[1]);
        return { rows: all.slice(from, from + 5_000), isComplete: true };
      },
    }),
    clock: { now: () => now, sleep: async () => undefined },
    clusters: [cluster],
    spanMs: dayMs,
    comparedMs,
  });
  for await (const event of events) return event;
  return undefined;
}

test('a log that is off, or in no project, is none', async (t) => {
  for (const audit of [
    { isEnabled: false, project: 'logs' },
    { isEnabled: true, project: null },
  ])
    t.like(await askLog([], { audit }), { kind: 'failed', error: { code: 'AuditOff' } });
});

test('a log in which nothing stands at all is told, and nobody is called unused', async (t) => {
  const event = await askLog([], { lateMs: Number.POSITIVE_INFINITY });
  t.is(event?.kind, 'failed');
  t.is(event?.kind === 'failed' ? event.error.code : null, 'ResponseUnreadable');
  t.regex(event?.kind === 'failed' ? event.error.message : '', /in the project logs has no event/);
});

const used = { used_from: '1793966400', used_to: '1793966400', calls: '1' };
const manyNames = Array.from({ length: 2_001 }, (_, index) => ({ ...used, name: `${index}-a` }));

const logs: readonly (readonly [string, Parameters<typeof askLog>[0], UsageRow['verdict']])[] = [
  ['can be read and kept', manyNames.slice(1), 'unused'],
  ['has more names than are kept', manyNames, 'unknown'],
  ['has a row that cannot be read', [{ ...used, name: '1-a', used_to: 'never' }], 'unknown'],
];
for (const [what, origins, verdict] of logs) {
  test(`of a log that ${what}, an unseen holder is called ${verdict}`, async (t) => {
    const event = await askLog(origins);
    const rows = event?.kind === 'rows' ? event.rows : [];
    t.is(rows.find(({ identity }) => identity.name === 'idle')?.verdict, verdict);
  });
}

const hourAt = (ms: number) => {
  const time = at(ms);
  return { slot: time, earliest: time, latest: time };
};

test('a log with events only before the time asked for has none of that time', async (t) => {
  const before = [hourAt(now.getTime() - dayMs - hourMs)];
  const instead = (statement: string) => (statement.includes(' as slot') ? before : null);
  const event = await askLog([], { instead, comparedMs: 2 * dayMs });
  t.like(event, { kind: 'failed', error: { code: 'ResponseUnreadable' } });
});

test('eight clusters are asked at once', async (t) => {
  let asked = 0;
  let most = 0;
  const describeAuditLog = async () => {
    asked += 1;
    most = Math.max(most, asked);
    await new Promise(setImmediate);
    asked -= 1;
    return { isEnabled: false, project: null };
  };
  const clusters = Array.from({ length: 20 }, (_, index) => ({ id: `c${index}`, name: 'x' }) as Cluster);
  const never = async () => t.fail('asked');
  const events = scanUsage({
    api: { describeAuditLog, listKubeconfigStates: async () => [] },
    ...{ logsIn: () => ({ analyse: never }), clock: { now: () => now, sleep: never }, clusters },
  } as unknown as UsageOptions);
  let told = 0;
  for await (const { kind } of events) told += kind === 'failed' ? 1 : 0;
  t.deepEqual([told, most], [20, 8]);
});

test('what was seen of a name whose deeds were not kept is not all of it', async (t) => {
  const event = await askLog([{ ...used, name: '1-a' }]);
  t.true(event?.kind === 'rows' && event.rows[0]?.use?.isCut);
});

const at = (ms: number): string => String(Math.floor(ms / 1000));

test('a log whose clock is wrong shows a use within the time asked for, and none is lost', async (t) => {
  const event = await askLog([
    { ...used, name: '1-a', used_from: at(now.getTime() - 1000), used_to: '99999999999' },
    { ...used, name: '2-a', used_from: '100000000', used_to: '100000001' },
    { ...used, name: '3-a', used_from: at(now.getTime()), used_to: at(now.getTime() - 3_600_000) },
  ]);
  const rows = event?.kind === 'rows' ? event.rows : [];
  const uses = new Map(rows.flatMap(({ use }) => (use === null ? [] : [[use.commonName, use] as const])));
  t.deepEqual(uses.get('1-a')?.last, now);
  t.deepEqual(uses.get('2-a')?.last, new Date(now.getTime() - dayMs));
  for (const { first, last } of uses.values()) t.true(first <= last);
});

const strangers: readonly string[] = [
  'system:node:x',
  'mei',
  '42',
  '42-',
  '42-a\u001b[2J',
  "42-a' or 1=1",
  'x42-a',
];
for (const name of strangers) {
  test(`a row of ${JSON.stringify(name)}, which nobody asked for, proves no use and hides none`, async (t) => {
    const event = await askLog([{ ...used, name }]);
    const rows = event?.kind === 'rows' ? event.rows : [];
    t.is(rows.length, 1);
    t.like(rows[0], { verdict: 'unknown', use: null });
  });
}

const wrongHours: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ['ends before it begins', { slot: '1793966400', earliest: '1793966500', latest: '1793966450' }],
  ['begins before itself', { slot: '1793966400', earliest: '1793960000', latest: '1793966500' }],
  ['ends in another hour', { slot: '1793966400', earliest: '1793966500', latest: '1793999999' }],
  ['has no end', { slot: '1793966400', earliest: '1793966500' }],
];
for (const [what, row] of wrongHours) {
  test(`an hour of the log that ${what} is not believed`, (t) => t.is(hourStatement.read(row), null));
}

test('an incomplete answer is asked for three times before its period is halved', async (t) => {
  const span = { from: new Date(now.getTime() - dayMs), to: now };
  for (const complete of [3, 4]) {
    const asked: number[] = [];
    const taken: string[] = [];
    const partial = await askWhole({
      project: 'logs',
      logstore: 'audit-c1',
      logs: {
        analyse: async ({ from, to }) => {
          asked.push(to.getTime() - from.getTime());
          return { rows: [{ name: '1-a' }], isComplete: asked.length >= complete };
        },
      },
      statement: { text: 'select', read: ({ name = '' }) => name },
      span,
      take: (rows) => taken.push(...rows),
    });
    t.deepEqual(partial, []);
    t.deepEqual(asked, complete === 3 ? [dayMs, dayMs, dayMs] : [dayMs, dayMs, dayMs, dayMs / 2, dayMs / 2]);
    t.is(taken.length, complete === 3 ? 1 : 2);
  }
});

const lateness: readonly (readonly [hours: number, verdict: UsageRow['verdict']])[] = [
  [0, 'unused'],
  [1, 'unused'],
  [2, 'unused'],
  [3, 'unknown'],
  [11, 'unknown'],
  // At the very beginning of the time asked for.
  [24, 'unknown'],
];
for (const [hours, verdict] of lateness) {
  test(`of a log whose last event is of ${hours} h ago, an unseen holder is called ${verdict}`, async (t) => {
    const event = await askLog([], { lateMs: hours * 3_600_000 });
    t.is(event?.kind === 'rows' ? event.rows[0]?.verdict : null, verdict);
  });
}
