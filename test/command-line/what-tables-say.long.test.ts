import test from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { createAckring } from './run-ackring.js';

// Whoever reads a word in a printed table asks for it: it is found, by its column's title too, in every language.

const cloud = await sharedCloud({ scenario: 'fleet' });

/** Enough for each kind of cell: each is a run. */
const rowsRead = 4;

for (const language of ['en', 'ja', 'zh'])
  for (const list of ['clusters', 'contexts', 'expiry', 'access'])
    test(`what \`ackring ${list}\` says in ${language} is found by it`, async (t) => {
      const ackring = await createAckring(t, cloud);
      const run = (...args: readonly string[]) => ackring.runHere([...args, '--lang', language]);
      if (list === 'contexts') {
        for (const name of ['lab-tokyo', 'prod-frankfurt']) await run('get', name, '--temporary', '8h');
        // Since then it is known who holds what.
        await run('expiry');
      }
      const [titles = '', ...rows] = (await run(list)).stdout.split('\n');
      for (const title of cellsOf(titles)) {
        const asked = await run(list, `${title.replaceAll(' ', '')}:"nothing like it"`);
        t.is(asked.code, (await run(list)).code, `${title}: ${asked.stderr}`);
      }
      for (const cell of new Set(rows.slice(0, rowsRead).flatMap(cellsOf))) {
        const { stdout } = await run(list, `"${cell}"`);
        t.true(
          stdout.split('\n').some((line) => cellsOf(line).includes(cell)),
          cell,
        );
      }
    });

function cellsOf(line: string): readonly string[] {
  return line
    .split(/ {2,}/)
    .map((cell) => cell.trim())
    .filter((cell) => /[\p{L}\p{N}]/u.test(cell));
}
