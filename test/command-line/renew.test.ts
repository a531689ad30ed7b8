import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { parse, stringify } from 'yaml';
import { contextsContract } from './contracts.js';
import { renewContract } from './kubeconfig-contracts.js';
import { createAckring } from './run-ackring.js';

const dayMs = 86_400_000;

/** A world whose one long-term kubeconfig has 181 days left by the cloud's clock, and 179 by this machine's. */
async function dueWorld(t: ExecutionContext): Promise<Emulator> {
  const emulator = await startEmulator({
    now: new Date(Date.now() - 2 * dayMs),
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 181 } } }] },
  });
  t.teardown(() => emulator.stop());
  return emulator;
}

test('fresh, temporary and other credentials are left alone, without asking the cloud', async (t) => {
  const emulator = await startEmulator({
    scenario: { clusters: [{ name: 'prod', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  await ackring.runHere(['get', 'prod', '--long-term', '--context', 'long']);
  await ackring.runHere(['get', 'prod', '--context', 'short']);
  const asked = emulator.requests.count('DescribeClusterUserKubeconfig');
  const run = await ackring.runHere(['renew', 'long', 'short', '--json']);
  t.is(run.code, 0);
  t.deepEqual(
    v.parse(renewContract, run.json()).map(({ result, reason }) => [result, reason]),
    [
      ['skipped', 'OutsideRenewalWindow'],
      ['skipped', 'Temporary'],
    ],
  );
  t.deepEqual((await ackring.runHere(['renew', '--all', '--json'])).json(), []);
  t.is(emulator.requests.count('DescribeClusterUserKubeconfig'), asked);
});

test('a context from the console is renewed in place, keeping its names and the rest', async (t) => {
  const emulator = await dueWorld(t);
  const ackring = await createAckring(t, emulator);
  const issued = (await ackring.runHere(['get', 'prod', '--long-term', '--stdout', '--quiet', '--no-verify']))
    .stdout;
  await mkdir(dirname(ackring.kubeconfig));
  const theirs = `# mine\n${asIssued(issued, emulator)}`;
  await writeFile(ackring.kubeconfig, theirs);
  emulator.clock.advance(2 * dayMs);
  const run = await ackring.runHere(['renew', '--all', '--json']);
  t.is(run.code, 0, run.stderr + run.stdout);
  t.is(v.parse(renewContract, run.json())[0]?.result, 'renewed');
  const after = await readFile(ackring.kubeconfig, 'utf8');
  const changed = changedLines(theirs, after);
  t.true(changed.length > 0);
  t.true(
    changed.every((line) => /^ *client-(certificate|key)-data: /.test(line)),
    changed.join('\n').slice(0, 400),
  );
});

/** Without our marks and with ACK's names: every cluster is `kubernetes`. */
function asIssued(text: string, emulator: Emulator): string {
  const { clusters, users } = parse(text);
  const uid = emulator.identities['ops']?.uid ?? '';
  const { extensions: _cluster, ...cluster } = clusters[0].cluster;
  const { extensions: _user, ...user } = users[0].user;
  const [{ id = '' } = {}] = [...emulator.world.clusters.all()];
  const name = `${uid}-${id}`;
  return stringify({
    apiVersion: 'v1',
    clusters: [{ cluster, name: 'kubernetes' }],
    contexts: [{ context: { cluster: 'kubernetes', user: uid }, name }],
    'current-context': name,
    kind: 'Config',
    preferences: {},
    users: [{ name: uid, user }],
  });
}

function changedLines(before: string, after: string): readonly string[] {
  const old = new Set(before.split('\n'));
  return after.split('\n').filter((line) => !old.has(line));
}

test('a due context is renewed, verified and its old certificate kept for undo', async (t) => {
  const emulator = await dueWorld(t);
  const ackring = await createAckring(t, emulator);
  await ackring.runHere(['get', 'prod', '--long-term', '--no-verify']);
  const [old] = v.parse(contextsContract, (await ackring.runHere(['contexts', '--json'])).json());
  t.is(old?.status, 'renewable');

  const planned = v.parse(
    renewContract,
    (await ackring.runHere(['renew', '--all', '--dry-run', '--json'])).json(),
  );
  t.is(planned[0]?.result, 'due');

  // The cloud still counts 181 days: it returns the same one, which is reported.
  const early = await ackring.runHere(['renew', '--all', '--json']);
  t.is(early.code, 1);
  t.is(v.parse(renewContract, early.json())[0]?.result, 'notRenewed');

  emulator.clock.advance(2 * dayMs);
  const renewed = await ackring.runHere(['renew', '--all', '--json']);
  t.is(renewed.code, 0, renewed.stderr + renewed.stdout);
  const [result] = v.parse(renewContract, renewed.json());
  t.is(result?.result, 'renewed');
  t.not(result?.after?.serial, result?.before?.serial);
  const [now] = v.parse(contextsContract, (await ackring.runHere(['contexts', '--json'])).json());
  t.like(now, { status: 'fresh', context: old?.context });

  t.is((await ackring.runHere(['undo'])).code, 0);
  const [back] = v.parse(contextsContract, (await ackring.runHere(['contexts', '--json'])).json());
  t.deepEqual(back, old);
});
