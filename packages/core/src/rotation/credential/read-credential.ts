import { createHash } from 'node:crypto';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { isKeyPair } from '../../certificate/key-pair.js';
import { AckringError } from '../../errors.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerTarget } from '../../ports.js';
import { word } from '../../shell-word.js';
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

/** A kubeconfig that the cloud has just given. `text` and `target` hold the private key: never log them. */
export interface FetchedCredential {
  readonly text: string;
  readonly facts: CredentialFacts;
  readonly target: ApiServerTarget;
}

/** Reads what the cloud gave; throws KubeconfigInvalid where no consumer could use it. */
export function readFetched(text: string, cluster: string): FetchedCredential {
  const { stored, target } = readCredential(text);
  if (stored.kind === 'readable' && target !== null) return { text, facts: stored.facts, target };
  const problem = stored.kind === 'unreadable' ? stored.problem : 'it cannot be used';
  throw new AckringError(
    'KubeconfigInvalid',
    `the kubeconfig the cloud gave for ${cluster} is no use: ${problem}`,
    {
      remedy: `Look at it: ackring get ${word(cluster)} --long-term --stdout | ackring inspect -`,
    },
  );
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
