import { createPrivateKey } from 'node:crypto';
import { parseCertificate } from './certificate.js';

/** Whether a private key (PEM) belongs to a certificate; false too where one of them cannot be read. */
export function isKeyPair(certificate: string, key: string): boolean {
  try {
    return parseCertificate(certificate).checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
