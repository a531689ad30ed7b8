import { createHash } from 'node:crypto';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { isKeyPair } from '../../certificate/key-pair.js';
import { AckringError } from '../../errors.js';
import type { SoundKubeconfig } from '../../fetch/issued-proof.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerTarget } from '../../ports.js';
import type { CredentialFacts, StoredCredential } from './credential.js';
import { versionId } from './version-id.js';

/** A kubeconfig's credential: its facts, and how to use it. `target` holds the private key: never log it. */
export interface ReadCredential {
  readonly stored: Exclude<StoredCredential, { kind: 'missing' }>;
  readonly target: ApiServerTarget | null;
}

/** Reads the current context of a kubeconfig; what cannot be used is `unreadable` with the reason, not thrown. */
export function readCredential(text: string): ReadCredential {
  try {
    return readUsable(text);
  } catch {
    return unreadable('it is not a kubeconfig with a client certificate');
  }
}

/** A kubeconfig that came through the door. `text` and `target` hold the private key: never log them. */
export interface FetchedCredential {
  readonly text: string;
  readonly facts: CredentialFacts;
  readonly target: ApiServerTarget;
}

/** A sound kubeconfig, read as stored copies are, so that the two compare. */
export function fetchedCredential({ text }: Pick<SoundKubeconfig, 'text'>): FetchedCredential {
  const { stored, target } = readCredential(text);
  if (stored.kind === 'readable' && target !== null) return { text, facts: stored.facts, target };
  throw new AckringError('Internal', 'a sound kubeconfig does not read as one', { remedy: 'Report this.' });
}

function readUsable(text: string): ReadCredential {
  const kubeconfig = readKubeconfig(text, { file: 'kubeconfig' });
  if (kubeconfig.currentContext === null) return unreadable('it has no current context');
  const target = apiServerTarget(kubeconfig, kubeconfig.currentContext);
  const { clientCertificate, clientKey } = target;
  if (clientCertificate === null || clientKey === null) return unreadable('it has no client certificate');
  const certificate = readCertificateFacts(clientCertificate);
  const version = versionId(certificate.sha256, text);
  const facts = {
    certificate,
    keyMatches: isKeyPair(clientCertificate, clientKey),
    server: target.server,
    clusterId: /-(c[0-9a-f]{32})$/.exec(kubeconfig.currentContext)?.[1] ?? null,
    authority: fingerprint(target.certificateAuthority),
    version,
  };
  return { stored: { kind: 'readable', facts }, target };
}

function fingerprint(authority: string | null): string | null {
  return authority === null ? null : createHash('sha256').update(authority.trim()).digest('hex');
}

function unreadable(problem: string): ReadCredential {
  return { stored: { kind: 'unreadable', problem }, target: null };
}
