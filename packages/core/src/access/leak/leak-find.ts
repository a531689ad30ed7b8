import { createPublicKey } from 'node:crypto';
import { parseCertificate, readCertificateFacts } from '../../certificate/certificate.js';
import { isKeyPair } from '../../certificate/key-pair.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { listContexts } from '../../kubeconfig/contexts.js';
import type { Kubeconfig } from '../../kubeconfig/kubeconfig.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import type { CertificateFacts } from '../../words/certificate.js';
import { kubeconfigTexts } from './embedded.js';
import type { Layer } from './layers.js';
import { base64Fields, pemBlocks, type TextPiece } from './leak-text.js';

/** One client certificate found somewhere, without its key. */
export interface LeakFinding {
  /** From 1; the line of the enclosing text when it is nested in an encoding. */
  readonly line: number;
  readonly certificate: CertificateFacts;
  /** True when its private key was found too: without one it opens nothing. */
  readonly hasKey: boolean;
  readonly server: string | null;
  /** As a kubeconfig joins it to the certificate; else the id that stands nearest, which may be another's. */
  readonly clusterId: string | null;
  readonly isJoined: boolean;
}

/** An API server that a found certificate may open. */
export interface LeakDoor {
  readonly server: string;
  readonly certificateAuthority: string | null;
  readonly namespace: string | null;
  /** Joined by a kubeconfig, or else the nearest address in the text. */
  readonly isJoined: boolean;
}

/** A finding with its secret, kept separate so that code which shows findings has none. */
export interface Leak {
  readonly finding: LeakFinding;
  readonly clientCertificate: string;
  readonly clientKey: string | null;
  readonly doors: readonly LeakDoor[];
}

/** The same certificate found again: with its key if either place has it, as a kubeconfig joins it, and every server. */
export function mergedLeaks(known: Leak | undefined, found: Leak): Leak {
  if (known === undefined) return found;
  const isBetter = found.clientKey !== null && known.clientKey === null;
  const best = isBetter ? found : known;
  const { server, clusterId, isJoined } = (
    [best, known, found].find(({ finding }) => finding.isJoined) ?? best
  ).finding;
  const doors = joinedFirst(distinctDoors([...known.doors, ...found.doors]));
  return { ...best, finding: { ...best.finding, server, clusterId, isJoined }, doors };
}

/** A server that the text only stands near to says nothing more where a kubeconfig names it as well. */
export function joinedFirst(doors: readonly LeakDoor[]): readonly LeakDoor[] {
  const joined = new Set(doors.filter(({ isJoined }) => isJoined).map(({ server }) => server));
  return doors.filter(({ isJoined, server }) => isJoined || !joined.has(server));
}

/** Each address once per authority and namespace. */
export function distinctDoors(doors: readonly LeakDoor[]): readonly LeakDoor[] {
  return [...new Map(doors.map((door) => [JSON.stringify(door), door])).values()];
}

/** The client certificates in a text, each with its key if it is there too. */
export function leaksInText({ text, lineOf }: Layer): readonly Leak[] {
  const found = certificatesIn(text);
  if (found.length === 0) return [];
  const keys = keysIn(text);
  const surroundings = describeSurroundings(text);
  return found.map(({ text: pem, offset }) => {
    const facts = readCertificateFacts(pem);
    const clientKey = nearestFirst(keys, offset).find((key) => isKeyPair(pem, key.text))?.text ?? null;
    const { doors, clusterId, isJoined } = surroundings(facts.sha256, offset);
    const finding = {
      line: lineOf(offset),
      certificate: facts,
      hasKey: clientKey !== null,
      server: doors[0]?.server ?? null,
      clusterId,
      isJoined,
    };
    return { finding, clientCertificate: pem, clientKey, doors };
  });
}

function certificatesIn(text: string): readonly TextPiece[] {
  return [
    ...decodedFields(text, 'client-certificate-data').filter(({ text: pem }) => isReadable(pem)),
    ...[...pemBlocks(text, ['CERTIFICATE'])].filter(({ text: pem }) => isClientCertificate(pem)),
  ];
}

const keyLabels = ['RSA PRIVATE KEY', 'EC PRIVATE KEY', 'PRIVATE KEY'];

/** The private keys in a text. */
export function keysIn(text: string): readonly TextPiece[] {
  return [...decodedFields(text, 'client-key-data'), ...pemBlocks(text, keyLabels)];
}

function decodedFields(text: string, name: string): readonly TextPiece[] {
  return [...base64Fields(text, name)].flatMap(({ text: base64, offset }) => {
    const pem = decodeText(base64);
    return pem === null ? [] : [{ text: pem, offset }];
  });
}

/** The public half of a certificate or a private key, as text; null where there is none to read. */
export function publicHalf(pem: string): string | null {
  try {
    const key = pem.includes('PRIVATE KEY') ? createPublicKey(pem) : parseCertificate(pem).publicKey;
    return key.export({ type: 'spki', format: 'der' }).toString('base64');
  } catch {
    return null;
  }
}

/** In a file of a thousand contexts each key is next to its certificate: trying all pairs takes minutes. */
function nearestFirst(keys: readonly TextPiece[], offset: number): readonly TextPiece[] {
  const distance = (key: TextPiece): number => Math.abs(key.offset - offset);
  return keys.toSorted((one, other) => distance(one) - distance(other));
}

function isReadable(pem: string): boolean {
  try {
    readCertificateFacts(pem);
    return true;
  } catch {
    return false;
  }
}

/** The purpose of a client's certificate (RFC 5280). */
const clientAuth = '1.3.6.1.5.5.7.3.2';

/**
 * By whom it names: ACK's are in `system:users`, a master's own in `system:masters`, kubeadm's since 1.29 in
 * `kubeadm:cluster-admins`. Authorities and servers lie beside them.
 */
function isClientCertificate(pem: string): boolean {
  if (!isReadable(pem)) return false;
  const usages = parseCertificate(pem).keyUsage;
  if (usages !== undefined && !usages.includes(clientAuth)) return false;
  const { subject } = readCertificateFacts(pem);
  return [...subject.organizations, subject.commonName].some((name) => /^(?:system|kubeadm):/.test(name));
}

/** What stands around a credential in a text. */
export interface Surroundings {
  readonly doors: readonly LeakDoor[];
  readonly clusterId: string | null;
  readonly isJoined: boolean;
}

/** What belongs to a certificate: as the kubeconfig joins it, or else whatever is nearest. */
function describeSurroundings(text: string): (sha256: string, offset: number) => Surroundings {
  const joined = joinedEntries(text);
  const near = nearbyIn(text);
  return (sha256, offset) => joined.get(sha256) ?? near(offset);
}

/** The server and the cluster that stand nearest to an offset. */
export function nearbyIn(text: string): (offset: number) => Surroundings {
  const servers = [...text.matchAll(/server\\*["']?\s*:\s*\\*["']?(https:\/\/[^\s"'\\,}]+)/g)];
  const clusterIds = [...text.matchAll(/\bc[0-9a-f]{32}\b/g)];
  const [authority = null] = decodedFields(text, 'certificate-authority-data');
  return (offset) => {
    const server = nearest(servers, offset)?.[1] ?? null;
    const certificateAuthority = servers.length === 1 ? (authority?.text ?? null) : null;
    const door = { certificateAuthority, namespace: null, isJoined: false };
    const clusterId = nearest(clusterIds, offset)?.[0] ?? null;
    return { doors: server === null ? [] : [{ server, ...door }], clusterId, isJoined: false };
  };
}

function joinedEntries(text: string): ReadonlyMap<string, Surroundings> {
  const found = new Map<string, Surroundings>();
  for (const { kubeconfig, entries } of kubeconfigsIn(text)) {
    const authorities = new Map(
      kubeconfig.clusters.map(({ name, certificateAuthority: each }) => [name, each]),
    );
    for (const { credential, server, ack, cluster, namespace } of entries) {
      if (credential.kind !== 'certificate') continue;
      const material = authorities.get(cluster ?? '');
      const certificateAuthority = material?.kind === 'inline' ? decodeText(material.base64) : null;
      const known = found.get(credential.sha256);
      const door = server === null ? [] : [{ server, certificateAuthority, namespace, isJoined: true }];
      found.set(credential.sha256, {
        doors: distinctDoors([...(known?.doors ?? []), ...door]),
        clusterId: known?.clusterId ?? ack?.clusterId ?? null,
        isJoined: true,
      });
    }
  }
  return found;
}

/** Every kubeconfig in a text that kubectl would read, with its contexts. */
export function* kubeconfigsIn(text: string): Generator<{
  readonly kubeconfig: Kubeconfig;
  readonly entries: readonly ContextEntry[];
}> {
  for (const each of kubeconfigTexts(text)) {
    try {
      const kubeconfig = readKubeconfig(each, { file: 'found' });
      yield { kubeconfig, entries: listContexts([kubeconfig], new Date(0)) };
    } catch {
      // Pieces, or one that kubectl refuses: what stands near is all there is.
    }
  }
}

function nearest(matches: readonly RegExpExecArray[], offset: number): RegExpExecArray | null {
  return matches.reduce<RegExpExecArray | null>((best, match) => {
    const isNearer = best === null || Math.abs(match.index - offset) < Math.abs(best.index - offset);
    return isNearer ? match : best;
  }, null);
}

function decodeText(base64: string): string | null {
  const compact = base64.replace(/\s/g, '');
  if (compact.length < 16) return null;
  const decoded = Buffer.from(compact, 'base64').toString('utf8');
  return decoded.includes('\u0000') ? null : decoded;
}
