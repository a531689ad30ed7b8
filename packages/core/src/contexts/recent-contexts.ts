import { join, resolve } from 'node:path';
import { createCacheFile } from '../machine/files/cache-file.js';
import { mostOfSmall } from '../machine/files/named-file.js';
import { quickHash } from '../words/hash.js';
import { unseen } from '../words/visible.js';

/** The contexts switched to, for each list of kubeconfig files. It may be lost at any time. */
export interface RecentContexts {
  /** Latest first; empty if somebody else wrote into our file. */
  read(): readonly string[];
  /** Records names that were in use, latest first. */
  used(names: readonly string[]): Promise<void>;
  /** A context has another name from now on. */
  renamed(from: string, to: string): Promise<void>;
}

const most = 50;
const longestName = 1_024;

/** Kept in `folder`, one file per list of kubeconfig files. */
export function recentContexts(folder: string, files: readonly string[]): RecentContexts {
  // Relative ones are other files in another folder.
  const name = quickHash(files.map((file) => resolve(file)).join('\0')).slice(0, 16);
  const cache = createCacheFile(join(folder, `${name}.json`), mostOfSmall);
  const read = (): readonly string[] => decode(cache.read());
  const keep = async (names: readonly string[]): Promise<void> => {
    await cache.write({ contexts: [...new Set(names)].filter(isName).slice(0, most) });
  };
  return {
    read,
    used: (names) => keep([...names, ...read()]),
    renamed: async (from, to) => {
      const recent = read();
      if (recent.includes(from)) await keep(recent.map((name) => (name === from ? to : name)));
    },
  };
}

function decode(value: unknown): readonly string[] {
  const { contexts } = (value ?? {}) as { readonly contexts?: unknown };
  const isOurs = Array.isArray(contexts) && contexts.length <= most && contexts.every(isName);
  return isOurs ? contexts : [];
}

/** Nobody chose a name with characters that hide or reorder text. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= longestName && value.search(unseen) === -1
  );
}
