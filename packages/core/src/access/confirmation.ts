import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { type Cluster, wordFor } from '../words/cluster.js';
import { clusterKind, clusterKinds } from '../words/cluster-kind.js';
import { kindWord } from '../words/cluster-words.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';

export interface Confirmation {
  /** What must be typed: any one of these, exactly. */
  readonly expected: readonly string[];
  readonly given: string | null;
  /** What is about to happen: "revoke your kubeconfig of prod". */
  readonly what: Sentence;
  /** The command-line option that carries it. */
  readonly flag: '--confirm' | '--force --confirm-force';
}

/** Throws ConfirmationMissing unless the exact name was typed. Case and spaces count on purpose. */
export function requireConfirmation({ expected, given, what, flag }: Confirmation): void {
  if (given !== null && given !== '' && expected.includes(given)) return;
  const [name = ''] = expected;
  const typed = flag === '--confirm' ? shell`--confirm ${name}` : shell`--force --confirm-force ${name}`;
  throw new AckringError(
    'ConfirmationMissing',
    given === null
      ? say('this needs a typed confirmation: {what}', { what })
      : given === ''
        ? say('this was not confirmed, nothing was typed: {what}', { what })
        : say('this was not confirmed, another name was typed: {what}', { what }),
    {
      remedy: say('Read the plan, then type the name in full: `{typed}`. `--yes` does not replace it.', {
        typed,
      }),
    },
  );
}

/**
 * The check of a server's certificate may be switched off only for a dedicated cluster, whose certificate takes no
 * further names, and for a context of it. Throws Refused otherwise.
 */
export function requireLastResort(
  cluster: Pick<Cluster, 'id' | 'name' | 'type' | 'profile'>,
  entry: ContextEntry,
): void {
  const kind = clusterKind(cluster);
  if (clusterKinds[kind].names !== 'atCreation') {
    throw new AckringError(
      'Refused',
      say('{cluster} is {kind}: the check of its certificate is not switched off', {
        cluster: cluster.name,
        kind: kindWord(kind),
      }),
      {
        remedy: say('Add the name to its certificate instead: `{command}`.', {
          command: shell`ackring san ${wordFor(cluster)}`,
        }),
      },
    );
  }
  if (entry.ack?.clusterId === cluster.id) return;
  throw new AckringError(
    'Refused',
    say('the context "{context}" does not lead to {cluster}', {
      context: entry.context,
      cluster: cluster.name,
    }),
    { remedy: say('Name one that does: `ackring contexts`.') },
  );
}
