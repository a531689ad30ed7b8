import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerObservation } from '../ports.js';
import type { Evidence } from './evidence.js';
import { judge } from './judge.js';
import type { VerdictCause } from './verdict.js';

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
const privateEntry = entry({ server: 'https://192.168.0.1:6443' });
const someone = { username: '228512345678901234-1700000000', groups: ['system:users'] };

type Answer = Extract<ApiServerObservation, { kind: 'answered' }>;
const answered = (status: number, change: Partial<Answer> = {}): Answer => ({
  kind: 'answered',
  status,
  identity: someone,
  rights: 'unknown',
  latencyMs: 12,
  serverTime: now,
  reason: null,
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
  readonly evidence: Omit<Evidence, 'now'>;
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
    evidence: { entry: entry(), observation: answered(200) },
    cause: null,
  },
  {
    title: 'refused the namespaces but at home in its own is ok, and says how far',
    evidence: { entry: entry({ namespace: 'team-a' }), observation: answered(403, { rights: 'some' }) },
    cause: null,
    detail: /namespace team-a only/,
  },
  {
    title: '401 with an ended certificate is expired',
    evidence: { entry: expiredEntry, observation: answered(401, { identity: null }) },
    cause: 'expired',
    detail: /2026-02-26/,
    remedy: /ackring renew prod/,
  },
  {
    title: '401 with an ended temporary certificate is expired, and fetched anew instead of renewed',
    evidence: { entry: entry({ status: 'temporary' }, { from: -2, to: -1 }), observation: answered(401) },
    cause: 'expired',
    remedy: /`ackring get c123`/,
  },
  {
    title: '401 with a certificate that has not begun',
    evidence: { entry: futureEntry, observation: answered(401) },
    cause: 'notYetValid',
    remedy: /clock/,
  },
  {
    title: '401 with a valid certificate is unauthorized',
    evidence: { entry: entry(), observation: answered(401) },
    cause: 'unauthorized',
    remedy: /ackring get c123 --long-term/,
  },
  {
    title: '401 while the server’s clock is an hour away is clock skew',
    evidence: { entry: expiredEntry, observation: answered(401, { serverTime: fromNow(-1 / 24) }) },
    cause: 'clockSkew',
    detail: /60 minutes ahead/,
    remedy: /timedatectl/,
  },
  {
    title: 'five minutes apart is no skew yet',
    evidence: {
      entry: entry(),
      observation: answered(401, { serverTime: new Date(now.getTime() - 300_000) }),
    },
    cause: 'unauthorized',
  },
  {
    title: 'a clock that is off harms nothing while the server accepts',
    evidence: { entry: entry(), observation: answered(200, { serverTime: fromNow(-3) }) },
    cause: null,
  },
  {
    title: 'the anonymous user, let in, is still nobody',
    evidence: {
      entry: entry(),
      observation: answered(200, { identity: { username: 'system:anonymous', groups: [] } }),
    },
    cause: 'unauthorized',
  },
  {
    title: '403 without any right is revoked',
    evidence: { entry: entry(), observation: answered(403, { rights: 'none' }) },
    cause: 'revoked',
    remedy: /ackring get c123 --long-term/,
  },
  {
    title: '403 with another identity current in the cloud is revoked for certain',
    evidence: {
      entry: entry(),
      observation: answered(403),
      currentCommonName: '228512345678901234-1800000000',
    },
    cause: 'revoked',
    detail: /another name since: it was revoked$/,
  },
  {
    title: '403 without any right while the cloud still holds this very identity is forbidden',
    evidence: {
      entry: entry(),
      observation: answered(403, { rights: 'none' }),
      currentCommonName: '228512345678901234-1700000000',
    },
    cause: 'forbidden',
    remedy: /auth can-i --list/,
  },
  {
    title: '403 with unknown rights is forbidden',
    evidence: { entry: entry({ context: "o'k" }), observation: answered(403) },
    cause: 'forbidden',
    remedy: /--context 'o'\\''k'/,
  },
  {
    title: 'a token without rights is forbidden: tokens are not revoked by their name',
    evidence: { entry: tokenEntry, observation: answered(403, { rights: 'none' }) },
    cause: 'forbidden',
  },
  {
    title: '500 is the server’s error',
    evidence: { entry: entry(), observation: answered(500, { reason: 'InternalError' }) },
    cause: 'serverError',
    detail: /500 \(InternalError\)/,
  },
  {
    title: 'a foreign authority',
    evidence: { entry: entry(), observation: tls('SELF_SIGNED_CERT_IN_CHAIN') },
    cause: 'wrongCertificateAuthority',
    remedy: /ackring get c123/,
  },
  {
    title: 'a leaf nobody vouches for',
    evidence: { entry: entry(), observation: tls('UNABLE_TO_VERIFY_LEAF_SIGNATURE') },
    cause: 'wrongCertificateAuthority',
  },
  {
    title: 'a managed cluster’s name mismatch names the certificate’s names and the command',
    evidence: { entry: entry(), observation: mismatch, cluster: cluster('ManagedKubernetes') },
    cause: 'nameMismatch',
    detail: /203\.0\.113\.10.*kubernetes, 10\.0\.0\.1/,
    remedy: /ackring san c123 --add 203\.0\.113\.10/,
  },
  {
    title: 'a dedicated cluster’s name mismatch names the last resort',
    evidence: { entry: entry(), observation: mismatch, cluster: cluster('Kubernetes') },
    cause: 'nameMismatch',
    remedy: /creation only.*ackring san c123/,
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
    detail: /nothing we could read/,
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
    detail: /has ended/,
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
    title: 'a port that speaks no TLS',
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
    detail: /said nothing/,
  },
  {
    title: 'a refused connection',
    evidence: { entry: entry(), observation: network('ECONNREFUSED') },
    cause: 'unreachable',
    detail: /refuses connections/,
  },
  {
    title: 'a name nobody knows',
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
    title: 'an ended certificate is told even where the server cannot be reached',
    evidence: { entry: expiredEntry, observation: network('ECONNREFUSED') },
    cause: 'expired',
  },
  {
    title: 'a server address that is none',
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

for (const { title, evidence, cause, detail, remedy } of rows) {
  test(title, (t) => {
    const verdict = judge({ ...evidence, now });
    t.is(verdict.cause, cause, verdict.detail);
    t.is(verdict.verdict, cause === null ? 'ok' : 'failed');
    t.is(verdict.context, evidence.entry.context);
    if (cause === null) t.is(verdict.remedy, null);
    else t.regex(verdict.remedy ?? '', remedy ?? /./);
    if (detail) t.regex(verdict.detail, detail);
  });
}

test('what a foreign file calls itself never reaches the terminal raw', (t) => {
  const verdict = judge({ entry: entry({ context: 'a\u001b[2Jb' }), observation: answered(500), now });
  t.notRegex(verdict.remedy ?? '', /\u001b/);
});
