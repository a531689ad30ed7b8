import { randomUUID } from 'node:crypto';
import type { EditOptions, KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';

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

/** Edits kubeconfig files as one task: `undo` reverts them all at once. */
export function editTogether(
  store: Pick<KubeconfigFiles, 'edit'>,
  options: Pick<EditOptions, 'isSwitch'> = {},
): EditText {
  const task = randomUUID();
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
