import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { keyReference } from 'ackring/keys/reference';

// Writes docs/keys.md from the key table; with --check, says whether it is fresh.
const file = fileURLToPath(new URL('../../../docs/keys.md', import.meta.url));

if (process.argv.includes('--check')) {
  const kept = await readFile(file, 'utf8').catch(() => '');
  if (kept !== keyReference()) {
    console.error('docs/keys.md is stale: node test/dist/docs/keys.js');
    process.exitCode = 1;
  }
} else {
  await mkdir(new URL('.', `file://${file}`), { recursive: true });
  await writeFile(file, keyReference());
}
