import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { join } from 'node:path';
import { makeSpecimen, specimenClusterId } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { parse } from 'yaml';
import { editKubeconfig } from '../kubeconfig/edit.js';
import { readKubeconfig } from '../kubeconfig/read.js';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import { type ForeignRequest, planForeign, type Reach } from './taking-in.js';

const mine = `apiVersion: v1
clusters:
- cluster:
    server: https://127.0.0.1:1
  name: dev
contexts:
- context:
    cluster: dev
    user: dev
  name: dev
current-context: dev
kind: Config
users:
- name: dev
  user:
    token: t
`;

const handed = (fields: { cluster?: object; user?: object; context?: object; name?: string } = {}): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name: 'kubernetes', cluster: { server: 'https://203.0.113.9:6443', ...fields.cluster } }],
    contexts: [
      { name: fields.name ?? 'lab', context: { cluster: 'kubernetes', user: 'admin', ...fields.context } },
    ],
    users: [{ name: 'admin', user: { token: 'theirs', ...fields.user } }],
    'current-context': fields.name ?? 'lab',
  });

const request = (text: string, changed: Partial<ForeignRequest> = {}): ForeignRequest => ({
  sources: [{ name: '/home/they/handed.yaml', text }],
  file: null,
  contextName: null,
  use: false,
  allowed: new Set(),
  ...changed,
});

const members = [{ path: 'config', exists: true, isWritable: true }];

/** The file after the merge. */
function merged(asked: ForeignRequest, existing = mine): { readonly text: string; readonly value: Value } {
  const intent = planForeign(asked, { kubeconfigs: [readKubeconfig(existing, { file: 'config' })], members });
  const entries = intent.edits.get('config') ?? [];
  const text = editKubeconfig(existing, 'config', { entries, use: intent.use });
  return { text, value: parse(text) as Value };
}

interface Value {
  readonly clusters: readonly { name: string; cluster: Record<string, unknown> }[];
  readonly contexts: readonly { name: string; context: Record<string, unknown> }[];
  readonly users: readonly { name: string; user: Record<string, unknown> }[];
  readonly 'current-context': string;
}

function refused(t: ExecutionContext, asked: ForeignRequest): AckringError {
  return t.throws(() => merged(asked), { instanceOf: AckringError }) ?? t.fail();
}

test('all three entries get one name, and existing ones do not change', (t) => {
  const { value, text } = merged(request(handed({ context: { namespace: 'web' } })));
  t.deepEqual(value.clusters[1], { name: 'lab', cluster: { server: 'https://203.0.113.9:6443' } });
  t.deepEqual(value.contexts[1], { name: 'lab', context: { cluster: 'lab', namespace: 'web', user: 'lab' } });
  t.deepEqual(value.users[1], { name: 'lab', user: { token: 'theirs' } });
  t.is(value['current-context'], 'dev');
  for (const line of mine.split('\n')) t.true(text.includes(line));
});

for (const [current, becomes] of [
  ['b', 'b'],
  ['gone', 'a'],
] as const)
  test(`of two contexts with ${current} as the current one, ${becomes} becomes current on request`, (t) => {
    const two = JSON.parse(handed({ name: 'a' }));
    two.contexts.push({ name: 'b', context: two.contexts[0].context });
    const text = JSON.stringify({ ...two, 'current-context': current });
    t.is(merged(request(text, { use: true })).value['current-context'], becomes);
  });

test('a taken name gets a number; a name with hidden characters is made typable', (t) => {
  const twice = merged(request(handed({ name: 'dev' }))).text;
  t.is(parse(twice).contexts[1].name, 'dev/2');
  const other = handed({ name: 'dev', context: { namespace: 'web' } });
  t.is(merged(request(other), twice).value.contexts[2]?.name, 'dev/3');
  t.is(merged(request(handed({ name: '\u001b[2J  a\n`b`' }))).value.contexts[1]?.name, '[2J-a-b');
  t.is(merged(request(handed({ name: '--' }))).value.contexts[1]?.name, 'context');
});

test('whose end the new name is, is told', (t) => {
  const once = merged(request(handed({ name: 'ack/lab' }))).text;
  const other = handed({ name: 'lab', context: { namespace: 'web' } });
  const kubeconfigs = [readKubeconfig(once, { file: 'config' })];
  const { notes } = planForeign(request(other), { kubeconfigs, members });
  t.deepEqual(notes, [{ kind: 'shadowed', context: 'ack/lab', name: 'lab' }]);
});

test('an existing context, whatever its name, is reported and not written again', (t) => {
  const once = merged(request(handed())).text;
  const intent = planForeign(request(handed({ name: 'other' }), { use: true }), {
    kubeconfigs: [readKubeconfig(once, { file: 'config' })],
    members,
  });
  t.is(intent.edits.size, 0);
  t.deepEqual(intent.notes, [{ kind: 'alreadyThere', context: 'lab' }]);
  t.is(intent.use, 'lab');
  t.is(merged(request(handed(), { contextName: 'again' }), once).value.contexts[2]?.name, 'again');
  const same = { kubeconfigs: [readKubeconfig(once, { file: 'config' })], members };
  t.is(planForeign(request(handed(), { contextName: 'lab' }), same).edits.size, 0);
});

test('contexts that lead nowhere are not what it is, and stand in nobody’s way', (t) => {
  const once = merged(request(handed())).text;
  const half = (name: string, context: string) => `- context: ${context}\n  name: ${name}\n`;
  const dangling = once.replace(
    'contexts:\n',
    `contexts:\n${half('half', '{cluster: gone, user: lab}')}${half('other', '{cluster: lab, user: gone}')}`,
  );
  t.not(dangling, once);
  const kubeconfigs = [readKubeconfig(dangling, { file: 'config' })];
  const intent = planForeign(request(handed()), { kubeconfigs, members });
  t.deepEqual(intent.notes, [{ kind: 'alreadyThere', context: 'lab' }]);
});

test('a given name is for one context, and must be free', (t) => {
  t.is(merged(request(handed(), { contextName: 'mine' })).value.users[1]?.name, 'mine');
  for (const contextName of ['dev', '-', 'a\u001b[2J'])
    t.is(refused(t, request(handed(), { contextName })).code, 'Conflict');
  const two = JSON.parse(handed());
  two.contexts.push({ name: 'b', context: two.contexts[0].context });
  t.is(refused(t, request(JSON.stringify(two), { contextName: 'x' })).code, 'UsageInvalid');
});

test('our marks and fields unknown to kubectl are left out', (t) => {
  const mark = {
    name: 'ackring.dev/v1',
    extension: { clusterId: `c${'0'.repeat(32)}`, region: 'r', access: 'public', kind: 'long-term' },
  };
  const theirs = { name: 'minikube.sigs.k8s.io', extension: { version: '1' } };
  const { value } = merged(
    request(handed({ cluster: { extensions: [mark, theirs], own: 1 }, user: { extensions: [mark] } })),
  );
  t.deepEqual(value.clusters[1]?.cluster, { server: 'https://203.0.113.9:6443', extensions: [theirs] });
  t.deepEqual(value.users[1]?.user, { token: 'theirs' });
});

const exec = { apiVersion: 'client.authentication.k8s.io/v1', command: './steal', interactiveMode: 'Never' };

for (const [what, fields, reach, said] of [
  ['a program', { user: { exec } }, 'programs', /runs \.\/steal/],
  [
    'our own plug-in, which would log in to their server',
    { user: { exec: { ...exec, command: 'ackring' } } },
    'programs',
    /runs ackring/,
  ],
  ['an auth provider', { user: { 'auth-provider': { name: 'oidc' } } }, 'programs', /auth provider oidc/],
  [
    'a token in a file, which would be sent',
    { user: { tokenFile: '../.aws/credentials' } },
    'files',
    /reads \.\.\/\.aws/,
  ],
  ['a key in a file', { user: { 'client-key': '/home/me/.ssh/id' } }, 'files', /reads \/home\/me\/\.ssh\/id/],
  ['a certificate in a file', { user: { 'client-certificate': 'c.pem' } }, 'files', /reads c\.pem/],
  ['an authority in a file', { cluster: { 'certificate-authority': 'ca.pem' } }, 'files', /reads ca\.pem/],
  [
    'a server that is not checked',
    { cluster: { 'insecure-skip-tls-verify': true } },
    'insecure',
    /does not check/,
  ],
  ['a proxy', { cluster: { 'proxy-url': 'http://10.0.0.1:1' } }, 'insecure', /through the proxy/],
  ['plain http', { cluster: { server: 'http://203.0.113.9' } }, 'insecure', /without TLS/],
] as const satisfies readonly (readonly [string, object, Reach, RegExp])[]) {
  test(`refused unless allowed: ${what}`, (t) => {
    const { code, message, remedy } = refused(t, request(handed(fields)));
    t.is(code, 'Refused');
    t.regex(message, said);
    t.true(remedy.includes(`add \`--allow ${reach}\`;`));
    t.notThrows(() => merged(request(handed(fields), { allowed: new Set([reach]) })));
  });
}

test('everything that it could do is named at once', (t) => {
  const { problems, remedy } = refused(
    t,
    request(handed({ user: { exec, tokenFile: 't' }, cluster: { 'insecure-skip-tls-verify': true } })),
  );
  t.is(problems.length, 3);
  t.regex(remedy, /programs.*files.*insecure/);
});

for (const [count, last] of [
  [12, /^"lab12"/],
  [13, /^and 1 more$/],
] as const) {
  test(`of ${count} that are refused a dozen are named, and the rest is counted`, (t) => {
    const sources = Array.from({ length: count }, (_, at) => ({
      name: `/home/they/${at + 1}.yaml`,
      text: handed({ name: `lab${at + 1}`, user: { tokenFile: 't' } }),
    }));
    const { problems } = refused(t, request('', { sources }));
    t.is(problems.length, Math.min(count, 13));
    t.regex(String(problems.at(-1)), last);
  });
}

test("paths are resolved from the file's own folder", (t) => {
  const fields = { user: { tokenFile: '../t', exec }, cluster: { 'certificate-authority': 'ca.pem' } };
  const { value } = merged(request(handed(fields), { allowed: new Set(['files', 'programs']) }));
  t.is(value.users[1]?.user['tokenFile'], join('/home', 't'));
  t.like(value.users[1]?.user['exec'], { command: '/home/they/steal' });
  t.is(value.clusters[1]?.cluster['certificate-authority'], '/home/they/ca.pem');
});

test('paths that begin with a digit are resolved as well', (t) => {
  const text = handed({ user: { token: undefined } })
    .replace('"user":{}', '"user": {tokenFile: 1.token, exec: {command: 3rdparty/plugin, apiVersion: v}}')
    .replace('"server"', '"certificate-authority": 2024-ca.crt, "server"');
  const { value } = merged(request(text, { allowed: new Set(['files', 'programs']) }));
  t.is(value.users[1]?.user['tokenFile'], '/home/they/1.token');
  t.like(value.users[1]?.user['exec'], { command: '/home/they/3rdparty/plugin' });
  t.is(value.clusters[1]?.cluster['certificate-authority'], '/home/they/2024-ca.crt');
});

test('a program that is looked for in the PATH is taken from anywhere', (t) => {
  for (const name of ['-', '/home/they/handed.yaml']) {
    const sources = [{ name, text: handed({ user: { exec: { ...exec, command: 'steal' } } }) }];
    const { value } = merged(request('', { sources, allowed: new Set(['programs']) }));
    t.like(value.users[1]?.user['exec'], { command: 'steal' });
  }
});

for (const [name, said] of [
  ['-', 'standard input'],
  ['/home/they/handed.yaml', '/home/they/handed.yaml'],
] as const)
  test(`a kubeconfig from ${name} is called ${said}`, (t) => {
    const from = (text: string) => request('', { sources: [{ name, text }] });
    const { summary } = planForeign(from(handed()), { kubeconfigs: [], members });
    t.is(toText(summary), `merged ${said}`);
    for (const text of ['[]', handed({ context: { cluster: 'gone' } })])
      t.true(refused(t, from(text)).message.startsWith(`${said}:`));
  });

test('without a file to write to, nothing is merged', (t) => {
  const plan = () => planForeign(request(handed()), { kubeconfigs: [], members: [] });
  t.is(t.throws(plan, { instanceOf: AckringError })?.code, 'FileUnwritable');
});

test('from standard input the base of relative paths is unknown', (t) => {
  for (const fields of [{ user: { tokenFile: 't' } }, { user: { exec } }]) {
    const sources = [{ name: '-', text: handed(fields) }];
    const asked = request('', { sources, allowed: new Set(['files', 'programs']) });
    t.regex(refused(t, asked).message, /of an unknown folder/);
  }
});

test('a key that does not fit its certificate is refused', async (t) => {
  const one = await makeSpecimen({ clusterId: specimenClusterId(1) });
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const other = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
  const base64 = (pem = '') => Buffer.from(pem).toString('base64');
  const user = (key: string | undefined) => ({
    token: undefined,
    'client-certificate-data': base64(one.certificate),
    'client-key-data': base64(key),
  });
  t.is(refused(t, request(handed({ user: user(other) }))).code, 'KubeconfigInvalid');
  t.notThrows(() => merged(request(handed({ user: user(one.key) }))));
  const apart = handed({ user: { ...user(undefined), 'client-key-data': undefined, 'client-key': '/k' } });
  t.notThrows(() => merged(request(apart, { allowed: new Set(['files']) })));
  const locked = createPrivateKey(one.key).export({
    ...{ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'x' },
  });
  t.regex(refused(t, request(handed({ user: user(locked.toString()) }))).message, /cannot use.*encrypted/);
});

for (const [what, text] of [
  ['no YAML', '{'],
  ['an empty text', ''],
  ['a list', '[]'],
  ['what kubectl refuses', 'clusters: 1'],
  ['a context without its cluster', handed({ context: { cluster: 'gone' } })],
] as const)
  test(`nothing is merged from ${what}`, (t) => {
    t.is(refused(t, request(text)).code, 'KubeconfigInvalid');
  });

test('an incomplete context is left out and reported', (t) => {
  const text = JSON.parse(handed());
  text.contexts.push({ name: 'lost', context: { cluster: 'gone', user: 'admin' } });
  const intent = planForeign(request(JSON.stringify(text)), {
    kubeconfigs: [readKubeconfig(mine, { file: 'config' })],
    members,
  });
  t.deepEqual(intent.notes, [{ kind: 'dangling', context: 'lost' }]);
  t.is(intent.edits.get('config')?.length, 3);
});

test('many contexts go into empty or missing lists', (t) => {
  const many = JSON.stringify({
    clusters: ['a', 'b'].map((name) => ({ name, cluster: { server: `https://${name}.example` } })),
    users: ['a', 'b'].map((name) => ({ name, user: { token: name } })),
    contexts: ['a', 'b'].map((name) => ({ name, context: { cluster: name, user: name } })),
  });
  for (const existing of [
    '',
    'kind: Config\n',
    'apiVersion: v1\nclusters: []\ncontexts: []\nusers: []\nkind: Config\n',
    'clusters:\ncontexts:\nusers:\n',
    '{"clusters": [], "contexts": [], "users": []}',
    '{"kind": "Config"}',
    mine,
    mine.replaceAll('\n', '\r\n'),
  ]) {
    const { value } = merged(request(many), existing);
    const names = ({ name }: { name: string }) => name;
    for (const list of [value.clusters, value.contexts, value.users])
      t.deepEqual(list.map(names).slice(-2), ['a', 'b'], existing);
  }
});
