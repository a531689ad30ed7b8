import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { type Random, randomFrom } from '@ackring/testkit/random';
import type { ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parse } from 'yaml';
import { oneAddress } from './one-address.js';
import { createAckring, type Run } from './run-ackring.js';

// Generated accounts whose clusters have equal names and, where they are of one region too, equal ids: nothing of one
// may be taken for the other's.

const people = ['ops', 'mei'] as const;

async function generatedAccount(t: ExecutionContext, random: Random, at: number): Promise<Emulator> {
  const holders = { [people[at] ?? 'ops']: { daysLeft: 900 } };
  const others = random.shuffled(['dev', 'ci']).slice(random.below(2));
  const clusters = ['prod', ...others].map((name) => {
    const region = name === 'prod' ? 'ap-northeast-1' : random.one(['ap-northeast-1', 'cn-hangzhou']);
    return { name, region, holders };
  });
  const caller = people[at] ?? 'ops';
  const scenario = { account: `account ${at}`, caller, identities: [{ name: 'mei' }], clusters };
  const cloud = await startEmulator({ scenario });
  t.teardown(() => cloud.stop());
  return cloud;
}

async function generatedAccounts(t: ExecutionContext, random: Random) {
  const clouds = await Promise.all(people.map((_, at) => generatedAccount(t, random, at)));
  const ackring = await createAckring(t, null);
  const profiles = clouds.map(({ identities }, at) => {
    const { accessKeyId, accessKeySecret } = identities[people[at] ?? ''] ?? {};
    return { name: `p${at}`, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  });
  await mkdir(join(ackring.home, '.aliyun'));
  await writeFile(join(ackring.home, '.aliyun/config.json'), JSON.stringify({ current: 'p0', profiles }));
  const environment = await oneAddress(t, clouds);
  const run = (...args: string[]) => ackring.runHere(args, { environment });
  const truth = clouds.flatMap(({ accountId, world }, at) =>
    [...world.clusters.all()].map(({ id, name, region }) => ({
      id,
      name,
      region,
      account: accountId,
      source: `p${at}`,
    })),
  );
  return { clouds, ackring, environment, run, truth };
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

/** Every command that asks several accounts, over two that were generated, held against what is so in each. */
export async function holdAccountsApart(t: ExecutionContext, seed: number): Promise<void> {
  t.timeout(240_000);
  const { clouds, ackring, environment, run, truth } = await generatedAccounts(t, randomFrom(seed));
  const listed = await run('clusters', '--json', '--all-profiles');
  t.is(listed.code, 0, listed.stderr);
  const rows = v.parse(listing, listed.json());
  const place = ({ source, region, name }: { source: string; region: string; name: string }) =>
    `${source}/${region}/${name}`;
  t.deepEqual(
    rows
      .map(({ endpoints: _, ...row }) => row)
      .toSorted((one, other) => (place(one) < place(other) ? -1 : 1)),
    truth.toSorted((one, other) => (place(one) < place(other) ? -1 : 1)),
  );
  const servers = await Promise.all(clouds.map((cloud) => serversOf(t, cloud)));
  for (const row of rows) {
    t.is(servers[Number(row.source.slice(1))]?.get(row.id), row.endpoints.public, place(row));
    const got = await run('get', place(row), '--stdout');
    t.is(got.code, 0, got.stderr);
    const { clusters } = v.parse(kubeconfig, parse(got.stdout));
    t.is(clusters[0].cluster.server, row.endpoints.public);
    for (const kind of ['--temporary=8h', '--exec']) {
      // Its own program: the plug-in's entry names it.
      const args = ['get', place(row), kind, '--context', `${place(row)}/${kind}`];
      const merged = await ackring.run(args, { environment });
      t.is(merged.code, 0, merged.stderr);
    }
  }
  t.true(new Set(rows.map(({ id }) => id)).size < rows.length, 'no id twice');
  await commandsApart(t, { clouds, run, rows, servers });
  const verdicts = v.parse(
    v.array(v.object({ verdict: v.string() })),
    (await run('verify', '--all', '--json')).json(),
  );
  t.deepEqual(
    verdicts.map(({ verdict }) => verdict),
    rows.flatMap(() => ['ok', 'ok']),
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

interface Apart {
  readonly clouds: readonly Emulator[];
  run(...args: string[]): Promise<Run>;
  readonly rows: v.InferOutput<typeof listing>;
  readonly servers: readonly ReadonlyMap<string, string>[];
}

/** What each command says of the accounts together is what each of them says alone. */
async function commandsApart(t: ExecutionContext, { clouds, run, rows, servers }: Apart): Promise<void> {
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
        seen((await run(command, '--json', '--profile', `p${at}`)).json(), accountId),
      ),
    );
    const together = await run(command, '--json', '--all-profiles');
    t.is(together.code, 0, together.stderr);
    t.deepEqual(seen(together.json(), null), alone.flat().toSorted(), command);
  }
  // The kubeconfig that a command gets is of its own account's cluster.
  const confirm = ['--confirm', String(rows.length)];
  const words = ['sh', '-c', 'grep server: "$KUBECONFIG"'];
  const over = await run('run', '--json', '--all-profiles', '--select', '*', ...confirm, '--', ...words);
  t.is(over.code, 0, over.stderr);
  const outcomes = v.parse(ran, over.json());
  t.is(outcomes.length, rows.length);
  for (const { account, cluster, exit, stdout } of outcomes) {
    t.is(exit, 0);
    const at = clouds.findIndex(({ accountId }) => accountId === account);
    t.is(stdout.replace(/^.*server: /s, '').trim(), servers[at]?.get(cluster.id) ?? '');
  }
  const verified = await run('verify', '--all', '--json', '--all-profiles');
  t.is(verified.code, 0, verified.stderr);
  const verdicts = v.array(v.object({ context: v.string(), verdict: v.string(), account: v.string() }));
  for (const { context, verdict, account } of v.parse(verdicts, verified.json())) {
    const own = clouds[Number(context.slice(1, 2))]?.accountId ?? '';
    t.deepEqual({ context, verdict, account }, { context, verdict: 'ok', account: own });
  }
  const found = v.parse(findings, (await run('doctor', '--json', '--all-profiles')).json());
  const identities = found.filter(({ check }) => check === 'identity');
  t.deepEqual(
    identities.map(({ profile }) => profile),
    ['p0', 'p1'],
  );
  for (const [at, { detail }] of identities.entries()) t.true(detail.includes(clouds[at]?.accountId ?? '?'));
}
