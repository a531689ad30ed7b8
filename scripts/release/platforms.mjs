import { readFileSync } from 'node:fs';

/** The Node in the executables, and its package for each system, by checksum. */
export const { node: nodeVersion, platforms } = JSON.parse(
  readFileSync(new URL('executable/platforms.json', import.meta.url), 'utf8'),
);
