import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import type { ExecPlugin } from '../words/target.js';
import type { Kubeconfig } from './kubeconfig.js';
import { readKubeconfig } from './read.js';
import { apiServerTarget, execPluginRefusal } from './target.js';

const specimen = await makeSpecimen();

const of = (user: string) =>
  apiServerTarget(
    readKubeconfig(
      `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://203.0.113.1:6443"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: ${user}}]
`,
      { file: 'f' },
    ),
    'x',
  );

test('the impersonated user is part of the target', (t) => {
  t.is(of('{token: t}').impersonation, null);
  t.deepEqual(of('{token: t, as: alice}').impersonation, { user: 'alice', uid: null, groups: [], extra: {} });
  const all = '{token: t, as: alice, as-uid: "7", as-groups: [a, b], as-user-extra: {why: [x, z]}}';
  t.deepEqual(of(all).impersonation, {
    user: 'alice',
    uid: '7',
    groups: ['a', 'b'],
    extra: { why: ['x', 'z'] },
  });
});

test('groups, a uid or extras without a user are refused, as by kubectl', (t) => {
  for (const user of ['{as-groups: [a]}', '{as-uid: "7"}', '{as-user-extra: {why: [x]}}']) {
    t.is(t.throws(() => of(user), { instanceOf: AckringError })?.code, 'KubeconfigInvalid', user);
  }
});

function codeOf(work: () => unknown): string | null {
  try {
    work();
    return null;
  } catch (error) {
    return error instanceof AckringError ? error.code : String(error);
  }
}

const file = (
  contexts: string,
  cluster = '{server: "https://203.0.113.1:6443"}',
  user = '{token: t}',
): Kubeconfig =>
  readKubeconfig(
    `clusters: [{name: c, cluster: ${cluster}}]\ncontexts: [${contexts}]\nusers: [{name: u, user: ${user}}]\n`,
    { file: '/home/me/.kube/config' },
  );

test('a context that leads nowhere is reported with what is missing', (t) => {
  const target = (contexts: string, cluster?: string) => apiServerTarget(file(contexts, cluster), 'x');
  t.is(target('{name: x, context: {cluster: c, user: u}}').server, 'https://203.0.113.1:6443');
  for (const [contexts, cluster, code] of [
    ['{name: other, context: {cluster: c, user: u}}', undefined, 'ContextNotFound'],
    ['{name: x, context: {cluster: gone, user: u}}', undefined, 'KubeconfigInvalid'],
    ['{name: x, context: {cluster: c, user: gone}}', undefined, 'KubeconfigInvalid'],
    ['{name: x, context: {}}', undefined, 'KubeconfigInvalid'],
    ['{name: x, context: {cluster: c}}', undefined, 'KubeconfigInvalid'],
    ['{name: x, context: {cluster: c, user: u}}', '{}', 'KubeconfigInvalid'],
  ] as const) {
    t.is(
      codeOf(() => target(contexts, cluster)),
      code,
      contexts,
    );
  }
  t.regex(t.throws(() => apiServerTarget([], 'x')).message, /there is no context "x"$/);
  t.regex(t.throws(() => target('{name: x, context: {cluster: gone, user: u}}')).message, /cluster "gone"/);
  t.regex(t.throws(() => target('{name: x, context: {cluster: c, user: gone}}')).message, /user "gone"/);
});

const entry = '{name: x, context: {cluster: c, user: u}}';

test("the cluster entry's fields are part of the target", (t) => {
  const cluster =
    '{server: "https://s", tls-server-name: host, insecure-skip-tls-verify: true, proxy-url: "http://p"}';
  t.like(apiServerTarget(file(entry, cluster), 'x'), {
    server: 'https://s',
    tlsServerName: 'host',
    insecureSkipTlsVerify: true,
    proxyUrl: 'http://p',
    certificateAuthority: null,
  });
  const pem = specimen.authority;
  const authority = `{server: "https://s", certificate-authority-data: ${Buffer.from(pem).toString('base64')}}`;
  t.is(apiServerTarget(file(entry, authority), 'x').certificateAuthority, pem);
  t.like(apiServerTarget(file(entry), 'x'), { certificateAuthority: null, insecureSkipTlsVerify: false });
});

test('without TLS no credential is sent, as by kubectl', (t) => {
  const plain = file(entry, '{server: "http://127.0.0.1:8080"}', '{token: t, as: jane}');
  t.like(apiServerTarget(plain, 'x'), { token: null, exec: null, impersonation: { user: 'jane' } });
  const basic = file(entry, '{server: "http://127.0.0.1:8080"}', '{username: me, password: secret}');
  t.is(apiServerTarget(basic, 'x').basic, null);
});

test('a user name goes with its password, or with none', (t) => {
  t.deepEqual(of('{username: me, password: secret}').basic, { user: 'me', password: 'secret' });
  t.deepEqual(of('{username: me}').basic, { user: 'me', password: '' });
  t.is(of('{password: secret}').basic, null);
});

test('files that an entry refers to are read with it, or there is no target', (t) => {
  const linked = (user: string, texts: Record<string, string>) =>
    apiServerTarget({ ...file(entry, undefined, user), linked: new Map(Object.entries(texts)) }, 'x');
  const { certificate: pem, key } = specimen;
  const pair = '{client-certificate: a.crt, client-key: a.key}';
  t.like(linked(pair, { 'a.crt': pem, 'a.key': key }), { clientCertificate: pem, clientKey: key });
  t.is(linked('{client-key: a.key}', {}).clientKey, null);
  t.is(
    codeOf(() => linked(pair, { 'a.crt': pem })),
    'FileUnreadable',
  );
  t.like(linked('{tokenFile: f, token: t}', { f: ' of the file\n' }), {
    token: 'of the file',
    tokenFile: 'f',
  });
  t.like(linked('{tokenFile: f, token: t}', {}), { token: 't', tokenFile: null });
  t.like(linked('{tokenFile: f, token: t}', { f: '' }), { token: 't', tokenFile: null });
  t.like(linked('{token: t}', {}), { token: 't', tokenFile: null, exec: null });
});

test('a plug-in is read from its entry, its path relative to the file', (t) => {
  const exec = (text: string) => apiServerTarget(file(entry, undefined, `{exec: ${text}}`), 'x').exec;
  t.deepEqual(
    exec(
      '{command: tool, args: [a, b], env: [{name: NAME, value: v}, {name: MORE}], apiVersion: v, interactiveMode: Never, provideClusterInfo: true, installHint: h}',
    ),
    {
      command: 'tool',
      args: ['a', 'b'],
      env: { NAME: 'v', MORE: '' },
      apiVersion: 'v',
      interactiveMode: 'Never',
      provideClusterInfo: true,
      clusterConfig: null,
      installHint: 'h',
    },
  );
  const configured = (extension: string) => {
    const cluster = `{server: "https://203.0.113.1:6443", extensions: [{name: other, extension: {a: b}}, ${extension}]}`;
    return apiServerTarget(
      file(entry, cluster, '{exec: {command: tool, apiVersion: v, interactiveMode: Never}}'),
      'x',
    ).exec?.clusterConfig;
  };
  t.is(configured('{name: client.authentication.k8s.io/exec, extension: {audience: x}}'), '{"audience":"x"}');
  t.is(configured('{name: client.authentication.k8s.io/exec}'), null);
  const beta = 'apiVersion: client.authentication.k8s.io/v1beta1';
  t.deepEqual(exec(`{command: tool, ${beta}}`), {
    command: 'tool',
    args: [],
    env: {},
    apiVersion: 'client.authentication.k8s.io/v1beta1',
    interactiveMode: null,
    provideClusterInfo: false,
    clusterConfig: null,
    installHint: null,
  });
  t.is(exec(`{command: "/usr/bin/tool", ${beta}}`)?.command, '/usr/bin/tool');
  t.is(exec(`{command: "bin/tool", ${beta}}`)?.command, '/home/me/.kube/bin/tool');
  t.is(exec(`{command: 'bin\\tool', ${beta}}`)?.command, '/home/me/.kube/bin\\tool');
});

const plugIn = 'exec: {command: tool, apiVersion: client.authentication.k8s.io/v1beta1}';
const { certificate, key } = specimen;
const data = (text: string): string => Buffer.from(text).toString('base64');
const pair = `client-certificate-data: ${data(certificate)}, client-key-data: ${data(key)}`;

const plugIns: [user: string, isRun: boolean][] = [
  [plugIn, true],
  [`${plugIn}, token: t`, false],
  [`${plugIn}, username: me, password: secret`, false],
  [`${plugIn}, ${pair}`, false],
  // A key alone is not looked at.
  [`${plugIn}, client-key-data: ${data(key)}`, true],
];
for (const [user, isRun] of plugIns) {
  const keys = user.match(/[\w-]+(?=: )/g)?.join(' ');
  test(`kubectl ${isRun ? 'runs' : 'does not run'} the plug-in of a user with ${keys}`, (t) => {
    t.is(of(`{${user}}`).exec !== null, isRun);
  });
}

const refused: [user: string, problems: number, message: RegExp][] = [
  ['{token: t, username: me}', 0, /refuses x: more than one authentication method found for u/],
  [`{client-certificate-data: ${data(certificate)}}`, 0, /refuses x: client-key-data or client-key must be/],
  ['{exec: {command: tool}}', 2, /refuses x/],
];
for (const [user, problems, message] of refused) {
  test(`kubectl refuses before it dials: ${message.source}`, (t) => {
    const error = t.throws(() => of(user), { instanceOf: AckringError, code: 'ContextRefused' });
    t.regex(error?.message ?? '', message);
    t.is(error?.problems.length, problems);
  });
}

const v1 = 'client.authentication.k8s.io/v1';
const sound: ExecPlugin = {
  command: 'c',
  args: [],
  env: {},
  apiVersion: v1,
  interactiveMode: 'Never',
  provideClusterInfo: false,
  installHint: null,
};

const refusals: [change: Partial<ExecPlugin>, why: RegExp | null][] = [
  [{}, null],
  [{ interactiveMode: 'IfAvailable' }, null],
  [{ interactiveMode: 'Always' }, /needs a terminal/],
  [{ apiVersion: `${v1}beta1`, interactiveMode: null }, null],
  [{ apiVersion: `${v1}beta1`, interactiveMode: 'Always' }, /terminal/],
  [{ apiVersion: `${v1}alpha1` }, /v1alpha1/],
];

test('a plug-in that kubectl would not run is not run', (t) => {
  for (const [change, why] of refusals) {
    const said = execPluginRefusal({ ...sound, ...change });
    if (why === null) t.is(said, null, JSON.stringify(change));
    else t.regex(said === null ? '' : toText(said), why, JSON.stringify(change));
  }
});
