import type { CertificateFacts } from '../words/certificate.js';
import type { ClusterRef } from '../words/cluster.js';
import { isSameServer } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import {
  type CertificateExpectation,
  certificateObjections,
  revokedObjection,
} from './issued-certificate.js';
import { type IssuedParts, issuedParts } from './issued-parts.js';

/** The request, which an answer must match. */
export interface IssuedExpectation extends CertificateExpectation {
  readonly cluster: ClusterRef & { readonly name: string };
  /**
   * The URLs that the answer may dial, one without a port matching any port; null if the cluster's endpoints were
   * unavailable, which the verified kubeconfig then reports.
   */
  readonly servers: readonly string[] | null;
}

/** A kubeconfig that passed the door: a fact about the text, not about the API server. */
export interface SoundKubeconfig {
  /** Rebuilt from the parts below alone, in ACK's layout; holds a private key: never log it. */
  readonly text: string;
  readonly server: string;
  readonly certificate: CertificateFacts;
  /** PEM. */
  readonly certificateAuthority: string;
  /** PEM. */
  readonly clientCertificate: string;
  /** PEM, private. */
  readonly clientKey: string;
  /** What could not be checked, in words for the caller. */
  readonly unproven: readonly Sentence[];
}

export type IssuedProof =
  | { readonly kind: 'sound'; readonly issued: SoundKubeconfig }
  | { readonly kind: 'refused'; readonly objections: readonly Sentence[] };

/**
 * The one door for kubeconfigs from outside, the cloud's and a master's: one context with certificate, key and
 * authority and no other active part, which dials this cluster, belongs to the caller, has the matching key and the
 * requested life. Every objection is reported. A caller that passes on only `issued` lets nothing else in.
 */
export function proveIssued(text: string, expected: IssuedExpectation): IssuedProof {
  const read = issuedParts(text);
  if (read.kind === 'unreadable') return { kind: 'refused', objections: read.objections };
  const { parts } = read;
  const server = serverObjections(parts.server, expected.servers);
  const { certificate, objections: ofCertificate } = certificateObjections(parts, expected);
  const objections = [
    ...read.objections,
    ...clusterObjections([parts.context, ...(certificate?.issuerOrganizations ?? [])], expected.cluster),
    ...server,
    ...ofCertificate,
  ];
  if (certificate === null || objections.length > 0) return { kind: 'refused', objections };
  return { kind: 'sound', issued: soundKubeconfig(parts, certificate.facts, expected) };
}

/** The same for callers that use the result. Throws IssuedRefused with every objection. */
export function requireSound(text: string, expected: IssuedExpectation): SoundKubeconfig {
  return soundOr(proveIssued(text, expected), expected.cluster);
}

/** The result that passed; otherwise throws IssuedRefused with every objection. */
export function soundOr(proof: IssuedProof, { name }: { readonly name: string }): SoundKubeconfig {
  if (proof.kind === 'sound') return proof.issued;
  throw new AckringError(
    'IssuedRefused',
    say('the kubeconfig that came for {cluster} was refused whole; what you have is untouched', {
      cluster: name,
    }),
    {
      problems: proof.objections,
      remedy: say(
        'Try again. If it persists, do not use it: compare it with the connection information in the ACK console.',
      ),
    },
  );
}

/** The only objection is that a revoke has killed it: the next answer may differ. */
export function isStillRevoked(proof: IssuedProof): boolean {
  return proof.kind === 'refused' && proof.objections.every((each) => each === revokedObjection);
}

function soundKubeconfig(
  parts: IssuedParts,
  certificate: CertificateFacts,
  { servers, holder }: IssuedExpectation,
): SoundKubeconfig {
  const unproven: Sentence[] = [];
  if (servers === null) unproven.push(say("its server could not be checked against the cluster's endpoints"));
  if (holder.kind === 'unknown')
    unproven.push(say('its holder could not be checked, since it is not known who asked'));
  if (holder.kind === 'identity' && certificate.uid === null)
    unproven.push(
      say('its certificate names "{name}", which identifies nobody', {
        name: certificate.subject.commonName,
      }),
    );
  const { server, authority, clientCertificate, clientKey } = parts;
  return {
    text: soundText(parts),
    server,
    certificate,
    certificateAuthority: authority,
    clientCertificate,
    clientKey,
    unproven,
  };
}

/**
 * ACK names the cluster in the context (`<uid>-<cluster id>`), and until 2024 in the certificate's issuer (facts,
 * observed): an id there must be this cluster's.
 */
function clusterObjections(names: readonly string[], { id }: ClusterRef): Sentence[] {
  const others = names.flatMap((name) => clusterId.exec(name)?.[0] ?? []).filter((each) => each !== id);
  return [...new Set(others)].map((other) => say('it is for another cluster, {cluster}', { cluster: other }));
}

const clusterId = /(?<![0-9a-z])c[0-9a-f]{32}(?![0-9a-z])/;

/** What is wrong with the server of an answer. `servers` null: the cluster's endpoints are unknown. */
function serverObjections(server: string, servers: readonly string[] | null): Sentence[] {
  if (server === '') return [say('it names no server')];
  const written = plainUrl.exec(server);
  if (written === null) return [say('its server is not a plain https address')];
  // If one program reads an address where another reads a name, they may connect to two places.
  if (!URL.canParse(server) || new URL(server).hostname !== written[1]?.toLowerCase())
    return [say('its server is written in a way that programs read differently')];
  if (servers === null || servers.some((each) => isSameServer(server, each))) return [];
  const endpoints = servers.length === 0 ? say('it has none of this access') : servers;
  return [
    say("its server, {server}, is none of the cluster's endpoints ({endpoints})", { server, endpoints }),
  ];
}

/** Scheme, host and port alone: no login, path, query, leading zero, or character that URL parsers drop. */
const plainUrl = /^https:\/\/([A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::[1-9][0-9]{0,4})?\/?$/;

/**
 * A kubeconfig of these parts and nothing else, in ACK's own layout: what the cloud issues comes out unchanged, so
 * that it equals a copy stored before.
 */
function soundText(parts: IssuedParts): string {
  const [cluster, user] = [name(parts.clusterName), quoted(parts.userName)];
  const context = name(parts.context);
  return `apiVersion: v1
clusters:
- cluster:
    server: ${parts.server}
    certificate-authority-data: ${base64(parts.authority)}
  name: ${cluster}
contexts:
- context:
    cluster: ${cluster}
    user: ${user}
  name: ${context}
current-context: ${context}
kind: Config
preferences: {}
users:
- name: ${user}
  user:
    client-certificate-data: ${base64(parts.clientCertificate)}
    client-key-data: ${base64(parts.clientKey)}
`;
}

/** Plain where ACK writes it so; otherwise quoted, so that every YAML reader takes it for a string. */
function name(text: string): string {
  return text === 'kubernetes' || clusterContext.test(text) ? text : quoted(text);
}

/** `<uid>-<cluster id>`. */
const clusterContext = /^[0-9a-z-]+-c[0-9a-f]{32}$/;

/** JSON's quotes are valid YAML. */
function quoted(text: string): string {
  return JSON.stringify(text);
}

function base64(text: string): string {
  return Buffer.from(text, 'latin1').toString('base64');
}
