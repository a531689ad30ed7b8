import { type AckringError, toAckringError } from '@ackring/core/words';
import type { CommandContext } from './command.js';

/** What was typed for a name, and what is wrong with that as one. */
export interface Mistyped {
  readonly typed: string;
  readonly problem: AckringError;
}

/** What was typed may still be a part of a name, or the name of several. */
const choosable = new Set(['ClusterNotFound', 'ClusterAmbiguous', 'ContextNotFound', 'ContextAmbiguous']);

/**
 * What `look` finds by a typed name; where that is nobody's or several's, what a person chooses on the terminal
 * instead. Throws as both do.
 */
export async function foundOrPicked<Found>(
  typed: string,
  { isInteractive, global }: Pick<CommandContext, 'isInteractive' | 'global'>,
  { look, choose }: { look(): Promise<Found>; choose(mistyped: Mistyped): Promise<Found> },
): Promise<Found> {
  try {
    return await look();
  } catch (thrown) {
    const problem = toAckringError(thrown);
    if (!isInteractive || global.json || !choosable.has(problem.code)) throw thrown;
    return choose({ typed, problem });
  }
}
