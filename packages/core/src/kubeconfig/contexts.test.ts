import {
  makeSpecimen,
  specimenClusterId,
  specimenNow,
  specimenOwner,
  specimenUid,
} from '@ackring/testkit/specimen';
import test from 'ava';
import { dayMs, hourMs } from '../words/duration.js';
import { toText } from '../words/say.js';
import type { ContextEntry } from './context-entry.js';
import { type Credential, certificateIssuedAt } from './context-entry.js';
import { listContexts, listOrphans } from './contexts.js';
import { planMerge } from './merge.js';
import { readKubeconfig } from './read.js';

function read(text: string, file = 'f') {
  return readKubeconfig(text, { file });
}

function userOnly(user: string): string {
  return `contexts:\n- name: a\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster: {server: https://c}\nusers:\n- name: u\n  user: ${user}\n`;
}

const warningsOf = (entry: ContextEntry | undefined) => entry?.warnings.map((warning) => toText(warning));

test("a context as ACK issues it is recognized by ACK's own names", async (t) => {
  const { yaml } = await makeSpecimen();
  const [entry] = listContexts([read(yaml)], specimenNow);
  t.like(entry, {
    file: 'f',
    cluster: 'kubernetes',
    user: specimenUid,
    server: 'https://203.0.113.10:6443',
    namespace: null,
    current: true,
    status: 'fresh',
    daysLeft: 1095,
    warnings: [],
    astray: [],
    ack: {
      clusterId: specimenClusterId(1),
      region: null,
      access: 'public',
      identity: specimenUid,
      source: 'contextName',
    },
  });
});

test('a context of ours is recognized by its mark', async (t) => {
  const { yaml } = await makeSpecimen({ server: 'https://192.168.1.1:6443' });
  const owner = specimenOwner({ access: 'private' });
  const { text } = planMerge({ existing: null, file: 'f', issued: yaml, owner, use: false, taken: [] });
  const [entry] = listContexts([read(text)], specimenNow);
  t.deepEqual(entry?.ack, {
    clusterId: specimenClusterId(1),
    region: 'cn-hangzhou',
    access: 'private',
    identity: specimenUid,
    source: 'owned',
  });
});

test("a renamed context of 2022 is recognized by its certificate's issuer, one by name by its server", async (t) => {
  const old = await makeSpecimen({ profile: '2022', clusterId: specimenClusterId(7) });
  const renamed = old.yaml.replaceAll(`${specimenUid}-${specimenClusterId(7)}`, 'work');
  t.like(listContexts([read(renamed)], specimenNow)[0]?.ack, {
    clusterId: specimenClusterId(7),
    source: 'issuer',
  });
  const served = await makeSpecimen({
    server: `https://apiserver.${specimenClusterId(8)}.cn-beijing.cs.aliyuncs.com:6443`,
  });
  const other = served.yaml.replaceAll(`${specimenUid}-${specimenClusterId(1)}`, 'work');
  t.like(listContexts([read(other)], specimenNow)[0]?.ack, {
    clusterId: specimenClusterId(8),
    region: 'cn-beijing',
    access: null,
    source: 'serverAddress',
  });
  const unknown = (await makeSpecimen()).yaml.replaceAll(`${specimenUid}-${specimenClusterId(1)}`, 'work');
  t.is(listContexts([read(unknown)], specimenNow)[0]?.ack, null);
});

const lives: [left: number, status: string, daysLeft: number][] = [
  [1095 * dayMs, 'fresh', 1095],
  [180 * dayMs + 1000, 'fresh', 180],
  [180 * dayMs - 1000, 'renewable', 179],
  [30 * dayMs, 'renewable', 30],
  [30 * dayMs - 1000, 'critical', 29],
  [1000, 'critical', 0],
  [-1000, 'expired', -1],
];

for (const [left, status, daysLeft] of lives) {
  test(`a long-term certificate with ${left / dayMs} days left is ${status}`, async (t) => {
    const { yaml } = await makeSpecimen();
    const now = new Date(specimenNow.getTime() + 1095 * dayMs - left);
    t.like(listContexts([read(yaml)], now)[0], { status, daysLeft });
  });
}

test('a temporary certificate is temporary and never renewed', async (t) => {
  const { yaml } = await makeSpecimen({ lifeMs: 72 * hourMs });
  t.like(listContexts([read(yaml)], specimenNow)[0], {
    status: 'temporary',
    daysLeft: 3,
    renewableFrom: null,
  });
});

const users: [what: string, user: string, kind: Credential['kind']][] = [
  ['exec', '{exec: {command: aws, apiVersion: v1}}', 'exec'],
  ['token', '{token: abc}', 'token'],
  ['a token by path', '{tokenFile: /t}', 'token'],
  ['basic', '{username: a, password: b}', 'basic'],
  ['an auth provider', '{auth-provider: {name: oidc}}', 'authProvider'],
  ['nothing', '{}', 'none'],
  ['a certificate by a path that is not there', '{client-certificate: /gone}', 'unreadable'],
  ['an invalid certificate', '{client-certificate-data: YWJj}', 'unreadable'],
];

for (const [what, user, kind] of users) {
  test(`a user with ${what} is recognised`, (t) => {
    const [entry] = listContexts([read(userOnly(user))], specimenNow);
    t.is(entry?.credential.kind, kind);
    t.like(entry, { status: 'unknown', daysLeft: null });
  });
}

const vendorPlugins: [args: string, issues: string | null, clusterId: string | null][] = [
  [
    `credential-plugin, get-credential, --cluster-id, ${specimenClusterId(3)}`,
    'certificate',
    specimenClusterId(3),
  ],
  [`credential-plugin, get-token, --cluster-id=${specimenClusterId(4)}`, 'token', specimenClusterId(4)],
  [`credential-plugin, get-token, -c, ${specimenClusterId(5)}`, 'token', specimenClusterId(5)],
  ['credential-plugin, get-token, --cluster-id, prod', 'token', null],
  ['version', null, null],
];
for (const [args, issues, clusterId] of vendorPlugins) {
  test(`ack-ram-tool ${args} is recognised, and where it leads`, (t) => {
    for (const command of ['ack-ram-tool', '/usr/local/bin/ack-ram-tool', 'ack-ram-tool.exe']) {
      const [entry] = listContexts(
        [read(userOnly(`{exec: {command: ${command}, args: [${args}]}}`))],
        specimenNow,
      );
      t.like(entry?.credential, { kind: 'exec', issues });
      t.is(entry?.ack?.clusterId ?? null, clusterId);
      t.is(entry?.ack?.source ?? null, clusterId === null ? null : 'plugin');
    }
  });
}

const credential = `exec-credential, --token, --cluster, ${specimenClusterId(3)}, --server, "https://a"`;
const ours: [command: string, args: string, program: string, issues: string | null][] = [
  ['ackring', credential, 'ackring', 'token'],
  ['/usr/bin/ackring', credential, '/usr/bin/ackring', 'token'],
  ['/usr/bin/node', `/usr/bin/ackring, ${credential}`, '/usr/bin/ackring', 'token'],
  ['/opt/node', `/a/dist/ackring.js, ${credential}`, '/a/dist/ackring.js', 'token'],
  ["'C:\\node.exe'", `'C:\\b\\ackring.js', ${credential}`, 'C:\\b\\ackring.js', 'token'],
  ['/usr/bin/node', `/tmp/other.js, ${credential}`, '/usr/bin/node', null],
  ['/usr/bin/node', `--import, x, /usr/bin/ackring, ${credential}`, '/usr/bin/node', null],
  ['/usr/bin/python', `/usr/bin/ackring, ${credential}`, '/usr/bin/python', null],
];
for (const [command, args, program, issues] of ours) {
  test(`an entry that runs ${command} with ${args.split(',')[0]} is ${issues === null ? 'unknown' : 'ours'}`, (t) => {
    const [entry] = listContexts(
      [read(userOnly(`{exec: {command: ${command}, args: [${args}]}}`))],
      specimenNow,
    );
    t.like(entry?.credential, { kind: 'exec', command: program, issues });
    const starter = entry?.credential.kind === 'exec' ? entry.credential.startedBy : undefined;
    t.is(starter, program === command.replaceAll("'", '') ? undefined : command.replaceAll("'", ''));
    t.is(entry?.ack?.clusterId ?? null, issues === null ? null : specimenClusterId(3));
  });
}

test("the issue time is the certificate's own, not the number that its name has had for years", async (t) => {
  const later = specimenNow.getTime() + 400 * dayMs;
  const fresh = listContexts([read((await makeSpecimen()).yaml)], specimenNow)[0]?.credential;
  if (fresh?.kind !== 'certificate') return t.fail();
  t.deepEqual(certificateIssuedAt(fresh), fresh.issuedAt);
  const renewed = { ...fresh, notBefore: new Date(later) };
  t.deepEqual(certificateIssuedAt(renewed), renewed.notBefore);
});

test('the first file wins for each name, and entries are joined across files', (t) => {
  const first = read(
    'contexts:\n- name: a\n  context: {cluster: c, user: u}\ncurrent-context: ""\n',
    'first',
  );
  const second = read(
    'contexts:\n- name: a\n  context: {cluster: x, user: x}\n- name: b\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster: {server: https://second}\nusers:\n- name: u\n  user: {token: t}\ncurrent-context: b\n',
    'second',
  );
  const third = read(
    'clusters:\n- name: c\n  cluster: {server: https://third}\ncurrent-context: a\n',
    'third',
  );
  const entries = listContexts([first, second, third], specimenNow);
  t.deepEqual(
    entries.map((each) => [each.context, each.file, each.cluster, each.server, each.current]),
    [
      ['a', 'first', 'c', 'https://second', false],
      ['b', 'second', 'c', 'https://second', true],
    ],
  );
  t.deepEqual(warningsOf(entries[0]), ['occurs again in second, where it has no effect']);
});

test('what is wrong with an entry is reported', (t) => {
  const text = `contexts:
- name: dangling
  context: {cluster: gone, user: gone}
- name: empty
  context: {}
- name: insecure
  context: {cluster: c, user: u}
clusters:
- name: c
  cluster: {server: https://c, insecure-skip-tls-verify: true}
- name: unused
  cluster: {}
users:
- name: u
  user: {client-certificate-data: YWJj}
- name: nobody
  user: {}
`;
  const entries = listContexts([read(text)], specimenNow);
  t.deepEqual(entries.map(warningsOf), [
    ['cluster "gone" is in no file', 'user "gone" is in no file'],
    ['names no cluster', 'names no user'],
    ['the server’s certificate is not checked', 'the certificate has no key'],
  ]);
  t.deepEqual(listOrphans([read(text)]), [
    { file: 'f', kind: 'cluster', name: 'unused' },
    { file: 'f', kind: 'user', name: 'nobody' },
  ]);
});

test('quoted names and ids that look like numbers stay strings', (t) => {
  const text =
    'contexts:\n- name: "212345678901234567"\n  context: {cluster: "1.10", user: "007"}\ncurrent-context: "212345678901234567"\n';
  t.like(listContexts([read(text)], specimenNow)[0], {
    context: '212345678901234567',
    cluster: '1.10',
    user: '007',
    current: true,
  });
});

test("a user's credential: a certificate first, then what kubectl would use", (t) => {
  const kind = (user: string) => {
    const [entry] = listContexts([read(userOnly(user))], specimenNow);
    return entry?.credential.kind;
  };
  for (const [user, expected] of [
    ['{}', 'none'],
    ['{token: t}', 'token'],
    ['{tokenFile: f}', 'token'],
    ['{username: a, password: b}', 'basic'],
    ['{auth-provider: {name: gcp}}', 'authProvider'],
    ['{exec: {command: c}}', 'exec'],
    ['{exec: {command: c}, token: t}', 'token'],
    ['{exec: {command: c}, username: a}', 'basic'],
    ['{token: t, username: a}', 'token'],
    ['{username: a, auth-provider: {name: gcp}}', 'basic'],
    ['{client-certificate-data: YWJj, exec: {command: c}}', 'unreadable'],
    ['{client-certificate: gone.crt}', 'unreadable'],
  ] as const) {
    t.is(kind(user), expected, user);
  }
});

test('a cluster without a server, and a duplicate context, are reported', (t) => {
  const text = `contexts:\n- name: a\n  context: {cluster: c, user: u}\n- name: a\n  context: {cluster: c, user: u}\nclusters:\n- name: c\n  cluster: {}\nusers:\n- name: u\n  user: {token: t}\n`;
  const [entry] = listContexts([read(text)], specimenNow);
  t.deepEqual(warningsOf(entry), [
    'cluster "c" has no server',
    'its file has context "a" twice: kubectl refuses the file',
  ]);
  t.is(entry?.current, false);
});

const repeats: readonly (readonly [
  what: string,
  text: string,
  told: Readonly<Record<string, string | null>>,
])[] = [
  [
    'a cluster and a user twice',
    'clusters: [{name: c, cluster: {server: s}}, {name: c, cluster: {}}, {name: d, cluster: {server: s}}]\n' +
      'users: [{name: u, user: {token: t}}, {name: u, user: {token: t}}, {name: w, user: {token: t}}]\n',
    { one: 'cluster "c", user "u"', other: null },
  ],
  [
    'a user twice that none of its contexts uses',
    'clusters: [{name: c, cluster: {server: s}}, {name: d, cluster: {server: s}}]\n' +
      'users: [{name: u, user: {token: t}}, {name: w, user: {token: t}}, {name: x, user: {}}, {name: x, user: {}}]\n',
    { one: 'user "x"', other: null },
  ],
];

for (const [what, text, told] of repeats) {
  test(`a file with ${what} is told of, entry by entry`, (t) => {
    const contexts =
      'contexts: [{name: one, context: {cluster: c, user: u}}, {name: other, context: {cluster: d, user: w}}]\n';
    const entries = listContexts([read(text + contexts)], specimenNow);
    const expected = Object.entries(told).map(([name, named]) => [
      name,
      named === null ? [] : [`its file has ${named} twice: kubectl refuses the file`],
    ]);
    t.deepEqual(
      entries.map((entry) => [entry.context, warningsOf(entry)]),
      expected,
    );
  });
}

test('the number in a common name is the certificate’s own if it is close to its beginning', (t) => {
  const at = (issuedMs: number | null, notBefore: number): number =>
    certificateIssuedAt({
      issuedAt: issuedMs === null ? null : new Date(issuedMs),
      notBefore: new Date(notBefore),
    }).getTime();
  t.is(at(hourMs, 0), hourMs);
  t.is(at(hourMs + 1, 0), 0);
  t.is(at(0, hourMs), 0);
  t.is(at(0, hourMs + 1), hourMs + 1);
  t.is(at(null, 7), 7);
});

const ackName = (number: number) => `${specimenUid}-${specimenClusterId(number)}`;

/** `place` is `cluster/user`; entries of these names are in the file, with `server` and a token. */
function placed(contexts: Readonly<Record<string, string>>, file = 'f', server = 'https://c') {
  const places = Object.entries(contexts).map(([name, place]) => [name, ...place.split('/')] as const);
  const names = (part: 1 | 2) => [...new Set(places.map((place) => place[part] ?? ''))];
  const content = {
    contexts: places.map(([name, cluster, user]) => ({ name, context: { cluster, user } })),
    clusters: names(1).map((name) => ({ name, cluster: { server } })),
    users: names(2).map((name) => ({ name, user: { token: server } })),
  };
  return read(JSON.stringify(content), file);
}

const [one, two, three] = [ackName(1), ackName(2), ackName(3)];
const sharesCluster = (other: string) =>
  `shares its cluster entry "c" with ${other}, which is of another cluster`;
const sharesUser = (other: string) => `shares its user entry "u" with ${other}, which is of another cluster`;
const companies: readonly (readonly [
  what: string,
  contexts: Readonly<Record<string, string>>,
  astray: Readonly<Record<string, readonly string[]>>,
])[] = [
  ['entries of its own', { [one]: 'c/u', [two]: 'd/v' }, {}],
  [
    'a cluster entry with another',
    { [one]: 'c/u', [two]: 'c/v' },
    { [one]: [sharesCluster(two)], [two]: [sharesCluster(one)] },
  ],
  [
    'a user entry with another',
    { [one]: 'c/u', [two]: 'd/u' },
    { [one]: [sharesUser(two)], [two]: [sharesUser(one)] },
  ],
  [
    'both with another',
    { [one]: 'c/u', [two]: 'c/u' },
    { [one]: [sharesCluster(two), sharesUser(two)], [two]: [sharesCluster(one), sharesUser(one)] },
  ],
  [
    'a cluster entry with two others, and is told of the first',
    { [one]: 'c/u', [two]: 'c/v', [three]: 'c/w' },
    { [one]: [sharesCluster(two)], [two]: [sharesCluster(one)], [three]: [sharesCluster(one)] },
  ],
  ['its entries with one of no known cluster', { [one]: 'c/u', mine: 'c/u' }, {}],
  [
    'its entries with one of no known cluster first, and with another',
    { mine: 'c/u', [one]: 'c/v', [two]: 'c/w' },
    { [one]: [sharesCluster(two)], [two]: [sharesCluster(one)] },
  ],
];
for (const [what, contexts, astray] of companies)
  test(`a context that shares ${what}`, (t) => {
    for (const entry of listContexts([placed(contexts)], specimenNow)) {
      const expected = astray[entry.context] ?? [];
      t.deepEqual(warningsOf(entry), expected);
      t.deepEqual(
        entry.astray?.map((warning) => toText(warning)),
        expected,
      );
    }
  });

test('contexts that lead to the same nothing share nothing', (t) => {
  const contexts = [one, two].map((name) => ({ name, context: { cluster: 'c', user: 'u' } }));
  for (const entry of listContexts([read(JSON.stringify({ contexts }))], specimenNow))
    t.deepEqual(warningsOf(entry), ['cluster "c" is in no file', 'user "u" is in no file']);
});

for (const [what, server, isWarned] of [
  ['another server', 'https://other', true],
  ['the same', 'https://c', false],
] as const)
  test(`a context whose entries kubectl takes from an earlier file, which say ${what}`, (t) => {
    const files = [placed({ dev: 'c/u' }, 'first', server), placed({ mine: 'c/u' }, 'second')];
    const entry = listContexts(files, specimenNow).find(({ context }) => context === 'mine');
    t.like(entry, { clusterFile: 'first', userFile: 'first', server });
    t.is(entry?.warnings.length, isWarned ? 1 : 0);
  });

test('an entry that stands twice is told of the contexts that it is of, else of the first', (t) => {
  const twice = (section: string, name: string) => {
    const text = JSON.stringify({
      contexts: ['a', 'b'].map((each) => ({ name: each, context: { cluster: each, user: each } })),
      clusters: ['a', 'b', 'c'].map((each) => ({ name: each, cluster: { server: 'https://c' } })),
      users: ['a', 'b'].map((each) => ({ name: each, user: { token: 't' } })),
    });
    const value = JSON.parse(text);
    value[section].push(value[section].find((each: { name: string }) => each.name === name));
    const entries = listContexts([read(JSON.stringify(value))], specimenNow);
    return entries.flatMap((entry) =>
      warningsOf(entry)?.some((each) => /twice/.test(each)) ? [entry.context] : [],
    );
  };
  t.deepEqual(
    [twice('contexts', 'b'), twice('clusters', 'b'), twice('users', 'b'), twice('clusters', 'c')],
    [['b'], ['b'], ['b'], ['a']],
  );
});
