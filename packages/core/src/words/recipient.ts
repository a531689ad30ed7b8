import { isOwnHost, isSameServer } from './endpoints.js';
import { AckringError } from './errors.js';
import { quickHash } from './hash.js';
import { jsonIn, member } from './json.js';
import { type Sentence, say } from './say.js';
import { shell } from './shell-word.js';

/** For whom the credentials of a plug-in's entry are, as `get` and `migrate` write it there. */
export interface EntryRecipient {
  /** The cluster's servers, by the cloud's word; empty where the entry names none. */
  readonly servers: readonly string[];
  /** `authorityDigest` of the one that vouches for them; null where the entry names none. */
  readonly authority: string | null;
}

interface Recipient extends EntryRecipient {
  readonly clusterId: string;
  /** A token can be used by everyone who gets it, a certificate only by who has its key, which is never sent. */
  readonly isToken: boolean;
}

/** SHA-256 of an authority's certificates in PEM, whatever their layout; lower-case hex. */
export function authorityDigest(pem: string): string {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[^-]*-----END CERTIFICATE-----/g) ?? [];
  return quickHash(blocks.map((block) => block.replace(/-----[A-Z ]+-----|\s/g, '')).join('\n'));
}

/**
 * Refuses to let kubectl send a credential to another cluster's server: an entry can be paired with one by mistake, or
 * by whoever sent a file. kubectl names the server (`provideClusterInfo`); nothing is refused where it does not, as in
 * entries of earlier versions. A tunnel's near end is on this machine, and the cluster's authority vouches for its far
 * one. Throws Refused.
 */
export function refuseOtherServer(execInfo: string | undefined, recipient: Recipient): void {
  const named = member(member(execCluster(execInfo), 'config'), 'clusterId');
  const given = serverGiven(execInfo);
  const { clusterId: id, isToken } = recipient;
  const objection =
    typeof named === 'string' && named !== id
      ? say('the entry names cluster {cluster}, and its `cluster.config` {other}', {
          cluster: id,
          other: named,
        })
      : given && objectionTo(given, recipient);
  if (objection === null) return;
  throw new AckringError('Refused', objection, {
    remedy: say(
      'Fetch the entry anew: `{command}`; `ackring contexts` shows which contexts dial that server.',
      { command: isToken ? shell`ackring get ${id} --token` : shell`ackring get ${id} --exec` },
    ),
  });
}

interface GivenServer {
  readonly url: string;
  readonly isChecked: boolean;
  /** PEM; null for the system's authorities. */
  readonly authority: string | null;
}

function objectionTo(
  { url, isChecked, authority }: GivenServer,
  { clusterId, servers, authority: own, isToken }: Recipient,
): Sentence | null {
  const facts = { server: url, cluster: clusterId };
  const isListed = servers.length === 0 || servers.some((server) => isSameServer(url, server));
  if (!isListed && !(URL.canParse(url) && isOwnHost(new URL(url).hostname)))
    return say(
      'kubectl would send the credentials to {server}, which is no server of cluster {cluster}',
      facts,
    );
  // Nobody on the way can take a certificate; and hashing an authority costs more than all of this.
  if (isListed && !isToken) return null;
  const isSecret = isChecked && !/^http:/i.test(url);
  if (!isSecret)
    return isToken
      ? say('kubectl would send the token to {server} without checking who answers, who could use it', facts)
      : null;
  if (own === null || (authority !== null && authorityDigest(authority) === own)) return null;
  return say(
    'kubectl would send the credentials to {server}, under another authority than that of cluster {cluster}',
    facts,
  );
}

/** `spec.cluster` of KUBERNETES_EXEC_INFO, which kubectl adds where an entry asks for it; undefined without it. */
export function execCluster(execInfo: string | undefined): unknown {
  return member(member(jsonIn(execInfo ?? ''), 'spec'), 'cluster');
}

/** From KUBERNETES_EXEC_INFO; null if kubectl names none. */
function serverGiven(execInfo: string | undefined): GivenServer | null {
  const cluster = execCluster(execInfo);
  const url = member(cluster, 'server');
  if (typeof url !== 'string') return null;
  const data = member(cluster, 'certificate-authority-data');
  return {
    url,
    isChecked: member(cluster, 'insecure-skip-tls-verify') !== true,
    authority: typeof data === 'string' ? Buffer.from(data, 'base64').toString() : null,
  };
}
