import type { ApiServerObservation } from '../machine/api-server/api.js';
import { meaningOf } from '../machine/api-server/handshake.js';
import { withoutBrackets } from '../machine/proxy/rule.js';
import { clusterKind, clusterKinds } from '../words/cluster-kind.js';
import { accessOfServer } from '../words/endpoints.js';
import { firstNames } from '../words/first-names.js';
import { type Sentence, say } from '../words/say.js';
import { shell, word } from '../words/shell-word.js';
import { skewFinding, unauthorized, validityFinding } from './rejected.js';
import { calledBy, type Evidence, type Finding, fetchCommand, fileFlag, hostText } from './verdict.js';

type TlsFailure = Extract<ApiServerObservation, { kind: 'tls' }>;

/** Why there is no secure connection: the server’s certificate, ours, or neither. */
export function judgeTls(evidence: Evidence, failure: TlsFailure): Finding {
  const meaning = meaningOf(failure.code);
  switch (meaning) {
    case 'otherName':
      return nameMismatch(evidence, failure.presentedSans);
    case 'serverExpired':
    case 'serverNotYetValid':
      return skewFinding(evidence, failure.serverTime) ?? outdatedServer(evidence, meaning);
    case 'clientRefused':
      return validityFinding(evidence, evidence.now) ?? unauthorized(evidence);
    case 'untrusted':
      return untrusted(evidence);
    case 'broken':
      return broken(evidence, failure.code);
  }
}

function outdatedServer({ entry }: Evidence, meaning: 'serverExpired' | 'serverNotYetValid'): Finding {
  const host = hostText(entry);
  return {
    cause: 'serverError',
    detail:
      meaning === 'serverExpired'
        ? say('the certificate that {host} presents has expired', { host })
        : say('the certificate that {host} presents is not valid yet', { host }),
    remedy: say(
      'Have the cluster’s certificates renewed in the console, or set this machine’s clock if it is wrong.',
    ),
  };
}

function untrusted(evidence: Evidence): Finding {
  const { server } = evidence.entry;
  const isPrivate = server !== null && URL.canParse(server) && isPrivateAddress(new URL(server).hostname);
  return {
    cause: 'wrongCertificateAuthority',
    detail: say('{host} presents a certificate that the context’s certificate authority did not sign', {
      host: hostText(evidence.entry),
    }),
    remedy: isPrivate
      ? say('In this network another machine may have that private address. {remedy}', {
          remedy: privateRemedy(evidence),
        })
      : say(
          'The cluster was replaced, or another machine answers there. Fetch the kubeconfig again: `{command}`.',
          { command: fetchCommand(evidence) },
        ),
  };
}

function broken(evidence: Evidence, code: string): Finding {
  const { entry } = evidence;
  return {
    cause: 'serverError',
    detail: say('no secure connection to {host} could be made ({code})', {
      host: hostText(entry),
      code: word(code),
    }),
    remedy: say('Check what answers there: `{command}`.', {
      command: shell`ackring san ${calledBy(evidence) ?? entry.context}`,
    }),
  };
}

/** The API server's certificate does not name the dialled address: the names it has, and the fix by cluster type. */
function nameMismatch(evidence: Evidence, presented: readonly string[]): Finding {
  const { entry } = evidence;
  const dialled = entry.server !== null && URL.canParse(entry.server) ? new URL(entry.server).hostname : '';
  return {
    cause: 'nameMismatch',
    detail: say('the API server’s certificate is not valid for {host}; it names {names}', {
      host: dialled,
      names: presented.length === 0 ? say('nothing readable') : firstNames(presented.map(word), 8),
    }),
    remedy: mismatchRemedy(evidence, dialled),
  };
}

function mismatchRemedy(evidence: Evidence, dialled: string): Sentence {
  const { cluster } = evidence;
  const called = calledBy(evidence) ?? 'CLUSTER';
  const command = shell`ackring san ${called}`;
  const refetch = say('Fetch the kubeconfig again if the address changed: `{command}`', {
    command: fetchCommand(evidence),
  });
  if (cluster == null)
    return say('{refetch}; see the proposal for this cluster with `{command}`.', { refetch, command });
  switch (clusterKinds[clusterKind(cluster)].names) {
    case 'added':
      return say('{refetch}; or add the name, which restarts the API server: `{command}`.', {
        refetch,
        command: shell`ackring san ${called} --name ${dialled}`,
      });
    case 'atCreation':
      return say(
        '{refetch}. A dedicated cluster takes names only when it is created; the last resort is `{command}`.',
        { refetch, command },
      );
    case 'byOperator':
      return say('{refetch}; this cluster’s certificate is made by its operator: ask there for {name}.', {
        refetch,
        name: word(dialled),
      });
  }
}

/** No API server answered: the reason, as far as the machine's error code and the address show, and the remedy. */
export function judgeNetwork(evidence: Evidence, code: string): Finding {
  const { entry } = evidence;
  const url = entry.server !== null && URL.canParse(entry.server) ? new URL(entry.server) : null;
  if (url === null || code === 'INVALID_URL') {
    return {
      cause: 'dangling',
      detail: say('the context has no server address that can be dialled'),
      remedy: refetchAgain(evidence),
    };
  }
  const isPrivate = isPrivateAddress(url.hostname);
  const detail =
    isPrivate && isSilent(code)
      ? say('{host} is a private address and does not answer from here', { host: url.host })
      : sentences(url, code);
  return { cause: 'unreachable', detail, remedy: remedyOf(evidence, url, code, isPrivate) };
}

function sentences({ host, hostname }: URL, code: string): Sentence {
  switch (code) {
    case 'CONNECT_TIMEOUT':
    case 'ETIMEDOUT':
      return say('no connection to {host} in time', { host });
    case 'ANSWER_TIMEOUT':
      return say('{host} accepted the connection, then did not answer in time', { host });
    case 'ECONNREFUSED':
      return say('{host} refuses connections: nothing listens there', { host });
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return say('the name {host} cannot be resolved', { host: hostname });
    case 'EHOSTUNREACH':
    case 'ENETUNREACH':
      return say('there is no route to {host}', { host: hostname });
    case 'CLEAR_TEXT':
      return say(
        '{host} is dialled over plain http, where anyone on the way could read the credential: nothing was sent',
        { host },
      );
    case 'PROXY_UNREACHABLE':
      return say('the proxy in front of {host} does not answer', { host });
    case 'PROXY_REFUSED':
      return say('the proxy will not connect to {host}', { host });
    case 'PROXY_CREDENTIALS':
      return say('the proxy in front of {host} asks for a user and password, or does not accept these', {
        host,
      });
    case 'PROXY_UNSUPPORTED':
      return say('the proxy in front of {host} is of an unsupported kind: only http, https and socks5 are', {
        host,
      });
    default:
      return say('the connection to {host} broke ({code})', { host, code: word(code) });
  }
}

function remedyOf(evidence: Evidence, url: URL, code: string, isPrivate: boolean): Sentence {
  const { hostname: host } = url;
  if (code.startsWith('PROXY_')) {
    return say('Check HTTPS_PROXY, or the context’s proxy-url; to go without: `{command}`.', {
      command: shell`NO_PROXY=${withoutBrackets(host)} ackring verify ${evidence.entry.context} ${fileFlag(evidence)}`,
    });
  }
  if (code === 'CLEAR_TEXT') {
    return say('Make the context’s server an https address, or fetch the kubeconfig again: `{command}`.', {
      command: fetchCommand(evidence),
    });
  }
  if (code === 'ENOTFOUND' || code === 'EAI_AGAIN')
    return say('Check this machine’s DNS: `{command}`.', { command: shell`nslookup ${host}` });
  if (isPrivate && isSilent(code)) return privateRemedy(evidence);
  // Fetched again it would lead to the same address.
  if (code === 'ECONNREFUSED' && hasPrivateOnly(evidence)) return insideOnly;
  if (code === 'ECONNREFUSED') {
    return say(
      'The API server may be restarting, or its port changed; fetch the kubeconfig again: `{command}`.',
      {
        command: fetchCommand(evidence),
      },
    );
  }
  return say(
    'Check the network here, and the access control list of the API server’s load balancer; `ackring doctor` looks at both ends.',
  );
}

function refetchAgain(evidence: Evidence): Sentence {
  return say('Fetch the kubeconfig again: `{command}`.', { command: fetchCommand(evidence) });
}

/** A private address answers only inside its VPC: the remedy is the public endpoint, if there is one. */
function privateRemedy(evidence: Evidence): Sentence {
  const endpoints = evidence.cluster?.endpoints ?? null;
  const command = fetchCommand(evidence, 'public');
  if (endpoints === null)
    return say(
      'If the cluster has a public endpoint, take it: `{command}`; else run this inside the cluster’s VPC, or connect to it by VPN.',
      { command },
    );
  if (endpoints.public.length > 0) return say('Take the public endpoint: `{command}`.', { command });
  return insideOnly;
}

const insideOnly = say(
  'The cluster has no public endpoint: run this inside its VPC, connect to it by VPN, or bind an EIP to its API server in the console.',
);

function hasPrivateOnly({ entry, cluster }: Evidence): boolean {
  const endpoints = cluster?.endpoints ?? null;
  if (endpoints === null || entry.server === null || endpoints.public.length > 0) return false;
  return accessOfServer(endpoints, entry.server) === 'private';
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
