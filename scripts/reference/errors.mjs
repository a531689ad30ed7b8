import { errorTable, exitCodes } from '../../packages/core/dist/words/errors.js';
import { code, page, table } from './markdown.mjs';

const meanings = {
  done: 'done',
  failed: 'failed',
  usage: 'what was typed or configured cannot be used',
  notFound: 'not found, or ambiguous',
  forbidden: 'no credentials, or forbidden',
  unreachable: 'throttled or unreachable',
  refused: 'refused for safety',
  partial: 'done in part',
};

/** Exit codes and error codes, from the one table. */
export function errorsPage() {
  return page(
    'Errors and exit codes',
    table(
      ['exit', 'means', 'error codes'],
      Object.entries(exitCodes).map(([exit, number]) => [number, meaning(exit), codesOf(exit)]),
    ),
    'Codes in *italics* may pass when the same thing is tried again later.',
    'For people the first line of an error ends with its code in brackets, but for a mistyped command. ' +
      'With `--json` an error is one object on stderr: ' +
      '`{"error": {"code", "message", "remedy", "requestId"}}`. `remedy` says what to do now, where possible a ' +
      'command; `requestId` is the one the cloud gave, or null. No message holds a key, a token or a kubeconfig. What kept only a part of the answer away is the same on one line, beside the answer, with its place: ' +
      '`region`, or `cluster` and `id`.',
  );
}

function meaning(exit) {
  if (meanings[exit] === undefined) throw new Error(`the exit class ${exit} has no meaning in the documents`);
  return meanings[exit];
}

function codesOf(exit) {
  return Object.entries(errorTable)
    .filter(([, row]) => row.exit === exit)
    .map(([name, { retryable }]) => (retryable ? `*${name}*` : code(name)))
    .join(', ');
}
