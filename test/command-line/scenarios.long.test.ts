import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { createAckring, type Run } from './run-ackring.js';

async function scene(t: ExecutionContext, scenario: 'incident' | 'leaver') {
  const emulator = await startEmulator({ scenario });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const run = async (code: number, ...args: readonly string[]): Promise<Run> => {
    const ran = await ackring.run(args);
    t.is(ran.code, code, `ackring ${args.join(' ')}: ${ran.stdout}${ran.stderr}`);
    return ran;
  };
  /** Each cluster in which somebody's permissions were removed, once per removal. */
  const cleaned = (): readonly string[] =>
    emulator.world.tasks
      .events()
      .filter(({ type }) => type === 'CleanUserPermissions')
      .map(({ clusterId }) => emulator.world.clusters.get(clusterId)?.name ?? '')
      .toSorted();
  return { emulator, ackring, run, cleaned };
}

test('incident: a leaked kubeconfig is found, revoked, replaced, and every step is recorded', async (t) => {
  const { emulator, ackring, run } = await scene(t, 'incident');
  await run(0, 'get', 'prod-tokyo-api', '--long-term', '--use');
  await mkdir(join(ackring.home, 'repository'));
  const leaked = join(ackring.home, 'repository', 'deploy.yaml');
  await copyFile(ackring.kubeconfig, leaked);

  const found = (await run(1, 'leak', 'repository', '--json')).json();
  t.like(found, [{ door: 'open', reason: 'LetIn', identity: { name: 'ops' } }]);
  const [{ remedy }] = v.parse(v.tuple([v.looseObject({ remedy: v.string() })]), found);
  const [, command = '', cluster = ''] = remedy.split(' ');
  t.is(command, 'revoke');

  const plan = await run(6, command, cluster, '--json');
  t.like(plan.json(), { plan: [{ reason: 'InUseRecently', sinks: 'none' }], applied: [], revoked: 'no' });
  await run(6, command, cluster, '--confirm', 'prod-tokyo', '--json');
  t.is(emulator.requests.count('RevokeK8sClusterKubeConfig'), 0);
  const revoked = await run(0, command, cluster, '--confirm', cluster, '--json');
  t.like(revoked.json(), { revoked: 'yes' });

  await run(0, 'verify');
  const dead = await run(1, 'verify', '--kubeconfig', leaked, '--all', '--json');
  t.like(dead.json(), [{ cause: 'revoked' }]);
  t.like((await run(0, 'leak', 'repository', '--json')).json(), [{ door: 'closed', reason: 'Revoked' }]);
  t.regex((await run(0, 'history')).stdout, /✓ .* {2}revoke your kubeconfig of prod-tokyo-api: revoked/);
  const journal = join(ackring.home, '.local', 'state', 'ackring', 'journal.jsonl');
  t.is((await stat(journal)).mode & 0o777, 0o600);
  t.notRegex(await readFile(journal, 'utf8'), /PRIVATE KEY|BEGIN|[A-Za-z0-9+/]{100,}/);
  await run(0, 'history', '--check');

  // Covering a trace leaves one.
  await writeFile(journal, (await readFile(journal, 'utf8')).replace('revoked', 'rewoked'));
  t.regex((await run(1, 'history', '--check')).stderr, /TAMPERED WITH/);
});

test('incident: one forbidden region does not prevent cleaning elsewhere, and is reported', async (t) => {
  const { run, cleaned } = await scene(t, 'incident');
  const plan = await run(6, 'clean', '--user', 'contractor', '--json');
  t.like(plan.json(), { unseen: [{ place: 'ap-southeast-3', code: 'Forbidden' }] });
  // Inactive in the one cluster where we may remove nothing, active in the two others.
  const quiet = await run(4, 'clean', '--user', 'contractor', '--confirm', 'contractor');
  t.regex(quiet.stderr, /not read: ap-southeast-3/);
  t.regex(quiet.stdout, /prod-read-only: failed: .*no role inside the cluster allows it \(APISERVER_403\)/);
  t.deepEqual(cleaned(), []);
  const name = 'contractor';
  await run(7, 'clean', '--user', name, '--confirm', name, '--force', '--confirm-force', name);
  t.deepEqual(cleaned(), ['prod-tokyo-api', 'prod-tokyo-slow']);
});

test('leaver: planned, cleaned, forced by a second name, reported, and nothing twice', async (t) => {
  const { ackring, run, cleaned } = await scene(t, 'leaver');
  const orphans = v.parse(
    v.array(v.looseObject({ identity: v.looseObject({ name: v.string() }), cluster: v.string() })),
    (await run(7, 'access', '--orphans', '--json')).json(),
  );
  t.deepEqual([...new Set(orphans.map(({ identity }) => identity.name))], ['tom']);
  t.is(orphans.length, 6);

  const contract = v.object({
    plan: v.array(v.looseObject({ cluster: v.string(), verdict: v.string(), reason: v.string() })),
    applied: v.array(v.looseObject({ cluster: v.string(), result: v.string(), forced: v.boolean() })),
    report: v.optional(v.nullable(v.string())),
  });
  const plan = v.parse(contract, (await run(6, 'clean', '--user', 'tom', '--json')).json());
  t.deepEqual(
    plan.plan.map(({ cluster, verdict, reason }) => `${cluster} ${verdict} ${reason}`),
    [
      'dev-hangzhou remove Inactive',
      'edge-lab needs-force ActivityUnreadable',
      'old-frankfurt refused ClusterGone',
      'ops-less remove Inactive',
      'prod-tokyo-api needs-force ActiveRecently',
      'prod-tokyo-batch remove Inactive',
      'cleaned-already refused AlreadyRemoved',
    ],
  );
  t.deepEqual(cleaned(), []);

  const first = v.parse(
    contract,
    (await run(7, 'clean', '--user', 'tom', '--confirm', 'tom', '--json')).json(),
  );
  t.deepEqual(cleaned(), ['dev-hangzhou', 'ops-less', 'prod-tokyo-batch']);
  const report = await readFile(first.report ?? '', 'utf8');
  t.regex(report, /\| tom \(\d+\) \| dev-hangzhou \(c[0-9a-f]{32}\) \| cn-hangzhou \| removed \|/);
  t.regex(report, /recycle bin of the console/);

  await run(6, 'clean', '--user', 'tom', '--confirm', 'tom');
  await run(6, 'clean', '--user', 'tom', '--confirm', 'tom', '--force');
  const force = ['clean', '--user', 'tom', '--confirm', 'tom', '--force', '--confirm-force', 'tom'];
  await run(7, ...force);
  t.deepEqual(cleaned(), ['dev-hangzhou', 'edge-lab', 'ops-less', 'prod-tokyo-api', 'prod-tokyo-batch']);
  // What is left is one cluster that is gone: all others are looked at for tokens.
  await run(6, 'clean', '--user', 'tom');
  const again = v.parse(contract, (await run(7, ...force, '--json')).json());
  t.deepEqual(
    new Set(again.applied.map(({ cluster, result }) => (result === 'refused' ? cluster : result))),
    new Set(['old-frankfurt', 'alreadyRemoved']),
  );
  t.is(cleaned().length, 5);
  const removed = v.parse(
    v.array(v.looseObject({ backup: v.string() })),
    (await run(0, 'removed', '--json')).json(),
  );
  t.is(removed.length, 5);
  const backup = await readFile(removed[0]?.backup ?? '', 'utf8');
  t.regex(backup, /"kind": "AccessBackup"/);
  t.notRegex(backup, /PRIVATE KEY|client-key/);
  t.true(removed.every(({ backup: file }) => file.startsWith(ackring.home)));
  await run(0, 'history', '--check');
});
