import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { type Random, randomFrom } from '@ackring/testkit/random';
import { until } from '@ackring/testkit/until';
import type { ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { assistant } from './assistant.js';
import { oneAddress } from './one-address.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

// Generated accounts whose clusters have equal names and, where they are of one region too, equal ids: nothing of one
// may be taken for the other's.

const people = ['ops', 'mei'] as const;
/** The vendor's own in each member of a directory. */
const memberRole = 'ResourceDirectoryAccountAccessRole';

interface Generated {
  readonly clouds: readonly Emulator[];
  readonly ackring: Ackring;
  readonly environment: Readonly<Record<string, string>>;
  /** What each account is called. */
  readonly sources: readonly string[];
  /** Options that choose all of them. */
  readonly all: readonly string[];
}

async function generatedAccount(t: ExecutionContext, random: Random, at: number): Promise<Emulator> {
  const holders = { [people[at] ?? 'ops']: { daysLeft: 900 }, [memberRole]: { daysLeft: 900 } };
  const others = random.shuffled(['dev', 'ci']).slice(random.below(2));
  const clusters = ['prod', ...others].map((name) => {
    const region = name === 'prod' ? 'ap-northeast-1' : random.one(['ap-northeast-1', 'cn-hangzhou']);
    return { name, region, holders };
  });
  const caller = people[at] ?? 'ops';
  const identities = [{ name: 'mei' }, { name: memberRole, type: 'role' as const }];
  const scenario = { account: `account ${at}`, caller, identities, clusters };
  const cloud = await startEmulator({ scenario });
  t.teardown(() => cloud.stop());
  return cloud;
}

/** A profile for each account. */
export async function generatedAccounts(t: ExecutionContext, random: Random): Promise<Generated> {
  const clouds = await Promise.all(people.map((_, at) => generatedAccount(t, random, at)));
  const ackring = await createAckring(t, null);
  const profiles = clouds.map(({ identities }, at) => {
    const { accessKeyId, accessKeySecret } = identities[people[at] ?? ''] ?? {};
    return { name: `p${at}`, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  });
  await mkdir(join(ackring.home, '.aliyun'));
  await writeFile(join(ackring.home, '.aliyun/config.json'), JSON.stringify({ current: 'p0', profiles }));
  const environment = await oneAddress(t, clouds);
  return { clouds, ackring, environment, sources: ['p0', 'p1'], all: ['--all-profiles'] };
}

/** One profile, whose resource directory has the accounts as its members. */
export async function generatedDirectory(t: ExecutionContext, random: Random): Promise<Generated> {
  const clouds = await Promise.all(people.map((_, at) => generatedAccount(t, random, at)));
  const accounts = people.map((_, at) => ({ name: `account ${at}`, member: 'joined' as const }));
  const lender = await startEmulator({ scenario: { account: 'management', clusters: [], accounts } });
  t.teardown(() => lender.stop());
  const ackring = await createAckring(t, null);
  const { accessKeyId, accessKeySecret } = lender.identities['ops'] ?? {};
  const org = { name: 'org', mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  await mkdir(join(ackring.home, '.aliyun'));
  await writeFile(
    join(ackring.home, '.aliyun/config.json'),
    JSON.stringify({ current: 'org', profiles: [org] }),
  );
  const environment = await oneAddress(t, [...clouds, lender], lender);
  const added = await ackring.runHere(['accounts', 'add', '--directory', 'org'], { environment });
  t.is(added.code, 0, added.stderr);
  const sources = clouds.map(({ accountId }) => `org@${accountId}`);
  return { clouds, ackring, environment, sources, all: ['--profile', sources.join(',')] };
}

const listing = v.array(
  v.object({
    ...{ id: v.string(), name: v.string(), region: v.string(), account: v.string(), source: v.string() },
    endpoints: v.object({ public: v.string() }),
  }),
);
const kubeconfig = v.object({ clusters: v.tuple([v.object({ cluster: v.object({ server: v.string() }) })]) });

/** The API servers of an account's clusters, by id, as it tells by itself. */
async function serversOf(t: ExecutionContext, cloud: Emulator): Promise<ReadonlyMap<string, string>> {
  const alone = await (await createAckring(t, cloud)).runHere(['clusters', '--json']);
  const rows = v.parse(
    v.array(v.object({ id: v.string(), endpoints: v.object({ public: v.string() }) })),
    alone.json(),
  );
  return new Map(rows.map(({ id, endpoints }) => [id, endpoints.public]));
}

/** The clusters of two accounts that were generated, each listed and fetched as its own. */
async function holdListsApart(
  t: ExecutionContext,
  seed: number,
  generate: typeof generatedAccounts = generatedAccounts,
): Promise<Apart> {
  const { clouds, ackring, environment, sources, all } = await generate(t, randomFrom(seed));
  const run = (...args: string[]) => ackring.runHere(args, { environment });
  const truth = clouds.flatMap(({ accountId, world }, at) =>
    [...world.clusters.all()].map(({ id, name, region }) => ({
      ...{ id, name, region, account: accountId, source: sources[at] ?? '' },
    })),
  );
  const listed = await run('clusters', '--json', ...all);
  t.is(listed.code, 0, listed.stderr);
  const rows = v.parse(listing, listed.json());
  t.deepEqual(
    rows
      .map(({ endpoints: _, ...row }) => row)
      .toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)),
    truth.toSorted((one, other) => (placeOf(one) < placeOf(other) ? -1 : 1)),
  );
  const servers = await Promise.all(clouds.map((cloud) => serversOf(t, cloud)));
  for (const row of rows) {
    t.is(servers[sources.indexOf(row.source)]?.get(row.id), row.endpoints.public, placeOf(row));
    const got = await run('get', placeOf(row), '--stdout');
    t.is(got.code, 0, got.stderr);
    const { clusters } = v.parse(kubeconfig, parse(got.stdout));
    t.is(clusters[0].cluster.server, row.endpoints.public);
  }
  t.true(new Set(rows.map(({ id }) => id)).size < rows.length, 'no id twice');
  return { clouds, ackring, environment, sources, all, run, rows, servers };
}

const placeOf = ({ source, region, name }: { source: string; region: string; name: string }) =>
  `${source}/${region}/${name}`;

/** Every command that asks several accounts, over two that were generated, held against what is so in each. */
export async function holdAccountsApart(
  t: ExecutionContext,
  seed: number,
  generate: typeof generatedAccounts = generatedAccounts,
): Promise<void> {
  t.timeout(240_000);
  const apart = await holdListsApart(t, seed, generate);
  const { ackring, environment, run, rows, servers } = apart;
  const taken = rows.filter(({ name }) => rows.filter((row) => row.name === name).length > 1);
  for (const place of taken.map(placeOf)) {
    const temporary = await run('get', place, '--temporary=8h', '--context', `${place}/temporary`);
    t.is(temporary.code, 0, temporary.stderr);
    // Its own program: the plug-in's entry names it.
    const plugIn = await ackring.run(['get', place, '--exec', '--context', `${place}/exec`], { environment });
    t.is(plugIn.code, 0, plugIn.stderr);
  }
  await commandsApart(t, apart);
  await programsApart(t, apart);
  const verdicts = v.parse(
    v.array(v.object({ verdict: v.string() })),
    (await run('verify', '--all', '--json')).json(),
  );
  t.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    taken.flatMap(() => ['ok', 'ok']),
  );
  const folder = join(ackring.home, '.local/state/ackring/fleet');
  for (const file of await readdir(folder)) {
    const text = await readFile(join(folder, file), 'utf8');
    const named = servers.filter((own) => [...own.values()].some((server) => text.includes(server)));
    t.true(named.length <= 1, file);
  }
}

const held = v.array(
  v.object({
    ...{ account: v.nullable(v.string()), clusterId: v.string() },
    uid: v.optional(v.string()),
    identity: v.union([v.string(), v.object({ uid: v.string() })]),
    source: v.optional(v.string()),
  }),
);
const ran = v.array(
  v.object({
    account: v.string(),
    cluster: v.object({ id: v.string() }),
    exit: v.number(),
    stdout: v.string(),
  }),
);
const findings = v.array(
  v.object({ check: v.string(), detail: v.string(), profile: v.optional(v.string()) }),
);

interface Apart extends Generated {
  run(...args: string[]): Promise<Run>;
  readonly rows: v.InferOutput<typeof listing>;
  readonly servers: readonly ReadonlyMap<string, string>[];
}

/** What each command says of the accounts together is what each of them says alone. */
async function commandsApart(
  t: ExecutionContext,
  { clouds, sources, all, run, rows, servers }: Apart,
): Promise<void> {
  for (const command of ['expiry', 'access']) {
    const seen = (json: unknown, account: string | null) =>
      v
        .parse(held, json)
        .filter(({ source = 'server' }) => source === 'server')
        .map(({ identity, uid, clusterId, account: own }) => {
          const holder = uid ?? (typeof identity === 'string' ? identity : identity.uid);
          return `${account ?? own}/${clusterId}/${holder}`;
        })
        .toSorted();
    const alone = await Promise.all(
      clouds.map(async ({ accountId }, at) =>
        seen((await run(command, '--json', '--profile', sources[at] ?? '')).json(), accountId),
      ),
    );
    const together = await run(command, '--json', ...all);
    t.is(together.code, 0, together.stderr);
    t.deepEqual(seen(together.json(), null), alone.flat().toSorted(), command);
  }
  // The kubeconfig that a command gets is of its own account's cluster.
  const confirm = ['--confirm', String(rows.length)];
  const words = ['sh', '-c', 'grep server: "$KUBECONFIG"'];
  const over = await run('run', '--json', ...all, '--select', '*', ...confirm, '--', ...words);
  t.is(over.code, 0, over.stderr);
  const outcomes = v.parse(ran, over.json());
  t.is(outcomes.length, rows.length);
  for (const { account, cluster, exit, stdout } of outcomes) {
    t.is(exit, 0);
    const at = clouds.findIndex(({ accountId }) => accountId === account);
    t.is(stdout.replace(/^.*server: /s, '').trim(), servers[at]?.get(cluster.id) ?? '');
  }
  const verified = await run('verify', '--all', '--json', ...all);
  t.is(verified.code, 0, verified.stderr);
  const verdicts = v.array(v.object({ context: v.string(), verdict: v.string(), account: v.string() }));
  for (const { context, verdict, account } of v.parse(verdicts, verified.json())) {
    const own = clouds[sources.findIndex((source) => context.startsWith(`${source}/`))]?.accountId ?? '';
    t.deepEqual({ context, verdict, account }, { context, verdict: 'ok', account: own });
  }
  const found = v.parse(findings, (await run('doctor', '--json', ...all)).json());
  const identities = found.filter(({ check }) => check === 'identity');
  t.deepEqual(
    identities.map(({ profile }) => profile),
    sources,
  );
  for (const [at, { detail }] of identities.entries()) t.true(detail.includes(clouds[at]?.accountId ?? '?'));
}

const answer = v.object({
  result: v.object({ structuredContent: v.record(v.string(), v.array(v.record(v.string(), v.unknown()))) }),
});
/** A certificate of a cluster, by its account. */
const labels =
  /^ackring_kubeconfig_not_after_seconds\{source="server",.*cluster_id="(.*?)".*uid="(.*?)".*account="(.*?)"/gm;

/** What Prometheus and an assistant are told of the accounts together is what a command says of each of them alone. */
async function programsApart(
  t: ExecutionContext,
  { clouds, ackring, environment, sources, all, run, rows }: Apart,
): Promise<void> {
  const alone = await Promise.all(
    clouds.map(async ({ accountId }, at) => {
      const list = (await run('expiry', '--json', '--profile', sources[at] ?? '')).json();
      const own = v.parse(held, list).filter(({ source }) => source === 'server');
      return own.map(({ clusterId, uid }) => `${accountId}/${clusterId}/${uid}`);
    }),
  );
  const truth = alone.flat().toSorted();
  const child = ackring.start(['serve', '--listen', '127.0.0.1:0', ...all], { environment });
  t.teardown(() => child.kill('SIGKILL'));
  const { value: url = '' } = await createInterface({ input: child.stdout })[Symbol.asyncIterator]().next();
  const metrics = await until(async () => {
    const told = await (await fetch(`${url}/metrics`)).text();
    return /^ackring_scan_up 1$/m.test(told) ? told : null;
  });
  const served = [...metrics.matchAll(labels)].map(([, id, uid, account]) => `${account}/${id}/${uid}`);
  t.deepEqual(served.toSorted(), truth);
  const { call } = await assistant(t, ackring, { args: all, environment });
  const ask = async (tool: string, list: string) => {
    const { result } = v.parse(answer, JSON.parse(await call(tool, {})));
    t.deepEqual(result.structuredContent['unread'], [], tool);
    return result.structuredContent[list] ?? [];
  };
  const clusters = await ask('list_clusters', 'clusters');
  t.deepEqual(
    clusters.map(({ account, id }) => `${account}/${id}`).toSorted(),
    rows.map(({ account, id }) => `${account}/${id}`).toSorted(),
  );
  for (const [tool, list] of [
    ['kubeconfig_expiry', 'kubeconfigs'],
    ['kubeconfig_usage', 'usage'],
  ] as const) {
    const told = (await ask(tool, list)).filter(({ source = 'server' }) => source === 'server');
    const seen = told.map(({ account, clusterId, uid }) => `${account}/${clusterId}/${uid}`);
    t.deepEqual(seen.toSorted(), truth, tool);
  }
}
