import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { currentRun, runningTest } from './test-run.js';

/** Something that no test may do, and who did. */
export interface Trespass {
  /** Such as `dialled 203.0.113.10:6443`. */
  readonly deed: string;
  readonly file: string | null;
  readonly test: string | null;
  readonly program: readonly string[];
  readonly stack: string;
}

const fileName = 'trespasses.jsonl';

/** Notes it for the end of the run, which it makes fail. */
export function report(verb: 'dialled' | 'looked up' | 'listened on', place: string): void {
  const run = currentRun();
  if (run === null) return;
  const trespass: Trespass = {
    deed: `${verb} ${place}`,
    file: run.file,
    test: runningTest(),
    program: process.argv.slice(1, 5),
    stack: new Error().stack ?? '',
  };
  appendFileSync(join(run.folder, fileName), `${JSON.stringify(trespass)}\n`);
}

/** What processes of the run have reported. */
export function trespassesIn(folder: string): readonly Trespass[] {
  try {
    const lines = readFileSync(join(folder, fileName), 'utf8').trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Trespass);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}
