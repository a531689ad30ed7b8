import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { type Cluster, clusterKind } from '../words/cluster.js';
import { AckringError } from '../words/errors.js';
import { shell } from '../words/shell-word.js';

export interface Confirmation {
  /** What must be typed, any one of these, exactly. */
  readonly expected: readonly string[];
  readonly given: string | null;
  /** What is about to happen: "revoke your kubeconfig of prod". */
  readonly what: string;
  /** What carries it on the command line. */
  readonly flag: '--confirm' | '--force --confirm-force';
}

/** Throws ConfirmationMissing unless the very name was typed. Case and spaces count: that is its point. */
export function requireConfirmation({ expected, given, what, flag }: Confirmation): void {
  if (given !== null && given !== '' && expected.includes(given)) return;
  const [name = ''] = expected;
  const why = given === null ? 'needs a typed confirmation' : 'was not confirmed: another name was typed';
  const typed = flag === '--confirm' ? shell`--confirm ${name}` : shell`--force --confirm-force ${name}`;
  throw new AckringError('ConfirmationMissing', `to ${what} ${why}`, {
    remedy: `Read the plan, then type the name in full: \`${typed}\`. \`--yes\` does not stand for it.`,
  });
}

/**
 * Switching the check of a server's certificate off is for a dedicated cluster alone, whose certificate takes no
 * further names, and for a context that leads to it. Throws Refused for all others.
 */
export function requireLastResort(
  cluster: Pick<Cluster, 'id' | 'name' | 'type' | 'profile'>,
  entry: ContextEntry,
): void {
  const kind = clusterKind(cluster);
  if (kind !== 'dedicated') {
    throw new AckringError('Refused', `${cluster.name} is ${kind}: its check is not switched off`, {
      remedy: `Add the name to its certificate instead: \`${shell`ackring san ${cluster.name}`}\`.`,
    });
  }
  if (entry.ack?.clusterId === cluster.id) return;
  throw new AckringError('Refused', `the context "${entry.context}" does not lead to ${cluster.name}`, {
    remedy: 'Name one that does: `ackring contexts`.',
  });
}
