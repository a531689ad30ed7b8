import type { Verdict } from '@ackring/core/verification';
import type { AckringError } from '@ackring/core/words';
import type { ProblemWords } from './problem-words.js';

interface Told {
  readonly message: string;
  readonly remedy: string;
}

/** An error in the reader's language. */
export function toldProblem(
  { code, message, remedy }: Pick<AckringError, 'code' | 'message' | 'remedy'>,
  { problems }: { readonly problems: ProblemWords },
): Told {
  return { message: problems.message(code, onOneLine(message)), remedy: problems.remedy(code, remedy) };
}

/** A screen breaks lines by its own width: what is wrong in a list of things follows on. */
function onOneLine(message: string): string {
  const [summary = '', ...problems] = message.split('\n').map((line) => line.trim());
  if (problems.length === 0) return message;
  return `${summary}${summary.endsWith(':') ? '' : ':'} ${problems.join('; ')}`;
}

/** Why an API server did not take a context, in the reader's language. */
export function toldVerdict(
  { cause, detail, remedy }: Pick<Verdict, 'cause' | 'detail' | 'remedy'>,
  { problems }: { readonly problems: ProblemWords },
): Told {
  const advice = remedy === null || remedy === '' ? '' : problems.advice(cause, remedy);
  return { message: problems.detail(cause, detail), remedy: advice };
}
