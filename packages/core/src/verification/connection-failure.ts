import type { ApiServerObservation } from '../machine/api-server/api.js';
import { clusterKind } from '../words/cluster.js';
import { shell, word } from '../words/shell-word.js';
import { skewFinding, unauthorized, validityFinding } from './rejected.js';
import { type Evidence, type Finding, fetchCommand, hostOf } from './verdict.js';

type TlsFailure = Extract<ApiServerObservation, { kind: 'tls' }>;

/** Why no secure connection came about: the server’s certificate, ours, or neither. */
export function judgeTls(evidence: Evidence, failure: TlsFailure): Finding {
  const { entry } = evidence;
  if (failure.code === 'ERR_TLS_CERT_ALTNAME_INVALID') return nameMismatch(evidence, failure.presentedSans);
  if (failure.code === 'CERT_HAS_EXPIRED' || failure.code === 'CERT_NOT_YET_VALID') {
    const skew = skewFinding(evidence, failure.serverTime);
    if (skew !== null) return skew;
    const end = failure.code === 'CERT_HAS_EXPIRED' ? 'has ended' : 'has not begun';
    return {
      cause: 'serverError',
      detail: `the validity of the certificate that ${hostOf(entry)} presents ${end}`,
      remedy:
        'Have the cluster’s certificates renewed in the console, or set this machine’s clock if it is wrong.',
    };
  }
  if (isClientRefused(failure.code)) return validityFinding(evidence, evidence.now) ?? unauthorized(evidence);
  if (!isDistrust(failure.code)) {
    return {
      cause: 'serverError',
      detail: `no secure connection to ${hostOf(entry)} came about (${word(failure.code)})`,
      remedy: `Look at what answers there: \`${shell`ackring san ${evidence.cluster?.id ?? entry.context}`}\`.`,
    };
  }
  return {
    cause: 'wrongCertificateAuthority',
    detail: `${hostOf(entry)} presents a certificate that the context’s certificate authority did not sign`,
    remedy: `The cluster was replaced, or another machine answers there. Fetch the kubeconfig again: ${fetchCommand(evidence)}.`,
  };
}

/** Alerts by which the other side refuses our certificate. */
function isClientRefused(code: string): boolean {
  return /^ERR_SSL_(TLSV1|SSLV3|TLSV13)_ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/.test(code);
}

function isDistrust(code: string): boolean {
  return /^(DEPTH_ZERO_|SELF_SIGNED_CERT|UNABLE_TO_|CERT_)/.test(code);
}

const mostNamesShown = 8;

/** The API server's certificate does not name the address dialled: which names it has, and the fix by cluster type. */
function nameMismatch(evidence: Evidence, presented: readonly string[]): Finding {
  const { entry } = evidence;
  const dialled = entry.server !== null && URL.canParse(entry.server) ? new URL(entry.server).hostname : '';
  return {
    cause: 'nameMismatch',
    detail: `the API server’s certificate is not valid for ${dialled}; it names ${listNames(presented)}`,
    remedy: mismatchRemedy(evidence, dialled),
  };
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing we could read';
  const shown = names.slice(0, mostNamesShown).map(word).join(', ');
  const rest = names.length - mostNamesShown;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function mismatchRemedy(evidence: Evidence, dialled: string): string {
  const { cluster, entry } = evidence;
  const id = cluster?.id ?? entry.ack?.clusterId ?? 'CLUSTER';
  const refetch = `Fetch the kubeconfig again if the address changed: ${fetchCommand(evidence)}`;
  if (cluster == null)
    return `${refetch}; see the proposal for this cluster with \`${shell`ackring san ${id}`}\`.`;
  switch (clusterKind(cluster)) {
    case 'managed':
    case 'serverless':
    case 'edge':
    case 'lingjun':
      return `${refetch}; or add the name, which restarts the API server: \`${shell`ackring san ${id} --name ${dialled}`}\`.`;
    case 'dedicated':
      return `${refetch}. A dedicated cluster takes names at its creation only; the last resort is \`${shell`ackring san ${id}`}\`.`;
    case 'registered':
    case 'unknown':
      return `${refetch}; this cluster’s certificate is made by its own operator: ask there for ${word(dialled)}.`;
  }
}

/** No API server answered: why, as far as the machine's code and the address tell, and the way out. */
export function judgeNetwork(evidence: Evidence, code: string): Finding {
  const { entry } = evidence;
  const url = entry.server !== null && URL.canParse(entry.server) ? new URL(entry.server) : null;
  if (url === null || code === 'INVALID_URL') {
    return {
      cause: 'dangling',
      detail: 'the context has no server address that can be dialled',
      remedy: `Fetch the kubeconfig again: ${fetchCommand(evidence)}.`,
    };
  }
  const isPrivate = isPrivateAddress(url.hostname);
  const detail =
    isPrivate && isSilent(code)
      ? `${url.host} is a private address and does not answer from here`
      : sentences(url, code);
  return { cause: 'unreachable', detail, remedy: remedyOf(evidence, url, code, isPrivate) };
}

function sentences(url: URL, code: string): string {
  switch (code) {
    case 'CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return `no connection to ${url.host} within the time allowed`;
    case 'ANSWER_TIMEOUT':
      return `${url.host} took the connection, and then said nothing within the time allowed`;
    case 'ECONNREFUSED':
      return `${url.host} refuses connections: nothing listens there`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return `the name ${url.hostname} cannot be resolved`;
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return `there is no route to ${url.hostname}`;
    case 'CLEAR_TEXT':
      return `${url.host} is dialled over plain http, where anybody on the way could read the credential: nothing was sent`;
    case 'PROXY_UNREACHABLE':
      return `the proxy before ${url.host} does not answer`;
    case 'PROXY_REFUSED':
      return `the proxy will not connect to ${url.host}`;
    case 'PROXY_UNSUPPORTED':
      return `the proxy before ${url.host} is of a kind we cannot speak to: only http, https and socks5`;
    default:
      return `the connection to ${url.host} broke (${word(code)})`;
  }
}

function remedyOf(evidence: Evidence, url: URL, code: string, isPrivate: boolean): string {
  if (code.startsWith('PROXY_')) {
    return `Check HTTPS_PROXY, or the context’s proxy-url; to go without: \`${shell`NO_PROXY=${url.hostname} ackring verify ${evidence.entry.context}`}\`.`;
  }
  if (code === 'CLEAR_TEXT') {
    return `Make the context’s server an https address, or fetch the kubeconfig again: ${fetchCommand(evidence)}.`;
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return `Check this machine’s DNS: \`${shell`nslookup ${url.hostname}`}\`.`;
  if (isPrivate && isSilent(code)) return privateRemedy(evidence);
  if (code === 'ECONNREFUSED') {
    return `The API server may be restarting, or its port changed; fetch the kubeconfig again: ${fetchCommand(evidence)}.`;
  }
  return 'Check the network here, and the access control list of the API server’s load balancer; `ackring doctor` looks at both ends.';
}

/** A private address answers inside its VPC only: the public endpoint is the way out, where there is one. */
function privateRemedy(evidence: Evidence): string {
  const endpoints = evidence.cluster?.endpoints ?? null;
  const inside = 'run this inside the cluster’s VPC, or connect to it by VPN';
  if (endpoints === null)
    return `If the cluster has a public endpoint, take it: ${fetchCommand(evidence, 'public')}; else ${inside}.`;
  if (endpoints.public.length > 0) return `Take the public endpoint: ${fetchCommand(evidence, 'public')}.`;
  return `The cluster has no public endpoint: ${inside}, or bind an EIP to its API server in the console.`;
}

function isSilent(code: string): boolean {
  return ['CONNECT_TIMEOUT', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENETUNREACH'].includes(code);
}

/** RFC 1918, the carrier-grade range that ACK's own services use, and IPv6's unique local addresses. */
export function isPrivateAddress(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '');
  return /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.)[\d.]+$|^f[cd][\da-f]{2}:/i.test(
    bare,
  );
}
