import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { createCacheFile } from '../machine/files/cache-file.js';
import { mostOfSmall } from '../machine/files/named-file.js';
import { unseen } from '../words/visible.js';

/** Which contexts were switched to, for each list of kubeconfig files. It may be lost at any time. */
export interface RecentContexts {
  /** The latest first; a file of ours that somebody else wrote into tells nothing. */
  read(): readonly string[];
  /** The names were in use, the latest first. */
  used(names: readonly string[]): Promise<void>;
}

const most = 50;
const longestName = 1_024;

/** Kept in `folder`, in a file for each list of kubeconfig files. */
export function recentContexts(folder: string, files: readonly string[]): RecentContexts {
  const name = createHash('sha256').update(files.join('\0')).digest('hex').slice(0, 16);
  const cache = createCacheFile(join(folder, `${name}.json`), mostOfSmall);
  const read = (): readonly string[] => decode(cache.read());
  return {
    read,
    used: async (names) => {
      const recent = [...new Set([...names, ...read()])].filter(isName).slice(0, most);
      await cache.write({ contexts: recent });
    },
  };
}

function decode(value: unknown): readonly string[] {
  const { contexts } = (value ?? {}) as { readonly contexts?: unknown };
  const isOurs = Array.isArray(contexts) && contexts.length <= most && contexts.every(isName);
  return isOurs ? contexts : [];
}

/** What hides or moves text is nobody's choice of a name. */
function isName(value: unknown): value is string {
  return (
    typeof value === 'string' && value !== '' && value.length <= longestName && value.search(unseen) === -1
  );
}
