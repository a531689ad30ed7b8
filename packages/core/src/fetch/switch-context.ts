import { type Kubeconfig, lookupOf, toKubeconfig } from '../kubeconfig/kubeconfig.js';
import { describeSwitch, emptyKubeconfig, type MergePlan } from '../kubeconfig/merge.js';
import { type KubeconfigMember, memberForNewEntries } from '../kubeconfig/paths.js';
import { assertEditable } from '../kubeconfig/read.js';
import { spliceAndProve } from '../kubeconfig/splice.js';
import { parseTree } from '../kubeconfig/yaml-tree.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { shell } from '../words/shell-word.js';
import type { AcquireChange, AcquireFile, AcquireRequest, CurrentContextPlan } from './request.js';

interface SwitchSurroundings {
  /** Where the entries go; null for stdout. */
  readonly file: string | null;
  readonly request: Pick<AcquireRequest, 'destination' | 'use'>;
  readonly files: readonly SwitchFile[];
}

type SwitchFile = Pick<AcquireFile, 'path' | 'exists' | 'isWritable' | 'kubeconfig' | 'isMember'>;

/**
 * The file in which current-context is set: the one that decides among those of KUBECONFIG; a file that is none of
 * them, or is made for this alone, has its own. Null where it is left alone.
 */
export function fileToSwitch({ file, request, files }: SwitchSurroundings): string | null {
  // A file of its own is used by naming it: its only context is its current one.
  if (request.destination.kind !== 'merge') return file;
  if (!request.use) return null;
  return isMember(file, files) ? memberForCurrentContext(membersOf(files)) : file;
}

/** What becomes of the current context, as kubectl sees it over all its files. */
export function planSwitch(
  { context, currentContext }: Pick<MergePlan, 'context' | 'currentContext'>,
  surroundings: SwitchSurroundings,
): CurrentContextPlan {
  const { file, request, files } = surroundings;
  const place = fileToSwitch(surroundings);
  if (request.destination.kind !== 'merge' || !isMember(file, files)) {
    return { ...currentContext, file: place };
  }
  const { currentContext: before } = lookupOf(membersOf(files).flatMap(({ kubeconfig }) => kubeconfig ?? []));
  return { before, after: request.use ? context : before, file: place };
}

/** The switch as a change of its own, where the merge's own changes do not hold it. */
export function switchElsewhere(currentContext: CurrentContextPlan, file: string | null): AcquireChange[] {
  const { file: place } = currentContext;
  if (place === null || place === file) return [];
  return describeSwitch(currentContext).map((change) => ({ ...change, file: place }));
}

/** Writes what `change` makes of a file's text, under its lock; `summary` is for the history. */
export type EditText = <T extends { readonly text: string }>(
  file: string,
  summary: string,
  change: (text: string | null) => T,
) => Promise<T>;

/**
 * Sets current-context in `place` where that is not the file of the entries, `file`, which are written by now:
 * killed in between, kubectl goes by the context that it went by before.
 */
export async function switchContext(
  context: string,
  { file, place, edit }: { readonly file: string; readonly place: string | null; readonly edit: EditText },
): Promise<void> {
  if (place === null || place === file) return;
  try {
    await edit(place, `current-context: ${context}`, (text) => ({
      text: withCurrentContext(text, place, context),
    }));
  } catch (error) {
    const { code, message } = toAckringError(error);
    throw new AckringError(code, `${context} is in ${file}, but it is not the current context: ${message}`, {
      remedy: `When that is mended: \`${shell`kubectl config use-context ${context}`}\`.`,
      cause: error,
    });
  }
}

function membersOf(files: readonly SwitchFile[]): SwitchFile[] {
  return files.filter((each) => each.isMember);
}

function isMember(file: string | null, files: readonly SwitchFile[]): boolean {
  return membersOf(files).some(({ path }) => path === file);
}

/** A file of KUBECONFIG with what it holds; null where it is absent or broken. */
interface CurrentContextMember extends KubeconfigMember {
  readonly kubeconfig: Pick<Kubeconfig, 'currentContext'> | null;
}

/**
 * The file in which current-context is to be set: the first that names one, since kubectl goes by it. Where none
 * does, or that one cannot be written, kubectl's own choice (`kubectl config use-context`, client-go's
 * `GetDefaultFilename`): the first that exists, which comes before the one that decides.
 */
export function memberForCurrentContext(members: readonly CurrentContextMember[]): string | null {
  const deciding = members.findIndex(({ kubeconfig }) => (kubeconfig?.currentContext ?? null) !== null);
  const member = members[deciding];
  if (member === undefined) return memberForNewEntries(members);
  return member.isWritable ? member.path : memberForNewEntries(members.slice(0, deciding + 1));
}

/** The text of a kubeconfig with another current context, every other character as it was. Throws as `planMerge`. */
export function withCurrentContext(existing: string | null, file: string, context: string): string {
  const before = existing ?? emptyKubeconfig;
  const tree = parseTree(before, file);
  assertEditable(before, tree, toKubeconfig(tree.value, file));
  return spliceAndProve(before, tree, { file, entries: [], use: context });
}
