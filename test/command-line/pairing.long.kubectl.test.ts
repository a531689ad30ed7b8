import { execFile } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { revokeContract } from './access-contracts.js';
import { inspectContract } from './kubeconfig-contracts.js';
import { createAckring } from './run-ackring.js';

// Files exactly as ACK gives them, each of which calls its cluster `kubernetes` and its user by the same uid; and
// files that somebody sent. What is written afterwards is held against kubectl.

const run = promisify(execFile);
const dayMs = 86_400_000;

async function world(t: ExecutionContext) {
  // Outside the window when they are fetched, and inside it from then on.
  const holders = { ops: { daysLeft: 181 } };
  const addons = ['ack-ram-authenticator'];
  const cloud = await startTestCloud(
    {
      clusters: [
        { name: 'alpha', holders, addons },
        { name: 'beta', holders, addons },
        { name: 'gamma', holders, addons },
      ],
    },
    { now: new Date(Date.now() - 2 * dayMs) },
  );
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const ackring = await createAckring(t, cloud.emulator);
  await mkdir(join(ackring.home, '.kube'));
  const [alpha, beta] = [await issued(cloud, 'alpha'), await issued(cloud, 'beta')];
  const gamma = await issued(cloud, 'gamma');
  await cloud.emulator.clock.advance(2 * dayMs);
  const files = { alpha: join(ackring.home, 'alpha.yaml'), beta: join(ackring.home, 'beta.yaml') };
  await writeFile(files.alpha, alpha.text, { mode: 0o600 });
  await writeFile(files.beta, beta.text, { mode: 0o600 });
  const environment = { KUBECONFIG: `${files.alpha}:${files.beta}` };
  const kubectl = async (args: readonly string[]): Promise<string> => {
    const env = { ...process.env, ...environment, HOME: ackring.home };
    return run('kubectl', [...args], { env }).then(
      ({ stdout }) => stdout,
      ({ stderr }) => String(stderr),
    );
  };
  const answers = async (file: string): Promise<boolean> =>
    /default/.test(await kubectl(['--kubeconfig', file, 'get', 'namespaces', '-o', 'name']));
  return { cloud, ackring, alpha, beta, gamma, files, environment, kubectl, answers };
}

async function issued(cloud: TestCloud, name: string) {
  const cluster = (await cloud.described()).find((each) => each.name === name);
  if (cluster === undefined) throw new Error(`no cluster ${name}`);
  const request = { cluster, access: 'public', durationMinutes: null } as const;
  const { yaml: text } = await cloud.api().fetchKubeconfig(request);
  return { cluster, text, context: `${cloud.uid('ops')}-${cluster.id}` };
}

test.serial('a clash of names over files is told wherever the context is shown', async (t) => {
  const { ackring, beta, files, environment } = await world(t);
  const listed = await ackring.runHere(['contexts', '--json'], { environment });
  const rows = v.parse(
    v.array(v.looseObject({ context: v.string(), warnings: v.array(v.string()) })),
    listed.json(),
  );
  const { warnings } = rows.find(({ context }) => context === beta.context) ?? { warnings: [] };
  t.regex(warnings.join('\n'), /kubectl takes its cluster "kubernetes" from .*alpha\.yaml/);
  t.regex(warnings.join('\n'), /kubectl takes its user "\d+" from .*alpha\.yaml/);
  const inspected = await ackring.runHere(['inspect', beta.context, '--json'], { environment });
  const [{ file, entries } = t.fail()] = v.parse(inspectContract, inspected.json());
  t.deepEqual([file, entries.cluster?.file, entries.user?.file], [files.beta, files.alpha, files.alpha]);
  for (const args of [['inspect', beta.context], ['use', beta.context], ['doctor']]) {
    const { stdout, stderr } = await ackring.runHere(args, { environment });
    t.regex(`${stdout}${stderr}`, /kubectl takes its cluster "kubernetes" from/, args.join(' '));
  }
});

test.serial(
  'verify asks whom kubectl asks: a context of the second file is led to the first cluster',
  async (t) => {
    const { ackring, alpha, beta, environment } = await world(t);
    for (const args of [[beta.context], [beta.context, alpha.context], ['--all']]) {
      const { stdout } = await ackring.runHere(['verify', ...args, '--json'], { environment });
      const verdicts = v.parse(
        v.array(
          v.looseObject({
            context: v.string(),
            identity: v.nullable(v.looseObject({ username: v.string() })),
          }),
        ),
        JSON.parse(stdout),
      );
      const seen = verdicts.find(({ context }) => context === beta.context)?.identity?.username;
      t.true(alpha.text.length > 0 && seen !== undefined, args.join(' '));
      const named = await ackring.runHere(['inspect', beta.context, '--show', 'subject'], { environment });
      t.true(named.stdout.includes(seen ?? '?'), named.stdout);
    }
    const told = await ackring.runHere(['verify', beta.context], { environment });
    t.regex(told.stdout, /^✓ .*\n +! kubectl takes its cluster "kubernetes" from .*alpha\.yaml/);
    const alone = await ackring.runHere(['verify', alpha.context], { environment });
    t.notRegex(alone.stdout, /kubectl takes/);
  },
);

test.serial('a revoke of the second cluster writes nothing beside the first one’s server', async (t) => {
  const { ackring, beta, files, environment, answers } = await world(t);
  const before = await readFile(files.alpha, 'utf8');
  const done = await ackring.runHere(['revoke', 'beta', '--confirm', 'beta', '--json'], { environment });
  const { plan, applied } = v.parse(revokeContract, done.json());
  t.deepEqual(plan[0]?.contexts, []);
  t.deepEqual(
    plan[0]?.leftAlone.map(({ context, error }) => [context, error.code]),
    [[beta.context, 'Refused']],
  );
  t.deepEqual(
    applied.filter(({ step }) => step === 'deliver'),
    [],
  );
  t.is(await readFile(files.alpha, 'utf8'), before);
  t.true(await answers(files.alpha));
  t.false(await answers(files.beta));
});

test.serial(
  'what is due and shares its user with another cluster’s context is left alone, and not in silence',
  async (t) => {
    const { ackring, gamma, files, environment } = await world(t);
    const both = [await readFile(files.alpha, 'utf8'), await readFile(files.beta, 'utf8')];
    const alone = await ackring.runHere(['renew', '--all'], { environment });
    t.is(alone.code, 1);
    t.regex(alone.stdout, /contexts of several clusters share its user/);
    t.is((await ackring.runHere(['renew', '--all', '--dry-run'], { environment })).code, 0);
    const own = join(ackring.home, 'own.yaml');
    const renamed = gamma.text
      .replaceAll('kubernetes', 'own')
      .replaceAll(/(user|name): "?\d+"?$/gm, '$1: own');
    await writeFile(own, renamed, { mode: 0o600 });
    const KUBECONFIG = `${environment.KUBECONFIG}:${own}`;
    const some = await ackring.runHere(['renew', '--all'], { environment: { KUBECONFIG } });
    t.regex(some.stdout, new RegExp(`✓ ${gamma.context}: `));
    t.is(some.code, 7);
    t.deepEqual([await readFile(files.alpha, 'utf8'), await readFile(files.beta, 'utf8')], both);
  },
);

test.serial(
  'a revoke and a renewal of flattened files write nothing beside another cluster’s server',
  async (t) => {
    const { ackring, beta, files, kubectl, answers } = await world(t);
    const flat = join(ackring.home, 'flat.yaml');
    const text = await kubectl(['config', 'view', '--raw', '--flatten']);
    await writeFile(flat, text, { mode: 0o600 });
    const environment = { KUBECONFIG: flat };
    const told = await ackring.runHere(['verify', beta.context], { environment });
    t.regex(
      told.stdout,
      /^✓ .*\n +! shares its cluster entry "kubernetes" with \d+-c\w+, which is of another cluster/,
    );
    t.is((await ackring.runHere(['renew', '--all'], { environment })).code, 1);
    const done = await ackring.runHere(['revoke', 'beta', '--confirm', 'beta', '--json'], { environment });
    const { plan, applied } = v.parse(revokeContract, done.json());
    t.deepEqual(
      plan[0]?.leftAlone.map(({ context, error }) => [context, error.code]),
      [[beta.context, 'Refused']],
    );
    t.deepEqual(
      applied.filter(({ step }) => step === 'deliver'),
      [],
    );
    t.is(await readFile(flat, 'utf8'), text);
    t.true(await answers(files.alpha));
    t.not((await ackring.runHere(['undo'], { environment })).code, 0);
    t.is(await readFile(flat, 'utf8'), text);
  },
);

test.serial(
  'a file of its own, fetched beside such entries, is of its own names and works beside them',
  async (t) => {
    const { ackring, files, environment, answers } = await world(t);
    const before = [await readFile(files.alpha, 'utf8'), await readFile(files.beta, 'utf8')];
    const own = join(ackring.home, 'own.yaml');
    const all = `${environment.KUBECONFIG}:${own}`;
    const run = await ackring.runHere(['get', 'beta', '--output', own], { environment: { KUBECONFIG: all } });
    t.is(run.code, 0, run.stderr);
    t.deepEqual([await readFile(files.alpha, 'utf8'), await readFile(files.beta, 'utf8')], before);
    t.true(await answers(own));
    const named = ['verify', 'ack/ap-northeast-1/beta'];
    const together = await ackring.runHere(named, { environment: { KUBECONFIG: all } });
    t.regex(together.stdout, /^✓ [^!]*$/);
  },
);

test.serial('a renewal of leftovers writes nothing beside another cluster’s server', async (t) => {
  const { ackring, alpha, files, environment, kubectl, answers } = await world(t);
  await kubectl(['config', 'delete-context', alpha.context, '--kubeconfig', files.alpha]);
  const before = [await readFile(files.alpha, 'utf8'), await readFile(files.beta, 'utf8')];
  const done = await ackring.runHere(['renew', '--all', '--yes'], { environment });
  t.not(done.code, 0);
  t.regex(done.stderr + done.stdout, /none of the cluster’s endpoints/);
  t.deepEqual([await readFile(files.alpha, 'utf8'), await readFile(files.beta, 'utf8')], before);
  t.true(await answers(files.beta));
});

/** A sender's kubeconfig: named after the victim's cluster, led to the sender's own server. */
async function sent(place: Awaited<ReturnType<typeof world>>): Promise<string> {
  const file = join(place.ackring.home, 'sent.yaml');
  const server = /server: (.*)/.exec(place.alpha.text)?.[1] ?? '';
  await writeFile(file, place.beta.text.replace(/server: .*/, `server: ${server}`), { mode: 0o600 });
  return file;
}

test.serial('no key and no token of ours goes into an entry that a stranger made', async (t) => {
  const place = await world(t);
  const { ackring } = place;
  t.is((await ackring.runHere(['merge', await sent(place), '--yes'])).code, 0);
  const before = await readFile(ackring.kubeconfig, 'utf8');
  const migrated = await ackring.runHere([
    'migrate',
    '--user',
    'ops',
    '--cluster',
    'beta',
    '--confirm',
    'ops',
  ]);
  t.regex(migrated.stdout + migrated.stderr, /is not led to this cluster/);
  const renewed = await ackring.runHere(['renew', '--all', '--yes']);
  t.regex(renewed.stdout + renewed.stderr, /none of the cluster’s endpoints/);
  t.is(await readFile(ackring.kubeconfig, 'utf8'), before);
});
