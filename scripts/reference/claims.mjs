import { readFileSync } from 'node:fs';
import { claimTable } from '../../packages/core/dist/claims/table.js';
import { code, page, table } from './markdown.mjs';

const { places } = listed('success-marks');
const { stems } = listed('asserting-words');

function listed(name) {
  return JSON.parse(readFileSync(new URL(`../lint/${name}.json`, import.meta.url), 'utf8'));
}

/** What the program says of the world, and what it takes to say it. */
export function claimsPage() {
  return page(
    'Claims',
    'Each of these claims is made in one place, from what was observed; what ' +
      'decides nothing is unknown, and says what would tell. Only the cluster speaks for the cluster: its API server at an ' +
      'endpoint that the cloud names. Generated worlds hold each claim, and whole commands with all that they print, ' +
      'against what is so there: `node test/dist/soak/claims.soak.js`, on real API servers with ' +
      '`npx -y pnpm@12 test:long`.',
    ...claimTable.flatMap(({ name, says, needs, neverFrom, printed, rules }) => [
      `## ${name}`,
      `That ${says}. It needs ${needs.join('; ')}. It never follows from ${neverFrom.join('; ')}.${printedText(printed)}`,
      table(
        ['rule', 'the claim is', 'when'],
        Object.entries(rules).map(([rule, [kind, when]]) => [code(rule), kind, when]),
      ),
    ]),
    '## The success mark',
    'What says something about the world outside has its `✓` from a proven claim, and `check` refuses it elsewhere. ' +
      'The sign also stands here, and says nothing of a cluster or a key that a claim would have to show:',
    table(
      ['file', 'what it says there'],
      Object.entries(places).map(([file, { says }]) => [code(file), says]),
    ),
    '## Asserting words',
    'Sentences with these words say what a claim says. `check` counts them by file: a new one is listed with the claim ' +
      'that it rests on, or refused. Where the same word is about something else, it is told.',
    table(
      ['word', 'the claim', 'files'],
      stems.map(({ stem, claim, files, others = {} }) => [
        code(wordsOf(stem)),
        claim,
        Object.keys(files)
          .map((file) => `${code(file)}${file in others ? ` (${others[file]})` : ''}`)
          .join(', '),
      ]),
    ),
  );
}

/** As a reader would write a regular expression's alternatives. */
function wordsOf(stem) {
  return stem
    .replace(/\(\?:([^)]*)\)\??/g, (all, inner) => (all.endsWith('?') ? `(${inner})` : inner))
    .replaceAll('|', ' / ');
}

function printedText(printed) {
  return printed.length === 0
    ? ''
    : ` In English it is printed as ${printed.map((text) => code(text.trim())).join(', ')}.`;
}
