import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'ava';
import { sentenceOf } from '../words/say.js';
import { crashFolder } from './crash.js';
import { warning } from './finding.js';
import { problemReport, pseudonyms, reportName } from './report.js';

type World = Parameters<typeof problemReport>[0];

const entry = {
  context: 'acme-internal',
  cluster: 'acme-k8s',
  user: 'mei@acme.example',
  server: 'https://api.acme.example:6443',
  namespace: 'payroll',
  credential: { kind: 'token' },
  status: 'unknown',
};

const world = {
  contexts: async () => ({
    entries: [
      entry,
      { ...entry, namespace: 'default', server: 'no address' },
      { ...entry, server: 'https://intranet7:6443' },
    ],
    files: ['f'],
  }),
  profiles: async ({ withEmpty }: { withEmpty: boolean }) => (withEmpty ? ['acme-ops'] : []),
  cachedFleet: async () => ({ clusters: [{ name: 'acme-prod' }] }),
  cachedHolders: async () => [{ name: 'tom.acme' }],
  settings: async () => ({
    readOnly: false,
    durationMinutes: 480,
    skin: 'dark',
    function: 'acme-rotate',
    contextName: 'acme/{name}',
    regions: ['cn-hangzhou'],
    aliases: { 'acme-ops': { acmetok: 'c1' } },
    keys: {},
  }),
} as unknown as World;

const place = {
  environment: {
    USER: 'meili',
    LANG: 'ja_JP.UTF-8',
    HTTPS_PROXY: 'http://mei:pa55@proxy.acme.example',
    MY_SECRET: 'acme',
  },
  home: '/home/mei',
  stateFolder: '/proc/nowhere',
  version: 'ackring 1',
  now: new Date('2026-11-27T14:00:00Z'),
};

/** What findings and errors may say, each with something private in it. */
const told = [
  'context "acme-internal" names user mei@acme.example, namespace payroll',
  'getaddrinfo ENOTFOUND api.acme.example',
  '/srv/meili/acme-k8s and /home/mei/.kube/config',
  'profile acme-ops sees acme-prod; tom.acme holds one',
  'in the default namespace',
  'getaddrinfo ENOTFOUND intranet7',
];

test('a report says what is wrong, and not whose it is', async (t) => {
  const findings = told.map((detail) => warning('check', sentenceOf(detail), 'Look.'));
  const text = await problemReport(world, findings, place);
  t.notRegex(text, /acme|intranet7|meili|\bmei\b|payroll|tom|pa55|hangzhou/);
  t.regex(text, /^warning check: in the default namespace \(Look\.\)$/m);
  t.regex(text, /^warning check: getaddrinfo ENOTFOUND host-1 /m);
  t.regex(text, /path-\d and ~\/\.kube\/config/);
  t.regex(
    text,
    /^## Settings\n\nreadOnly: false\ndurationMinutes: 480\nskin: "dark"\nfunction: set\ncontextName: set\nregions: 1 set\naliases: 1 set\nkeys: none\n$/m,
  );
  t.regex(text, /^clusters in the cache: 1$/m);
  t.regex(text, /^## Environment\n\nHTTPS_PROXY is set\nLANG=ja_JP\.UTF-8\n$/m);
});

test('what there is nothing of is told as none, a cache that is not there, and the last crash', async (t) => {
  const stateFolder = await mkdtemp(join(tmpdir(), 'ackring-report-'));
  t.teardown(() => rm(stateFolder, { recursive: true, force: true }));
  const empty = { ...world, cachedFleet: async () => null } as unknown as World;
  const report = () => problemReport(empty, [], { ...place, stateFolder });
  const before = await report();
  t.regex(before, /^## Findings\n\nnone$/m);
  t.regex(before, /^## Last crash\n\nnone$/m);
  t.regex(before, /^clusters in the cache: none yet$/m);
  await mkdir(crashFolder(stateFolder), { recursive: true });
  for (const day of [2, 3, 1])
    await writeFile(join(crashFolder(stateFolder), `crash-2026-11-0${day}`), `on day ${day}\n`);
  t.regex(await report(), /^## Last crash\n\non day 3$/m);
  t.regex(
    await problemReport(world, [warning('check', sentenceOf('one'), 'Look.')], place),
    /^warning check: one/m,
  );
});

test('a report is named by its day, and is not the second of that name', async (t) => {
  const taken = new Set(['ackring-report-2026-11-27.txt', 'ackring-report-2026-11-27-2.txt']);
  const name = (there: ReadonlySet<string>) => reportName(place.now, async (file) => there.has(file));
  t.is(await name(new Set()), 'ackring-report-2026-11-27.txt');
  t.is(await name(new Set(['ackring-report-2026-11-27.txt'])), 'ackring-report-2026-11-27-2.txt');
  t.is(await name(taken), 'ackring-report-2026-11-27-3.txt');
});

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

const homes: readonly (readonly [home: string, text: string, told: string])[] = [
  ['/', 'in /usr/bin/x', 'in /usr/bin/x'],
  ['/m', 'in /m/x', 'in ~/x'],
];
for (const [home, text, told] of homes)
  test(`in the home ${home}, ${text} is told as: ${told}`, (t) => {
    t.is(pseudonyms({ home, names: new Map() })(text), told);
  });

test('a name of one letter is a word, and the longer of two that begin alike is one name', (t) => {
  const names = new Map(['a', 'ab', 'mei', 'mei li'].map((name) => [name, 'person']));
  t.is(pseudonyms({ home: '/h', names })('a note of mei li to ab'), 'a note of person-1 to person-2');
});
