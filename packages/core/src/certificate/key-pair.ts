import { createPrivateKey } from 'node:crypto';
import { parseCertificate } from './certificate.js';
import { firstDer } from './first-der.js';
import { isKeyPairQuickly } from './key-pair-quick.js';

/** Whether a private key (PEM) belongs to a certificate; false too where one of them cannot be read. */
export function isKeyPair(certificate: string, key: string): boolean {
  try {
    const issued = parseCertificate(certificate);
    const held = firstDer(key, 'RSA PRIVATE KEY');
    const verdict = held && isKeyPairQuickly(issued.raw, held);
    return verdict ?? issued.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}
