import type { Verdict } from '@ackring/core/verification';
import type { AckringError } from '@ackring/core/words';
import { isQuoted, type Sentence, toText } from '@ackring/core/words';
import { momentText } from '../times.js';
import type { ProblemWords } from './problem-words.js';

export interface Translated {
  readonly message: string;
  readonly remedy: string;
}

interface Words {
  readonly problems: ProblemWords;
}

/** Core's sentences in the reader's language, and on the reader's clock. */
export function translate({ problems }: Words, sentence: Sentence): string {
  return toText(sentence, problems.translations, momentText);
}

/** What a record says: in the reader's language if it was kept so. */
export function translateRecord(
  messages: Words,
  { summary, said }: { readonly summary: string; readonly said?: Sentence },
): string {
  return said === undefined ? summary : translate(messages, said);
}

type Problem = Pick<AckringError, 'code' | 'message' | 'remedy'> & Partial<Pick<AckringError, 'said'>>;

/** An error in the reader's language, on one line, since a screen wraps lines itself. */
export function translateProblem(error: Problem, messages: Words): Translated {
  const { message, remedy } = translateProblemLines(error, messages);
  return { message: onOneLine(message), remedy };
}

/** The same with a line for each of several problems. An error from a report exists in English only. */
export function translateProblemLines({ code, message, remedy, said }: Problem, messages: Words): Translated {
  const { problems } = messages;
  if (said === undefined || isQuoted(said.summary))
    return { message: problems.message(code, message), remedy: problems.remedy(code, remedy) };
  const lines = said.problems.map((problem) => `\n  ${translate(messages, problem)}`);
  return {
    message: `${translate(messages, said.summary)}${lines.join('')}`,
    remedy: translate(messages, said.remedy),
  };
}

function onOneLine(message: string): string {
  const [summary = '', ...problems] = message.split('\n').map((line) => line.trim());
  if (problems.length === 0) return message;
  return `${summary}${/[:：]$/.test(summary) ? '' : ':'} ${problems.join('; ')}`;
}

/** Why an API server did not accept a context, in the reader's language. */
export function translateVerdict(
  { cause, detail, remedy, said }: Pick<Verdict, 'cause' | 'detail' | 'remedy' | 'said'>,
  messages: Words,
): Translated {
  const { problems } = messages;
  if (said !== undefined && !isQuoted(said.detail)) return translateFinding(said, messages);
  const advice = remedy === null || remedy === '' ? '' : problems.advice(cause, remedy);
  return { message: problems.detail(cause, detail), remedy: advice };
}

function translateFinding({ detail, remedy }: NonNullable<Verdict['said']>, messages: Words): Translated {
  return { message: translate(messages, detail), remedy: remedy === null ? '' : translate(messages, remedy) };
}
