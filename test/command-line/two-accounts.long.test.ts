import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { createAckring } from './run-ackring.js';

/** Two accounts with a cluster of the same name in the same region each, and a profile for each account. */
async function twoAccounts(t: ExecutionContext) {
  const clusters = [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }];
  const emulator = await startEmulator({ scenario: { clusters, accounts: [{ name: 'partner', clusters }] } });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const callers = { work: 'ops', partner: 'partner/ops', own: 'root' };
  const profiles = Object.entries(callers).map(([name, who]) => {
    const { accessKeyId, accessKeySecret } = emulator.identities[who] ?? {};
    return { name, mode: 'AK', access_key_id: accessKeyId, access_key_secret: accessKeySecret };
  });
  await mkdir(join(ackring.home, '.aliyun'), { recursive: true });
  const broken = { ...profiles[0], name: 'broken', access_key_secret: 'another' };
  // As `aliyun configure --profile work` leaves it.
  const empty = { name: 'default', mode: 'AK', access_key_id: '', access_key_secret: '' };
  const config = JSON.stringify({ current: 'work', profiles: [empty, ...profiles, broken] });
  await writeFile(join(ackring.home, '.aliyun', 'config.json'), config);
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  const run = (...args: string[]) => ackring.runHere(args, { environment });
  const get = async (profile: string, ...args: string[]) => {
    const { code, stderr, json } = await run('get', 'prod', '--json', '--profile', profile, ...args);
    t.is(code, 0, stderr);
    return v.parse(v.object({ context: v.string(), verified: v.boolean() }), json());
  };
  const accountOf = (name: string) => emulator.identities[name]?.arn.split(':')[3] ?? '';
  return { emulator, ackring, get, run, accountOf };
}

test('clusters of one name in two accounts are told apart by profile, and names that are there stay', async (t) => {
  const { get, run } = await twoAccounts(t);
  const [own, other] = ['ack/ap-northeast-1/prod', 'ack/ap-northeast-1/prod/partner'];
  for (const _ of [1, 2]) {
    t.deepEqual(await get('work'), { context: own, verified: true });
    t.deepEqual(await get('partner'), { context: other, verified: true });
  }
  t.deepEqual(await get('work', '--long-term'), { context: `${own}/long-term`, verified: true });
  const contexts = (await run('contexts', '--json')).json() as { context: string }[];
  t.deepEqual(contexts.map(({ context }) => context).toSorted(), [own, `${own}/long-term`, other].toSorted());
});

test('the settings’ pattern of context names may have the account and the profile in it', async (t) => {
  const { ackring, get, accountOf } = await twoAccounts(t);
  await mkdir(join(ackring.home, '.config/ackring'), { recursive: true });
  const contextName = '{account}/{profile}/{name}';
  await writeFile(join(ackring.home, '.config/ackring/config.json'), JSON.stringify({ contextName }));
  t.is((await get('work')).context, `${accountOf('ops')}/work/prod`);
  t.is((await get('partner')).context, `${accountOf('partner/ops')}/partner/prod`);
});

const rows = v.array(
  v.object({
    id: v.string(),
    name: v.string(),
    account: v.nullable(v.string()),
    source: v.nullable(v.string()),
    endpoints: v.object({ public: v.string() }),
  }),
);

test('the clusters of several accounts are one list, each with its account and its own endpoints', async (t) => {
  const { emulator, run, accountOf } = await twoAccounts(t);
  const listed = await run('clusters', '--json', '--profile', 'work,partner');
  t.is(listed.code, 0, listed.stderr);
  const found = v.parse(rows, listed.json());
  t.deepEqual(found.map(({ name, account, source }) => ({ name, account, source })).toSorted(bySource), [
    { name: 'prod', account: accountOf('partner/ops'), source: 'partner' },
    { name: 'prod', account: accountOf('ops'), source: 'work' },
  ]);
  for (const { id, account } of found) t.is(emulator.world.clusters.get(id)?.accountId, account ?? '');
  t.is(new Set(found.map(({ endpoints }) => endpoints.public)).size, 2);
  const text = await run('clusters', '--profile', 'work,partner', 'source:partner');
  t.regex(text.stdout, /^ACCOUNT +NAME .*\npartner +prod /);
  t.regex(text.stderr, /1 of 2 clusters in 1 region of 2 profiles/);
  const alone = await run('clusters');
  t.regex(alone.stdout, /^NAME /);
  t.deepEqual(
    v.parse(
      v.array(v.object({ account: v.null(), source: v.null() })),
      (await run('clusters', '--json')).json(),
    ),
    [{ account: null, source: null }],
  );
});

const bySource = (one: { source: string | null }, other: { source: string | null }) =>
  (one.source ?? '') < (other.source ?? '') ? -1 : 1;

test('an account that fails hides none of the others, and two profiles of one account show it once', async (t) => {
  const { run } = await twoAccounts(t);
  const listed = await run('clusters', '--json', '--all-profiles');
  t.is(listed.code, 7);
  t.deepEqual(
    v
      .parse(rows, listed.json())
      .map(({ source }) => source)
      .toSorted(),
    ['partner', 'work'],
  );
  t.regex(listed.stderr, /"profile":"broken"/);
  t.notRegex(listed.stderr, /"profile":"default"/);
  const failed = await run('clusters', '--json', '--profile', 'broken,nobody');
  t.is(failed.code, 4);
  t.is(failed.stdout, '');
  t.is((await run('clusters', '--all-profiles', '--profile', 'work')).code, 2);
});

test('a cluster is fetched by account, region and name, with an account’s profile or its id', async (t) => {
  const { emulator, run, accountOf } = await twoAccounts(t);
  const theirs = emulator.world.clusters.ofAccount(accountOf('partner/ops'))[0]?.id ?? '';
  for (const account of ['partner', accountOf('partner/ops')]) {
    const got = await run('get', `${account}/ap-northeast-1/prod`, '--json');
    t.is(got.code, 0, got.stderr);
    const { cluster, verified } = v.parse(
      v.object({ cluster: v.object({ id: v.string() }), verified: v.boolean() }),
      got.json(),
    );
    t.deepEqual({ id: cluster.id, verified }, { id: theirs, verified: true });
  }
  t.is((await run('get', 'nobody/ap-northeast-1/prod')).code, 4);
  t.is((await run('get', 'partner/ap-nowhere-1/prod')).code, 3);
  t.is((await run('get', 'partner/ap-northeast-1/other')).code, 3);
});

const accountRow = { profile: v.string(), inFleet: v.boolean(), account: v.nullable(v.string()) };

test('accounts are taken into the fleet and out of it, and what lists clusters goes by it', async (t) => {
  const { run, accountOf } = await twoAccounts(t);
  const accounts = async (...args: string[]) => {
    const { code, stderr, json } = await run('accounts', ...args, '--json');
    t.is(code, 0, stderr);
    return json();
  };
  const listed = v.array(v.object({ ...accountRow, clusters: v.nullable(v.number()) }));
  t.deepEqual(v.parse(listed, await accounts()), [
    { profile: 'work', inFleet: true, account: accountOf('ops'), clusters: null },
    { profile: 'partner', inFleet: false, account: accountOf('partner/ops'), clusters: null },
    { profile: 'own', inFleet: false, account: accountOf('root'), clusters: null },
    { profile: 'broken', inFleet: false, account: null, clusters: null },
  ]);
  const both = { accounts: ['work', 'partner'], all: false, directory: null };
  const tried = [{ profile: 'partner', account: accountOf('partner/ops'), error: null }];
  t.deepEqual(await accounts('add', 'partner'), { ...both, changed: true, tried });
  t.deepEqual(await accounts('add', 'partner'), { ...both, changed: false, tried });
  const sources = async (...args: string[]) =>
    v
      .parse(
        v.array(v.object({ source: v.nullable(v.string()) })),
        (await run('clusters', '--json', ...args)).json(),
      )
      .map(({ source }) => source)
      .toSorted();
  t.deepEqual(await sources(), ['partner', 'work']);
  t.deepEqual(await sources('--profile', 'work'), [null]);
  t.like(v.parse(listed, await accounts())[1], { inFleet: true, clusters: 1 });
  const refused = await run('accounts', 'add', 'partnr');
  t.is(refused.code, 4);
  t.regex(refused.stderr, /no profile partnr; did you mean partner\?/);
  t.is((await run('accounts', 'add')).code, 2);
  t.is((await run('accounts', 'remove', 'partner', '--read-only')).code, 6);
  t.deepEqual(await accounts('add', '--all'), {
    accounts: ['work', 'partner', 'own', 'broken'],
    all: true,
    directory: null,
    changed: true,
    tried: [],
  });
  t.is((await run('accounts')).code, 7);
  t.deepEqual(await accounts('remove', 'own', 'broken'), { ...both, changed: true, tried: [] });
  t.deepEqual(await accounts('remove', 'own'), { ...both, changed: false, tried: [] });
  const alone = { accounts: ['work'], all: false, directory: null };
  t.deepEqual(await accounts('remove', '--all'), { ...alone, changed: true, tried: [] });
  t.deepEqual(await accounts('remove', 'work'), { ...alone, changed: false, tried: [] });
  t.deepEqual(await sources(), [null]);
});

test('an account that cannot sign in is taken in and told, and later how to take it out', async (t) => {
  const { run } = await twoAccounts(t);
  await run('accounts', 'remove', '--all');
  const added = await run('accounts', 'add', 'broken');
  t.is(added.code, 0, added.stderr);
  t.regex(
    added.stderr,
    /broken: error: .*\[CredentialsInvalid\][\s\S]*broken was taken in, and could not sign in/,
  );
  await run('accounts', 'remove', 'work');
  const listed = await run('clusters');
  t.is(listed.code, 4, listed.stdout);
  t.regex(listed.stderr, /`ackring accounts remove broken` takes it out/);
  t.notRegex((await run('clusters', '--profile', 'broken')).stderr, /takes it out/);
});

test('profiles are completed, also after a comma, and clusters by account and region', async (t) => {
  const { run } = await twoAccounts(t);
  await run('clusters', '--profile', 'work,partner');
  const candidates = async (...words: string[]) =>
    (await run('complete', '--', ...words)).stdout
      .trim()
      .split('\n')
      .map((line) => line.split('\t')[0]);
  t.deepEqual(await candidates('accounts', 'add', ''), ['work', 'partner', 'own', 'broken']);
  t.deepEqual(await candidates('clusters', '--profile', 'work,pa'), [
    'work,partner',
    'work,own',
    'work,broken',
  ]);
  t.deepEqual(await candidates('clusters', '--profile=work,'), [
    '--profile=work,partner',
    '--profile=work,own',
    '--profile=work,broken',
  ]);
  t.false((await candidates('get', '')).includes('partner/ap-northeast-1/prod'));
  t.true((await candidates('get', 'partner/')).includes('partner/ap-northeast-1/prod'));
  await run('accounts', 'add', 'partner');
  t.true((await candidates('get', '')).includes('partner/ap-northeast-1/prod'));
});

test('what an account or a region that fails had is told as last seen, and not as gone or as there', async (t) => {
  const { emulator, ackring, run } = await twoAccounts(t);
  const seen = v.array(
    v.object({ source: v.nullable(v.string()), asOf: v.nullable(v.string()), endpoints: v.unknown() }),
  );
  const listed = async (...args: string[]) => {
    const { code, stderr, json } = await run('clusters', '--json', '--profile', 'work,partner', ...args);
    return { code, stderr, rows: v.parse(seen, json()).toSorted(bySource) };
  };
  const before = await listed();
  t.deepEqual(
    before.rows.map(({ asOf }) => asOf),
    [null, null],
  );
  const file = join(ackring.home, '.aliyun', 'config.json');
  const config = JSON.parse(await readFile(file, 'utf8')) as {
    profiles: { name: string; access_key_secret: string }[];
  };
  for (const profile of config.profiles)
    if (profile.name === 'partner') profile.access_key_secret = 'withdrawn';
  await writeFile(file, JSON.stringify(config));
  const after = await listed();
  t.is(after.code, 7);
  t.regex(after.stderr, /"profile":"partner"/);
  const [theirs, own] = after.rows;
  t.is(own?.asOf, null);
  t.is(theirs?.source, 'partner');
  t.regex(theirs?.asOf ?? '', /^\d{4}-/);
  t.deepEqual(theirs?.endpoints, before.rows[0]?.endpoints);
  const text = await run('clusters', '--profile', 'work,partner');
  t.regex(text.stdout, /AS OF *\n/);
  t.regex(text.stdout, /partner +prod .* \d+ \w+ ago/);
  t.regex(text.stdout, /work +prod .*[a-z] *\n/);
  t.regex(text.stderr, /1 of them as last seen/);
  const elsewhere = await listed('--region', 'cn-beijing');
  t.deepEqual(elsewhere.rows, []);
  emulator.faults.add({
    path: '/regions/ap-northeast-1/',
    effect: { kind: 'error', status: 403, code: 'StatusForbidden' },
  });
  const refused = await listed();
  t.deepEqual(
    refused.rows.map(({ asOf }) => asOf !== null),
    [true, true],
  );
  // Nobody answered at all: the first failure is the command's.
  t.is(refused.code, 4);
  t.regex(refused.stderr, /"region":"ap-northeast-1"/);
});

test('expiry, access, run and doctor ask several accounts, and one that fails hides none of the others', async (t) => {
  const { run, accountOf } = await twoAccounts(t);
  const accounts = [accountOf('ops'), accountOf('partner/ops')].toSorted();
  const commands: readonly (readonly [args: readonly string[], word: RegExp])[] = [
    [['expiry'], /^ACCOUNT +IDENTITY /],
    [['access'], /^ +ACCOUNT +IDENTITY /],
    [['run', '--select', '*', '--confirm', '2', '--', 'echo', 'here'], /^partner\/prod: here$/m],
  ];
  for (const [[command = '', ...args], word] of commands) {
    const many = ['--profile', 'work,partner'];
    const told = await run(command, ...many, '--json', ...args);
    t.is(told.code, 0, told.stderr);
    const rows = v.parse(v.array(v.object({ account: v.string() })), told.json());
    t.deepEqual([...new Set(rows.map(({ account }) => account))].toSorted(), accounts, command);
    t.regex((await run(command, ...many, ...args)).stdout, word);
    t.notRegex((await run(command, '--profile', 'work', ...args)).stdout, /ACCOUNT|partner/);
    const failing = await run(command, '--profile', 'broken,work,partner', '--json', ...args);
    t.is(failing.code, 7, failing.stderr);
    t.is(v.parse(v.array(v.unknown()), failing.json()).length, rows.length, command);
    t.regex(failing.stderr, /"profile":"broken"/);
  }
  const findings = v.array(
    v.object({ check: v.string(), level: v.string(), profile: v.optional(v.string()) }),
  );
  const doctor = await run('doctor', '--json', '--profile', 'broken,work,partner');
  const identities = v.parse(findings, doctor.json()).filter(({ check }) => check === 'identity');
  t.deepEqual(
    identities.map(({ level, profile }) => `${profile} ${level}`),
    ['broken failed', 'work ok', 'partner ok'],
  );
  t.is((await run('expiry', '--all-profiles', '--profile', 'work')).code, 2);
});

test('contexts of several accounts are verified, each with what its own account’s cloud says of its certificate', async (t) => {
  const { ackring, get, run, accountOf } = await twoAccounts(t);
  for (const profile of ['work', 'partner']) await get(profile, '--long-term');
  const held = await readFile(ackring.kubeconfig, 'utf8');
  t.is((await run('revoke', 'prod', '--confirm', 'prod', '--profile', 'partner')).code, 0);
  // Somebody else still has the dead one.
  await writeFile(ackring.kubeconfig, held);
  const verdicts = v.array(
    v.object({
      account: v.string(),
      verdict: v.string(),
      cause: v.nullable(v.string()),
      remedy: v.nullable(v.string()),
    }),
  );
  const verify = async (profiles: string) => {
    const { code, stderr, json } = await run('verify', '--all', '--json', '--profile', profiles);
    return { code, stderr, rows: v.parse(verdicts, json()) };
  };
  const { rows: alone } = await verify('partner');
  const { rows: otherwise } = await verify('work');
  t.notDeepEqual(alone[1], otherwise[1], 'the other account’s cloud does not know it');
  const many = await verify('broken,work,partner');
  t.deepEqual(many.rows, [otherwise[0], alone[1]]);
  t.deepEqual(
    many.rows.map(({ account, verdict, cause }) => ({ account, verdict, cause })),
    [
      { account: accountOf('ops'), verdict: 'ok', cause: null },
      { account: accountOf('partner/ops'), verdict: 'failed', cause: 'revoked' },
    ],
  );
  t.is(many.code, 1);
  t.regex(many.stderr, /"profile":"broken"/);
});
