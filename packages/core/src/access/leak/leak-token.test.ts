import { randomFrom } from '@ackring/testkit/random';
import { makeSpecimen, specimenClusterId, specimenNow } from '@ackring/testkit/specimen';
import { vendorRamToken } from '@ackring/testkit/vendor-ram-token';
import { byteWrappings, textWrappings } from '@ackring/testkit/wrappings';
import test from 'ava';
import type { Judgement } from '../../claims/accepted.js';
import { claimTokenClosed, type TokenAnswer } from '../../claims/token-closed.js';
import { doorOf } from './leak-judge.js';
import { leaksIn } from './leaks-in.js';

// Tokens in a kubeconfig's place, and what is said of them.

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');
const jwt = (claims: object): string =>
  `${encode({ alg: 'RS256', kid: 'x' })}.${encode(claims)}.${'c2ln'.repeat(60)}`;

const sub = 'system:serviceaccount:kube-system:admin';
const unbounded = jwt({
  iss: 'kubernetes/serviceaccount',
  sub,
  'kubernetes.io/serviceaccount/namespace': 'kube-system',
  'kubernetes.io/serviceaccount/secret.name': 'admin-token-x',
});
const bounded = jwt({ iss: `https://oidc.example/${specimenClusterId(7)}`, sub, exp: 1_900_000_000 });
const ram = vendorRamToken(
  specimenClusterId(5),
  { accessKeyId: 'LTAIexample', accessKeySecret: 'secret' },
  '2026-11-24T08:00:00Z',
);

const kubeconfigWith = (token: string): string => `apiVersion: v1
kind: Config
clusters:
- name: kubernetes
  cluster: {server: "https://203.0.113.10:6443"}
contexts:
- name: x
  context: {cluster: kubernetes, user: robot, namespace: shop}
current-context: x
users:
- name: robot
  user:
    token: ${token}
`;

const shown = (content: Buffer | string) =>
  leaksIn(content).tokens.map(({ finding: { token, server, clusterId, line }, doors }) => ({
    kind: token.kind,
    subject: token.subject,
    end: token.expiresAt?.getTime() ?? null,
    secret: token.secret?.name ?? null,
    server,
    cluster: clusterId?.slice(-1) ?? null,
    line,
    joined: doors.map(({ isJoined, namespace }) => [isJoined, namespace]),
  }));

const usual = {
  server: 'https://203.0.113.10:6443',
  cluster: null,
  line: 13,
  joined: [[true, 'shop']],
  secret: null,
};

test('each kind of token is found in a kubeconfig, and is what it says of itself', (t) => {
  const own = { ...usual, kind: 'serviceAccount', subject: sub };
  t.deepEqual(shown(kubeconfigWith(unbounded)), [{ ...own, end: null, secret: 'admin-token-x' }]);
  t.deepEqual(shown(kubeconfigWith(bounded)), [{ ...own, end: 1_900_000_000_000, cluster: '7' }]);
  t.deepEqual(shown(kubeconfigWith(ram)), [
    { ...usual, kind: 'ram', subject: null, cluster: '5', end: specimenNow.getTime() + 900_000 },
  ]);
  for (const opaque of [
    '31ada4fd-adec-460c-809a-9e56ceb75269',
    'abcdef.0123456789abcdef',
    'kubeconfig-u-x:abc==',
  ])
    t.deepEqual(shown(kubeconfigWith(opaque)), [{ ...usual, kind: 'bearer', subject: null, end: null }]);
});

test('a token that several contexts share is of the cluster that any of them names, the first before others', (t) => {
  const contexts = (...names: readonly string[]) =>
    shown(
      kubeconfigWith(unbounded).replace(
        /- name: x\n.*\n/,
        names.map((name) => `- name: ${name}\n  context: {cluster: kubernetes, user: robot}\n`).join(''),
      ),
    ).map(({ cluster }) => cluster);
  const named = (number: number) => `212345678901234567-${specimenClusterId(number)}`;
  t.deepEqual(contexts('x'), [null]);
  t.deepEqual(contexts('x', named(2)), ['2']);
  t.deepEqual(contexts(named(1), 'x'), ['1']);
  t.deepEqual(contexts(named(1), named(2)), ['1']);
});

for (const [length, found] of [
  [5, null],
  [6, 6],
  [16_384, 16_384],
  [16_385, 16_384],
] as const)
  test(`a token of ${length} characters is found as ${found ?? 'none'}`, (t) => {
    const [token] = leaksIn(kubeconfigWith('t'.repeat(length))).tokens;
    t.is(token?.token.length ?? null, found);
  });

test('a token that stands bare and in a kubeconfig is told with the server that this names', (t) => {
  const inner = Buffer.from(kubeconfigWith(unbounded)).toString('base64');
  const bare = `Bearer ${unbounded}`;
  for (const [text, line] of [
    [`${bare}\n:\n${inner}`, 3],
    [`${inner}\n:\n${Buffer.from(`${bare} ${bare}`).toString('base64')}`, 1],
    [`${kubeconfigWith(unbounded)}# ${Buffer.from(bare).toString('base64')}`, 13],
  ] as const)
    t.like(shown(text), [{ server: usual.server, line, joined: [[true, 'shop']] }]);
  t.like(shown(`${bare}\n:\n${Buffer.from(`${bare} ${bare}`).toString('base64')}`), [
    { server: null, line: 1 },
  ]);
});

test('a token is found whole, wherever it stands in a long text', (t) => {
  const comment = `# ${'x '.repeat(20_000)}\n`;
  for (const token of [unbounded, ram, '31ada4fd-adec-460c-809a-9e56ceb75269'])
    t.deepEqual(
      leaksIn(comment + kubeconfigWith(token)).tokens.map((each) => each.token),
      [token],
    );
});

test('no part of a token is in its finding', (t) => {
  for (const token of [unbounded, bounded, ram, 'opaque-token-0123456789']) {
    const findings = leaksIn(kubeconfigWith(token)).tokens.map(({ finding }) => finding);
    t.false(JSON.stringify(findings).includes(token.slice(-20)));
    t.deepEqual(
      findings.map(({ hasKey }) => hasKey),
      [true],
    );
  }
});

test('tokens of ServiceAccounts and of RAM are found wherever they stand', (t) => {
  const secret = `kind: Secret\ndata:\n  token: ${Buffer.from(unbounded).toString('base64')}\n`;
  t.deepEqual(
    shown(secret).map(({ kind, line }) => [kind, line]),
    [['serviceAccount', 3]],
  );
  t.deepEqual(
    shown(`curl -H "Authorization: Bearer ${bounded}" x`).map(({ kind }) => kind),
    ['serviceAccount'],
  );
  t.deepEqual(
    shown(`{"status":{"token":"${ram}"}}`).map(({ kind }) => kind),
    ['ram'],
  );
});

test('what stands before a token, or follows one without a signature, is no part of it', (t) => {
  const unsigned = unbounded.replace(/[^.]*$/, '');
  // Of a first part with an odd number of characters.
  const odd = unbounded.replace(/^[^.]*/, encode({ alg: 'RS256', kid: 'xy' }));
  for (const token of [unbounded, bounded, unsigned, odd])
    for (const [before, after] of [
      ['eyJ ', ''],
      ['eyJx ', ' x'],
      ['%20', '\nx'],
      ['eyJ.eyJ ', ''],
      [`${unbounded.slice(0, 40)} `, ''],
    ])
      t.deepEqual(
        leaksIn(`${before}${token}${after}`).tokens.map((each) => each.token),
        [token],
        `${before}…${after}`,
      );
});

test('a Secret is named only where both its namespace and its name are', (t) => {
  for (const name of ['namespace', 'secret.name']) {
    const half = jwt({ sub, [`kubernetes.io/serviceaccount/${name}`]: 'x' });
    t.like(shown(`Bearer ${half}`), [{ kind: 'serviceAccount', secret: null }]);
  }
});

test('what hides or stands for a token is none, nor are other people’s', (t) => {
  for (const text of ['REDACTED', '$TOKEN', '<token>', '""', 'null', 'YOUR_TOKEN', '{{ .Token }}', '*****'])
    t.deepEqual(shown(kubeconfigWith(text)), [], text);
  t.deepEqual(shown(`id_token: ${jwt({ sub: 'somebody', exp: 1 })}`), []);
  t.deepEqual(shown('token: abcdefghijkl\nserver: https://x'), []);
  t.deepEqual(shown('clusters: []\ntoken: abcdefghijkl'), []);
  t.is(shown('clusters: []\ntoken: abcdefghijkl\nserver: https://x').length, 1);
});

test('a token is found in every wrapping, too', (t) => {
  for (const { name, wrap } of [...byteWrappings, ...textWrappings]) {
    for (const token of [unbounded, ram, '31ada4fd-adec-460c-809a-9e56ceb75269']) {
      const kinds = shown(wrap(Buffer.from(kubeconfigWith(token)), randomFrom(5))).map(({ kind }) => kind);
      t.is(kinds.length, 1, `${name}: ${token.slice(0, 12)}`);
    }
  }
});

test('a kubeconfig with a certificate and a token has both', async (t) => {
  const { yaml } = await makeSpecimen();
  const { leaks, tokens } = leaksIn(`${yaml}- name: robot\n  user:\n    token: ${unbounded}\n`);
  t.deepEqual([leaks.length, tokens.length], [1, 1]);
});

const now = new Date('2026-11-24T08:00:00Z');
const later = new Date('2026-11-24T08:10:00Z');
const before = new Date('2026-11-24T07:59:59Z');
const accepted: Judgement = { kind: 'accepted', as: 'x', scope: { kind: 'cluster' } };
const known: Judgement = { kind: 'accepted', as: 'x', scope: { kind: 'unseen', asked: ['default'] } };
const refused: Judgement = { kind: 'unknownIssuer' };
const silent: Judgement = { kind: 'unreachable' };
const bySpeaker = (speaker: TokenAnswer['speaker']) => (judgement: Judgement) => ({ speaker, judgement });
const [cluster, file] = [bySpeaker('cluster'), bySpeaker('file')];

type Kind = Parameters<typeof claimTokenClosed>[0]['kind'];
const verdicts: readonly [string, Kind, Date | null, readonly TokenAnswer[], string][] = [
  ['its end is over', 'serviceAccount', before, [cluster(accepted)], 'closed Expired'],
  ['a RAM token’s end is over', 'ram', before, [], 'closed Expired'],
  ['it ends at this very instant', 'bearer', now, [], 'presumedOpen TokenInForce'],
  ['it is let in', 'serviceAccount', null, [cluster(accepted)], 'open LetIn'],
  ['one of two servers lets it in', 'bearer', later, [cluster(refused), file(accepted)], 'open LetIn'],
  ['it is known', 'serviceAccount', null, [cluster(known)], 'open StillKnown'],
  ['the cluster refuses it', 'serviceAccount', null, [cluster(refused)], 'closed NotAccepted'],
  [
    'the cluster refuses it at one address',
    'bearer',
    null,
    [cluster(refused), cluster(silent)],
    'closed NotAccepted',
  ],
  [
    'a server that only the file names refuses it',
    'serviceAccount',
    null,
    [file(refused)],
    'unknown OwnServerOnly',
  ],
  [
    'that one refuses, the cluster is silent',
    'bearer',
    null,
    [file(refused), cluster(silent)],
    'presumedOpen TokenWithoutEnd',
  ],
  ['the cluster refuses a RAM token', 'ram', later, [cluster(refused)], 'presumedOpen TokenInForce'],
  ['nobody answers', 'serviceAccount', null, [cluster(silent)], 'presumedOpen TokenWithoutEnd'],
  ['nobody was asked', 'bearer', later, [], 'presumedOpen TokenInForce'],
];

for (const [title, kind, expiresAt, answers, expected] of verdicts) {
  test(`the verdict on a ${kind} token where ${title}`, (t) => {
    const claim = claimTokenClosed({ kind, expiresAt, answers, now });
    t.is(`${doorOf(claim)} ${claim.reason}`, expected);
  });
}
