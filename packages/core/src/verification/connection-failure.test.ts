import { entry, expiredEntry, fromNow, isJudged, type JudgedRow, now } from '@ackring/testkit/judged-rows';
import test from 'ava';
import type { ApiServerObservation } from '../machine/api-server/api.js';
import type { Evidence } from './verdict.js';

// Why no answer came: the network, TLS, or our own credential.

const privateEntry = entry({ server: 'https://192.168.0.1:6443' });
const tls = (code: string, change = {}): ApiServerObservation => ({
  kind: 'tls',
  code,
  presentedSans: ['kubernetes', '10.0.0.1'],
  serverTime: now,
  ...change,
});
const network = (code: string): ApiServerObservation => ({ kind: 'network', code });

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

const names = (count: number) => Array.from({ length: count }, (_, at) => `n${at + 1}`);

const rows: readonly JudgedRow[] = [
  {
    title: 'a foreign authority',
    evidence: { entry: entry(), observation: tls('SELF_SIGNED_CERT_IN_CHAIN') },
    cause: 'wrongCertificateAuthority',
    remedy: /ackring get c123/,
  },
  {
    title:
      'a foreign authority at a private address is another network’s, and the way is the public endpoint',
    evidence: {
      entry: privateEntry,
      observation: tls('SELF_SIGNED_CERT_IN_CHAIN'),
      cluster: cluster('ManagedKubernetes'),
    },
    cause: 'wrongCertificateAuthority',
    remedy: /another machine may have that private address.*ackring get c123 .*--access public/,
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
    title: 'a name mismatch of a context of no known cluster leaves the cluster to be filled in',
    evidence: { entry: entry({ ack: null }), observation: mismatch },
    cause: 'nameMismatch',
    remedy: /ackring get CLUSTER`.*`ackring san CLUSTER`/,
  },
  {
    title: 'eight names of a certificate are shown',
    evidence: {
      entry: entry(),
      observation: tls('ERR_TLS_CERT_ALTNAME_INVALID', { presentedSans: names(8) }),
    },
    cause: 'nameMismatch',
    detail: /n1, .*n8(?! and)/,
  },
  {
    title: 'of more names the rest is counted',
    evidence: {
      entry: entry(),
      observation: tls('ERR_TLS_CERT_ALTNAME_INVALID', { presentedSans: names(9) }),
    },
    cause: 'nameMismatch',
    detail: /n8 and 1 more/,
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
    title: 'a private address that refuses is reached, and another way to it would not help',
    evidence: {
      entry: privateEntry,
      observation: network('ECONNREFUSED'),
      cluster: cluster('ManagedKubernetes'),
    },
    cause: 'unreachable',
    detail: /refuses connections/,
    remedy: /its port changed/,
  },
  {
    title: 'a private address that refuses, of a cluster without an EIP',
    evidence: { entry: privateEntry, observation: network('ECONNREFUSED'), cluster: withoutEip },
    cause: 'unreachable',
    detail: /refuses connections/,
    remedy: /no public endpoint.*EIP/,
  },
  {
    title: 'a silent public address',
    evidence: { entry: entry(), observation: network('CONNECT_TIMEOUT') },
    cause: 'unreachable',
    detail: /no connection to 203\.0\.113\.10:6443 in time/,
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
    title: 'a proxy that refuses an IPv6 address, which NO_PROXY has without brackets',
    evidence: {
      entry: entry({ server: 'https://[2001:db8::1]:6443' }),
      observation: network('PROXY_REFUSED'),
    },
    cause: 'unreachable',
    remedy: /NO_PROXY=2001:db8::1 ackring verify prod/,
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
    title: 'an address that whoever dialled it could not read',
    evidence: { entry: entry(), observation: network('INVALID_URL') },
    cause: 'dangling',
  },
  ...[null, 'nonsense'].flatMap((server): readonly JudgedRow[] => [
    {
      title: `the server ${server}, whatever dialling it came to`,
      evidence: { entry: entry({ server }), observation: network('ECONNREFUSED') },
      cause: 'dangling',
    },
    {
      title: `the server ${server}, which presents other names`,
      evidence: { entry: entry({ server }), observation: mismatch },
      cause: 'nameMismatch',
    },
    {
      title: `the server ${server}, with a foreign authority`,
      evidence: { entry: entry({ server }), observation: tls('SELF_SIGNED_CERT_IN_CHAIN') },
      cause: 'wrongCertificateAuthority',
      remedy: /another machine answers there/,
    },
  ]),
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

for (const row of rows) test(row.title, (t) => isJudged(t, row));
