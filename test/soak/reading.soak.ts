import { spawnSync } from 'node:child_process';
import { firstDifferentHome } from '../kubectl/reading.js';
import { expect } from './promise.js';

// Ours and client-go's reading of generated homes: the same ones where a change must not be red by chance, and others
// each time, with the seed that makes them again, in the full length.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const count = Number(process.env['ACKRING_FUZZ_ROUNDS'] ?? (isFull ? 100_000 : 4_000));
const from = Number(process.env['ACKRING_FUZZ_SEED'] ?? (isFull ? Date.now() % 2 ** 30 : 661_640_176));

if (spawnSync('go', ['version']).status !== 0) console.log('go is not on PATH: left out');
else {
  console.log(`${count} homes, from ACKRING_FUZZ_SEED=${from}`);
  const different = await firstDifferentHome(from, count);
  expect(different === null, `a home is read as client-go reads it: ${different}`);
  console.log(`${count} homes read as client-go reads them, but for the intended differences`);
}
