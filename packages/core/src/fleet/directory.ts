import type { DirectoryMember } from '../cloud/resource-directory/resource-directory.js';
import type { CacheFile } from '../machine/files/cache-file.js';
import { dayMs } from '../words/duration.js';
import { type AckringError, toAckringError } from '../words/errors.js';
import { isRecord } from '../words/json.js';

/** The members of a directory as last told, and those that were there before. */
export interface KnownDirectory {
  readonly members: readonly DirectoryMember[];
  /** Of the last 30 days. */
  readonly left: readonly LeftMember[];
}

interface LeftMember extends Pick<DirectoryMember, 'accountId' | 'name'> {
  /** When that was first seen. */
  readonly at: Date;
}

/** The same now, with what has changed since it was last asked. */
export interface DirectoryNow extends KnownDirectory {
  readonly joined: readonly DirectoryMember[];
  /** Of `left`: not told before. */
  readonly leftSince: readonly LeftMember[];
  /** Why these are only the last known ones; null if the directory told them now. */
  readonly error: AckringError | null;
}

const toldMs = 30 * dayMs;

/** What a list of members says against what was known; without anything known nobody is new. */
export function comparedMembers(
  known: KnownDirectory | null,
  members: readonly DirectoryMember[],
  now: Date,
): DirectoryNow {
  const there = new Set(members.map(({ accountId }) => accountId));
  const before = new Set(known?.members.map(({ accountId }) => accountId));
  const leftSince = (known?.members ?? []).flatMap(({ accountId, name }) =>
    there.has(accountId) ? [] : [{ accountId, name, at: now }],
  );
  const stillTold = (known?.left ?? []).filter(
    ({ accountId, at }) => !there.has(accountId) && now.getTime() - at.getTime() < toldMs,
  );
  const joined = known === null ? [] : members.filter(({ accountId }) => !before.has(accountId));
  return { members, left: [...stillTold, ...leftSince], joined, leftSince, error: null };
}

interface DirectoryPorts {
  list(): Promise<readonly DirectoryMember[]>;
  readonly cache: Pick<CacheFile, 'read' | 'write'>;
  readonly now: () => Date;
  /** Whoever asks will say what has changed. Otherwise it stays to be said by the next who does. */
  readonly isTold: boolean;
}

/** Asks for the members and keeps them. If nobody answers, those of last time; throws the failure without any, and Cancelled. */
export async function readDirectory({ list, cache, now, isTold }: DirectoryPorts): Promise<DirectoryNow> {
  const known = decodeDirectory(cache.read());
  try {
    const compared = comparedMembers(known, await list(), now());
    const isChanged = compared.joined.length + compared.leftSince.length > 0;
    if (isTold || !isChanged) await cache.write({ format, members: compared.members, left: compared.left });
    return compared;
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (known === null || error.code === 'Cancelled') throw error;
    return { ...known, joined: [], leftSince: [], error };
  }
}

/** Incremented when the shape changes: a cache of another version is ignored. */
const format = 1;

/** By hand, as the caches beside it: it is read before the first frame. Null for what is none. */
export function decodeDirectory(kept: unknown): KnownDirectory | null {
  if (!isRecord(kept) || kept['format'] !== format) return null;
  const rows = (list: unknown): readonly Readonly<Record<string, unknown>>[] =>
    Array.isArray(list) ? list.filter(isRecord) : [];
  const who = ({ accountId, name }: Readonly<Record<string, unknown>>) => ({
    accountId: String(accountId),
    name: String(name),
  });
  return {
    members: rows(kept['members']).map((row) => ({
      ...who(row),
      isBeingDeleted: row['isBeingDeleted'] === true,
    })),
    left: rows(kept['left']).map((row) => ({ ...who(row), at: new Date(String(row['at'])) })),
  };
}
