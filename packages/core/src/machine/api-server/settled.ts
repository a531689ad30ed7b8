import { AckringError, mayHaveHappened, notKnown, toAckringError } from '../../words/errors.js';
import type { AccessObjects, ObjectPlace, StoredObject } from './access-objects.js';

interface Write<Answer extends string> {
  readonly place: ObjectPlace;
  readonly send: () => Promise<Answer>;
  /** Answers that do not tell by themselves whether it is done. */
  readonly doubts: readonly Answer[];
  /** Whether what is there is what was meant; null for nothing. */
  readonly isDone: (stored: StoredObject | null) => boolean;
  /** The command that looks again. */
  readonly look: string;
}

/**
 * How a write ended: by its answer, or by what is there: an answer may be cut off, and what is sent again is refused for
 * what it did itself. Null for refused. Throws what certainly did nothing, and DoneInPart where nothing tells: what is
 * not there yet may still come.
 */
export async function settled<Answer extends string>(
  { place, send, doubts, isDone, look }: Write<Answer>,
  objects: Pick<AccessObjects, 'read'>,
): Promise<Answer | 'seen' | null> {
  const answer = await send().catch(toAckringError);
  if (answer instanceof AckringError && !mayHaveHappened(answer)) throw answer;
  if (!(answer instanceof AckringError) && !doubts.includes(answer)) return answer;
  const stored = await objects.read(place).catch(toAckringError);
  if (!(stored instanceof AckringError) && isDone(stored)) return 'seen';
  for (const failure of [answer, stored])
    if (failure instanceof AckringError) throw notKnown(place.name, { why: failure.sentence, look });
  return null;
}
