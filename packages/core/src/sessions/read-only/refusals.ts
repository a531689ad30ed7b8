import { visible } from '../../words/visible.js';
import type { ReadRefusal } from './read-rule.js';

/** Refused requests of one kind. */
export interface RefusedRequest {
  /** Made visible, and truncated. */
  readonly method: string;
  /** Without its query, which may hold a command; made visible, and truncated. */
  readonly path: string;
  readonly why: ReadRefusal;
  readonly count: number;
}

export interface Refusals {
  add(method: string, target: string, why: ReadRefusal): void;
  /** In the order of first occurrence. */
  list(): readonly RefusedRequest[];
}

/** Endless attempts must not fill the memory. */
const mostKinds = 200;
const longestPath = 200;

export function createRefusals(): Refusals {
  const kinds = new Map<string, RefusedRequest>();
  return {
    add: (method, target, why) => {
      const path = visible(target.split('?')[0] ?? '').slice(0, longestPath);
      const shown = visible(method).slice(0, 20);
      const key = JSON.stringify([shown, path, why]);
      const known = kinds.get(key);
      if (known === undefined && kinds.size >= mostKinds) return;
      kinds.set(key, { method: shown, path, why, count: (known?.count ?? 0) + 1 });
    },
    list: () => [...kinds.values()],
  };
}

/** Why, in words that follow "not let through:". */
export const refusalTexts: Readonly<Record<ReadRefusal, string>> = {
  writes: 'it is not known to read',
  secrets: 'Secrets are not shown without --with-secrets',
  subresource: 'it opens a connection into the cluster, or is not known to read',
  unknownPath: 'the path is not known to read',
  upgrade: 'it would become another connection',
  impersonation: 'it acts as somebody else',
  malformed: 'it can be read in more than one way',
};
