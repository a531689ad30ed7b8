import type { LeakSearchEvent } from '@ackring/core/access';
import { AckringError, firstNames, type Sentence, shell } from '@ackring/core/words';
import { say } from '../../messages/say.js';

export type Skipped = Extract<LeakSearchEvent, { kind: 'skipped' }>;

/** What was not searched must not count as clean. */
export function unsearched({ why, detail }: Skipped): AckringError {
  const reason = reasons[why];
  return unread(why, detail === undefined ? reason : say('{reason}: {detail}', { reason, detail }));
}

/** Which file it is, or that it is none of today. */
export function placeOf({ file, isOld }: Skipped, text: (sentence: Sentence) => string): string {
  return isOld ? text(say('{file} (in the history)', { file })) : file;
}

/** The same of several that are told together: binary files of a tree, or one file's versions in a history. */
export function unsearchedTogether(events: readonly [Skipped, ...Skipped[]]): AckringError {
  const [first] = events;
  const files = [...new Set(events.map(({ file }) => file))];
  if (events.length === 1) return unsearched(first);
  if (files.length > 1) return unread(first.why, manyBinaries(files));
  const versions = { count: events.length, reason: reasons[first.why] };
  return unread(first.why, say('of {count} versions of it: {reason}', versions));
}

function unread(why: Skipped['why'], reason: Sentence): AckringError {
  return new AckringError('FileUnreadable', say('not searched: {reason}', { reason }), { remedy: ways[why] });
}

function manyBinaries(files: readonly string[]): Sentence {
  const names = firstNames(files, mostNamed);
  return say('{count} binary files larger than 16 MiB: {names}', { count: files.length, names });
}

/** What was installed and left out. */
export function leftOutText(folders: readonly string[]): Sentence {
  return say('installed packages are left out, unless you give `--node-modules`: {names}', {
    names: firstNames(folders, mostNamed),
  });
}

/** So many are named: hundreds tell no more. */
const mostNamed = 5;

/** Somebody stopped it, after `read` files of `path`, all there are where `isRead`. */
export function stopped(search: {
  readonly read: number;
  readonly isRead: boolean;
  readonly path: string;
}): AckringError {
  const { read, isRead, path } = search;
  const told = isRead
    ? say('stopped before all that is in {read} {read|file|files} had been judged', { read })
    : say('stopped after {read} {read|file|files}: what was not read yet may hold more', { read });
  const remedy = say('Let it end: `{command}`.', { command: shell`ackring leak ${path}` });
  return new AckringError('Cancelled', told, { remedy });
}

const reasons: Readonly<Record<Skipped['why'], Sentence>> = {
  tooLarge: say('it is larger than 16 MiB'),
  largeArchive: say('it is an archive larger than 16 MiB'),
  largeBinary: say('it is a binary file larger than 16 MiB'),
  unreadable: say('it cannot be read'),
  noGit: say('reading its history needs git'),
  gitFailed: say('git could not read its history'),
  incomplete: say('part of its history is elsewhere'),
  archive: say('it is, or holds, an archive of a kind that is not opened here'),
  encrypted: say('it is, or holds, something encrypted'),
  tooDeep: say('it is wrapped in more layers than are taken off'),
  tooMuch: say('unpacked, it is larger than is looked into'),
  broken: say('it is, or holds, a damaged archive'),
};

const ways: Readonly<Record<Skipped['why'], Sentence>> = {
  tooLarge: say('Split it, `split -b 8m FILE`, and search the parts.'),
  largeArchive: say('Unpack it, and search the folder.'),
  largeBinary: say('Search its text: `strings -n 40 FILE | ackring leak -`.'),
  unreadable: say('Check who may read it: `ls -l FILE`.'),
  noGit: say('Install git, or leave the history out: `--no-history`.'),
  gitFailed: say('See why with `git log` there, or leave the history out: `--no-history`.'),
  incomplete: say('Fetch it whole, `git fetch --unshallow`, or clone it again without a filter.'),
  archive: say('Unpack it, and search the folder.'),
  encrypted: say('Decrypt it, and pipe it: `ackring leak -`.'),
  tooDeep: say('Decode it once or twice, and pipe it: `ackring leak -`.'),
  tooMuch: say('Unpack it, and search the parts.'),
  broken: say('Unpack what can be, and search that.'),
};
