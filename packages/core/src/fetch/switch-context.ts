import { randomUUID } from 'node:crypto';
import { withCurrentContext } from '../kubeconfig/edit.js';
import { describeSwitch, type MergePlan } from '../kubeconfig/merge.js';
import { memberForCurrentContext } from '../kubeconfig/paths.js';
import { resolveContexts } from '../kubeconfig/resolve.js';
import type { EditOptions, KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
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
 * The file that sets current-context: the deciding one within KUBECONFIG; a separate or new file sets its own. Null
 * if it is left alone.
 */
export function fileToSwitch({ file, request, files }: SwitchSurroundings): string | null {
  // A separate file is used by naming it: its only context is its current one.
  if (request.destination.kind !== 'merge') return file;
  if (!request.use) return null;
  return isMember(file, files) ? memberForCurrentContext(membersOf(files)) : file;
}

/** The change of the current context, as kubectl sees it across all its files. */
export function planSwitch(
  { context, currentContext }: Pick<MergePlan, 'context' | 'currentContext'>,
  surroundings: SwitchSurroundings,
): CurrentContextPlan {
  const { file, request, files } = surroundings;
  const place = fileToSwitch(surroundings);
  const isApart = request.destination.kind !== 'merge' || !isMember(file, files);
  const read = isApart ? files.filter(({ path }) => path === file) : membersOf(files);
  const { currentContext: before, contexts } = resolveContexts(
    read.flatMap(({ kubeconfig }) => kubeconfig ?? []),
  );
  const missing = (after: string | null): Pick<CurrentContextPlan, 'isMissing'> =>
    after === null || after === context || contexts.has(after) ? {} : { isMissing: true };
  if (isApart) return { ...currentContext, ...missing(currentContext.after), file: place };
  const after = request.use ? context : before;
  // What is current already is written nowhere a second time.
  return { before, after, ...missing(after), file: place !== file && before === after ? null : place };
}

/** Throws what the switch would throw, before anything is fetched for it. */
export function requireSwitchable(
  { after, file }: CurrentContextPlan,
  files: readonly Pick<AcquireFile, 'path' | 'text'>[],
): void {
  const place = files.find(({ path }) => path === file);
  if (place !== undefined && after !== null) withCurrentContext(place.text, place.path, after);
}

/** The switch as a separate change, if the merge's own changes do not include it. */
export function switchElsewhere(currentContext: CurrentContextPlan, file: string | null): AcquireChange[] {
  const { file: place } = currentContext;
  if (place === null || place === file) return [];
  return describeSwitch(currentContext).map((change) => ({ ...change, file: place }));
}

/**
 * Sets current-context in `place` if that is not `file`, the file of the entries, which are written by now: if killed
 * in between, kubectl keeps its previous context.
 */
export async function switchContext(
  context: string,
  { file, place, edit }: { readonly file: string; readonly place: string | null; readonly edit: EditText },
): Promise<void> {
  if (place === null || place === file) return;
  try {
    await edit(place, say('switched to {context}', { context }), (text) => ({
      text: withCurrentContext(text, place, context),
    }));
  } catch (error) {
    const failure = toAckringError(error);
    throw new AckringError(
      failure.code,
      say('{context} is in {file}, but it is not the current context: {problem}', {
        context,
        file,
        problem: failure.sentence,
      }),
      {
        remedy: say('When that is fixed: `{command}`.', { command: shell`ackring use ${context}` }),
        cause: error,
      },
    );
  }
}

function membersOf(files: readonly SwitchFile[]): SwitchFile[] {
  return files.filter((each) => each.isMember);
}

function isMember(file: string | null, files: readonly SwitchFile[]): boolean {
  return membersOf(files).some(({ path }) => path === file);
}

/** A new text; its pieces, if it has any, are what is written. */
interface Changed {
  readonly text: string;
  readonly pieces?: readonly string[];
}

/** Writes the result of `change` on a file's text, under its lock; `summary` is for the history. */
export type EditText = <T extends Changed>(
  file: string,
  summary: Sentence | string,
  change: (text: string | null) => T,
) => Promise<T>;

/** Edits kubeconfig files as one task, a new one unless it is given: `undo` reverts all of it at once. */
export function editTogether(
  store: Pick<KubeconfigFiles, 'edit'>,
  { task = randomUUID(), ...options }: Pick<EditOptions, 'isSwitch' | 'task'> = {},
): EditText {
  return async <T extends Changed>(
    file: string,
    summary: Sentence | string,
    change: (text: string | null) => T,
  ): Promise<T> => {
    const changed: T[] = [];
    await store.edit(
      file,
      (text) => {
        const next = change(text);
        changed.push(next);
        return next.pieces ?? next.text;
      },
      { ...options, summary, task },
    );
    const [first] = changed;
    if (first !== undefined) return first;
    throw new AckringError('Internal', say('no change was worked out for {file}', { file }), {
      remedy: say('Report this.'),
    });
  };
}
