import { type Answered, answeredAs } from '@ackring/testkit/answered';
import {
  entry,
  expiredEntry,
  fromNow,
  isJudged,
  type JudgedRow,
  judgedBy,
  now,
} from '@ackring/testkit/judged-rows';
import test from 'ava';
import type { ApiServerAnswer, ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';

const tokenEntry = entry({ credential: { kind: 'token' } });
const futureEntry = entry({}, { from: 1, to: 900 });
const pluginEntry = (issues: 'certificate' | 'token') =>
  entry({ credential: { kind: 'exec', command: 'ack-ram-tool', issues }, status: 'unknown' });
const endedCertificate = expiredEntry.credential.kind === 'certificate' ? expiredEntry.credential : null;
const someone = { username: '228512345678901234-1700000000', groups: ['system:users'] };

const refusedAs = (as: string | null = someone.username): ApiServerAnswer => ({ kind: 'refused', as });
const inNamespace = (
  seen: NamespaceRights['seen'],
  namespace = 'default',
  rules: readonly string[] = [],
  isIncomplete = false,
): NamespaceRights => ({ namespace, seen, isIncomplete, rules });
/** The server's answers to a user who may list namespaces, with changes. */
const answered = (change: Partial<Answered> = {}): Answered =>
  answeredAs('', { identity: someone, version: '1.37.2', latencyMs: 12, serverTime: now, ...change });
/** Known, and refused the list of namespaces. */
const limited = (rights: readonly NamespaceRights[], change: Partial<Answered> = {}): Answered =>
  answered({ namespaces: refusedAs(), rights, ...change });
/** Refused even the review of itself: before 1.27, or without system:basic-user. */
const refusedReview = (change: Partial<Answered> = {}): Answered =>
  limited([inNamespace('refused')], { review: refusedAs(), identity: null, ...change });
const rejected = (change: Partial<Answered> = {}): Answered =>
  answered({
    review: { kind: 'unauthorized' },
    identity: null,
    namespaces: { kind: 'silent' },
    version: null,
    ...change,
  });
const anonymously = (change: Partial<Answered> = {}): Answered =>
  limited([inNamespace('refused')], {
    review: refusedAs('system:anonymous'),
    identity: null,
    namespaces: refusedAs('system:anonymous'),
    ...change,
  });
const rows: JudgedRow[] = [
  {
    title: 'a list of namespaces is ok',
    evidence: { entry: entry(), observation: answered() },
    cause: null,
    proves: 'accepted',
  },
  {
    title: 'a list of namespaces is ok where the server has no review, as 1.24 for an administrator',
    evidence: { entry: entry(), observation: answered({ review: { kind: 'absent' }, identity: null }) },
    cause: null,
    proves: 'accepted',
  },
  {
    title: 'refused the namespaces but at home in its own is ok, and says how far',
    evidence: {
      entry: entry({ namespace: 'team-a' }),
      observation: limited([inNamespace('none'), inNamespace('some', 'team-a', ['x'])]),
    },
    cause: null,
    detail: /rights seen in namespace team-a/,
    proves: 'accepted',
  },
  {
    title: 'refused the namespaces and at home on paths alone is ok, and says that it is no more',
    evidence: {
      entry: entry(),
      observation: limited([{ ...inNamespace('some'), isOnPaths: true }]),
    },
    cause: null,
    detail: /accepts it, with rights to paths only, and none seen in a namespace$/,
    proves: 'accepted',
  },
  {
    title: 'at home in one namespace is ok where every review is refused',
    evidence: { entry: entry(), observation: refusedReview({ rights: [inNamespace('some')] }) },
    cause: null,
    proves: 'accepted',
  },
  {
    title: 'a token that ended says so itself',
    evidence: { entry: tokenEntry, observation: rejected({ shown: 'other' }), tokenEnds: fromNow(-1) },
    cause: 'expired',
    detail: /does not accept the token, which ended on/,
    remedy: /Take a new one/,
  },
  {
    title: 'a token that is still to end is not known to be another cluster’s',
    evidence: { entry: tokenEntry, observation: rejected({ shown: 'other' }), tokenEnds: fromNow(1) },
    cause: 'unauthorized',
    detail: /does not accept the credential: it belongs to another cluster/,
  },
  {
    title: 'a token that ends at this very instant has not ended',
    evidence: { entry: tokenEntry, observation: rejected({ shown: 'other' }), tokenEnds: now },
    cause: 'unauthorized',
  },
  {
    title: 'without a credential nothing was refused that belongs to another cluster',
    evidence: { entry: entry({ credential: { kind: 'none' } }), observation: rejected() },
    cause: 'unauthorized',
    detail: /holds no credential/,
  },
  {
    title: 'whoever may not act as another is named',
    evidence: { entry: entry(), observation: refusedReview(), impersonated: 'alice' },
    cause: 'forbidden',
    detail: /knows \S+, who may not act as alice/,
    remedy: /impersonate/,
  },
  {
    title: 'impersonation is reported',
    evidence: { entry: entry(), observation: answered(), impersonated: 'alice' },
    cause: null,
    detail: /acting as alice/,
  },
  {
    title: '401 with an ended certificate is expired',
    evidence: { entry: expiredEntry, observation: rejected() },
    cause: 'expired',
    detail: /2026-02-26/,
    remedy: /ackring renew prod/,
    proves: 'expired',
  },
  {
    title: 'what renews a certificate of a file that kubectl does not read by itself names the file',
    evidence: { entry: { ...expiredEntry, file: 'ci.yaml' }, observation: rejected(), isApart: true },
    cause: 'expired',
    remedy: /`ackring renew prod --kubeconfig ci\.yaml`/,
  },
  {
    title:
      'no rights seen, in a file that kubectl does not read by itself: who asks the cloud whether it was revoked',
    evidence: {
      entry: { ...entry(), file: 'ci.yaml' },
      observation: limited([inNamespace('none')]),
      isApart: true,
    },
    cause: 'forbidden',
    remedy: /`ackring leak ci\.yaml`.*`kubectl --context prod --kubeconfig ci\.yaml auth can-i --list`/,
  },
  {
    title: '401 with an ended temporary certificate is expired, and fetched again instead of renewed',
    evidence: { entry: entry({ status: 'temporary' }, { from: -2, to: -1 }), observation: rejected() },
    cause: 'expired',
    remedy: /`ackring get c123`/,
  },
  {
    title: '401 with a certificate that has not begun',
    evidence: { entry: futureEntry, observation: rejected() },
    cause: 'notYetValid',
    remedy: /clock/,
    proves: 'notYetValid',
  },
  ...[
    { title: 'begins', validity: { from: 0, to: 900 } },
    { title: 'ends', validity: { from: -10, to: 0 } },
  ].map(
    ({ title, validity }): JudgedRow => ({
      title: `a certificate that ${title} at this very instant is not why nobody answers`,
      evidence: { entry: entry({}, validity), observation: { kind: 'network', code: 'ECONNREFUSED' } },
      cause: 'unreachable',
      proves: 'unreachable',
    }),
  ),
  {
    title: '401 with a valid certificate is unauthorized',
    evidence: { entry: entry(), observation: rejected() },
    cause: 'unauthorized',
    detail: /does not accept the client certificate: it belongs to another cluster/,
    remedy: /ackring get c123 --long-term/,
    proves: 'unknownIssuer',
  },
  {
    title: '401 with a certificate issued seconds ago is not fetched again, but waited for',
    evidence: { entry: entry({}, { from: -1 / 1440, to: 900 }), observation: rejected() },
    cause: 'unauthorized',
    detail: /does not accept the client certificate yet, which was issued minutes ago/,
    remedy: /in a minute: `ackring verify prod`/,
  },
  {
    title: '401 from a server that tells no time is judged by our clock',
    evidence: { entry: expiredEntry, observation: rejected({ serverTime: null }) },
    cause: 'expired',
  },
  {
    title: '401 while the server’s clock is an hour away is clock skew',
    evidence: { entry: expiredEntry, observation: rejected({ serverTime: fromNow(-1 / 24) }) },
    cause: 'clockSkew',
    detail: /60 minutes ahead/,
    remedy: /timedatectl/,
  },
  {
    title: 'five minutes apart is not skew yet',
    evidence: {
      entry: entry(),
      observation: rejected({ serverTime: new Date(now.getTime() - 300_000) }),
    },
    cause: 'unauthorized',
  },
  {
    title: 'a moment more than five minutes is',
    evidence: {
      entry: entry(),
      observation: rejected({ serverTime: new Date(now.getTime() - 300_001) }),
    },
    cause: 'clockSkew',
    detail: /5 minutes ahead/,
  },
  {
    title: 'a clock that is off harms nothing while the server accepts',
    evidence: { entry: entry(), observation: answered({ serverTime: fromNow(-3) }) },
    cause: null,
  },
  {
    title: 'a certificate that the server did not see is neither known nor revoked',
    evidence: { entry: entry(), observation: anonymously(), currentCommonName: 'another-1' },
    cause: 'unknown',
    detail: /saw no credential \(system:anonymous\)/,
    proves: 'unknown',
  },
  {
    title: 'the anonymous user, accepted, is still anonymous',
    evidence: {
      entry: entry(),
      observation: answered({ identity: { username: 'system:anonymous', groups: [] } }),
    },
    cause: 'unknown',
    proves: 'unknown',
  },
  {
    title: 'an entry without a credential is anonymous, which needs no proof',
    evidence: { entry: entry({ credential: { kind: 'none' } }), observation: anonymously() },
    cause: 'unauthorized',
  },
  {
    title: "a page of HTML, or a redirect, is not an API server's answer",
    evidence: {
      entry: entry(),
      observation: answered({
        review: { kind: 'foreign', status: 302 },
        identity: null,
        namespaces: { kind: 'silent' },
      }),
    },
    cause: 'unknown',
    detail: /is not a Kubernetes API server \(status 302\)/,
    proves: 'unknown',
  },
  {
    title: 'known by name, without a right that was seen, is forbidden and not revoked',
    evidence: { entry: entry(), observation: limited([inNamespace('none')]) },
    cause: 'forbidden',
    detail: /knows \S+, but no rights of its own were seen in namespace default; it may have some in others/,
    proves: 'accepted',
  },
  {
    title: 'refused everything while the cloud has another name for the holder is revoked',
    evidence: {
      entry: entry(),
      observation: refusedReview(),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'revoked',
    detail: /another name: it was revoked$/,
    remedy: /ackring get c123 --long-term/,
    proves: 'disowned',
  },
  {
    title: 'known by name, without any right, and with another name in the cloud is revoked too',
    evidence: {
      entry: entry(),
      observation: limited([inNamespace('none')]),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'revoked',
    proves: 'disowned',
  },
  {
    title: "served only by everybody's rights is ok, and says so",
    evidence: { entry: entry(), observation: limited([inNamespace('everybodys')]) },
    cause: null,
    detail: /shows no right of its own, only what everyone/,
    proves: 'accepted',
  },
  {
    title: "left with everybody's rights, and with another name in the cloud, is revoked",
    evidence: {
      entry: entry(),
      observation: limited([inNamespace('everybodys')]),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'revoked',
    detail: /may do only what everyone may in namespace default/,
    proves: 'disowned',
  },
  {
    title:
      'namespaces that everybody may list are no right of ours: with another name in the cloud it is revoked',
    evidence: {
      entry: entry(),
      observation: answered({ isListEverybodys: true, rights: [inNamespace('none')] }),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'revoked',
    proves: 'disowned',
  },
  {
    title: 'namespaces that everybody may list, and a right of ours in one, are ours',
    evidence: {
      entry: entry(),
      observation: answered({ isListEverybodys: true, rights: [inNamespace('some')] }),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: null,
    proves: 'accepted',
  },
  {
    title: 'another name in the cloud proves no revoke if a webhook may allow what is not listed',
    evidence: {
      entry: entry(),
      observation: limited([inNamespace('refused', 'default', [], true)]),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'forbidden',
    proves: 'accepted',
  },
  {
    title: 'another name in the cloud revokes nothing that is still served',
    evidence: {
      entry: entry(),
      observation: limited([inNamespace('some')]),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: null,
  },
  {
    title: 'another name in the cloud revokes nothing while a question was not answered',
    evidence: {
      entry: entry(),
      observation: refusedReview({ rights: [inNamespace('unknown')] }),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'unknown',
    proves: 'unknown',
  },
  {
    title: 'refused everything while the cloud still holds this very identity is forbidden',
    evidence: {
      entry: entry(),
      observation: refusedReview(),
      currentCommonName: '228512345678901234-1700000000',
    },
    cause: 'forbidden',
    detail: /was not revoked/,
    remedy: /auth can-i --list/,
  },
  {
    title: 'refused everything, and nothing known of the holder, is unknown',
    evidence: { entry: entry({ context: "o'k" }), observation: refusedReview() },
    cause: 'unknown',
    remedy: /ackring verify 'o'\\''k'/,
    proves: 'unknown',
  },
  {
    title: 'a token without rights is forbidden: tokens are not revoked by their name',
    evidence: { entry: tokenEntry, observation: refusedReview(), currentCommonName: 'another-1' },
    cause: 'forbidden',
  },
  {
    title: '500 is the server’s error',
    evidence: {
      entry: entry(),
      observation: answered({
        review: { kind: 'busy', status: 500, reason: null },
        identity: null,
        namespaces: { kind: 'busy', status: 500, reason: 'InternalError' },
      }),
    },
    cause: 'serverError',
    detail: /500 \(InternalError\)/,
  },
  {
    title: '429 is the server’s error, and none of the credential’s',
    evidence: {
      entry: entry(),
      observation: answered({
        review: { kind: 'busy', status: 429, reason: null },
        identity: null,
        namespaces: { kind: 'busy', status: 429, reason: null },
      }),
    },
    cause: 'serverError',
    detail: /answered with status 429, which says nothing about the credential/,
    proves: 'unknown',
  },
  {
    title: 'a refusal by a failing webhook does not affect a named user, and says nothing about its rights',
    evidence: {
      entry: entry(),
      observation: answered({ namespaces: { kind: 'busy', status: 500, reason: null } }),
    },
    cause: 'serverError',
    detail: /did not say what it may/,
    proves: 'accepted',
  },
  {
    title: 'a rejected RAM token belongs to an unmapped identity, or the add-on is missing',
    evidence: { entry: pluginEntry('token'), observation: rejected() },
    cause: 'unauthorized',
    detail: /mapped to nobody, or the add-on ack-ram-authenticator is missing/,
  },
  {
    title: 'an ended certificate of the vendor’s plug-in is expired, with the way to empty its cache',
    evidence: { entry: pluginEntry('certificate'), observation: rejected(), fetched: endedCertificate },
    cause: 'expired',
    detail: /ack-ram-tool gave a client certificate that ended on 2026-02-26/,
    remedy: /rm ~\/\.kube\/cache\/ack-ram-tool/,
  },
  {
    title: 'one that ends at this very instant has not ended',
    evidence: {
      entry: pluginEntry('certificate'),
      observation: rejected(),
      fetched: endedCertificate && { ...endedCertificate, notAfter: now },
    },
    cause: 'unauthorized',
    detail: /does not accept the credential: it belongs to another cluster/,
  },
  {
    title: 'a plug-in that gave no certificate is not blamed for an ended one',
    evidence: { entry: pluginEntry('certificate'), observation: rejected() },
    cause: 'unauthorized',
    detail: /does not accept the credential: it belongs to another cluster/,
  },
  {
    title: 'whoever may act as another, and is refused as that one, is judged by it',
    evidence: {
      entry: tokenEntry,
      observation: refusedReview({ review: refusedAs('alice') }),
      impersonated: 'alice',
    },
    cause: 'forbidden',
    remedy: /for a role/,
  },
  {
    title: 'whom a refusal does not name may act as another, as far as is known',
    evidence: {
      entry: tokenEntry,
      observation: refusedReview({ review: refusedAs(null), namespaces: refusedAs(null) }),
      impersonated: 'alice',
    },
    cause: 'forbidden',
    detail: /knows this identity, but no rights/,
    remedy: /for a role/,
  },
  ...[
    { what: 'asked in no namespace', rights: [] },
    { what: 'without an answer from its namespace', rights: [inNamespace('unknown')] },
    {
      what: 'without an answer from one of two',
      rights: [inNamespace('none'), inNamespace('unknown', 'team-a')],
    },
  ].map(
    ({ what, rights }): JudgedRow => ({
      title: `known by name and ${what}, nobody knows what it may do`,
      evidence: { entry: entry(), observation: limited(rights) },
      cause: 'serverError',
      detail: /lets \S+ in, but did not say what it may do/,
    }),
  ),
  {
    title:
      'without a right in its namespace, and a list of namespaces that failed, nobody knows what it may do',
    evidence: {
      entry: entry(),
      observation: limited([inNamespace('none')], {
        namespaces: { kind: 'busy', status: 500, reason: null },
      }),
    },
    cause: 'serverError',
    detail: /did not say what it may do/,
  },
  ...[
    { isApart: true, told: /`ackring inspect ci\.yaml`/ },
    { isApart: false, told: /`ackring inspect prod`/ },
  ].map(
    ({ isApart, told }): JudgedRow => ({
      title: `what cannot be loaded ${isApart ? 'of a file that kubectl does not read' : 'of a context'} is looked at there`,
      evidence: {
        entry: { ...entry(), file: 'ci.yaml' },
        observation: { kind: 'credential', code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' },
        isApart,
      },
      cause: 'credentialUnreadable',
      detail: /key does not belong/,
      remedy: told,
    }),
  ),
];

for (const [rights, where] of [
  [[], 'default'],
  [[inNamespace('none', 'team-a')], 'team-a'],
  [[inNamespace('none', 'team-a'), inNamespace('none')], 'team-a, default'],
] as const)
  rows.push({
    title: `known by name, without a right in ${where}, is forbidden, and the place is told`,
    evidence: {
      entry: entry(),
      observation: rights.length === 0 ? refusedReview({ rights }) : limited(rights),
      currentCommonName: someone.username,
    },
    cause: 'forbidden',
    detail: new RegExp(`no rights of its own were seen in namespace ${where};`),
  });

const network = { kind: 'network', code: 'ECONNREFUSED' } as const;
const provenness: [given: boolean | undefined, observation: ApiServerObservation, told: boolean | null][] = [
  [undefined, answered(), true],
  [true, answered(), true],
  [false, answered(), false],
  [false, rejected(), false],
  [true, network, null],
];
for (const [index, [given, observation, told]] of provenness.entries())
  test(`whether the server was proven, ${index}: ${given} is told as ${told}`, (t) => {
    const isServerProven = given === undefined ? {} : { isServerProven: given };
    t.is(judgedBy({ entry: entry(), observation, ...isServerProven }).isServerProven, told);
  });

test('what a server says of itself is told with the verdict, and nothing of one that did not answer', (t) => {
  const told = (observation: ApiServerObservation) => {
    const { serverVersion, latencyMs, identity } = judgedBy({ entry: entry(), observation });
    return [serverVersion, latencyMs, identity];
  };
  t.deepEqual(told(answered()), ['1.37.2', 12, someone]);
  t.deepEqual(told(rejected()), [null, 12, null]);
  t.deepEqual(told(network), [null, null, null]);
});

for (const row of rows) test(row.title, (t) => isJudged(t, row));

test("a foreign file's own names never reach the terminal raw", (t) => {
  const observation = answered({ namespaces: { kind: 'foreign', status: 200 }, identity: null });
  const verdict = judgedBy({ entry: entry({ context: 'a\u001b[2Jb' }), observation });
  t.notRegex(verdict.remedy ?? '', /\u001b/);
});
