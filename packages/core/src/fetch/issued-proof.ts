import { AckringError } from '../errors.js';
import type { CertificateFacts } from '../kubeconfig/context-entry.js';
import type { ClusterRef } from '../ports.js';
import {
  type CertificateExpectation,
  certificateObjections,
  revokedObjection,
} from './issued-certificate.js';
import { type IssuedParts, issuedParts } from './issued-parts.js';
import { serverObjections } from './issued-server.js';
import { soundText } from './sound-text.js';

/** What was asked for, and so what an answer must be. */
export interface IssuedExpectation extends CertificateExpectation {
  readonly cluster: ClusterRef & { readonly name: string };
  /**
   * The URLs that the answer may dial, one without a port being that host at any; null where the cluster's
   * endpoints could not be had, which the sound kubeconfig then tells.
   */
  readonly servers: readonly string[] | null;
}

/** A kubeconfig that went through the door: a fact about the text, not about the API server. */
export interface SoundKubeconfig {
  /** Written anew from the parts below alone, in ACK's layout; holds a private key: never log it. */
  readonly text: string;
  readonly server: string;
  readonly certificate: CertificateFacts;
  /** PEM. */
  readonly certificateAuthority: string;
  /** PEM. */
  readonly clientCertificate: string;
  /** PEM, private. */
  readonly clientKey: string;
  /** What nothing was at hand to be held against, in words for whoever asked. */
  readonly unproven: readonly string[];
}

export type IssuedProof =
  | { readonly kind: 'sound'; readonly issued: SoundKubeconfig }
  | { readonly kind: 'refused'; readonly objections: readonly string[] };

/**
 * The one door for kubeconfigs that came from outside, the cloud's and a master's: one context with certificate,
 * key and authority and nothing else that acts, which dials this cluster, is held by who asked, fits its key and
 * lives as long as was asked for. Every objection is told. Whoever passes only `issued` on has let nothing else in.
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

/** The same for those who go on with it. Throws IssuedRefused with every objection. */
export function requireSound(text: string, expected: IssuedExpectation): SoundKubeconfig {
  return soundOr(proveIssued(text, expected), expected.cluster);
}

/** What went through; throws IssuedRefused with every objection to what did not. */
export function soundOr(proof: IssuedProof, { name }: { readonly name: string }): SoundKubeconfig {
  if (proof.kind === 'sound') return proof.issued;
  const message = `the kubeconfig that came for ${name} was refused whole; what you have is untouched`;
  throw new AckringError('IssuedRefused', message, {
    problems: proof.objections,
    remedy:
      'Try again. If it stays so, do not use it: compare it with the connection information in the ACK console.',
  });
}

/** Nothing speaks against it but that a revoke has killed it: the next answer may be another. */
export function isStillTheRevoked(proof: IssuedProof): boolean {
  return proof.kind === 'refused' && proof.objections.every((each) => each === revokedObjection);
}

function soundKubeconfig(
  parts: IssuedParts,
  certificate: CertificateFacts,
  { servers, holder }: IssuedExpectation,
): SoundKubeconfig {
  const unproven: string[] = [];
  if (servers === null) unproven.push("its server could not be held against the cluster's endpoints");
  if (holder.kind === 'unknown') unproven.push('who asked is not known, so its holder could not be checked');
  if (holder.kind === 'identity' && certificate.uid === null)
    unproven.push(`its certificate names "${certificate.subject.commonName}", which tells no holder`);
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
 * observed): where an id stands there it is this cluster's.
 */
function clusterObjections(names: readonly string[], { id }: ClusterRef): string[] {
  const others = names.flatMap((name) => clusterId.exec(name)?.[0] ?? []).filter((each) => each !== id);
  return [...new Set(others)].map((other) => `it is for another cluster, ${other}`);
}

const clusterId = /(?<![0-9a-z])c[0-9a-f]{32}(?![0-9a-z])/;
