import type { Access } from '../endpoints.js';
import { word } from '../shell-word.js';
import type { Evidence } from './evidence.js';

/** The command that fetches this context's kubeconfig anew, of the same kind. */
export function fetchCommand(
  { entry, cluster }: Pick<Evidence, 'entry' | 'cluster'>,
  access?: Access,
): string {
  const id = cluster?.id ?? entry.ack?.clusterId;
  if (id === undefined) return '`ackring get CLUSTER`';
  const longTerm = isLongTerm(entry) ? ' --long-term' : '';
  return `\`ackring get ${word(id)}${longTerm}${access === undefined ? '' : ` --access ${access}`}\``;
}

function isLongTerm({ credential, status }: Evidence['entry']): boolean {
  if (credential.kind !== 'certificate' || status === 'temporary') return false;
  return credential.notAfter.getTime() - credential.notBefore.getTime() > 4 * 86_400_000;
}
