import { parseCertificate } from '../certificate/certificate.js';
import { isKeyPair } from '../certificate/key-pair.js';
import {
  type CertificatePassport,
  readCertificatePassport,
  splitCertificates,
} from '../certificate/passport.js';
import { AckringError } from '../errors.js';
import type { ContextEntry } from './context-entry.js';
import { listContexts } from './contexts.js';
import type { Kubeconfig } from './kubeconfig.js';
import { contextPieces } from './pieces.js';

/** All there is to know of one context from its files, without asking anybody. */
export interface ContextPassport {
  readonly entry: ContextEntry;
  /** Null for a context without a readable client certificate. */
  readonly certificate: CertificatePassport | null;
  /** Certificates that follow the client's own; ACK sends none. */
  readonly chain: readonly CertificatePassport[];
  /** Whether the key belongs to the certificate; null where one of the two is missing. */
  readonly keyMatches: boolean | null;
  /** The authorities that the API server's certificate is checked against. */
  readonly authorities: readonly CertificatePassport[];
  /** One of them signed the client certificate; no fault if not: ACK's did not until 2024. */
  readonly isSignedByAuthority: boolean | null;
}

/** Reads everything of one context (null: the current one). Throws ContextNotFound, naming what there is. */
export function inspectContext(
  kubeconfigs: readonly Kubeconfig[],
  contextName: string | null,
  now: Date,
): ContextPassport {
  const pieces = contextPieces(kubeconfigs, contextName);
  const entry = listContexts(kubeconfigs, now).find((each) => each.context === pieces.context);
  if (!entry) throw new TypeError('a context was found and is not listed');
  const [own = null, ...chain] = readableCertificates(pieces.certificate);
  const authorities = readableCertificates(pieces.ca);
  return {
    entry,
    certificate: own === null ? null : readCertificatePassport(own),
    chain: chain.map(readCertificatePassport),
    keyMatches: own === null || pieces.key === null ? null : isKeyPair(own, pieces.key),
    authorities: authorities.map(readCertificatePassport),
    isSignedByAuthority: own === null || authorities.length === 0 ? null : isSignedByAny(own, authorities),
  };
}

/** The same for every context of the files. */
export function inspectAll(kubeconfigs: readonly Kubeconfig[], now: Date): ContextPassport[] {
  return listContexts(kubeconfigs, now).map((each) => inspectContext(kubeconfigs, each.context, now));
}

function readableCertificates(text: string | null): string[] {
  return splitCertificates(text ?? '').filter((each) => {
    try {
      parseCertificate(each);
      return true;
    } catch (error) {
      if (error instanceof AckringError) return false; // the entry says that it is unreadable
      throw error;
    }
  });
}

/** By signature alone: names do not tell, since every ACK cluster's authority is called `kubernetes`. */
function isSignedByAny(certificate: string, authorities: readonly string[]): boolean {
  const parsed = parseCertificate(certificate);
  return authorities.some((each) => parsed.verify(parseCertificate(each).publicKey));
}
