import { makeSpecimen, specimenClusterId, specimenOwner } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { toText } from '../words/say.js';
import { entryNames, owningFile } from './entry-names.js';
import { planMerge } from './merge.js';
import { readIssued } from './merge-entries.js';
import { readKubeconfig } from './read.js';

const file = '/home/dev/.kube/config';
const base = { file, owner: specimenOwner(), use: false, taken: [] };

const userFile = `# my clusters
apiVersion: v1
kind: Config
clusters:
  - name: dev # the old one
    cluster:
      server: 'https://10.0.0.1:6443'
      x-unknown: {kept: true}
users:
  - name: dev
    user: {token: "abc"}
contexts:
  # two spaces on purpose
  - name: dev
    context: {cluster: dev, user: dev, namespace: web}
current-context: dev
`;

function names(text: string): string[] {
  return readKubeconfig(text, { file }).contexts.map((each) => each.name);
}

function ours(text: string, name = 'ack/cn-hangzhou/prod') {
  const kubeconfig = readKubeconfig(text, { file });
  const context = kubeconfig.contexts.find((each) => each.name === name);
  return {
    context,
    cluster: kubeconfig.clusters.find((each) => each.name === context?.cluster),
    user: kubeconfig.users.find((each) => each.name === context?.user),
  };
}

test('a merge into no file makes a complete kubeconfig and leaves current-context empty', async (t) => {
  const { yaml } = await makeSpecimen();
  const plan = planMerge({ ...base, existing: null, issued: yaml });
  t.is(plan.context, 'ack/cn-hangzhou/prod');
  t.deepEqual(
    plan.changes.map((each) => [each.path, each.change]),
    [
      ['clusters/ack/cn-hangzhou/prod', 'add'],
      ['contexts/ack/cn-hangzhou/prod', 'add'],
      ['users/ack/cn-hangzhou/prod', 'add'],
    ],
  );
  t.is(readKubeconfig(plan.text, { file }).currentContext, null);
  t.deepEqual(ours(plan.text).user?.owner, specimenOwner());
});

test('a merge adds lines and keeps every existing line, comments and layout included', async (t) => {
  const { yaml } = await makeSpecimen();
  const plan = planMerge({ ...base, existing: userFile, issued: yaml });
  const kept = plan.text.split('\n');
  for (const line of userFile.split('\n')) t.true(kept.includes(line), line);
  t.is(plan.untouchedContexts, 1);
  t.deepEqual(plan.currentContext, { before: 'dev', after: 'dev' });
  t.deepEqual(names(plan.text), ['dev', 'ack/cn-hangzhou/prod']);
});

test('the same thing fetched twice changes nothing the second time', async (t) => {
  const { yaml } = await makeSpecimen();
  const once = planMerge({ ...base, existing: userFile, issued: yaml });
  const twice = planMerge({ ...base, existing: once.text, issued: yaml });
  t.is(twice.text, once.text);
  t.deepEqual(new Set(twice.changes.map((each) => each.change)), new Set(['none']));
});

test("a new certificate replaces the old one in place and keeps the user's additions to our entries", async (t) => {
  const old = await makeSpecimen();
  const renewed = await makeSpecimen({
    issuedAt: new Date('2029-06-01T00:00:00Z'),
    keyNumber: 1,
    server: 'https://203.0.113.11:6443',
  });
  const before = planMerge({ ...base, existing: userFile, issued: old.yaml })
    .text.replace(
      '    user: ack/cn-hangzhou/prod',
      '    # where I work\n      namespace: shop   # mine\n      user: ack/cn-hangzhou/prod',
    )
    .replace(
      '      server: https://203.0.113.10:6443',
      '      proxy-url: socks5://localhost:1080\n      server: https://203.0.113.10:6443',
    );
  const plan = planMerge({ ...base, existing: before, issued: renewed.yaml });
  t.deepEqual(
    plan.changes.map((each) => each.change),
    ['update', 'none', 'update'],
  );
  t.regex(
    plan.changes.map(({ detail }) => toText(detail))[2] ?? '',
    /^certificate until 2032-05-31T.* \(was certificate until 2029-11-23T/,
  );
  t.true(plan.text.includes('# where I work\n      namespace: shop   # mine\n'));
  t.is(ours(plan.text).cluster?.proxyUrl, 'socks5://localhost:1080');
  t.is(ours(plan.text).cluster?.server, 'https://203.0.113.11:6443');
  const changed = plan.text.split('\n').filter((line) => !before.split('\n').includes(line));
  t.deepEqual(
    changed.map((line) => line.trim().split(':')[0]),
    ['server', 'certificate-authority-data', 'client-certificate-data', 'client-key-data'],
  );
});

test('another certificate that ends in the same minute is not told like the same one', async (t) => {
  const at = (second: string, keyNumber: 0 | 1) =>
    makeSpecimen({ issuedAt: new Date(`2029-06-01T00:00:${second}Z`), keyNumber });
  const [one, other] = [await at('01', 0), await at('31', 1)];
  const before = planMerge({ ...base, existing: userFile, issued: one.yaml }).text;
  const { changes } = planMerge({ ...base, existing: before, issued: other.yaml });
  const [told = ''] = changes.flatMap(({ path, detail }) =>
    path.startsWith('users/') ? toText(detail) : [],
  );
  t.regex(told, /^certificate until 2032-05-31T00:00:31Z \(another one\)$/);
});

test('--use switches current-context and nothing else does', async (t) => {
  const { yaml } = await makeSpecimen();
  const plan = planMerge({ ...base, existing: userFile, issued: yaml, use: true });
  t.deepEqual(plan.currentContext, { before: 'dev', after: 'ack/cn-hangzhou/prod' });
  t.true(plan.text.includes('\ncurrent-context: ack/cn-hangzhou/prod\n'));
  const [last] = plan.changes.slice(-1);
  t.like(last, { path: 'current-context', change: 'update' });
  t.is(last && toText(last.detail), 'ack/cn-hangzhou/prod (was dev)');
});

test('public, private, temporary and another cluster of the same name coexist', async (t) => {
  const { yaml } = await makeSpecimen();
  const owners = [
    specimenOwner(),
    specimenOwner({ access: 'private' }),
    specimenOwner({ kind: 'temporary' }),
    specimenOwner({ clusterId: specimenClusterId(2) }),
    specimenOwner({ uid: '299999999999999999' }),
  ];
  let text = userFile;
  for (const owner of owners) text = planMerge({ ...base, existing: text, issued: yaml, owner }).text;
  t.deepEqual(names(text), [
    'dev',
    'ack/cn-hangzhou/prod',
    'ack/cn-hangzhou/prod/private',
    'ack/cn-hangzhou/prod/temporary',
    `ack/cn-hangzhou/prod/${specimenClusterId(2)}`,
    'ack/cn-hangzhou/prod/299999999999999999',
  ]);
  for (const owner of owners) t.is(planMerge({ ...base, existing: text, issued: yaml, owner }).text, text);
});

test('an entry that is not ours keeps its name, and ours takes another', async (t) => {
  const { yaml } = await makeSpecimen();
  const theirs = userFile.replaceAll('dev', 'ack/cn-hangzhou/prod');
  const plan = planMerge({ ...base, existing: theirs, issued: yaml });
  t.is(plan.context, `ack/cn-hangzhou/prod/${specimenClusterId(1)}`);
  t.is(ours(plan.text).user?.token, 'abc');
});

test('a name used in another file of KUBECONFIG is not taken, since the first file would hide it', async (t) => {
  const { yaml } = await makeSpecimen();
  const other = planMerge({
    ...base,
    existing: null,
    issued: yaml,
    owner: specimenOwner({ clusterId: specimenClusterId(9) }),
  });
  const taken = entryNames([readKubeconfig(other.text, { file: 'other' })]);
  const plan = planMerge({ ...base, existing: userFile, issued: yaml, taken });
  t.is(plan.context, `ack/cn-hangzhou/prod/${specimenClusterId(1)}`);
});

test('a name given by the user is refused if something else has it, and a free one suggested', async (t) => {
  const { yaml } = await makeSpecimen();
  const error = t.throws(() => planMerge({ ...base, existing: userFile, issued: yaml, contextName: 'dev' }), {
    instanceOf: AckringError,
  });
  t.is(error?.code, 'Conflict');
  t.regex(error?.remedy ?? '', /"ack\/cn-hangzhou\/prod" is free/);
  t.is(planMerge({ ...base, existing: userFile, issued: yaml, contextName: 'mine' }).context, 'mine');
});

test('a context of ours that the user renamed is still found and updated', async (t) => {
  const old = await makeSpecimen();
  const renewed = await makeSpecimen({ issuedAt: new Date('2029-06-01T00:00:00Z') });
  const renamed = planMerge({ ...base, existing: userFile, issued: old.yaml }).text.replace(
    '    name: ack/cn-hangzhou/prod\ncurrent',
    '    name: work\ncurrent',
  );
  t.deepEqual(names(renamed), ['dev', 'work']);
  const plan = planMerge({ ...base, existing: renamed, issued: renewed.yaml });
  t.is(plan.context, 'work');
  t.deepEqual(names(plan.text), ['dev', 'work']);
});

test('entries of ours that lost their context are used again', async (t) => {
  const { yaml } = await makeSpecimen();
  const merged = planMerge({ ...base, existing: null, issued: yaml }).text;
  const without = merged.replace(/contexts:\n(?:[- ].*\n)+/, 'contexts: []\n');
  const plan = planMerge({ ...base, existing: without, issued: yaml });
  t.is(plan.context, 'ack/cn-hangzhou/prod');
  t.deepEqual(
    plan.changes.map((each) => each.change),
    ['none', 'add', 'none'],
  );
});

test('if verification was switched off it stays off, without an authority that kubectl would refuse', async (t) => {
  const { yaml } = await makeSpecimen();
  const merged = planMerge({ ...base, existing: null, issued: yaml }).text;
  for (const flag of ['true', 'yes', 'On', 'y']) {
    const insecure = merged.replace(
      / {4}certificate-authority-data: .*/,
      `    insecure-skip-tls-verify: ${flag}`,
    );
    t.is(planMerge({ ...base, existing: insecure, issued: yaml }).text, insecure);
  }
});

test('an exec plug-in of ours is replaced by a certificate completely', async (t) => {
  const { yaml } = await makeSpecimen();
  const merged = planMerge({ ...base, existing: null, issued: yaml }).text;
  const exec =
    '    exec:\n      apiVersion: client.authentication.k8s.io/v1beta1\n      command: ackring\n      args:\n      - exec-credential\n      interactiveMode: Never\n      provideClusterInfo: false';
  const withExec = merged.replace(/ {4}client-certificate-data: .*\n {4}client-key-data: .*/, exec);
  t.is(ours(withExec).user?.execCommand, 'ackring');
  const plan = planMerge({ ...base, existing: withExec, issued: yaml });
  t.is(ours(plan.text).user?.execCommand, null);
  t.is(ours(plan.text).user?.clientCertificate?.kind, 'inline');
  const back = planMerge({ ...base, existing: plan.text, issued: withExec });
  t.true(back.text.includes('provideClusterInfo: false'), 'a boolean stays a boolean');
  t.is(ours(back.text).user?.clientCertificate, null);
});

test('the holder is read from the certificate if the caller does not know it', async (t) => {
  const { yaml } = await makeSpecimen({ uid: '277777777777777777' });
  const plan = planMerge({ ...base, existing: null, issued: yaml, owner: specimenOwner({ uid: null }) });
  t.is(ours(plan.text).user?.owner?.uid, '277777777777777777');
});

const refusals: [what: string, text: string, code: ErrorCode][] = [
  ['broken YAML', `${userFile}  bad: [`, 'KubeconfigInvalid'],
  ['a list at the top', '- a\n- b\n', 'KubeconfigInvalid'],
  [
    'a repeated context',
    userFile.replace('contexts:', 'contexts:\n  - {name: dev, context: {cluster: dev, user: dev}}'),
    'KubeconfigInvalid',
  ],
  ['a control character', `${userFile}# \u0007\n`, 'KubeconfigInvalid'],
  ['a line break that only YAML 1.1 knows', `${userFile}# \u2028\n`, 'Refused'],
  ['several documents', `${userFile}---\nkind: Config\n`, 'Refused'],
  ['a repeated top-level key', `${userFile}users: []\n`, 'Refused'],
  ['an alias for a list', 'clusters: &c []\nusers: *c\n', 'Refused'],
  ['an indented top level', '  clusters: []\n  users: []\n', 'Refused'],
];

for (const [what, text, code] of refusals) {
  test(`${what} is refused`, async (t) => {
    const { yaml } = await makeSpecimen();
    const error = t.throws(() => planMerge({ ...base, existing: text, issued: yaml }), {
      instanceOf: AckringError,
    });
    t.is(error?.code, code);
    t.false(error?.message.includes('abc'), 'no secret in the message');
  });
}

test('broken YAML is reported with its line and column', async (t) => {
  const { yaml } = await makeSpecimen();
  const text = 'apiVersion: v1\nclusters:\n- cluster: {server: "https://a"\n  name: b\n';
  const error = t.throws(() => planMerge({ ...base, existing: text, issued: yaml }), {
    instanceOf: AckringError,
  });
  t.regex(error?.message ?? '', /config, line 3, column 32: /);
});

for (const [current, taken] of [
  ['a', 'a'],
  ['b', 'b'],
  ['neither', 'a'],
] as const)
  test(`of an issued kubeconfig whose current context is ${current}, ${taken} is taken`, (t) => {
    const each = <Value>(to: (name: string) => Value) => ['a', 'b'].map(to);
    const issued = JSON.stringify({
      clusters: each((name) => ({ name, cluster: { server: `https://${name}:6443` } })),
      users: each((name) => ({ name, user: { token: name } })),
      contexts: each((name) => ({ name, context: { cluster: name, user: name } })),
      'current-context': current,
    });
    const { cluster, user } = readIssued(issued);
    t.deepEqual([cluster, user], [{ server: `https://${taken}:6443` }, { token: taken }]);
  });

const reaching: readonly (readonly [title: string, find: RegExp, instead: string])[] = [
  [
    'a program',
    /client-key-data: .*/,
    'exec: {command: sh, args: [-c, "id"], apiVersion: client.authentication.k8s.io/v1}',
  ],
  [
    'our program doing something else',
    /client-key-data: .*/,
    'exec: {command: ackring, args: [rotate], apiVersion: client.authentication.k8s.io/v1}',
  ],
  [
    'our program somewhere else',
    /client-key-data: .*/,
    'exec: {command: /tmp/ackring, args: [exec-credential], apiVersion: client.authentication.k8s.io/v1}',
  ],
  ['an auth provider', /client-key-data: .*/, 'auth-provider: {name: gcp, config: {cmd-path: /bin/sh}}'],
  ['a token file', /client-key-data: .*/, 'tokenFile: /home/me/.ssh/id_ed25519'],
  ['a key file', /client-key-data: .*/, 'client-key: /etc/ssl/private/host.key'],
  ['a certificate file', /client-certificate-data: .*/, 'client-certificate: /etc/hosts'],
  ['an authority file', /certificate-authority-data: .*/, 'certificate-authority: /etc/hosts'],
];

for (const [title, find, instead] of reaching) {
  test(`an answer with ${title} is refused`, async (t) => {
    const { yaml } = await makeSpecimen();
    const issued = yaml.replace(find, instead);
    t.not(issued, yaml);
    t.throws(() => planMerge({ ...base, existing: null, issued }), { code: 'ResponseUnreadable' });
  });
}

test('our own entry may name the program by the path that we gave it, and by no other', async (t) => {
  const { yaml } = await makeSpecimen();
  const exec = 'exec: {command: /usr/bin/ackring, args: [exec-credential], apiVersion: v1}';
  const issued = yaml.replace(/client-key-data: .*/, exec).replace(/client-certificate-data: .*\n/, '\n');
  t.regex(
    planMerge({ ...base, existing: null, issued, program: { command: '/usr/bin/ackring' } }).text,
    /\/usr\/bin\/ackring/,
  );
  const elsewhere = { ...base, existing: null, issued, program: { command: '/opt/ackring' } };
  t.throws(() => planMerge(elsewhere), { code: 'ResponseUnreadable' });
});

test('an answer that is not a kubeconfig is refused', (t) => {
  for (const issued of ['', '<html></html>', 'a: [', 'apiVersion: v1\nclusters: []\n']) {
    const error = t.throws(() => planMerge({ ...base, existing: null, issued }), {
      instanceOf: AckringError,
    });
    t.is(error?.code, 'ResponseUnreadable');
  }
});

test('the file that owns a thing is found', async (t) => {
  const { yaml } = await makeSpecimen();
  const first = readKubeconfig(userFile, { file: 'first' });
  const second = readKubeconfig(planMerge({ ...base, existing: null, issued: yaml }).text, {
    file: 'second',
  });
  t.is(owningFile([first, second], specimenOwner()), 'second');
  t.is(owningFile([first, second], specimenOwner({ access: 'private' })), null);
});
