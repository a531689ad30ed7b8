import { spawnSync } from 'node:child_process';
import { firstDifferentHome } from '../kubectl/reading.js';
import { expect } from './promise.js';

// Other homes each time, with the seed that makes them again: ours and client-go's reading of each.
const count = process.env['ACKRING_SOAK'] === 'full' ? 100_000 : 10_000;
const from = Number(process.env['ACKRING_FUZZ_SEED'] ?? Date.now() % 2 ** 30);

if (spawnSync('go', ['version']).status !== 0) console.log('go is not on PATH: left out');
else {
  console.log(`${count} homes, from ACKRING_FUZZ_SEED=${from}`);
  const different = await firstDifferentHome(from, count);
  expect(different === null, `a home is read as client-go reads it: ${different}`);
}
