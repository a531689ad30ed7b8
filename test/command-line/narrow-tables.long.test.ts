import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import test from 'ava';
import { createAckring } from './run-ackring.js';

// Rows that a wide terminal tells from each other are told from each other on a narrow one, in every language.

/** Of the demo's fleet, after what fills them. */
const tables: readonly (readonly string[])[] = [
  ['clusters'],
  ['contexts'],
  ['access'],
  ['access', 'requests'],
  ['expiry'],
  ['migrate', '--all', '--dry-run'],
  ['policy', 'check', '--file', '{home}/rules.yaml'],
  ['removed'],
  ['rotate', 'plan', '--config', '{home}/rotation.yaml'],
  ['rotate', 'plan', '--all', '--config', '{home}/rotation.yaml'],
  ['usage'],
  ['clean', '--user', 'tom'],
];

/** Its end tells as much as its beginning. */
const isName = (cell: string): boolean => /^[!-~]+$/.test(cell);

const columns = [60, 80, 100] as const;
const languages = ['en', 'ja', 'zh'] as const;

test('two rows with different names are not alike on a narrow terminal, in any language', async (t) => {
  t.timeout(600_000);
  const cloud = await startEmulator({ scenario: 'fleet' });
  t.teardown(() => cloud.stop());
  const ackring = await createAckring(t, cloud);
  await writeFile(join(ackring.home, 'rules.yaml'), '- {identities: people, maxLife: 9y}\n');
  await writeFile(
    join(ackring.home, 'rotation.yaml'),
    `sinks: [{kind: file, directory: ${ackring.home}/keys}]\n`,
  );
  for (const name of ['prod-tokyo-api', 'prod-tokyo-batch', 'staging-tokyo'])
    await ackring.runHere(['get', name, '--long-term', '--no-verify']);
  let compared = 0;
  for (const words of tables)
    for (const language of languages) {
      const args = ['--lang', language, ...words.map((word) => word.replace('{home}', ackring.home))];
      const linesOn = async (width?: number): Promise<readonly string[]> => {
        const options = width === undefined ? {} : { columns: width, environment: { NO_COLOR: '1' } };
        return (await ackring.runHere(args, options)).stdout.trimEnd().split('\n');
      };
      const wide = await linesOn();
      // The sign and the first three cells: who, where, and in which region.
      const names = wide.map((line) => line.trim().split(/ {2,}/).slice(0, 3).join('  '));
      const cells = [...new Set(wide.flatMap((line) => line.split(/\s{2,}/)))];
      for (const width of columns) {
        // Below its row a plan tells what has no room in it.
        const narrow = (await linesOn(width)).filter((line) => !line.startsWith('    '));
        t.is(narrow.length, wide.length, `${args.join(' ')} on ${width}`);
        for (const [cell, begin = ''] of narrow.join('\n').matchAll(/(?<=^| {2})([!-~]+)…(?= {2}|$)/gm)) {
          const meant = cells.filter((each) => isName(each) && each.startsWith(begin));
          t.deepEqual(meant, [], `${args.join(' ')} on ${width}: ${cell} has lost its end`);
        }
        // On fewer columns not everything that differs has room.
        if (width < 80) continue;
        for (const [, cut = '', begin = '', end = ''] of narrow
          .join('\n')
          .matchAll(/(?<=^|\s)((\S+)…(\S+))/gm)) {
          const meant = cells.filter((cell) => cell.startsWith(begin) && cell.endsWith(end));
          t.is(meant.length, 1, `${args.join(' ')} on ${width}: ${cut} is ${meant.join(', ')}`);
        }
        const seen = new Map<string, string>();
        for (const [at, line] of narrow.entries()) {
          const name = names[at] ?? '';
          const other = seen.get(line);
          t.true(other === undefined || other === name, `on ${width}: ${line}\n  ${other}\n  ${name}`);
          seen.set(line, name);
          compared += 1;
        }
      }
    }
  t.true(compared > 500, String(compared));
});
