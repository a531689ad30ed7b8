import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import { answeredAs } from '@ackring/testkit/answered';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import { makeSpecimen, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { stringify } from 'yaml';
import { proven, unknown } from '../../claims/claim.js';
import type { ShutOut } from '../../claims/shut-out.js';
import type { UserPermission } from '../../cloud/ack/api.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerObservation } from '../../machine/api-server/api.js';
import { createApiServer } from '../../machine/api-server/api-server.js';
import { AckringError } from '../../words/errors.js';
import { quoted } from '../../words/say.js';
import { investigateLeaks, type PlacedLeak, type PlacedVerdict } from './leak.js';
import { type LeakSearchEvent, leaksIn } from './leaks-in.js';
import { searchLeaks } from './search.js';

// One after the other: on a busy machine, dozens of clouds at once in one process miss the deadlines of requests.

const run = promisify(execFile);

const scenario = {
  identities: [{ name: 'mei' }],
  clusters: [
    { name: 'one', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300 } } },
    { name: 'two', holders: { ops: { daysLeft: 900 } } },
  ],
};

async function issued(cloud: TestCloud, as = 'ops', name = 'one', durationMinutes: number | null = null) {
  const cluster = (await cloud.clusters()).find((each) => each.name === name);
  if (cluster === undefined) throw new Error(name);
  const { yaml } = await cloud.api(as).fetchKubeconfig({ cluster, access: 'public', durationMinutes });
  const kubeconfig = readKubeconfig(yaml, { file: 'x' });
  const target = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
  return {
    yaml,
    cluster,
    certificate: target.clientCertificate ?? '',
    key: target.clientKey ?? '',
    server: target.server,
    authority: target.certificateAuthority ?? '',
  };
}

type Issued = Awaited<ReturnType<typeof issued>>;

async function folderOf(t: ExecutionContext): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'ackring-leak-'));
  t.teardown(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

const base64 = (text: string): string => Buffer.from(text).toString('base64');
const findLeaks = (text: string) => leaksIn(text).leaks;

test.serial('found in every form it is written in, with its key, server and cluster', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { yaml, certificate, key, server, cluster } = await issued(cloud);
  const json = JSON.stringify({
    server,
    context: `1-${cluster.id}`,
    'client-certificate-data': base64(certificate),
    'client-key-data': base64(key),
  });
  const folded = base64(certificate).replace(/.{76}/g, '$&\n      ');
  const forms: readonly (readonly [string, string])[] = [
    ['a kubeconfig', yaml],
    ['a kubeconfig with CRLF', yaml.replaceAll('\n', '\r\n')],
    ['a kubeconfig inside other text', `Here it is:\n\n${yaml.replace(/^/gm, '> ')}\nBye`],
    ['JSON', json],
    ['JSON in JSON', JSON.stringify({ kubeconfig: json })],
    ['JSON in JSON in JSON', JSON.stringify({ a: JSON.stringify({ kubeconfig: json }) })],
    [
      'folded base64',
      `server: ${server}\nx: ${cluster.id}\nclient-certificate-data: >-\n      ${folded}\nclient-key-data: "${base64(key)}"\n`,
    ],
    ['PEM files in one', `${certificate}\n# ${server} ${cluster.id}\n${key}`],
    ['PEM in JSON', JSON.stringify({ certificate, key, server: `server: ${server}`, id: cluster.id })],
    ['a Kubernetes secret', stringify({ kind: 'Secret', data: { config: base64(yaml) } })],
    ['base64 of base64', base64(stringify({ data: { config: base64(yaml) } }))],
  ];
  for (const [title, text] of forms) {
    const [leak, ...rest] = findLeaks(text);
    t.is(rest.length, 0, title);
    t.is(leak?.finding.certificate.uid, cloud.uid('ops'), title);
    t.true(leak?.finding.hasKey, title);
    if (title !== 'PEM files in one') t.is(leak?.finding.server, server, title);
    t.is(leak?.finding.clusterId, cluster.id, title);
    t.false(JSON.stringify(leak?.finding).includes(base64(key).slice(200, 260)), title);
  }
});

test.serial('each context of a merged file keeps its own server', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [one, two] = [await issued(cloud, 'ops', 'one'), await issued(cloud, 'ops', 'two')];
  const users = [one, two].map(({ certificate, key }, index) => ({
    name: `u${index}`,
    user: { 'client-certificate-data': base64(certificate), 'client-key-data': base64(key) },
  }));
  const clusters = [one, two].map(({ server }, index) => ({ name: `c${index}`, cluster: { server } }));
  const contexts = [one, two].map(({ cluster }, index) => ({
    name: `${cloud.uid('ops')}-${cluster.id}`,
    context: { cluster: `c${index}`, user: `u${index}` },
  }));
  const leaks = findLeaks(stringify({ clusters, contexts, users: users.toReversed() }));
  t.deepEqual(
    leaks.map(({ finding }) => [finding.server, finding.clusterId]).sort(),
    [
      [one.server, one.cluster.id],
      [two.server, two.cluster.id],
    ].sort(),
  );
});

test.serial('a certificate without its key, and with another’s', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [mine, hers] = [await issued(cloud), await issued(cloud, 'mei')];
  t.deepEqual(
    findLeaks(mine.certificate).map(({ finding }) => finding.hasKey),
    [false],
  );
  const isSameKey = mine.key === hers.key;
  t.deepEqual(
    findLeaks(mine.certificate + hers.key).map(({ finding }) => finding.hasKey),
    [isSameKey],
  );
});

test.serial(
  'authorities, other people’s certificates, truncated and hostile text yield no findings, quickly',
  async (t) => {
    await using cloud = await startTestCloud(scenario);
    const { yaml, certificate } = await issued(cloud);
    const authority = /certificate-authority-data: (\S+)/.exec(yaml)?.[1] ?? '';
    t.deepEqual(findLeaks(`certificate-authority-data: ${authority}`), []);
    t.deepEqual(findLeaks(Buffer.from(authority, 'base64').toString()), []);
    t.deepEqual(findLeaks(certificate.slice(0, 600)), []);
    t.deepEqual(findLeaks(`client-certificate-data: ${'A'.repeat(3_000_000)}`), []);
    t.deepEqual(findLeaks('-----BEGIN CERTIFICATE-----\n'.repeat(20_000)), []);
    t.deepEqual(findLeaks(`client-certificate-data: ${'"'.repeat(10_000)}`), []);
    // Sizes at which regular expressions give up, or crash the process.
    for (const before of ['client-certificate-data: ', '-----BEGIN CERTIFICATE-----', '['.repeat(200_000)]) {
      t.deepEqual(findLeaks(`${before}\nclient-certificate-data: AAAA ${'x'.repeat(16_000_000)}`), []);
    }
  },
);

async function search(path: string, history = true): Promise<LeakSearchEvent[]> {
  const events: LeakSearchEvent[] = [];
  for await (const event of searchLeaks({ path, history, environment: process.env })) events.push(event);
  return events;
}

const placesOf = (events: readonly LeakSearchEvent[]): string[] =>
  events
    .flatMap((event) =>
      event.kind === 'leak' ? [`${event.leak.place.file}${event.leak.place.commit ? ' @' : ''}`] : [],
    )
    .sort();

test.serial('a tree is searched completely, links out of it are not followed', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const folder = await folderOf(t);
  const elsewhere = await folderOf(t);
  const { yaml } = await issued(cloud);
  await mkdir(join(folder, 'deep', 'er'), { recursive: true });
  await writeFile(
    join(folder, 'deep', 'er', 'notes.bin'),
    Buffer.concat([Buffer.from([0xff, 0xfe, 1]), Buffer.from(yaml)]),
  );
  await writeFile(join(folder, 'secret.yaml'), base64(` ${yaml}`));
  await writeFile(join(elsewhere, 'config'), yaml);
  await symlink(elsewhere, join(folder, 'link'));
  const events = await search(folder);
  t.deepEqual(placesOf(events), ['deep/er/notes.bin', 'secret.yaml']);
  t.deepEqual(events.at(-1), { kind: 'searched', files: 2, commits: false });
  t.deepEqual(placesOf(await search(join(folder, 'secret.yaml'))), [join(folder, 'secret.yaml')]);
  await t.throwsAsync(search(join(folder, 'absent')), { code: 'FileNotFound' });
});

/** git without this machine's settings. */
function gitIn(folder: string, home = folder) {
  const person = { NAME: 'a', EMAIL: 'a@b' };
  const people = ['AUTHOR', 'COMMITTER'].flatMap((who) =>
    Object.entries(person).map(([what, value]) => [`GIT_${who}_${what}`, value]),
  );
  const env = { ...process.env, HOME: home, GIT_CONFIG_NOSYSTEM: '1', ...Object.fromEntries(people) };
  return (...args: string[]) => run('git', ['-C', folder, ...args], { env });
}

test.serial('what a later commit deleted is found in the history, on every branch', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const folder = await folderOf(t);
  const git = gitIn(folder);
  await git('init', '-q', '-b', 'main');
  await writeFile(join(folder, 'readme'), 'hello');
  await git('add', '.');
  await git('commit', '-qm', 'one');
  await writeFile(join(folder, 'kube config'), (await issued(cloud)).yaml);
  await git('add', '.');
  await git('commit', '-qm', 'oops');
  await unlink(join(folder, 'kube config'));
  await git('commit', '-qam', 'gone');
  await git('switch', '-qc', 'other', 'HEAD~2');
  await writeFile(join(folder, 'hers'), (await issued(cloud, 'mei')).yaml);
  await git('add', '.');
  await git('commit', '-qm', 'hers');
  await git('switch', '-q', 'main');
  const events = await search(folder);
  t.deepEqual(placesOf(events), ['hers @', 'kube config @']);
  t.deepEqual(placesOf(await search(folder, false)), []);
  const oops = (await git('rev-parse', 'main~1')).stdout.trim();
  t.true(events.some((event) => event.kind === 'leak' && event.leak.place.commit === oops));
});

test.serial('messages, bare repositories and repositories in the tree are searched too', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const folder = await folderOf(t);
  const inner = join(folder, 'vendor', 'inner');
  await mkdir(inner, { recursive: true });
  const git = gitIn(inner);
  await git('init', '-q', '-b', 'main');
  await git('commit', '-q', '--allow-empty', '-m', (await issued(cloud)).yaml);
  await git('clone', '-q', '--mirror', '.', join(folder, 'mirror.git'));
  // Its objects are files too.
  const messagesIn = async (path: string) =>
    placesOf(await search(path)).filter((place) => place.includes('(a message)'));
  t.deepEqual(await messagesIn(folder), ['mirror.git/.git (a message) @', 'vendor/inner/.git (a message) @']);
  t.deepEqual(await messagesIn(join(folder, 'mirror.git')), ['.git (a message) @']);
});

test.serial('what only looks like a bare repository, inside another one, hides nothing', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const folder = await folderOf(t);
  await gitIn(folder)('init', '-q', '-b', 'main');
  const store = join(folder, 'store');
  await mkdir(join(store, 'objects'), { recursive: true });
  await mkdir(join(store, 'refs'));
  await writeFile(join(store, 'HEAD'), 'hello');
  await writeFile(join(store, 'objects', 'config'), (await issued(cloud)).yaml);
  t.deepEqual(placesOf(await search(folder)), ['store/objects/config']);
});

const reasonsOf = (events: readonly LeakSearchEvent[]): string[] =>
  events.flatMap((event) => (event.kind === 'skipped' ? [`${event.file} ${event.why} ${event.detail}`] : []));

test.serial('what could not be searched is reported with its reason', async (t) => {
  const folder = await folderOf(t);
  await mkdir(join(folder, '.git'));
  const [refused] = reasonsOf(await search(folder));
  t.regex(refused ?? '', /^\.git gitFailed not a git repository/);
  const events: LeakSearchEvent[] = [];
  for await (const event of searchLeaks({ path: folder, environment: { PATH: folder } })) events.push(event);
  t.deepEqual(reasonsOf(events), ['.git noGit there is no git on the PATH']);
});

test.serial('a partial history is not reported as searched', async (t) => {
  const folder = await folderOf(t);
  const origin = join(folder, 'origin');
  await mkdir(origin);
  const git = gitIn(origin);
  await git('init', '-q', '-b', 'main');
  await git('config', 'uploadpack.allowFilter', 'true');
  for (const text of ['one', 'two']) {
    await writeFile(join(origin, 'file'), text);
    await git('add', '.');
    await git('commit', '-qm', text);
  }
  const ran = join(folder, 'ran');
  for (const [name, ...options] of [
    ['shallow', '--depth=1'],
    ['partial', '--filter=blob:none', '--no-checkout'],
  ]) {
    const clone = join(folder, name ?? '');
    await git('clone', '-q', ...options, `file://${origin}`, clone);
    // git would fetch what is missing, with any program that the repository's settings name.
    await gitIn(clone)('config', 'protocol.ext.allow', 'always');
    await gitIn(clone)('config', 'remote.origin.url', `ext::touch ${ran}`);
  }
  t.deepEqual(reasonsOf(await search(join(folder, 'shallow'))), ['.git incomplete it is a shallow clone']);
  t.deepEqual(reasonsOf(await search(join(folder, 'partial'))), ['.git incomplete 2 objects are elsewhere']);
  await t.throwsAsync(readFile(ran), { code: 'ENOENT' });
});

test.serial("a repository's settings make git run nothing and hide nothing", async (t) => {
  await using cloud = await startTestCloud(scenario);
  const folder = await folderOf(t);
  const home = await folderOf(t);
  const ran = join(home, 'ran');
  const program = join(home, 'program');
  await writeFile(program, `#!/bin/sh\ntouch '${ran}'\n`, { mode: 0o755 });
  const git = gitIn(folder, home);
  await git('init', '-q', '-b', 'main');
  await writeFile(join(folder, 'config.yaml'), (await issued(cloud)).yaml);
  await git('add', '.');
  const tree = (await git('write-tree')).stdout.trim();
  const commit = `tree ${tree}\nauthor a <a@b> 0 +0000\ncommitter a <a@b> 0 +0000\ngpgsig -----BEGIN PGP SIGNATURE-----\n \n -----END PGP SIGNATURE-----\n\nsigned\n`;
  await writeFile(join(home, 'commit'), commit);
  const id = (await git('hash-object', '-w', '-t', 'commit', join(home, 'commit'))).stdout.trim();
  await git('update-ref', 'refs/heads/main', id);
  await writeFile(join(home, 'harmless'), 'nothing here');
  const harmless = (await git('hash-object', '-w', join(home, 'harmless'))).stdout.trim();
  await git('replace', (await git('rev-parse', 'main:config.yaml')).stdout.trim(), harmless);
  await unlink(join(folder, 'config.yaml'));
  for (const [key, value] of [
    ['gpg.program', program],
    ['log.showSignature', 'true'],
    ['core.fsmonitor', program],
    ['core.pager', program],
    ['diff.external', program],
  ]) {
    await git('config', key ?? '', value ?? '');
  }
  t.deepEqual(placesOf(await search(folder)), ['config.yaml @']);
  await t.throwsAsync(readFile(ran), { code: 'ENOENT' });
});

function placed(texts: readonly string[]): readonly PlacedLeak[] {
  return texts.flatMap((text, index) =>
    findLeaks(text).map((leak) => ({ ...leak, place: { file: `f${index}`, commit: null } })),
  );
}

async function investigate(
  cloud: TestCloud,
  texts: readonly string[],
  probe = true,
): Promise<PlacedVerdict[]> {
  const verdicts: PlacedVerdict[] = [];
  for await (const verdict of investigateLeaks({
    leaks: placed(texts),
    api: cloud.api(),
    apiServer: createApiServer(),
    clock: cloud.clock,
    region: async () => 'ap-northeast-1',
    callerUid: cloud.uid('ops'),
    lookWhoIsLetIn: cloud.lookWhoIsLetIn,
    probe,
  })) {
    verdicts.push(verdict);
  }
  return verdicts.sort((a, b) => (a.places[0]?.file ?? '').localeCompare(b.places[0]?.file ?? '', 'en'));
}

test.serial('which leak still opens what, and how to close it', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [mine, hers, short] = [
    await issued(cloud),
    await issued(cloud, 'mei'),
    await issued(cloud, 'mei', 'one', 15),
  ];
  const texts = [mine.yaml, hers.yaml, short.yaml, mine.yaml, hers.certificate];
  const open = await investigate(cloud, [...texts, `see below\n\n${mine.yaml}`]);
  t.deepEqual(
    open.map(({ door, reason, remedy }) => [door, reason, remedy]),
    [
      ['open', 'LetIn', `ackring revoke ${mine.cluster.id}`],
      ['open', 'LetIn', `ackring clean --user mei --cluster ${mine.cluster.id}`],
      ['open', 'LetIn', `ackring clean --user mei --cluster ${mine.cluster.id}`],
    ],
  );
  t.deepEqual(
    open[0]?.places.map(({ file }) => file),
    ['f0', 'f3', 'f5'],
  );
  const [first, ...lines] = open[0]?.places.map(({ line }) => line) ?? [];
  t.deepEqual(lines, [first, (first ?? 0) + 2]);
  t.is(open[0]?.cluster?.name, 'one');
  const unasked = await investigate(cloud, texts, false);
  t.deepEqual(
    unasked.map(({ door, reason }) => [door, reason]),
    [
      ['presumedOpen', 'CurrentCertificate'],
      ['presumedOpen', 'CurrentCertificate'],
      ['presumedOpen', 'TemporaryCertificate'],
    ],
  );
  await cloud.api().revokeKubeconfig(mine.cluster);
  await cloud.api().cleanClusterUser(mine.cluster, cloud.uid('mei'), { force: true });
  const shut = await investigate(cloud, [mine.yaml, hers.yaml]);
  t.deepEqual(
    shut.map(({ door, reason, remedy }) => [door, reason, remedy]),
    [
      ['closed', 'Revoked', null],
      // For thirty days a restore brings it back.
      ['unknown', 'Removed', 'ackring removed'],
    ],
  );
  await cloud.emulator.clock.advance(901 * 86_400_000);
  t.is((await investigate(cloud, [mine.yaml]))[0]?.reason, 'Expired');
});

/** What is said of keys of these holders where the cloud answers so, and whose lists were asked for. */
async function listed(t: ExecutionContext, uids: readonly (string | null)[], answer: AckringError | null) {
  const asked: string[] = [];
  const unasked: string[] = [];
  const { yaml } = await makeSpecimen();
  const [leak] = placed([yaml]);
  if (leak === undefined) throw new Error('nothing is found');
  const { finding } = leak;
  const leaks = uids.map((uid, nth) => {
    const certificate = { ...finding.certificate, uid, sha256: `${nth}` };
    return { ...leak, finding: { ...finding, certificate } };
  });
  const verdicts = investigateLeaks({
    leaks,
    api: {
      listUserKubeconfigStates: async (uid) => {
        asked.push(uid);
        if (answer !== null) throw answer;
        return [];
      },
      listKubeconfigStates: async () => [],
      describeCluster: async () => cluster,
      describeUserPermissions: async () => [],
    },
    apiServer: { whoAmI: async () => rejected },
    clock: { now: () => specimenNow, sleep: async () => undefined },
    region: async () => 'cn-hangzhou',
    callerUid: null,
    probe: false,
    onUnasked: ({ code }) => unasked.push(code),
  });
  for await (const { door } of verdicts) t.is(door, 'unknown');
  return { asked, unasked };
}

test.serial('lists are asked for by ids alone, each once, and a stop is no answer', async (t) => {
  const away = new AckringError('Unreachable', 'no answer', { remedy: 'Wait.' });
  const stopped = new AckringError('Cancelled', 'stopped', { remedy: 'None.' });
  const seen = await listed(t, ['1', null, 'kubernetes-admin', '1', '2'], null);
  t.deepEqual([seen.asked, seen.unasked], [['1', '2'], []]);
  const unread = await listed(t, ['1', '1', null], away);
  t.deepEqual([unread.asked, unread.unasked], [['1'], ['Unreachable']]);
  await t.throwsAsync(listed(t, ['1'], stopped), { code: 'Cancelled' });
});

test.serial('an authority that cannot be read has signed nothing', async (t) => {
  t.deepEqual((await heard(t, { hasAuthority: 'broken' })).found, ['presumedOpen', 'OlderCertificate']);
});

test.serial('without the cloud’s lists and without asking servers, nothing is called safe', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const { yaml, certificate } = await issued(cloud);
  cloud.emulator.faults.add({
    operation: 'ListUserKubeConfigStates',
    effect: { kind: 'error', status: 403 },
  });
  t.deepEqual(
    (await investigate(cloud, [yaml], false)).map(({ door }) => door),
    ['unknown'],
  );
  t.deepEqual(
    (await investigate(cloud, [certificate], false)).map(({ door }) => door),
    ['unknown'],
  );
});

/** One certificate with its key, and contexts for several servers, each with its authority. */
function leading(held: Issued, to: readonly Pick<Issued, 'server' | 'authority'>[], uid: string): string {
  const names = to.map((_, index) => `s${index}`);
  return stringify({
    clusters: to.map(({ server, authority }, index) => ({
      name: names[index],
      cluster: { server, 'certificate-authority-data': base64(authority) },
    })),
    contexts: names.map((name) => ({
      name: `${uid}-${held.cluster.id}${name === 's0' ? '' : name}`,
      context: { cluster: name, user: 'u' },
    })),
    users: [
      {
        name: 'u',
        user: {
          'client-certificate-data': base64(held.certificate),
          'client-key-data': base64(held.key),
        },
      },
    ],
  });
}

test.serial('every server of a certificate is asked before it is called closed', async (t) => {
  await using cloud = await startTestCloud(scenario);
  const [one, two] = [await issued(cloud, 'mei', 'one'), await issued(cloud, 'ops', 'two')];
  const gone = { server: 'https://127.0.0.1:1', authority: one.authority };
  const doorOf = async (to: readonly Pick<Issued, 'server' | 'authority'>[]) => {
    const [verdict] = await investigate(cloud, [leading(one, to, cloud.uid('mei'))]);
    return [verdict?.door, verdict?.reason];
  };
  // Whatever servers the file names, the cluster's own is asked.
  t.deepEqual(await doorOf([two]), ['open', 'LetIn']);
  t.deepEqual(await doorOf([two, one]), ['open', 'LetIn']);
  t.deepEqual(await doorOf([one, two]), ['open', 'LetIn']);
  // Where nothing may be issued to look with, only an endpoint that the cloud names speaks for the cluster.
  cloud.emulator.faults.add({
    operation: 'DescribeClusterUserKubeconfig',
    effect: { kind: 'error', status: 403 },
  });
  t.deepEqual(await doorOf([two]), ['presumedOpen', 'CurrentCertificate']);
  t.deepEqual(await doorOf([two, gone]), ['presumedOpen', 'CurrentCertificate']);
  t.deepEqual(await doorOf([two, one]), ['open', 'LetIn']);
});

test.serial(
  'a holder of rights in one namespace only is open, whether or not the permission list names it',
  async (t) => {
    await using cloud = await startTestCloud({
      identities: [{ name: 'mei' }],
      clusters: [
        { name: 'one', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 300, roles: ['dev@team-a'] } } },
      ],
    });
    const { yaml } = await issued(cloud, 'mei');
    t.like((await investigate(cloud, [yaml]))[0], { door: 'open', reason: 'LetIn' });
    cloud.emulator.faults.add({
      operation: 'DescribeUserPermission',
      effect: { kind: 'error', status: 403 },
    });
    // The cluster's own bindings tell where it may do something.
    t.like((await investigate(cloud, [yaml]))[0], { door: 'open', reason: 'LetIn' });
  },
);

test.serial(
  "a revoked holder with everybody's rights is not closed, and the remedy finds those bindings",
  async (t) => {
    const everybody = {
      kind: 'ClusterRoleBinding',
      apiVersion: 'rbac.authorization.k8s.io/v1',
      metadata: { name: 'all-may-look' },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'view' },
      subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'system:authenticated' }],
    };
    await using cloud = await startTestCloud({
      clusters: [{ name: 'one', holders: { ops: { daysLeft: 900 } }, apiServer: { objects: [everybody] } }],
    });
    const { yaml, cluster } = await issued(cloud);
    t.like((await investigate(cloud, [yaml]))[0], { door: 'open', reason: 'LetIn' });
    await cloud.api().revokeKubeconfig(cluster);
    const [left] = await investigate(cloud, [yaml]);
    t.like(left, { door: 'open', reason: 'EverybodysRights' });
    t.regex(left?.remedy ?? '', /kubectl get clusterrolebindings.*system:\(authenticated\|users\)/);
  },
);

const nobody = { identity: null, review: { kind: 'refused', as: null } } as const;
const served = answeredAs('', nobody);
const refused = answeredAs('', { ...nobody, namespaces: { kind: 'refused', as: null } });
const rejected = answeredAs('', { ...nobody, review: { kind: 'unauthorized' } });

interface Heard {
  /** 2022: its issuer names the cluster. */
  readonly profile?: '2022' | '2026';
  readonly hasAuthority?: boolean | 'broken';
  /** The cloud lists the holder’s kubeconfig in the cluster: another than the one found. */
  readonly isListed?: boolean;
  /** What the cluster itself shows; null where nothing may be issued to look with. */
  readonly shown?: ShutOut | null;
  /** What the server in the file answers, which is the cluster’s own. */
  readonly answer?: ApiServerObservation;
  readonly permissions?: readonly UserPermission[];
}

const server = 'https://203.0.113.10:6443';
const cluster = specimenCluster({ endpoints: { public: [server], private: [] }, extraSans: [], rrsa: null });

/** What is said of a key found in a kubeconfig after such answers, and where its rights were looked for. */
async function heard(t: ExecutionContext, given: Heard) {
  const { profile = '2026', hasAuthority = true, isListed = true, permissions = [] } = given;
  const { shown = null, answer = rejected } = given;
  const { yaml } = await makeSpecimen({ profile, server });
  const broken = `    certificate-authority-data: ${base64('-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----')}\n`;
  const authority = (line: string) => (hasAuthority === 'broken' ? broken : hasAuthority ? line : '');
  const state = specimenHolding({ cluster, uid: specimenUid });
  const looked: (readonly string[])[] = [];
  const asked: (readonly string[] | undefined)[] = [];
  const told: string[] = [];
  const { signal } = new AbortController();
  const verdicts = investigateLeaks({
    leaks: placed([yaml.replace(/ *certificate-authority-data: (.*)\n/, authority)]),
    api: {
      listUserKubeconfigStates: async () => (isListed ? [state] : []),
      listKubeconfigStates: async () => [state],
      describeCluster: async () => cluster,
      describeUserPermissions: async (uid, stop) => {
        t.is(stop, signal);
        told.push(uid);
        return permissions;
      },
    },
    apiServer: {
      whoAmI: async (_, { namespaces }) => {
        asked.push(namespaces);
        return answer;
      },
    },
    clock: { now: () => specimenNow, sleep: async () => undefined },
    region: async () => 'cn-hangzhou',
    callerUid: null,
    probe: true,
    signal,
    ...(shown && {
      lookWhoIsLetIn: async ({ namespaces }) => {
        looked.push(namespaces);
        return { claim: shown, callersName: null, names: [], bindings: [], namespaces: [], problem: null };
      },
    }),
  });
  const found: string[] = [];
  for await (const { door, reason } of verdicts) found.push(door, reason);
  return { found, looked, asked, told };
}

const rejects: ShutOut = proven('NotAuthenticated');
const cannotSay = unknown('BindingsUnread', quoted('ask'));
const judgements: readonly (readonly [what: string, given: Heard, found: readonly [string, string]])[] = [
  ['the authority in its file signed it, and its server rejects it', {}, ['closed', 'NotAccepted']],
  [
    'its issuer names the cluster, whose server rejects it',
    { profile: '2022', hasAuthority: false },
    ['closed', 'NotAccepted'],
  ],
  [
    'nothing shows that it was issued there, and the server rejects it',
    { hasAuthority: false },
    ['presumedOpen', 'OlderCertificate'],
  ],
  [
    'nobody knows of a cluster of its, and the server in its file rejects it',
    { isListed: false, shown: rejects },
    ['unknown', 'Hearsay'],
  ],
  [
    'the cluster rejects it, perhaps as another’s, and the server in its file lets it in',
    { shown: rejects, answer: served },
    ['open', 'LetIn'],
  ],
  [
    'the cluster that its issuer names rejects it, and the server in its file lets it in',
    { profile: '2022', shown: rejects, answer: served },
    ['closed', 'NotAccepted'],
  ],
  [
    'the cluster shows nothing left to it, and the server in its file lets it in',
    { shown: proven('NothingLeft'), answer: served },
    ['presumedOpen', 'StillKnown'],
  ],
  [
    'the cluster does not tell everything, and the server in its file lets it in',
    { shown: cannotSay, answer: served },
    ['open', 'LetIn'],
  ],
];
for (const [what, given, found] of judgements)
  test.serial(`of a key: ${what}: ${found.join(', ')}`, async (t) => {
    t.deepEqual((await heard(t, given)).found, found);
  });

const permission = { clusterId: cluster.id, scope: 'namespace', role: 'dev', isOwner: false } as const;
const permissions: readonly UserPermission[] = [
  { ...permission, namespace: 'web' },
  { ...permission, namespace: null },
  { ...permission, namespace: 'db', clusterId: 'c2' },
  { ...permission, namespace: 'all', clusterId: null },
];
for (const [what, given, seen] of [
  ['by its server', {}, { looked: [], asked: [['default'], ['default', 'web']], told: [specimenUid] }],
  [
    'by the cluster itself',
    { shown: proven('NothingLeft') },
    { looked: [['web']], asked: [], told: [specimenUid] },
  ],
  [
    'by its server, of no cluster that is known',
    { isListed: false },
    { looked: [], asked: [['default']], told: [] },
  ],
] as const)
  test.serial(`rights are looked for ${what}: ${JSON.stringify(seen)}`, async (t) => {
    t.like(await heard(t, { ...given, answer: refused, permissions }), seen);
  });
