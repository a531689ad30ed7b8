import { readdir } from 'node:fs/promises';
import type { BenchResult } from './bench-result.js';

// Every file beside this one that exports `run` is a bench; arguments select by name.
interface Bench {
  run(): Promise<readonly BenchResult[]>;
}

const own = new Set([
  'main.js',
  'bench-result.js',
  'measure.js',
  'large-fleet.js',
  'many-contexts.js',
  'rate-gate.js',
]);

async function loadBenches(chosen: readonly string[]): Promise<Map<string, Bench>> {
  const benches = new Map<string, Bench>();
  for (const file of (await readdir(import.meta.dirname)).sort()) {
    const name = file.replace(/\.js$/, '');
    if (!file.endsWith('.js') || own.has(file) || (chosen.length > 0 && !chosen.includes(name))) continue;
    benches.set(name, await import(`./${file}`));
  }
  return benches;
}

function line(result: BenchResult): string {
  const ratio = result.ratio === null ? '       ' : `${result.ratio.toFixed(2)} ×`.padStart(7);
  const budget = result.budget === null ? '            ' : `budget ${result.budget} ×`.padEnd(12);
  return `${isOver(result) ? '✕' : ' '} ${ratio}  ${budget}  ${result.name}: ${result.detail}`;
}

function isOver({ ratio, budget }: BenchResult): boolean {
  return ratio !== null && budget !== null && ratio > budget;
}

for (const [name, bench] of await loadBenches(process.argv.slice(2))) {
  console.log(`\n${name}`);
  for (const result of await bench.run()) {
    console.log(line(result));
    if (isOver(result) && result.isCount) process.exitCode = 1;
  }
}
