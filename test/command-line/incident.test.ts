import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import test, { type ExecutionContext } from 'ava';
import * as v from 'valibot';
import { accessContract, cleanContract, leakContract } from './access-contracts.js';
import { createAckring } from './run-ackring.js';

async function world(t: ExecutionContext) {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'tom', state: 'Deleted' }],
      clusters: [
        { name: 'quiet', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 40 } } },
        { name: 'busy', holders: { ops: { daysLeft: 900 }, tom: { daysLeft: 300, lastSeenDaysAgo: 1 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  return { emulator, ackring: await createAckring(t, emulator) };
}

test('access lists orphans first and follows its contract', async (t) => {
  const { ackring } = await world(t);
  const run = await ackring.runHere(['access', '--json']);
  t.is(run.code, 0, run.stderr);
  const rows = v.parse(accessContract, run.json());
  const told = rows.map(({ cluster, identity, orphan }) => [cluster, identity.name, orphan]);
  const of = (name: string) => told.filter(([cluster]) => cluster === name);
  t.deepEqual(told, [...of(rows[0]?.cluster ?? ''), ...of(rows[2]?.cluster ?? '')], 'cluster by cluster');
  for (const name of ['quiet', 'busy']) {
    t.deepEqual(of(name), [
      [name, 'tom', true],
      [name, 'ops', false],
    ]);
  }
  const table = await ackring.run(['access']);
  t.deepEqual(table.stdout.match(/^. {2}(tom|ops)/gm), ['!  tom', '!  tom', '●  ops', '●  ops']);
});

test('who has roles and no kubeconfig is shown and cleaned, though no list names them', async (t) => {
  const emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'ghost', state: 'Deleted' }],
      clusters: [
        {
          name: 'haunted',
          holders: { ops: { daysLeft: 900 }, ghost: { daysLeft: null, roles: ['admin', 'dev@web'] } },
        },
        { name: 'unread', holders: { ops: { daysLeft: 900 } } },
      ],
    },
  });
  t.teardown(() => emulator.stop());
  const ackring = await createAckring(t, emulator);
  const { uid = '' } = emulator.identities['ghost'] ?? {};
  const ghosts = async (...flags: string[]) => {
    const run = await ackring.runHere(['access', '--orphans', '--json', ...flags]);
    // The bindings of one cluster are never read here.
    t.is(run.code, 7, run.stderr);
    t.regex(run.stderr, /"cluster":"unread"/);
    const { stderr: said, code } = await ackring.runHere(['access', '--orphans', ...flags]);
    t.is(code, 7, said);
    return { rows: v.parse(accessContract, run.json()), said };
  };
  const before = await ghosts();
  t.deepEqual(before.rows, []);
  t.regex(before.said, /no kubeconfig is not known of haunted, unread/);
  await ackring.runHere(['get', 'haunted', '--quiet']);
  const { rows, said } = await ghosts();
  t.regex(said, /is not known of unread:/);
  t.deepEqual(
    rows.map(({ identity, cluster, roles, status }) => [identity.uid, cluster, roles?.length, status]),
    [[uid, 'haunted', 2, 'unknown']],
  );
  t.regex(said, /1 has roles and no kubeconfig/);
  const { stderr: beside } = await ackring.runHere(['access']);
  t.regex(beside, /is not known of 1 of 2 clusters: `ackring access --orphans` names them\n/);
  t.regex(beside, /1 has roles and no kubeconfig.*`ackring clean --user UID` plans/);
  t.is((await ghosts('--user', uid)).rows.length, 1);

  const clean = await ackring.runHere(['clean', '--user', uid, '--confirm', uid, '--json']);
  const { plan, applied } = v.parse(cleanContract, clean.json());
  t.deepEqual(plan.map(({ cluster, verdict }) => [cluster, verdict]).toSorted(), [
    ['haunted', 'remove'],
    ['unread', 'refused'],
  ]);
  t.deepEqual(
    applied.filter(({ cluster }) => cluster === 'haunted').map(({ result }) => result),
    ['removed'],
    clean.stderr,
  );
  t.deepEqual((await ghosts()).rows, []);
});

test('access to a fleet that answers in part is a complete list of what answered, and exit 7', async (t) => {
  const { emulator, ackring } = await world(t);
  emulator.faults.add({
    operation: 'ListClusterKubeconfigStates',
    effect: { kind: 'error', status: 403, code: 'Forbidden' },
    times: 1,
  });
  const run = await ackring.run(['access', '--json']);
  t.is(run.code, 7, run.stderr);
  t.is(v.parse(accessContract, run.json()).length, 2);
});

test('clean shows the plan and changes nothing until the name is typed', async (t) => {
  const { emulator, ackring } = await world(t);
  for (const confirm of [[], ['--confirm', 'Tom'], ['--yes']]) {
    const run = await ackring.runHere(['clean', '--user', 'tom', '--json', ...confirm]);
    t.is(run.code, 6);
    const { plan, applied } = v.parse(cleanContract, run.json());
    t.deepEqual(plan.map(({ cluster, verdict }) => [cluster, verdict]).toSorted(), [
      ['busy', 'needs-force'],
      ['quiet', 'remove'],
    ]);
    t.deepEqual(applied, []);
  }
  t.is(emulator.requests.count('CleanUserPermissions'), 0);
  t.is(emulator.requests.count('CleanClusterUserPermissions'), 0);
});

test('bindings that cannot be recorded are reported before their removal, with --quiet and --json too', async (t) => {
  const unread = (emulator: Emulator) =>
    emulator.faults.add({
      operation: 'DescribeClusterUserKubeconfig',
      effect: { kind: 'error', status: 403, code: 'Forbidden' },
    });
  const told = /not everything that quiet itself binds tom to could be saved/;
  const json = await world(t);
  unread(json.emulator);
  const run = await json.ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom', '--json']);
  t.like(JSON.parse(run.stderr.split('\n')[0] ?? ''), { cluster: 'quiet', error: { code: 'Forbidden' } });
  t.regex(run.stderr, told);
  const { unsaved } = v.parse(cleanContract, run.json());
  t.like(unsaved[0], { cluster: 'quiet', name: 'tom', code: 'Forbidden' });
  const quiet = await world(t);
  unread(quiet.emulator);
  const silent = await quiet.ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom', '--quiet']);
  t.regex(silent.stderr, told);
  const people = await world(t);
  unread(people.emulator);
  const { stderr } = await people.ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom']);
  t.true(stderr.search(told) < stderr.indexOf('quiet: removing tom'), stderr);
  const report = /the report is in (\S+)/.exec(stderr)?.[1] ?? '';
  t.regex(await readFile(report.replace(/^~/, people.ackring.home), 'utf8'), /\*\*Not kept:\*\*/);
});

test('clean removes what the plan allows, force needs the name once more, and everything is recorded', async (t) => {
  const { ackring } = await world(t);
  const first = await ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom', '--json']);
  t.is(first.code, 7, first.stderr);
  const half = await ackring.runHere(['clean', '--user', 'tom', '--confirm', 'tom', '--force', '--json']);
  t.is(half.code, 6);
  const forced = await ackring.runHere([
    ...['clean', '--user', 'tom', '--confirm', 'tom', '--force', '--confirm-force', 'tom', '--json'],
  ]);
  t.is(forced.code, 0, forced.stderr);
  const history = await ackring.runHere(['history']);
  t.regex(history.stdout, /✓ .* clean: tom in busy: removed by force/);
  const checked = await ackring.runHere(['history', '--check']);
  t.is(checked.code, 0, checked.stdout);
});

test('revoke kills the old certificate and replaces it with the new one', async (t) => {
  const { ackring } = await world(t);
  await ackring.runHere(['get', 'quiet', '--long-term', '--use']);
  const old = await readFile(ackring.kubeconfig, 'utf8');
  const planned = await ackring.runHere(['revoke', 'quiet', '--json']);
  t.is(planned.code, 6);
  t.is(await readFile(ackring.kubeconfig, 'utf8'), old);
  const revoked = await ackring.runHere(['revoke', 'quiet', '--confirm', 'quiet', '--json']);
  t.is(revoked.code, 0, revoked.stderr + revoked.stdout);
  t.like(revoked.json(), { revoked: 'yes' });
  t.not(await readFile(ackring.kubeconfig, 'utf8'), old);
  const verified = await ackring.runHere(['verify']);
  t.is(verified.code, 0, verified.stdout);
});

test('read-only mode refuses a confirmed revoke', async (t) => {
  const { emulator, ackring } = await world(t);
  const run = await ackring.runHere(['revoke', 'quiet', '--confirm', 'quiet', '--read-only', '--json']);
  t.not(run.code, 0);
  t.is(emulator.requests.count('RevokeK8sClusterKubeConfig'), 0);
});

test('leak finds a kubeconfig in any text and says that it still works', async (t) => {
  const { ackring } = await world(t);
  const issued = (await ackring.runHere(['get', 'quiet', '--long-term', '--stdout', '--quiet'])).stdout;
  const run = await ackring.runHere(['leak', '-', '--json'], { stdin: `see below\n${issued}` });
  t.is(run.code, 1, run.stderr);
  t.like(run.json(), [{ door: 'open' }]);
  t.notRegex(run.stdout, /PRIVATE KEY|client-key-data/);
  t.is((await ackring.runHere(['leak', '-', '--json'], { stdin: 'nothing here' })).code, 0);
});

test('leak tells the worst first, how many still open, and one’s own kubeconfigs from those of others', async (t) => {
  const { ackring } = await world(t);
  const { home } = ackring;
  await ackring.runHere(['get', 'quiet', '--long-term', '--quiet']);
  await ackring.runHere(['contexts', 'rename', 'quiet', 'silent', '--yes', '--quiet']);
  const old = (await ackring.runHere(['get', 'busy', '--long-term', '--stdout', '--quiet'])).stdout;
  await ackring.runHere(['revoke', 'busy', '--confirm', 'busy', '--quiet']);
  await mkdir(join(home, 'a', '.kube'), { recursive: true });
  await writeFile(join(home, 'a', 'dead.yaml'), old);
  const ofHome = await ackring.runHere(['leak', home, '--no-history', '--json']);
  const [first, last] = v.parse(leakContract, ofHome.json());
  // What is where kubectl reads it is no leak, though it opens its cluster.
  t.is(ofHome.code, 0, ofHome.stderr);
  t.like(first, { door: 'open', own: true });
  t.is(last?.door, 'closed');
  const owners = Object.groupBy(first?.places ?? [], ({ owner }) => owner);
  t.deepEqual(Object.keys(owners).toSorted(), ['kept', 'kubeconfig']);
  const told = await ackring.runHere(['leak', home, '--no-history']);
  t.regex(
    told.stdout,
    /found in [^\n]*config:\d+, your kubeconfig\n +and in 1 version that `ackring undo` keeps/,
  );
  t.regex(told.stdout, /^· .* at quiet: in files that only you can read: no leak$/m);
  t.notRegex(told.stdout, /kubeconfig-backups/);
  t.regex(
    told.stderr,
    /2 certificates were found: 0 still open, 0 presumed so, 0 unknown; 1 readable by you alone$/m,
  );
  await chmod(ackring.kubeconfig, 0o644);
  const readable = await ackring.runHere(['leak', home, '--no-history']);
  t.is(readable.code, 1);
  t.regex(readable.stdout, /only in files of your own, but others of this machine can read them/);
  t.regex(readable.stderr, /found: 1 still open, 0 presumed so, 0 unknown$/m);
  // A copy of it is somebody's.
  await writeFile(join(home, 'a', '.kube', 'config'), await readFile(ackring.kubeconfig));
  const copied = await ackring.runHere(['leak', join(home, 'a'), '--no-history']);
  t.is(copied.code, 1);
  t.notRegex(copied.stdout, /your kubeconfig|of your own|yours/);
  t.regex(copied.stdout, /remedy: /);
});

test('a leak is told of without credentials: what it is, where, and that the cloud was not asked', async (t) => {
  const { ackring } = await world(t);
  const issued = (await ackring.runHere(['get', 'quiet', '--stdout', '--quiet'])).stdout;
  const environment = { ALIBABA_CLOUD_ACCESS_KEY_ID: '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: '' };
  for (const given of [[], ['--no-probe']]) {
    const run = await ackring.runHere(['leak', '-', '--json', ...given], { stdin: issued, environment });
    t.is(run.code, 1, run.stderr);
    t.like(run.json(), [{ door: given.length > 0 ? 'presumedOpen' : 'open', identity: null, cluster: null }]);
    t.regex(run.stderr, /"CredentialsMissing"/);
  }
  const long = (await ackring.runHere(['get', 'quiet', '--long-term', '--stdout', '--quiet'])).stdout;
  const unknown = await ackring.runHere(['leak', '-', '--json', '--no-probe'], { stdin: long, environment });
  t.is(unknown.code, 7, unknown.stderr);
  t.like(unknown.json(), [{ door: 'unknown' }]);
});

test('that the cloud does not say what a holder has is told once, beside what the cluster itself says', async (t) => {
  const { ackring, emulator } = await world(t);
  const of = async (name: string) => (await ackring.runHere(['get', name, '--stdout', '--quiet'])).stdout;
  const leaked = `${await of('quiet')}---\n${await of('busy')}`;
  emulator.faults.add({ service: 'cs', effect: { kind: 'error', status: 503, code: 'ServiceUnavailable' } });
  const run = await ackring.runHere(['leak', '-', '--json'], { stdin: leaked });
  t.is(run.code, 1, run.stderr);
  t.like(run.json(), [{ door: 'open', cluster: null }, { door: 'open' }]);
  t.is(run.stderr.match(/"error":/g)?.length, 1, run.stderr);
});

test('leak finds a token in a file of PowerShell, and never calls clean what it could not look into', async (t) => {
  const { ackring, emulator } = await world(t);
  const quiet = emulator.world.clusters.named('quiet');
  const claims = Buffer.from(JSON.stringify({ sub: 'system:serviceaccount:ci:deployer' })).toString(
    'base64url',
  );
  const token = `eyJhbGciOiJSUzI1NiJ9.${claims}.${'c2ln'.repeat(50)}`;
  const kubeconfig = {
    kind: 'Config',
    clusters: [{ name: 'c', cluster: { server: 'https://127.0.0.1:1' } }],
    contexts: [{ name: `1-${quiet?.id}`, context: { cluster: 'c', user: 'u' } }],
    users: [{ name: 'u', user: { token } }],
  };
  await writeFile(
    join(ackring.home, 'token.txt'),
    Buffer.from(`\uFEFF${JSON.stringify(kubeconfig)}`, 'utf16le'),
  );
  const run = await ackring.runHere(['leak', join(ackring.home, 'token.txt'), '--json']);
  t.is(run.code, 1, run.stderr);
  t.like(run.json(), [
    {
      finding: {
        certificate: null,
        token: { kind: 'serviceAccount', subject: 'system:serviceaccount:ci:deployer' },
      },
      cluster: { id: quiet?.id, region: quiet?.region },
    },
  ]);
  t.false(`${run.stdout}${run.stderr}`.includes(token.slice(-40)));
  await writeFile(join(ackring.home, 'keys.zip'), Buffer.from('504b030414000000', 'hex'));
  const closed = await ackring.runHere(['leak', join(ackring.home, 'keys.zip')]);
  t.is(closed.code, 7);
  t.regex(closed.stderr, /keys\.zip.*archive/s);
  t.notRegex(closed.stderr, /no kubeconfig was found\n/);
});

test('roles are listed as far as the caller administers, and completely for the account root', async (t) => {
  const { emulator, ackring } = await world(t);
  const seen = async (who: string) => {
    const { accessKeyId = '', accessKeySecret = '' } = emulator.identities[who] ?? {};
    const environment = {
      ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
      ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
    };
    const access = v.parse(
      accessContract,
      (await ackring.runHere(['access', '--json'], { environment })).json(),
    );
    const clean = await ackring.runHere(['clean', '--user', 'tom', '--json'], { environment });
    const { plan } = v.parse(cleanContract, clean.json());
    const { stderr } = await ackring.runHere(['access'], { environment });
    return {
      words: [...new Set([...access, ...plan].map(({ rolesSeen }) => rolesSeen))],
      isNoted: stderr.includes('only where you administer'),
    };
  };
  t.deepEqual(await seen('ops'), { words: ['asAdministered'], isNoted: true });
  t.deepEqual(await seen('root'), { words: ['all'], isNoted: false });
});
