import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bindingsOf } from '@ackring/emulator/kubernetes/access/authorize';
import { mappingKind } from '@ackring/emulator/kubernetes/access/ram-tokens';
import { hasStore, storeOf } from '@ackring/emulator/kubernetes/model/store';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { judgedServerOf } from '@ackring/testkit/emulated-api-server';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { inLanes } from '../lanes.js';
import { type Condition, conditions, type Danger, dangers } from './dangers.js';
import { type Ackring, createAckring, type Run } from './run-ackring.js';

interface World {
  readonly emulator: Emulator;
  readonly ackring: Ackring;
  /** Where the program is run; its configuration is elsewhere. */
  readonly cwd: string;
}

/** The name of `prod` if chosen by an attacker. */
const hostileName = '$(touch pwned); `touch pwned` "\'--x';

/** A cluster that ops and tom have access to, a dedicated one, an empty sink, and the context that it needs. */
async function worldFor(t: ExecutionContext, condition: Condition, danger: Danger): Promise<World> {
  // Force is for users who may be active: elsewhere nobody was seen for weeks.
  const isBusy = condition === 'activeRecently' || danger.command.includes('--force');
  const isUnbound = danger.command.includes('unbind');
  const lastSeenDaysAgo = isBusy ? 1 : 40;
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'tom', state: 'Deleted' }, { name: 'mei' }, { name: 'ana' }],
      clusters: [
        {
          name: condition === 'hostileName' ? hostileName : 'prod',
          addons: ['ack-ram-authenticator'],
          auditLog: condition !== 'activityUnreadable',
          holders: {
            ops: { daysLeft: 100, lastSeenDaysAgo, owner: true },
            tom: { daysLeft: 300, lastSeenDaysAgo },
            mei: { daysLeft: 300, lastSeenDaysAgo },
          },
        },
        { name: 'own', kind: 'dedicated', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  if (isUnbound) await bindFormer(emulator);
  const ackring = await createAckring(t, emulator);
  await writeFile(
    join(ackring.home, 'rotation.yaml'),
    'select: {exclude: [own]}\nholders: false\nsinks: [{kind: file, directory: keys}]\n',
  );
  const cwd = join(ackring.home, 'work');
  await mkdir(cwd);
  if (danger.context !== null) {
    // A temporary one: a long-term one would be renewed by the fetch.
    const { context } = danger;
    const name = nameUnder(condition)(context);
    const got = await ackring.runHere(['get', name, '--context', context, '--no-verify']);
    t.is(got.code, 0, got.stderr);
  }
  if (condition === 'noPermission' && danger.permission !== null) deny(emulator, danger.permission);
  if (condition === 'plantedRotation')
    await writeFile(join(cwd, 'rotation.yaml'), 'sinks: [{kind: file, directory: stolen}]\n');
  if (condition === 'plantedKubeconfig') await writeFile(join(cwd, 'handed.yaml'), await handedOver(ackring));
  if (condition === 'otherCluster' || condition === 'otherKey' || condition === 'plugin')
    emulator.faults.add({
      operation: 'DescribeClusterUserKubeconfig',
      effect: { kind: 'misissue', flaw: condition, marker: join(cwd, 'pwned') },
    });
  return { emulator, ackring, cwd };
}

/** People bound something to a certificate of hers that is gone. */
async function bindFormer(emulator: Emulator): Promise<void> {
  const [cluster] = emulator.world.clusters.all();
  if (cluster === undefined) throw new Error('the scenario has no cluster');
  const { create } = await judgedServerOf(emulator, cluster);
  const apiGroup = 'rbac.authorization.k8s.io';
  await create(`/apis/${apiGroup}/v1/namespaces/default/rolebindings`, {
    metadata: { name: 'by-hand' },
    roleRef: { apiGroup, kind: 'ClusterRole', name: 'edit' },
    subjects: [{ apiGroup, kind: 'User', name: `${emulator.identities['ana']?.uid}-1700000000` }],
  });
}

/** A valid one, whose user also names a program and a private file. */
async function handedOver({ run }: Ackring): Promise<string> {
  const { stdout } = await run(['get', 'prod', '--stdout', '--no-verify']);
  const program =
    'exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: touch, args: [pwned]}';
  return stdout.replace(
    /^( *)client-certificate-data: .*\n *client-key-data: .*$/m,
    `$1${program}\n$1tokenFile: ../rotation.yaml`,
  );
}

function nameUnder(condition: Condition): (word: string) => string {
  return (word) => (word === 'prod' && condition === 'hostileName' ? hostileName : word);
}

/** From here on: earlier ones were still allowed. */
function deny({ world, identities }: Emulator, action: string): void {
  const statement = { Effect: 'Deny' as const, Action: [action], Resource: '*' };
  world.identities.get(identities['ops']?.uid ?? '')?.policies.push({ Version: '1', Statement: [statement] });
}

/** Everything that a dangerous action could change, keys as hashes. */
async function fingerprint({ emulator, ackring, cwd }: World) {
  const clusters = [...emulator.world.clusters.all()].map((cluster) => ({
    name: cluster.name,
    extraSans: cluster.extraSans,
    mapped: hasStore(cluster) ? storeOf(cluster).list(mappingKind, null) : [],
    bound: hasStore(cluster) ? bindingsOf(cluster, 'rolebindings').map(({ metadata }) => metadata.name) : [],
    grants: [...cluster.grants.values()].map(({ uid, state, suffix, issuedAt, roles, nextLifeHours }) => ({
      ...{ uid, state, suffix, issuedAt, roles, nextLifeHours },
    })),
  }));
  const delivered = await readdir(join(ackring.home, 'keys'), { recursive: true }).catch(() => []);
  const keys = delivered.filter((file) => file.endsWith('.yaml'));
  // Where a planted configuration, a name or an answer would leave its mark.
  const planted = await readdir(cwd);
  const kubeconfig = await readFile(ackring.kubeconfig).catch(() => '');
  const sha256 = createHash('sha256').update(kubeconfig).digest('hex');
  const hasRun = existsSync(markIn(ackring));
  return { cloud: JSON.stringify(clusters), here: JSON.stringify({ keys, sha256, hasRun }), planted };
}

/** What a command of the user's leaves once it was run. */
function markIn({ home }: Ackring): string {
  return join(home, 'ran');
}

function commandUnder(condition: Condition, danger: Danger, { ackring, emulator }: World): readonly string[] {
  const { home } = ackring;
  const ana = emulator.identities['ana']?.uid ?? '';
  const command = chosenCommand(condition, danger)
    .map(nameUnder(condition))
    .map((word) => (word === 'MARK' ? markIn(ackring) : word))
    .map((word) => (word === 'UID' ? ana : word));
  // Named configurations are elsewhere; without a name the one in the current folder would be the next candidate.
  const at = command.indexOf('--config');
  if (at === -1) return command;
  const named = condition === 'plantedRotation' ? [] : ['--config', join(home, 'rotation.yaml')];
  return [...command.slice(0, at), ...named, ...command.slice(at + 2)];
}

function chosenCommand(condition: Condition, danger: Danger): readonly string[] {
  if (condition === 'unconfirmed') return danger.unconfirmed ?? danger.command;
  if (condition === 'wrongName') return danger.wrongName ?? danger.command;
  return condition === 'readOnly' ? withFlag(danger.command, '--read-only') : danger.command;
}

/** What follows `--` is the user's. */
function withFlag(command: readonly string[], flag: string): readonly string[] {
  const at = command.indexOf('--');
  return at === -1 ? [...command, flag] : [...command.slice(0, at), flag, ...command.slice(at)];
}

function environmentUnder(
  condition: Condition,
  danger: Danger,
  { identities }: Emulator,
): Readonly<Record<string, string>> {
  const weak = condition === 'weakTls' ? { NODE_OPTIONS: '--tls-min-v1.0' } : {};
  if (danger.isForRoot !== true || condition === 'noPermission') return weak;
  const { accessKeyId = '', accessKeySecret = '' } = identities['root'] ?? {};
  return {
    ...weak,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
}

const inTurn = inLanes(6);

for (const [name, danger] of Object.entries<Danger>(dangers)) {
  for (const [condition, words] of Object.entries(conditions) as [Condition, string][]) {
    const outcome = danger.outcomes[condition];
    if (outcome.kind === 'none') continue;
    test(`${name}: ${words} → ${outcome.kind}`, async (t) =>
      inTurn(async () => {
        const world = await worldFor(t, condition, danger);
        if (outcome.kind === 'resumed') return resumes(t, world, danger);
        const { operation } = danger;
        if (condition === 'throttled' && operation !== null)
          world.emulator.faults.add({ operation, effect: { kind: 'throttle' } });
        const before = await fingerprint(world);
        const { ackring, cwd } = world;
        const environment = environmentUnder(condition, danger, world.emulator);
        const command = commandUnder(condition, danger, world);
        const run = await ackring.run(withFlag(command, '--json'), { cwd, environment });
        const after = await fingerprint(world);
        t.deepEqual(after.planted, before.planted);
        if (outcome.kind === 'done') {
          t.is(run.code, 0, said(run));
          t.notDeepEqual(after, before);
          return;
        }
        t.is(run.code, outcome.exit, said(run));
        t.regex(said(run), new RegExp(`"(code|cause)": "${outcome.code}"`));
        if (outcome.kind === 'partly') {
          t.not(after.cloud, before.cloud);
          t.is(after.here, before.here);
        } else t.deepEqual(after, before);
      }));
  }
}

function said({ stdout, stderr }: Run): string {
  return `${stdout}\n${stderr}`;
}

/** Killed during its call, which never arrives at the cloud. Then the same again, to the end. */
async function resumes(t: ExecutionContext, world: World, danger: Danger): Promise<void> {
  const { emulator, ackring } = world;
  const operation = danger.operation ?? '';
  const before = await fingerprint(world);
  emulator.faults.add({ operation, effect: { kind: 'delay', ms: 300_000 } });
  const command = commandUnder('killed', danger, world);
  const environment = environmentUnder('killed', danger, emulator);
  const child = ackring.start(command, { environment });
  child.stdin.end();
  await written(join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl'), '"phase":"started"');
  child.kill('SIGKILL');
  await once(child, 'close');
  t.deepEqual(await fingerprint(world), before);
  emulator.faults.clear();

  const again = await ackring.run(command, { environment });
  t.is(again.code, 0, said(again));
  t.notDeepEqual(await fingerprint(world), before);
  const checked = await ackring.run(['history', '--check']);
  t.is(checked.code, 0, said(checked));
  if (danger.context === null) return;
  const verified = await ackring.run(['verify', danger.context]);
  t.is(verified.code, 0, said(verified));
}

async function written(file: string, text: string): Promise<void> {
  await until(async () => (await readFile(file, 'utf8').catch(() => '')).includes(text));
}
