import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readNamedFile } from '@ackring/core/adapters/files/named-file';

/** A JSON file that may be lost at any time: one that cannot be read or written is no error. */
export interface CacheFile {
  read(): unknown;
  write(value: unknown): Promise<void>;
}

/** Ten thousand clusters, and their holders, take a quarter of it. */
const mostOfCache = 256 * 1_048_576;

/** Mode 0600 in a folder 0700; whole or not at all. Null is read where there is none. */
export function createCacheFile(file: string): CacheFile {
  return {
    read: () => {
      try {
        return JSON.parse(readNamedFile(file, mostOfCache).toString('utf8'));
      } catch {
        return null;
      }
    },
    write: async (value) => {
      const beside = `${file}.${randomUUID()}`;
      try {
        await mkdir(dirname(file), { recursive: true, mode: 0o700 });
        await writeFile(beside, JSON.stringify(value), { mode: 0o600 });
        await rename(beside, file);
      } catch {
        await rm(beside, { force: true }).catch(() => {});
      }
    },
  };
}
