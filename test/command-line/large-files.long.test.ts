import { once } from 'node:events';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { makeSpecimen, specimenClusterId, specimenUid } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { createAckring, type Run } from './run-ackring.js';

// Lists keep outlines of files above a megabyte. What they print must be the same where they can keep none, in the run
// that makes one and in the run that finds it.

const day = 86_400_000;
const ago = (days: number) => new Date(Date.now() - days * day);
const [fresh, renewable, ended, temporary, old] = await Promise.all([
  makeSpecimen({ issuedAt: ago(10) }),
  makeSpecimen({ issuedAt: ago(1_000), keyNumber: 1 }),
  makeSpecimen({ issuedAt: ago(1_200), uid: 'kubernetes-admin' }),
  // Far from where another hour begins: the runs that are compared take a while.
  makeSpecimen({ issuedAt: ago(1 / 48), lifeMs: 3 * 3_600_000 }),
  makeSpecimen({ issuedAt: ago(400), profile: '2022', clusterId: specimenClusterId(22) }),
]);
const specimens = [fresh, renewable, ended, temporary, old];
const base64 = (text: string) => Buffer.from(text).toString('base64');
const padding = `# ${'padding '.repeat(12)}\n`.repeat(11_000);
const server = 'https://127.0.0.1:1';

/** A thousand contexts, as kubectl writes them. */
const thousand = (() => {
  const numbers = Array.from({ length: 1_000 }, (_, number) => number);
  const of = (number: number) => specimens[number % specimens.length] ?? fresh;
  return `apiVersion: v1
clusters:
${numbers.map((n) => `- cluster:\n    certificate-authority-data: ${base64(of(n).authority)}\n    server: ${server}\n  name: c${n}\n`).join('')}contexts:
${numbers.map((n) => `- context:\n    cluster: c${n}\n    namespace: n${n % 7}\n    user: u${n}\n  name: x${n}\n`).join('')}current-context: x7
kind: Config
users:
${numbers.map((n) => `- name: u${n}\n  user:\n    client-certificate-data: ${base64(of(n).certificate)}\n    client-key-data: ${base64(of(n).key)}\n`).join('')}`;
})();

const pair = ({ certificate, key } = fresh) =>
  `client-certificate-data: ${base64(certificate)}, client-key-data: ${base64(key)}`;

/** Each above a megabyte, by name; the first wins where names are the same. */
const large: Readonly<Record<string, string | Buffer>> = {
  thousand,
  flow: `{clusters: [{name: c1, cluster: {server: "https://elsewhere"}}, {name: login, cluster: {server: "https://me:MARKED@127.0.0.1:1", insecure-skip-tls-verify: true}}, {name: unused, cluster: {}}],
contexts: [{name: x1, context: {cluster: c1, user: u1}}, {name: own-${specimenUid}, context: {cluster: c999, user: u999}}, {name: x1, context: {}}, {name: "", context: {}},
{name: login, context: {cluster: login, user: plugin}}, {name: "\\u202e turned", context: {cluster: gone, user: gone}}, {name: __proto__, context: {cluster: __proto__, user: __proto__}}],
users: [{name: plugin, user: {exec: {command: ack-ram-tool, args: [credential-plugin, get-token, --cluster-id=${specimenClusterId(5)}, --region, cn-beijing, MARKED]}}}, {name: "null", user: {${pair()}}}],
current-context: login}
${padding}`,
  crlf: `${padding}contexts:
- name: "${specimenUid}-${specimenClusterId(3)}"
  context: {cluster: c3, user: crlf}
- name: crlf-token
  context: {cluster: c3, user: token}
users:
- name: crlf
  user: {${pair(renewable)}}
- name: token
  user: {token: MARKED}
`.replaceAll('\n', '\r\n'),
  wide: `\ufeff${padding}contexts:
- name: 本番🚀é
  context: {cluster: 集群, user: ユーザー}
clusters:
- name: 集群
  cluster: {server: "https://apiserver.${specimenClusterId(9)}.cn-hangzhou.cs.aliyuncs.com:6443", extensions: [{name: ackring.dev/v1, extension: {clusterId: ${specimenClusterId(9)}, region: cn-hangzhou, access: public, kind: long-term, identity: "${specimenUid}"}}]}
users:
- name: ユーザー
  user: {${pair(old)}}
`,
  linked: `${padding}contexts:
- {name: linked, context: {cluster: c4, user: linked}}
- {name: missing, context: {cluster: c4, user: missing}}
users:
- {name: linked, user: {client-certificate: ./linked.crt, client-key: ./linked.key}}
- {name: missing, user: {client-certificate: ./missing.crt, client-key: ./linked.key}}
`,
  anchored: `${padding}contexts:
- &one {name: anchored, context: &entry {cluster: c5, user: anchored}}
- name: again
  context: {<<: *entry, namespace: "1.10"}
- *one
users:
- name: anchored
  user:
    client-certificate-data: >-
      ${base64(fresh.certificate)}
- name: spoilt
  user: {client-certificate-data: ${base64('MARKED')}, client-key-data: ${base64('MARKED')}}
`,
  'not-utf8': Buffer.concat([Buffer.from(`${padding}contexts:\n- name: `), Buffer.from([0xff, 0xfe, 0x0a])]),
  'no-kubeconfig': `${padding}contexts: 7\n`,
  'no-yaml': `${padding}contexts: [\n`,
  'no-entry': padding,
};
async function place(t: ExecutionContext) {
  const ackring = await createAckring(t, null);
  const folder = join(ackring.home, 'large');
  await mkdir(folder);
  for (const [name, text] of Object.entries(large))
    await writeFile(join(folder, name), text, { mode: 0o600 });
  await writeFile(join(folder, 'linked.crt'), fresh.certificate);
  await writeFile(join(folder, 'linked.key'), fresh.key);
  const small = join(ackring.home, 'small');
  await writeFile(
    small,
    'contexts:\n- {name: x2, context: {cluster: c2, user: u2}}\n- {name: small, context: {cluster: c2, user: u2}}\n',
  );
  const paths = Object.keys(large).map((name) => join(folder, name));
  const all = [small, join(ackring.home, 'not-there'), ...paths].join(':');
  const outlines = join(ackring.home, '.local/state/ackring/kubeconfig-outlines');
  return { ackring, folder, paths, all, outlines };
}

type Place = Awaited<ReturnType<typeof place>>;

const eachNamed = (files: readonly string[]) => files.flatMap((file) => ['--kubeconfig', file]);

/** And how many outlines they leave: not those of what cannot be read, holds nothing or depends on other files. */
const commands: readonly [words: string, args: (place: Place) => readonly string[], outlines: number][] = [
  ['contexts', () => ['contexts'], 6],
  ['contexts --json', () => ['contexts', '--json'], 6],
  ['contexts in Japanese', () => ['contexts', '--lang', 'ja', 'x*', 'log*', '*本番*'], 6],
  ['contexts of files', ({ paths }) => ['contexts', '--json', ...eachNamed(paths)], 6],
  ['contexts of files, last first', ({ paths }) => ['contexts', ...eachNamed(paths.toReversed())], 6],
  ['contexts of a folder', ({ folder }) => ['contexts', '--json', '--kubeconfig', folder], 3],
  ['verify', () => ['verify', 'login', 'missing', 'crlf-token'], 6],
  ['the completion of use', () => ['complete', '--', 'use', ''], 6],
  ['doctor', () => ['doctor', '--json'], 6],
];

/** Without drafts of writers that were not waited for. */
async function keptIn(outlines: string): Promise<readonly string[]> {
  return (await readdir(outlines).catch(() => [])).filter((name) => !name.includes('.'));
}

for (const [words, args, expected] of commands) {
  test(`${words}: the same without outlines, in the run that makes them and in the one that finds them`, async (t) => {
    const at = await place(t);
    const { ackring, outlines, all } = at;
    const run = async () => plain(await ackring.run(args(at), { environment: { KUBECONFIG: all } }));
    await mkdir(dirname(outlines), { recursive: true, mode: 0o700 });
    await writeFile(outlines, 'in their place');
    const without = await run();
    t.regex(without.stdout + without.stderr, /x7|login/);
    t.false((without.stdout + without.stderr).includes('MARKED'));
    await rm(outlines);
    const first = await run();
    // What a busy machine was too slow to keep, the next list makes up for.
    while ((await keptIn(outlines)).length < expected) t.deepEqual(await run(), without);
    t.is((await keptIn(outlines)).length, expected);
    const second = await run();
    t.deepEqual(first, without);
    t.deepEqual(second, without);
  });
}

function plain({ code, stdout, stderr }: Run) {
  const timeless = (text: string) => text.replaceAll(/\d+ ms|"latencyMs": \d+/g, '');
  return { code, stdout: timeless(stdout), stderr: timeless(stderr) };
}

test('a file whose aliases repeat a text more often than a string can hold is listed', async (t) => {
  const ackring = await createAckring(t, null);
  await mkdir(dirname(ackring.kubeconfig));
  const names = Array.from({ length: 95 }, (_, number) => `c${number}`);
  await writeFile(
    ackring.kubeconfig,
    `x: &s "https://${'h'.repeat(6_000_000)}"
clusters:
${names.map((name) => `- {name: ${name}, cluster: {server: *s}}\n`).join('')}contexts:
- {name: repeated, context: {cluster: c1}}
`,
  );
  const { code, stdout, stderr } = await ackring.run(['complete', '--', 'use', '']);
  t.deepEqual({ code, stdout, stderr }, { code: 0, stdout: 'repeated\tunknown\n', stderr: '' });
});

test('lists at once, some of them killed, of files that change: each is of one content', async (t) => {
  const ackring = await createAckring(t, null);
  const { kubeconfig } = ackring;
  await mkdir(dirname(kubeconfig));
  const contents = Array.from({ length: 12 }, (_, number) =>
    thousand.replaceAll('name: x', `name: y${number}-`),
  );
  const change = async (text: string) => {
    await writeFile(`${kubeconfig}.new`, text, { mode: 0o600 });
    await rename(`${kubeconfig}.new`, kubeconfig);
  };
  const list = async () => {
    const { code, stdout, stderr } = await ackring.run(['complete', '--', 'use', '']);
    t.deepEqual([code, stderr], [0, '']);
    const numbers = new Set(stdout.match(/(?<=^y)\d+/gm));
    t.deepEqual([numbers.size, stdout.split('\n').length], [1, 1_001], 'of one content, and all of it');
    return [...numbers].join();
  };
  for (const [round, text] of contents.entries()) {
    await change(text);
    const child = ackring.start(['complete', '--', 'use', '']);
    const killed = once(child, 'close');
    // Later in each round: anywhere from its start to its end.
    // biome-ignore lint/style/noRestrictedGlobals: any moment will do.
    const timer = setTimeout(() => child.kill('SIGKILL'), round * 60);
    const lists = Promise.all([list(), list()]);
    await change(contents[(round + 1) % contents.length] ?? '');
    await lists;
    await killed;
    clearTimeout(timer);
    t.is(await list(), `${(round + 1) % contents.length}`);
  }
  const folder = join(ackring.home, '.local/state/ackring/kubeconfig-outlines');
  t.true((await keptIn(folder)).length <= 8);
});
