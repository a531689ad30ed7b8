import { formatName } from '../certificate/distinguished-name.js';
import { readCertificatePassport } from '../certificate/passport.js';
import { AckringError } from '../errors.js';
import { shell } from '../shell-word.js';
import type { Kubeconfig } from './kubeconfig.js';
import { type ContextPieces, contextPieces } from './pieces.js';

/** What can be taken out of a kubeconfig. */
export const extracts = ['certificate', 'key', 'ca', 'server', 'subject', 'enddate'] as const;

export type Extract = (typeof extracts)[number];

/**
 * One part of a context (null: the current one) as text with a line break at its end: PEM for certificate,
 * key and ca (the key is secret); the URL; the subject; the end as RFC 3339. Throws ContextNotFound,
 * ResourceNotFound where the context has no such part, CertificateUnreadable.
 */
export function extractPart(
  kubeconfigs: readonly Kubeconfig[],
  contextName: string | null,
  part: Extract,
): string {
  const pieces = contextPieces(kubeconfigs, contextName);
  const text = partOf(pieces, part);
  if (text !== null) return text.endsWith('\n') ? text : `${text}\n`;
  throw new AckringError('ResourceNotFound', `context "${pieces.context}" has no ${partNames[part]}`, {
    remedy: `See what it has: \`${shell`ackring inspect ${pieces.context}`}\`.`,
  });
}

function partOf(pieces: ContextPieces, part: Extract): string | null {
  if (part !== 'subject' && part !== 'enddate') return pieces[part];
  if (pieces.certificate === null) return null;
  const { subject, notAfter } = readCertificatePassport(pieces.certificate);
  return part === 'subject' ? formatName(subject) : notAfter.toISOString().replace('.000Z', 'Z');
}

const partNames: Readonly<Record<Extract, string>> = {
  certificate: 'client certificate',
  key: 'client key',
  ca: 'certificate authority',
  server: 'server',
  subject: 'client certificate',
  enddate: 'client certificate',
};
