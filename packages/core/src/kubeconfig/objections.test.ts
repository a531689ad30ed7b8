import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { objectionsTo } from './objections.js';
import { readKubeconfig } from './read.js';
import { resolveContexts } from './resolve.js';

// In client-go's words, 0.37; generated files are held against client-go itself in test/kubectl.

const { yaml } = await makeSpecimen();
const issued = (key: string): string => new RegExp(`${key}: (\\S+)`).exec(yaml)?.[1] ?? '';
const certificate = issued('client-certificate-data');
const key = issued('client-key-data');
const authority = issued('certificate-authority-data');
const relabelled = Buffer.from(
  Buffer.from(certificate, 'base64').toString().replaceAll(' CERTIFICATE', ' X509 CERTIFICATE'),
).toString('base64');

const twice = Buffer.from(Buffer.from(certificate, 'base64').toString().repeat(2)).toString('base64');

/** A block of a certificate around anything. */
const block = (inside: string): string =>
  Buffer.from(`-----BEGIN CERTIFICATE-----\n${inside}\n-----END CERTIFICATE-----\n`).toString('base64');

const pair = `client-certificate-data: ${certificate}, client-key-data: ${key}`;
const here = 'server: "https://127.0.0.1:6443"';
const plugin = 'command: tool, apiVersion: client.authentication.k8s.io/v1';

const rows: readonly (readonly [what: string, cluster: string, user: string, said: readonly RegExp[]])[] = [
  ['a certificate with its key', here, pair, []],
  ['an authority', `${here}, certificate-authority-data: ${authority}`, pair, []],
  ['a file read', `${here}, certificate-authority: read.crt`, pair, []],
  ['nobody', here, '', []],
  ['no server', 'tls-server-name: x', pair, [/^no server found for cluster "c"$/]],
  ['an empty cluster', '', pair, [/^no server found for cluster "c"$/]],
  [
    'an authority twice',
    `${here}, certificate-authority: read.crt, certificate-authority-data: ${authority}`,
    pair,
    [/^certificate-authority-data and certificate-authority are both specified for c\. /],
  ],
  [
    'a file that is not there',
    `${here}, certificate-authority: gone.crt`,
    pair,
    [/^unable to read certificate-authority .*\/gone\.crt for c due to /],
  ],
  [
    'an authority that is not checked',
    `${here}, insecure-skip-tls-verify: true, certificate-authority-data: ${authority}`,
    pair,
    [/^specifying a root certificates file with the insecure flag is not allowed$/],
  ],
  [
    'an authority of another label',
    `${here}, certificate-authority-data: ${relabelled}`,
    pair,
    [/no valid certificate authority data seen$/],
  ],
  [
    'an odd proxy',
    `${here}, proxy-url: "ftp://x"`,
    pair,
    [/^invalid 'proxy-url' "ftp:\/\/x" for cluster "c"/],
  ],
  [
    'a proxy with a blank',
    `${here}, proxy-url: "http://a b"`,
    pair,
    [/"http:\/\/a b" for cluster "c": could not parse: http:\/\/a b$/],
  ],
  ['a server with a line break', 'server: "https://127.0.0.1:6443\\n"', pair, [/^parse .*it is no URL$/]],
  [
    'a path without a scheme',
    'server: host/path',
    pair,
    [/^host must be a URL or a host:port pair: "host\/path"$/],
  ],
  ['a host alone', 'server: "127.0.0.1:6443"', pair, []],
  [
    'a provider that is gone',
    here,
    'auth-provider: {name: gcp}',
    [/^The gcp auth plugin has been removed\./],
  ],
  ['an unknown provider', here, 'auth-provider: {name: x}', [/^no Auth Provider found for name "x"$/]],
  ['half a provider', here, 'auth-provider: {name: oidc}', [/^Must provide idp-issuer-url$/]],
  [
    'a certificate for a key',
    here,
    `client-certificate-data: ${certificate}, client-key-data: ${certificate}`,
    [/^tls: found a certificate rather than a key /],
  ],
  [
    'a key for a certificate',
    here,
    `client-certificate-data: ${key}, client-key-data: ${key}`,
    [/PEM inputs may have been switched$/],
  ],
  [
    'two certificates for a key',
    here,
    `client-certificate-data: ${certificate}, client-key-data: ${twice}`,
    [/^tls: failed to find PEM block .* following types: \[CERTIFICATE CERTIFICATE\]$/],
  ],
  [
    'a key that is no PEM',
    here,
    `client-certificate-data: ${certificate}, client-key-data: bm9uZQ==`,
    [/^tls: failed to find any PEM data in key input$/],
  ],
  [
    'an authority that is no PEM',
    `${here}, certificate-authority-data: bm9uZQ==`,
    pair,
    [/^unable to load root certificates: unable to parse bytes as PEM block$/],
  ],
  [
    'an authority that is no certificate',
    `${here}, certificate-authority-data: ${block('AAAA')}`,
    pair,
    [/^unable to load root certificates: failed to parse certificate$/],
  ],
  [
    'a group and an extra of nobody',
    here,
    'as-groups: [ops], as-user-extra: {scopes: [all]}',
    [/^requesting uid, groups or user-extra for u without impersonating a user$/],
  ],
  [
    'the key of another certificate',
    here,
    `client-certificate-data: ${authority}, client-key-data: ${key}`,
    [/^tls: private key does not match public key$/],
  ],
  [
    'a password beside a token file',
    here,
    'tokenFile: read.key, username: a, password: b',
    [/^username\/password or bearer token may be set, but not both$/],
  ],
  [
    'a plug-in of an old version beside a token',
    here,
    'token: t, exec: {command: c, apiVersion: client.authentication.k8s.io/v1alpha1}',
    [/^exec plugin: invalid apiVersion "client\.authentication\.k8s\.io\/v1alpha1"$/],
  ],
  ...['AA*A', 'AAAAA', 'A=AA'].map(
    (inside) =>
      [
        `a block around ${inside}, which is no base64`,
        here,
        `client-certificate-data: ${block(inside)}, client-key-data: ${key}`,
        [/^tls: failed to find any PEM data in certificate input$/],
      ] as const,
  ),
  ['a socks proxy', `${here}, proxy-url: "socks5://x"`, pair, []],
  [
    'a certificate without a key',
    here,
    `client-certificate-data: ${certificate}`,
    [/^client-key-data or client-key must be specified for u /],
  ],
  ['a key without a certificate', here, `client-key-data: ${key}`, []],
  [
    'a certificate twice',
    here,
    `${pair}, client-certificate: read.crt`,
    [/^client-cert-data and client-cert are both specified for u\. /],
  ],
  [
    'a key twice',
    here,
    `${pair}, client-key: read.key`,
    [/^client-key-data and client-key are both specified for u; /],
  ],
  [
    'a certificate file that is not there',
    here,
    'client-certificate: gone.crt, client-key: read.key',
    [/^unable to read client-cert .*gone\.crt for u due to /],
  ],
  [
    'a key file that is not there',
    here,
    'client-certificate: read.crt, client-key: gone.key',
    [/^unable to read client-key .*gone\.key for u due to /],
  ],
  [
    'a certificate of another label',
    here,
    `client-certificate-data: ${relabelled}, client-key-data: ${key}`,
    [/^tls: failed to find "CERTIFICATE" PEM block/],
  ],
  [
    'the same over plain http',
    'server: "http://127.0.0.1:8080"',
    `client-certificate-data: ${relabelled}, client-key-data: ${key}`,
    [],
  ],
  [
    'a token and a password',
    here,
    'token: t, password: p',
    [/found \[token basicAuth\], only one is allowed$/],
  ],
  ['a token and a certificate', here, `token: t, ${pair}`, []],
  ['a token file that is not there', here, 'tokenFile: gone', [/^open .*\/gone: no such file or directory$/]],
  ['an empty token file', here, 'tokenFile: empty', [/^read empty token from file ".*\/empty"$/]],
  ['an empty token file beside a token', here, 'token: t, tokenFile: empty', []],
  ['the same beside a token', here, 'token: t, tokenFile: gone', []],
  [
    'groups without a user',
    here,
    `${pair}, as-groups: [x]`,
    [/^requesting uid, groups or user-extra for u without impersonating a user$/],
  ],
  ['groups with a user', here, `${pair}, as: a, as-groups: [x], as-uid: b`, []],
  ['a plug-in', here, `exec: {${plugin}, interactiveMode: Never}`, []],
  [
    'a plug-in and an auth provider',
    here,
    `auth-provider: {name: gcp}, exec: {${plugin}, interactiveMode: Never}`,
    [/^authProvider cannot be provided in combination with an exec plugin for u$/],
  ],
  ['a plug-in without a mode', here, `exec: {${plugin}}`, [/^interactiveMode must be specified for u /]],
  ['an older plug-in without a mode', here, `exec: {${plugin}beta1}`, []],
  [
    'a plug-in of an odd mode',
    here,
    `exec: {${plugin}, interactiveMode: never}`,
    [/^invalid interactiveMode for u: "never"$/],
  ],
  [
    'a plug-in of nothing',
    here,
    'exec: {env: [{value: x}]}',
    [/^command must/, /^apiVersion must/, /^env variable name must/, /^interactiveMode must/],
  ],
];

test('a context without its cluster is no configuration, unless its user is refused', (t) => {
  const of = (user: string) => {
    const text = `contexts: [{name: x, context: {cluster: gone, user: u}}]\nusers: [{name: u, user: {${user}}}]\n`;
    const resolved = resolveContexts([readKubeconfig(text, { file: 'f' })]).contexts.get('x');
    return objectionsTo(resolved ?? t.fail());
  };
  for (const user of ['', 'token: t'])
    t.regex(of(user).join('\n'), /^no configuration has been provided, [^\n]*$/);
  t.regex(of('as-uid: "1"').join('\n'), /^requesting uid[^\n]*\ncluster has no server defined$/);
});

for (const [what, cluster, user, said] of rows) {
  test(`${what}: kubectl ${said.length === 0 ? 'has no objection' : 'refuses it'}`, (t) => {
    const text = `clusters: [{name: c, cluster: {${cluster}}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: {${user}}}]
`;
    const linked = new Map([
      ['read.crt', Buffer.from(authority, 'base64').toString()],
      ['read.key', Buffer.from(key, 'base64').toString()],
      ['empty', ''],
    ]);
    const file = { ...readKubeconfig(text, { file: '/home/me/.kube/config' }), linked };
    const resolved = resolveContexts([file]).contexts.get('x');
    const objections = resolved === undefined ? ['no context'] : objectionsTo(resolved);
    t.is(objections.length, said.length, objections.join('\n'));
    for (const [index, each] of said.entries()) t.regex(objections[index] ?? '', each);
  });
}
