import { conditions, dangers } from '../../test/dist/command-line/dangers.js';
import { page, table } from './markdown.mjs';

/** What each dangerous action does under each condition, from the table that the tests play. */
export function dangersPage() {
  const actions = Object.values(dangers);
  const sections = actions.map(({ what, command, outcomes }) => {
    const rows = Object.entries(conditions).map(([id, words]) => [words, wordsOf(outcomes[id])]);
    return `## ${capital(what)}\n\n\`ackring ${command.join(' ')}\`\n\n${table(['When', 'Then'], rows)}`;
  });
  return page(
    'Dangers',
    'What the program does when something dangerous is asked for and something is missing or goes wrong. Each line is ' +
      'played against the embedded cloud by `test/command-line/dangers.long.test.ts`. Refused or failed means that nothing ' +
      'was changed at all, in the cloud, in kubeconfig files or in sinks.',
    ...sections,
  );
}

function wordsOf(outcome) {
  switch (outcome.kind) {
    case 'refused':
      return `refused: ${outcome.code}, exit ${outcome.exit}`;
    case 'failed':
      return `nothing done: ${outcome.code}, exit ${outcome.exit}`;
    case 'done':
      return `done: ${outcome.why}`;
    case 'partly':
      return `${outcome.why}: ${outcome.code}, exit ${outcome.exit}`;
    case 'resumed':
      return 'the same command again finishes it; nothing is torn or done twice';
    default:
      return `does not apply: ${outcome.why}`;
  }
}

function capital(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
