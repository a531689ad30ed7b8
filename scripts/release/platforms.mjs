import { readFileSync } from 'node:fs';

/** The Node in the executables, its package for each system, by checksum, and the pnpm that releases are made with. */
export const {
  node: nodeVersion,
  pnpm: pnpmVersion,
  platforms,
} = JSON.parse(readFileSync(new URL('executable/platforms.json', import.meta.url), 'utf8'));
