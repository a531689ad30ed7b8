import test from 'ava';
import { pseudonyms } from './pseudonyms.js';

const replace = pseudonyms({
  home: '/home/mei',
  names: new Map([
    ['prod', 'cluster'],
    ['prod-tokyo', 'cluster'],
    ['mei', 'person'],
    ['a.b (c', 'context'],
  ]),
});

const id = `c${'0123456789abcdef'.repeat(2)}`;

const rows: readonly (readonly [what: string, text: string, told: RegExp])[] = [
  ['a home folder', '/home/mei/.kube/config is open', /^~\/\.kube\/config is open$/],
  ['the longer of two names', 'prod-tokyo ends', /^cluster-\d ends$/],
  ['no part of a word', 'production and prod-osaka', /^production and prod-osaka$/],
  ['a name that is a pattern', 'in a.b (c: gone', /^in context-1: gone$/],
  ['a cluster that no list has', `cluster ${id}`, /^cluster cluster-\d$/],
  ['an account', 'account 1234567890123456', /^account id-\d$/],
  ['an address', 'https://203.0.113.10:6443 refuses', /^https:\/\/host-\d:6443 refuses$/],
  ['a path outside the home', 'in /srv/acme-bank/broken-globex.yaml: no YAML', /^in path-\d+: no YAML$/],
  ['the same path on Windows', 'in D:\\acme-bank\\globex.yaml', /^in path-\d+$/],
  ['a program of the system', '/usr/local/bin/kubectl is old', /^\/usr\/local\/bin\/kubectl is old$/],
  ['a proxy', 'through proxy.acme-bank.internal:3128', /^through host-\d+:3128$/],
  ['a host alone', 'relay.acme.co is silent', /^host-\d+ is silent$/],
  [
    'a name of a file',
    'rotation.yaml and config.json, x.io.js',
    /^rotation\.yaml and config\.json, x\.io\.js$/,
  ],
  ['loopback, which is everybody’s', '127.0.0.1 refuses', /^127\.0\.0\.1 refuses$/],
  [
    'the cloud’s own hosts, which are everybody’s',
    'https://cs.cn-hangzhou.aliyuncs.com',
    /cs\.cn-hangzhou\.aliyuncs\.com/,
  ],
  ['a request id, which the report is about', '3F2A1B4C-0000-1111-2222-333344445555', /^3F2A1B4C-/],
  ['an access key’s id', 'LTAI5tExample1234567890', /^\[removed\]$/],
  ['a token', `eyJhbGciOi.eyJzdWIi.sig`, /^\[removed\]$/],
  ['an address to write to', 'user mei.li@acme.example is in no file', /^user person-\d is in no file$/],
  ['a password in an address', 'http://bob:hunter2@proxy.acme.example:8080', /^http:\/\/host-\d:8080$/],
  ['base64 with slashes', `data ${'aB/3+'.repeat(15)}==, and`, /^data \[removed\], and$/],
  ['a secret without a digit', `it is ${'aBxQzR'.repeat(5)} now`, /^it is \[removed\] now$/],
  [
    'the name of an operation',
    'cs DescribeKubernetesVersionMetadata',
    /^cs DescribeKubernetesVersionMetadata$/,
  ],
  [
    'the name of a variable',
    'ALIBABA_CLOUD_ACCESS_KEY_SECRET is set',
    /^ALIBABA_CLOUD_ACCESS_KEY_SECRET is set$/,
  ],
  ['where kubectl is had from', 'https://dl.k8s.io/release', /^https:\/\/dl\.k8s\.io\/release$/],
  ['a long secret', `it is ${'aB3'.repeat(12)} now`, /^it is \[removed\] now$/],
];

for (const [what, text, told] of rows) {
  test(`replaced, or left where it is nobody's: ${what}`, (t) => t.regex(replace(text), told));
}

test('a home folder is replaced in the address of a module, too', (t) => {
  const told = pseudonyms({ home: '/home/Mei Li', names: new Map() });
  t.is(told('at run (file:///home/Mei%20Li/x.js:1:2), /home/Mei Li/y'), 'at run (file://~/x.js:1:2), ~/y');
});

test('a name has the same pseudonym each time, and another name has another', (t) => {
  const [first, second, again] = ['mei', 'prod', 'mei'].map(replace);
  t.is(first, again);
  t.not(first, second);
});
