import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerAnswer, ApiServerObservation, NamespaceRights } from '../machine/api-server/api.js';
import { judge } from './judge.js';
import { type Judgement, judgeAnswers } from './judgement.js';
import type { Evidence, Verdict, VerdictCause } from './verdict.js';

const now = new Date('2026-03-01T12:00:00Z');
const dayMs = 86_400_000;
const fromNow = (days: number): Date => new Date(now.getTime() + days * dayMs);

function entry(
  change: Partial<ContextEntry> = {},
  validity: { from: number; to: number } = { from: -10, to: 900 },
): ContextEntry {
  return {
    file: '/home/u/.kube/config',
    context: 'prod',
    cluster: 'prod',
    user: 'prod',
    server: 'https://203.0.113.10:6443',
    namespace: null,
    current: false,
    credential: {
      kind: 'certificate',
      subject: { organizations: ['system:users'], commonName: '228512345678901234-1700000000' },
      uid: '228512345678901234',
      issuedAt: null,
      notBefore: fromNow(validity.from),
      notAfter: fromNow(validity.to),
      serial: '0a',
      sha256: 'ff',
    },
    status: 'fresh',
    daysLeft: validity.to,
    renewableFrom: null,
    ack: { clusterId: 'c123', region: 'cn-hangzhou', access: 'public', identity: null, source: 'owned' },
    warnings: [],
    ...change,
  };
}

const tokenEntry = entry({ credential: { kind: 'token' } });
const expiredEntry = entry({ status: 'expired' }, { from: -1000, to: -3 });
const futureEntry = entry({}, { from: 1, to: 900 });
const pluginEntry = (issues: 'certificate' | 'token') =>
  entry({ credential: { kind: 'exec', command: 'ack-ram-tool', issues }, status: 'unknown' });
const endedCertificate = expiredEntry.credential.kind === 'certificate' ? expiredEntry.credential : null;
const privateEntry = entry({ server: 'https://192.168.0.1:6443' });
const someone = { username: '228512345678901234-1700000000', groups: ['system:users'] };

type Answer = Extract<ApiServerObservation, { kind: 'answered' }>;
const refusedAs = (as: string | null = someone.username): ApiServerAnswer => ({ kind: 'refused', as });
const inNamespace = (
  seen: NamespaceRights['seen'],
  namespace = 'default',
  rules: readonly string[] = [],
  isIncomplete = false,
): NamespaceRights => ({ namespace, seen, isIncomplete, rules });
/** The server's answers to a user who may list namespaces, with changes. */
const answered = (change: Partial<Answer> = {}): Answer => ({
  kind: 'answered',
  shown: 'certificate',
  review: { kind: 'served' },
  identity: someone,
  namespaces: { kind: 'served' },
  isListEverybodys: false,
  rights: [],
  version: '1.37.2',
  latencyMs: 12,
  serverTime: now,
  ...change,
});
/** Known, and refused the list of namespaces. */
const limited = (rights: readonly NamespaceRights[], change: Partial<Answer> = {}): Answer =>
  answered({ namespaces: refusedAs(), rights, ...change });
/** Refused even the review of itself: before 1.27, or without system:basic-user. */
const refusedReview = (change: Partial<Answer> = {}): Answer =>
  limited([inNamespace('refused')], { review: refusedAs(), identity: null, ...change });
const rejected = (change: Partial<Answer> = {}): Answer =>
  answered({
    review: { kind: 'unauthorized' },
    identity: null,
    namespaces: { kind: 'silent' },
    version: null,
    ...change,
  });
const anonymously = (change: Partial<Answer> = {}): Answer =>
  limited([inNamespace('refused')], {
    review: refusedAs('system:anonymous'),
    identity: null,
    namespaces: refusedAs('system:anonymous'),
    ...change,
  });
const tls = (code: string, change = {}): ApiServerObservation => ({
  kind: 'tls',
  code,
  presentedSans: ['kubernetes', '10.0.0.1'],
  serverTime: now,
  ...change,
});
const network = (code: string): ApiServerObservation => ({ kind: 'network', code });

interface Row {
  readonly title: string;
  readonly evidence: Omit<Evidence, 'now' | 'judgement'>;
  readonly proves?: Judgement['kind'];
  readonly cause: VerdictCause | null;
  readonly detail?: RegExp;
  readonly remedy?: RegExp;
}

const cluster = (type: string, change: Partial<NonNullable<Evidence['cluster']>> = {}) => ({
  id: 'c123',
  name: 'prod',
  type,
  profile: 'Default',
  endpoints: { public: ['https://203.0.113.10:6443'], private: ['https://192.168.0.1:6443'] },
  ...change,
});
const withoutEip = cluster('ManagedKubernetes', {
  endpoints: { public: [], private: ['https://192.168.0.1:6443'] },
});
const mismatch = tls('ERR_TLS_CERT_ALTNAME_INVALID');

const rows: readonly Row[] = [
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
    detail: /only in namespace team-a/,
    proves: 'accepted',
  },
  {
    title: 'at home in one namespace is ok where every review is refused',
    evidence: { entry: entry(), observation: refusedReview({ rights: [inNamespace('some')] }) },
    cause: null,
    proves: 'accepted',
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
  {
    title: '401 with a valid certificate is unauthorized',
    evidence: { entry: entry(), observation: rejected() },
    cause: 'unauthorized',
    remedy: /ackring get c123 --long-term/,
    proves: 'unknownIssuer',
  },
  {
    title: '401 with a certificate issued seconds ago is not fetched again, but waited for',
    evidence: { entry: entry({}, { from: -1 / 1440, to: 900 }), observation: rejected() },
    cause: 'unauthorized',
    detail: /issued minutes ago/,
    remedy: /in a minute: `ackring verify prod`/,
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
    detail: /no rights of its own were seen in namespace default; it may have some in others/,
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
    detail: /may do only what everyone may here/,
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
    detail: /429.*nothing about the credential/,
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
    title: 'a foreign authority',
    evidence: { entry: entry(), observation: tls('SELF_SIGNED_CERT_IN_CHAIN') },
    cause: 'wrongCertificateAuthority',
    remedy: /ackring get c123/,
  },
  {
    title: 'a leaf without a trusted issuer',
    evidence: { entry: entry(), observation: tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE') },
    cause: 'wrongCertificateAuthority',
  },
  {
    title: 'a managed cluster’s name mismatch names the certificate’s names and the command',
    evidence: { entry: entry(), observation: mismatch, cluster: cluster('ManagedKubernetes') },
    cause: 'nameMismatch',
    detail: /203\.0\.113\.10.*kubernetes, 10\.0\.0\.1/,
    remedy: /ackring san c123 --name 203\.0\.113\.10/,
  },
  {
    title: 'a dedicated cluster’s name mismatch names the last resort',
    evidence: { entry: entry(), observation: mismatch, cluster: cluster('Kubernetes') },
    cause: 'nameMismatch',
    remedy: /when it is created.*ackring san c123/,
  },
  {
    title: 'a registered cluster’s name mismatch is its operator’s',
    evidence: { entry: entry(), observation: mismatch, cluster: cluster('ExternalKubernetes') },
    cause: 'nameMismatch',
    remedy: /operator/,
  },
  {
    title: 'a name mismatch of a cluster we know nothing of',
    evidence: { entry: entry(), observation: tls('ERR_TLS_CERT_ALTNAME_INVALID', { presentedSans: [] }) },
    cause: 'nameMismatch',
    detail: /nothing readable/,
    remedy: /ackring san c123/,
  },
  {
    title: 'a server certificate that has ended only by our clock',
    evidence: { entry: entry(), observation: tls('CERT_HAS_EXPIRED', { serverTime: fromNow(-400) }) },
    cause: 'clockSkew',
  },
  {
    title: 'a server certificate that has ended for everybody',
    evidence: { entry: entry(), observation: tls('CERT_HAS_EXPIRED') },
    cause: 'serverError',
    detail: /has expired/,
  },
  {
    title: 'a handshake that refuses our ended certificate',
    evidence: { entry: expiredEntry, observation: tls('ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED') },
    cause: 'expired',
  },
  {
    title: 'a handshake that refuses our authority',
    evidence: { entry: entry(), observation: tls('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA') },
    cause: 'unauthorized',
  },
  {
    title: 'a port that does not speak TLS',
    evidence: { entry: entry(), observation: tls('ERR_SSL_WRONG_VERSION_NUMBER') },
    cause: 'serverError',
    detail: /ERR_SSL_WRONG_VERSION_NUMBER/,
  },
  {
    title: 'a private address from outside, with a public endpoint to take instead',
    evidence: {
      entry: privateEntry,
      observation: network('CONNECT_TIMEOUT'),
      cluster: cluster('ManagedKubernetes'),
    },
    cause: 'unreachable',
    detail: /private address/,
    remedy: /ackring get c123 --long-term --access public/,
  },
  {
    title: 'a private address from outside, without an EIP',
    evidence: { entry: privateEntry, observation: network('EHOSTUNREACH'), cluster: withoutEip },
    cause: 'unreachable',
    remedy: /no public endpoint.*EIP/,
  },
  {
    title: 'a private address of a cluster we know nothing of',
    evidence: { entry: privateEntry, observation: network('ENETUNREACH') },
    cause: 'unreachable',
    remedy: /--access public.*VPC/,
  },
  {
    title: 'a silent public address',
    evidence: { entry: entry(), observation: network('CONNECT_TIMEOUT') },
    cause: 'unreachable',
    remedy: /access control list/,
  },
  {
    title: 'an accepted connection without an answer',
    evidence: { entry: entry(), observation: network('ANSWER_TIMEOUT') },
    cause: 'unreachable',
    detail: /did not answer in time/,
  },
  {
    title: 'a refused connection',
    evidence: { entry: entry(), observation: network('ECONNREFUSED') },
    cause: 'unreachable',
    detail: /refuses connections/,
  },
  {
    title: 'an unknown name',
    evidence: { entry: entry({ server: 'https://api.example:6443' }), observation: network('ENOTFOUND') },
    cause: 'unreachable',
    remedy: /nslookup api\.example/,
  },
  {
    title: 'a proxy that refuses',
    evidence: { entry: entry(), observation: network('PROXY_REFUSED') },
    cause: 'unreachable',
    remedy: /NO_PROXY=203\.0\.113\.10 ackring verify prod/,
  },
  {
    title: 'an ended certificate is reported even if the server is unreachable',
    evidence: { entry: expiredEntry, observation: network('ECONNREFUSED') },
    cause: 'expired',
  },
  {
    title: 'an invalid server address',
    evidence: { entry: entry({ server: 'nonsense' }), observation: network('INVALID_URL') },
    cause: 'dangling',
  },
  {
    title: 'a server that would be spoken to in clear text',
    evidence: { entry: entry({ server: 'http://203.0.113.10:6443' }), observation: network('CLEAR_TEXT') },
    cause: 'unreachable',
    detail: /plain http.*nothing was sent/,
    remedy: /https/,
  },
  {
    title: 'a key of another certificate',
    evidence: {
      entry: entry(),
      observation: { kind: 'credential', code: 'ERR_OSSL_X509_KEY_VALUES_MISMATCH' },
    },
    cause: 'credentialUnreadable',
    detail: /does not belong/,
    remedy: /ackring inspect prod/,
  },
];

function judgedBy(evidence: Row['evidence']): Verdict {
  const { entry: each, observation, currentCommonName = null } = evidence;
  const certificate = each.credential.kind === 'certificate' ? each.credential : null;
  const judgement = judgeAnswers({ observation, certificate, currentCommonName, now });
  return judge({ ...evidence, judgement, now });
}

for (const { title, evidence, cause, detail, remedy, proves } of rows) {
  test(title, (t) => {
    const verdict = judgedBy(evidence);
    t.is(verdict.cause, cause, verdict.detail);
    t.is(verdict.verdict, cause === null ? 'ok' : 'failed');
    t.is(verdict.context, evidence.entry.context);
    if (cause === null) t.is(verdict.remedy, null);
    else t.regex(verdict.remedy ?? '', remedy ?? /./);
    if (detail) t.regex(verdict.detail, detail);
    if (proves) t.is(verdict.evidence, proves);
  });
}

test("a foreign file's own names never reach the terminal raw", (t) => {
  const observation = answered({ namespaces: { kind: 'foreign', status: 200 }, identity: null });
  const verdict = judgedBy({ entry: entry({ context: 'a\u001b[2Jb' }), observation });
  t.notRegex(verdict.remedy ?? '', /\u001b/);
});
