import type { Access } from '../endpoints.js';
import { isTemporary } from '../renewal-window.js';
import { shell } from '../shell-word.js';
import type { Evidence } from './evidence.js';

/** The command that fetches this context's kubeconfig anew, of the same kind. */
export function fetchCommand(
  { entry, cluster }: Pick<Evidence, 'entry' | 'cluster'>,
  access?: Access,
): string {
  const id = cluster?.id ?? entry.ack?.clusterId;
  if (id === undefined) return '`ackring get CLUSTER`';
  const longTerm = isLongTerm(entry) ? ['--long-term'] : [];
  const way = access === undefined ? [] : ['--access', access];
  return `\`${shell`ackring get ${id} ${longTerm} ${way}`}\``;
}

function isLongTerm({ credential }: Evidence['entry']): boolean {
  return credential.kind === 'certificate' && !isTemporary(credential);
}
