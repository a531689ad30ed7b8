import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import { keyOf } from '@ackring/testkit/official-rpc-client';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { migrateContract } from './migration-contracts.js';
import { createAckring } from './run-ackring.js';

// Killed right before any change, of a file or of a cluster, the next run finishes; until a certificate is cleaned it
// works, and the token that was proven works from then on.

const killSwitch = new URL('./kill-before-change.js', import.meta.url).href;
const mappings = '/apis/ramauthenticator.k8s.alibabacloud/v1alpha1/ramidentitymappings';
const pods = '/api/v1/namespaces/default/pods';

async function world(t: ExecutionContext) {
  const cloud = await startCloud(
    {
      identities: [{ name: 'mei' }],
      clusters: [
        {
          name: 'ready',
          addons: ['ack-ram-authenticator'],
          holders: {
            ops: { daysLeft: 900 },
            mei: { daysLeft: 400, roles: ['dev@default', 'restricted@kube-system'], lastSeenDaysAgo: 20 },
          },
        },
      ],
    },
    { sharedKeys: 4 },
  );
  const { emulator } = cloud;
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const issued = await cloud.fetch('ready');
  const mei = await cloud.fetch('ready', {}, 'mei');
  const { server, authority } = issued;
  const environmentOf = (name: string) => {
    const { accessKeyId, accessKeySecret } = keyOf(emulator, name);
    return { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret };
  };
  const byToken = async (name: string): Promise<number> => {
    const args = [
      'exec-credential',
      '--token',
      '--cluster',
      cloud.cluster('ready').id,
      '--region',
      'ap-northeast-1',
    ];
    const { stdout } = await ackring.runHere(args, { environment: environmentOf(name) });
    const { status } = JSON.parse(stdout) as { status: { token: string } };
    const bearing = { authorization: `Bearer ${status.token}` };
    return (await askKubernetes({ server, authority }, 'GET', pods, undefined, bearing)).status;
  };
  const certificatesWork = async (what: string) => {
    for (const each of [issued, mei]) t.is((await askKubernetes(each, 'GET', pods)).status, 200, what);
  };
  const mapped = async () => {
    const { body } = await askKubernetes(issued, 'GET', mappings);
    return (body as { items: readonly unknown[] }).items.length;
  };
  /** What was about to be changed when it was killed; null if nothing was left to kill. */
  const killedAt = async (at: number, args: readonly string[]): Promise<string | null> => {
    const changes = join(ackring.home, 'changes');
    await writeFile(changes, '');
    const environment = {
      NODE_OPTIONS: `--import=${killSwitch}`,
      ACKRING_TEST_KILL_AT: String(at),
      ACKRING_TEST_CHANGES: changes,
    };
    const ran = await ackring.run(args, { environment });
    const reached = (await readFile(changes, 'utf8')).split('\n').slice(0, -1);
    if (reached.length >= at) {
      t.is(ran.code, null, `killed at ${at}`);
      return `${reached.at(-1)}`;
    }
    t.is(ran.code, 0, ran.stderr);
    return null;
  };
  return { cloud, ackring, environmentOf, byToken, certificatesWork, mapped, killedAt };
}

/** With a long-term kubeconfig in use. */
async function heldWorld(t: ExecutionContext) {
  const here = await world(t);
  t.is((await here.ackring.runHere(['get', 'ready', '--long-term', '--use'])).code, 0);
  return { ...here, before: await readFile(here.ackring.kubeconfig, 'utf8') };
}

const move = ['migrate', '--user', 'mei', '--user', 'ops', '--quiet-days', '0', '--confirm', 'mei,ops'];
const undo = ['migrate', '--user', 'mei', '--user', 'ops', '--undo', '--confirm', 'mei,ops'];

/** At a time: each waits for a program most of it. */
const lanes = 4;

/** Tries each point at which it can be killed, in worlds of its own, until nothing is left to kill; returns how many. */
async function atEachPoint<World>(
  open: () => Promise<World>,
  tried: (world: World, at: number) => Promise<string | null>,
): Promise<number> {
  let [next, last, kills] = [1, Number.POSITIVE_INFINITY, 0];
  const lane = async (): Promise<void> => {
    const opened = await open();
    for (let at = next++; at <= last; at = next++) {
      if ((await tried(opened, at)) === null) last = Math.min(last, at);
      else kills += 1;
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  return kills;
}

const stagesIn = (told: unknown) => v.parse(migrateContract, told).map(({ stage }) => stage);

test('a move that was killed anywhere is finished by the next run, and undone as a whole', async (t) => {
  t.timeout(1_200_000);
  const kills = await atEachPoint(
    () => heldWorld(t),
    async (here, at) => {
      const { ackring, before, byToken, certificatesWork, mapped, killedAt } = here;
      const what = await killedAt(at, move);
      await certificatesWork(`${at}: ${what}`);
      const finished = await ackring.runHere([...move, '--json']);
      t.is(finished.code, 0, `${at}: ${what}: ${finished.stderr}`);
      t.deepEqual(stagesIn(finished.json()), ['watching', 'watching'], `${at}: ${what}`);
      t.notRegex(await readFile(ackring.kubeconfig, 'utf8'), /client-key-data/, `${at}: ${what}`);
      t.is(await byToken('mei'), 200, `${at}: ${what}`);
      t.is(await byToken('ops'), 200, `${at}: ${what}`);
      await certificatesWork(`${at}: ${what}`);
      const undone = await ackring.runHere(undo);
      t.is(undone.code, 0, `${at}: ${what}: ${undone.stderr}`);
      t.is(await readFile(ackring.kubeconfig, 'utf8'), before, `${at}: ${what}`);
      t.is(await mapped(), 0, `${at}: ${what}`);
      return what;
    },
  );
  t.true(kills > 15, `${kills}`);
});

test('an undo that was killed anywhere is finished by the next one', async (t) => {
  t.timeout(1_200_000);
  const kills = await atEachPoint(
    () => heldWorld(t),
    async (here, at) => {
      const { ackring, before, certificatesWork, mapped, killedAt } = here;
      t.is((await ackring.runHere(move)).code, 0);
      const what = await killedAt(at, undo);
      if (what === null) return null;
      await certificatesWork(`${at}: ${what}`);
      const left = ['mei', 'ops'];
      for (const user of left) {
        const finished = await ackring.runHere(['migrate', '--user', user, '--undo', '--confirm', user]);
        // 3: that one was taken back already.
        t.true(finished.code === 0 || finished.code === 3, `${at}: ${what}: ${finished.stderr}`);
      }
      t.is(await readFile(ackring.kubeconfig, 'utf8'), before, `${at}: ${what}`);
      t.is(await mapped(), 0, `${at}: ${what}`);
      await certificatesWork(`${at}: ${what}`);
      return what;
    },
  );
  t.true(kills > 8, `${kills}`);
});

test('a clean that was killed anywhere is finished by the next run, and the token outlives it', async (t) => {
  t.timeout(1_200_000);
  const clean = ['migrate', '--user', 'mei', '--clean', '--confirm', 'mei'];
  const kills = await atEachPoint(
    async () => null,
    async (_, at) => {
      const { ackring, environmentOf, byToken, killedAt } = await world(t);
      const moved = await ackring.runHere([
        'migrate',
        '--user',
        'mei',
        '--quiet-days',
        '0',
        '--confirm',
        'mei',
      ]);
      t.is(moved.code, 0, moved.stderr);
      const used = await ackring.runHere(['get', 'ready', '--token', '--stdout'], {
        environment: environmentOf('mei'),
      });
      t.is(used.code, 0, used.stderr);
      const what = await killedAt(at, clean);
      t.is(await byToken('mei'), 200, `${at}: ${what}`);
      const finished = await ackring.runHere([...clean, '--json']);
      t.is(finished.code, 0, `${at}: ${what}: ${finished.stderr}`);
      t.deepEqual(stagesIn(finished.json()), ['cleaned'], `${at}: ${what}`);
      t.is(await byToken('mei'), 200, `${at}: ${what}`);
      return what;
    },
  );
  t.true(kills > 5, `${kills}`);
});

test('of two runs at once one does it, and the other says who is at work or that it was done', async (t) => {
  t.timeout(1_200_000);
  const { ackring, byToken, certificatesWork, mapped } = await heldWorld(t);
  const runs = await Promise.all([move, move, move].map((args) => ackring.run(args)));
  t.true(runs.some(({ code }) => code === 0));
  for (const { code, stderr, stdout } of runs)
    t.true(
      code === 0 || /being|has been held|changed after the plan/.test(`${stdout}${stderr}`),
      `${code}: ${stdout}${stderr}`,
    );
  t.is((await ackring.runHere(move)).code, 0);
  t.is(await mapped(), 2);
  t.is(await byToken('mei'), 200);
  t.is(await byToken('ops'), 200);
  await certificatesWork('two at once');
});
