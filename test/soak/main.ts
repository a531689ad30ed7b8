import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

// Long runs: every other file here is a program that takes its size from ACKRING_SOAK (`short`, the default, or
// `full`), prints what it counted and exits non-zero on the first violation.
const [chosen] = process.argv.slice(2);
const failures: string[] = [];
for (const file of (await readdir(import.meta.dirname)).sort()) {
  const isSoak = file.endsWith('.soak.js') && (chosen === undefined || file.startsWith(`${chosen}.`));
  if (!isSoak) continue;
  console.log(`\n${file.replace('.soak.js', '')}`);
  const child = spawn(process.execPath, [join(import.meta.dirname, file)], { stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  if (code !== 0) failures.push(file);
}
if (failures.length > 0) {
  console.error(`\nfailed: ${failures.join(', ')}`);
  process.exitCode = 1;
}
