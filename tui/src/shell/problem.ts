import { type AckringError, errorToJson, toText, visible } from '@ackring/core/words';
import type { ProblemWords } from '../messages/problems/problem-words.js';
import { translateProblemLines } from '../messages/problems/translate.js';
import { say } from '../messages/say.js';
import { homePaths } from '../screen/reader.js';
import { toJson, toJsonLine } from './json.js';

/** An error for people, with the home folder as `~`: what is wrong, with its code to look for, what to do, and the request id for a ticket. */
export function problemText(error: AckringError, problems: ProblemWords, home = ''): string {
  const { message, remedy } = translateProblemLines(error, { problems });
  const labels = { error: say('error: '), remedy: say('remedy: '), requestId: say('request id: ') };
  const label = (name: keyof typeof labels) => toText(labels[name], problems.translations);
  const lines = [
    `${label('error')}${withCode(indented(message), error)}`,
    `${label('remedy')}${indented(remedy)}`,
  ];
  if (error.requestId !== null) lines.push(`${label('requestId')}${visible(error.requestId)}`);
  return homePaths(lines.join('\n'), home);
}

/** At the end of the first line, which logs and tickets quote. Of a mistyped command there is nothing to look for. */
function withCode(message: string, { code }: AckringError): string {
  if (code === 'UsageInvalid') return message;
  const [first = '', ...others] = message.split('\n');
  return [`${first} [${code}]`, ...others].join('\n');
}

/** Lines after the first are indented: only we begin lines with `error:` and `remedy:`. */
function indented(text: string): string {
  return text
    .split('\n')
    .map((line, index) => `${index > 0 && !line.startsWith('  ') ? '  ' : ''}${visible(line)}`)
    .join('\n');
}

/** An error that did not stop the rest, with its place, on one line: several may follow. */
export function problemLine(error: AckringError, place: Readonly<Record<string, string>>): string {
  return toJsonLine({ ...errorToJson(error), ...place });
}

/** An error under the `--json` contract; for a configuration one per problem, a line each. */
export function problemJson(error: AckringError): string {
  const { code, summary, problems } = error;
  if (code !== 'ConfigurationInvalid' || problems.length < 2) return toJson(errorToJson(error));
  const { error: facts } = errorToJson(error);
  return problems
    .map((problem) => toJsonLine({ error: { ...facts, message: `${summary} ${problem}` } }))
    .join('\n');
}
