import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { accessContract } from './access-contracts.js';
import { grantContract, lifeContract, policyCheckContract } from './granting-contracts.js';
import { createAckring } from './run-ackring.js';
import { undocumented } from './undocumented.js';

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei' }, { name: 'ci', type: 'role' }],
      clusters: [
        {
          name: 'prod',
          holders: {
            ops: { daysLeft: 900, owner: true },
            mei: { daysLeft: 400, roles: ['dev@default'] },
            ci: { daysLeft: 20, roles: ['admin-view'] },
          },
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['root'] ?? {};
  const root = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  const json = async <S extends v.GenericSchema>(
    contract: S,
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ) => {
    const run = await ackring.runHere([...args, '--json'], { environment });
    if (run.stdout === '') return { ...run, told: null };
    t.deepEqual(undocumented(contract, run.json()), []);
    return { ...run, told: v.parse(contract, run.json()) };
  };
  const grantOf = (name: string) =>
    emulator.world.clusters.named('prod')?.grants.get(emulator.identities[name]?.uid ?? '');
  return { emulator, ackring, root, json, grantOf };
}

test('the root sets a life, once the name was typed; nobody else, and not a call is made for them', async (t) => {
  const { emulator, ackring, root, json, grantOf } = await world(t);
  const life = ['life', 'prod', '--user', 'mei', '--for', '30d'];
  const refused = await json(lifeContract, life);
  t.is(refused.code, 4);
  t.regex(refused.stderr, /only the account root/);
  t.is(emulator.requests.count('DescribeClustersForRegion'), 0);

  const planned = await json(lifeContract, life, root);
  t.is(planned.code, 6);
  t.like(planned.told, { hours: 720, renewedBeforeHours: 240, applied: false });
  t.is(grantOf('mei')?.nextLifeHours, 26_280);
  const done = await json(lifeContract, [...life, '--confirm', 'prod'], root);
  t.is(done.code, 0, done.stderr);
  t.like(done.told, { applied: true });
  t.is(grantOf('mei')?.nextLifeHours, 720);
  t.is((await json(lifeContract, ['life', 'prod', '--user', 'mei', '--for', '90m'], root)).code, 2);
  const readOnly = await json(lifeContract, [...life, '--confirm', 'prod', '--read-only'], root);
  t.is(readOnly.code, 6);
  t.regex(
    await readFile(join(ackring.home, '.local/state/ackring/journal.jsonl'), 'utf8'),
    /"action":"life","phase":"done"/,
  );
});

test('a role is given and taken back, and everything else stays', async (t) => {
  const { ackring, json, grantOf } = await world(t);
  const asked = ['mei', '--cluster', 'prod', '--role', 'restricted', '--namespace', 'web'];
  const planned = await json(grantContract, ['access', 'grant', ...asked]);
  t.is(planned.code, 6);
  const [plan] = planned.told?.plan ?? [];
  t.like(plan, { reason: 'toDo', change: 'grant', present: [{ role: 'dev', namespace: 'default' }] });
  t.regex(JSON.stringify(plan?.ramPolicy), /cs:DescribeClusterUserKubeconfig.*cluster\/c[0-9a-f]{32}/);
  const granted = await json(grantContract, ['access', 'grant', ...asked, '--confirm', 'mei']);
  t.is(granted.code, 0, granted.stderr);
  t.like(granted.told, { applied: true, seen: true });
  const both = [
    { role: 'dev', namespace: 'default' },
    { role: 'restricted', namespace: 'web' },
  ];
  t.deepEqual(grantOf('mei')?.roles, both);
  const again = await json(grantContract, ['access', 'grant', ...asked, '--confirm', 'mei']);
  t.is(again.code, 0);
  t.like(again.told, { applied: false, plan: [{ reason: 'alreadyGranted' }] });
  const wrong = await json(grantContract, ['access', 'withdraw', ...asked, '--confirm', 'tom']);
  t.is(wrong.code, 6);
  const taken = await json(grantContract, ['access', 'withdraw', ...asked, '--confirm', 'mei']);
  t.is(taken.code, 0, taken.stderr);
  t.deepEqual(grantOf('mei')?.roles, both.slice(0, 1));
  const idle = await ackring.runHere(['access', 'withdraw', ...asked]);
  t.is(idle.code, 0, idle.stderr);
  t.regex(idle.stdout, /^= mei .*does not have restricted in prod.*: there is nothing to take$/m);
  const history = await ackring.runHere(['history']);
  t.regex(history.stdout, /grant: give mei .*\n.*withdraw: take the role restricted/);
});

test('what makes no sense, or locks oneself out, is refused', async (t) => {
  const { json } = await world(t);
  const grant = (user: string, ...more: readonly string[]) =>
    json(grantContract, ['access', 'grant', user, '--cluster', 'prod', ...more]);
  t.is((await grant('mei', '--role', 'ops', '--namespace', 'web')).code, 2);
  t.is((await grant('mei', '--role', 'a b')).code, 2);
  const misspelt = await grant('mei', '--role', 'opps', '--confirm', 'mei');
  t.is(misspelt.code, 2);
  t.regex(misspelt.stderr, /opps is no role of ACK; did you mean ops\?/);
  t.regex((await grant('mei', '--role', 'ClusterRole/opps')).stderr, /ConfirmationMissing/);
  t.is((await grant('nobody', '--role', 'dev')).code, 3);
  const own = ['access', 'withdraw', 'ops', '--cluster', 'prod', '--role', 'admin', '--confirm', 'ops'];
  const refused = await json(grantContract, own);
  t.is(refused.code, 6);
  t.regex(refused.stderr, /from oneself/);
});

test('the root hands a kubeconfig over as a file, and it is on record', async (t) => {
  const { ackring, root, emulator } = await world(t);
  const file = join(ackring.home, 'mei.yaml');
  const get = (...args: readonly string[]) =>
    ackring.runHere(['get', 'prod', '--user', 'mei', ...args], { environment: root });
  t.is((await get()).code, 2);
  t.is((await get('--token', '--output', file)).code, 2);
  const own = await ackring.runHere(['get', 'prod', '--user', 'mei', '--output', file]);
  t.is(own.code, 4, own.stderr);
  t.is(emulator.requests.count('DescribeSubaccountK8sClusterUserConfig'), 0);
  const handed = await get('--temporary', '8h', '--output', file, '--json');
  t.is(handed.code, 0, handed.stderr);
  t.like(handed.json(), { kind: 'temporary', verified: true });
  t.is((await stat(file)).mode & 0o777, 0o600);
  const inspected = await ackring.runHere(['inspect', file, '--json']);
  t.regex(inspected.stdout, new RegExp(`"uid": ?"${emulator.identities['mei']?.uid}"`));
  const journal = await readFile(join(ackring.home, '.local/state/ackring/journal.jsonl'), 'utf8');
  t.regex(journal, /"action":"handover","phase":"done"/);
  t.notRegex(journal, /PRIVATE KEY|client-key-data/);
});

test('rules are held against the fleet, with exit codes for CI', async (t) => {
  const { ackring, json } = await world(t);
  const file = join(ackring.home, 'rules.yaml');
  const check = (...more: readonly string[]) =>
    json(policyCheckContract, ['policy', 'check', '--file', file, ...more]);
  t.is((await check()).code, 2);
  await writeFile(file, '- {identities: roles, maxLife: 30d}\n');
  const kept = await check();
  t.is(kept.code, 0, kept.stderr);
  t.like(kept.told?.[0], { rule: 1, verdict: 'kept', identity: { name: 'ci' } });
  await writeFile(
    file,
    '- {identities: roles, maxLife: 30d}\n- {identities: people, clusters: "pr*", longTerm: false}\n',
  );
  const broken = await check('--broken');
  t.is(broken.code, 1);
  t.deepEqual(broken.told?.map(({ rule, identity }) => [rule, identity.name]).toSorted(), [
    [2, 'mei'],
    [2, 'ops'],
  ]);
  await writeFile(file, '- {identities: roles, maxLife: 30d}\n- {identities: moe, maxLife: 30d}\n');
  const misspelt = await ackring.runHere(['policy', 'check', '--file', file]);
  t.is(misspelt.code, 0);
  t.regex(misspelt.stderr, /rule 2 applies to no kubeconfig/);
  t.notRegex(misspelt.stderr, /rule 1 applies/);
  await writeFile(file, '- {identities: roles}\n');
  const unreadable = await check();
  t.is(unreadable.code, 2);
  t.regex(unreadable.stderr, /maxLife/);
});

const hostileNames = [
  '--confirm',
  '-x',
  'mei\u001b[2J\u0007',
  '\u202Eiem',
  "$(reboot)'; `id`",
  'm'.repeat(64),
];

test('whatever somebody is called, only that text is shown, taken and confirmed, and never as it came', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      identities: hostileNames.map((name) => ({ name })),
      clusters: [
        {
          name: 'prod',
          holders: Object.fromEntries([
            ['ops', { daysLeft: 900, owner: true }],
            ...hostileNames.map((name) => [
              name,
              {
                daysLeft: 400,
                roles: [],
                uses: [{ daysAgo: 1, address: '203.0.113.9\u001b[31m', agent: '\u001b]0;owned\u0007/1' }],
              },
            ]),
          ]),
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['root'] ?? {};
  const environment = {
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  const isClean = (text: string) => !/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e]/.test(text);
  const rules = join(ackring.home, 'rules.yaml');
  await writeFile(rules, '- {identities: people, maxLife: 90d}\n');
  for (const name of hostileNames) {
    const role = ['--cluster', 'prod', '--role', 'dev'];
    const changes: readonly (readonly [
      before: readonly string[],
      after: readonly string[],
      confirm: string,
    ])[] = [
      [['access', 'grant'], [...role, '--', name], name],
      [['access', 'withdraw'], [...role, '--', name], name],
      [['life'], ['prod', `--user=${name}`, '--for', '30d'], 'prod'],
    ];
    for (const [before, after, confirm] of changes) {
      for (const [confirmed, code] of [
        [[], 6],
        [[`--confirm=${confirm}x`], 6],
        [[`--confirm=${confirm}`], 0],
      ] as const) {
        const run = await ackring.runHere([...before, ...confirmed, ...after], { environment });
        t.is(run.code, code, `${[...before, ...confirmed, ...after].join(' ')}: ${run.stderr}`);
        t.true(isClean(run.stdout + run.stderr), JSON.stringify(run.stdout + run.stderr));
      }
    }
    t.is(
      emulator.world.clusters.named('prod')?.grants.get(emulator.identities[name]?.uid ?? '')?.nextLifeHours,
      720,
    );
  }
  for (const args of [['usage'], ['policy', 'check', '--file', rules], ['access'], ['expiry'], ['history']]) {
    const run = await ackring.runHere(args, { environment });
    t.true(isClean(run.stdout + run.stderr), `${args.join(' ')}: ${JSON.stringify(run.stdout)}`);
  }
});

test('access says on request whose RAM tokens each cluster takes, and never unmapped for what it cannot see', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'mei' }, { name: 'tom' }],
      clusters: [
        {
          name: 'ready',
          addons: ['ack-ram-authenticator'],
          holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 400, mapped: true }, tom: { daysLeft: 400 } },
        },
        { name: 'bare', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 400 } } },
        {
          name: 'unseen',
          addons: ['ack-ram-authenticator'],
          holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 400 } },
        },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  for (const name of ['ready', 'bare']) t.is((await ackring.runHere(['get', name])).code, 0);
  for (const filter of [[], ['cluster:ready']]) {
    const run = await ackring.runHere(['access', '--tokens', '--json', ...filter]);
    t.is(run.code, 0, run.stderr);
    const rows = v.parse(accessContract, run.json());
    t.deepEqual(undocumented(accessContract, run.json()), []);
    const told = rows
      .filter(({ identity }) => identity.name !== 'ops')
      .map(({ identity, cluster, tokens }) => `${identity.name}@${cluster} ${tokens?.verdict}`);
    const all = ['mei@ready mapped', 'tom@bare noAuthenticator', 'tom@ready unmapped', 'tom@unseen unknown'];
    t.deepEqual(told.toSorted(), filter.length === 0 ? all : all.filter((line) => line.includes('@ready')));
    const unseen = rows.find(({ cluster }) => cluster === 'unseen');
    t.deepEqual(
      unseen?.tokens?.because.map(({ code }) => code),
      filter.length === 0 ? ['ContextNotFound'] : undefined,
    );
  }
  t.regex((await ackring.runHere(['access', '--tokens'])).stdout, /mei .*as \d+-\d+/);
  emulator.requests.clear();
  const plain = v.parse(accessContract, (await ackring.runHere(['access', '--json'])).json());
  t.true(plain.every(({ tokens }) => tokens === undefined));
  t.is(emulator.requests.count('ListClusterAddonInstances'), 0);
});
