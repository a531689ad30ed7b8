import { clusterKind } from '../cluster.js';
import { shell, word } from '../shell-word.js';
import type { Evidence, Finding } from './evidence.js';
import { fetchCommand } from './remedy-command.js';

const mostNamesShown = 8;

/** The API server's certificate does not name the address dialled: which names it has, and the fix by cluster type. */
export function nameMismatch(evidence: Evidence, presented: readonly string[]): Finding {
  const { entry } = evidence;
  const dialled = entry.server !== null && URL.canParse(entry.server) ? new URL(entry.server).hostname : '';
  return {
    cause: 'nameMismatch',
    detail: `the API server’s certificate is not valid for ${dialled}; it names ${listNames(presented)}`,
    remedy: remedyOf(evidence, dialled),
  };
}

function listNames(names: readonly string[]): string {
  if (names.length === 0) return 'nothing we could read';
  const shown = names.slice(0, mostNamesShown).map(word).join(', ');
  const rest = names.length - mostNamesShown;
  return rest > 0 ? `${shown} and ${rest} more` : shown;
}

function remedyOf(evidence: Evidence, dialled: string): string {
  const { cluster, entry } = evidence;
  const id = cluster?.id ?? entry.ack?.clusterId ?? 'CLUSTER';
  const refetch = `Fetch the kubeconfig again if the address changed: ${fetchCommand(evidence)}`;
  if (cluster == null)
    return `${refetch}; see the proposal for this cluster with \`${shell`ackring san ${id}`}\`.`;
  switch (clusterKind(cluster)) {
    case 'managed':
    case 'serverless':
    case 'edge':
    case 'lingjun':
      return `${refetch}; or add the name, which restarts the API server: \`${shell`ackring san ${id} --name ${dialled}`}\`.`;
    case 'dedicated':
      return `${refetch}. A dedicated cluster takes names at its creation only; the last resort is \`${shell`ackring san ${id}`}\`.`;
    case 'registered':
    case 'unknown':
      return `${refetch}; this cluster’s certificate is made by its own operator: ask there for ${word(dialled)}.`;
  }
}
