import { randomUUID } from 'node:crypto';
import type { EditOptions, KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { AckringError } from '../words/errors.js';
import { say } from '../words/say.js';

/** Writes what `change` makes of a file's text, under its lock; `summary` is for the history. */
export type EditText = <T extends { readonly text: string }>(
  file: string,
  summary: string,
  change: (text: string | null) => T,
) => Promise<T>;

/** Edits of kubeconfig files for one task: `undo` takes all of them back at once. */
export function editTogether(
  store: Pick<KubeconfigFiles, 'edit'>,
  options: Pick<EditOptions, 'isSwitch'> = {},
): EditText {
  const task = randomUUID();
  return async <T extends { readonly text: string }>(
    file: string,
    summary: string,
    change: (text: string | null) => T,
  ): Promise<T> => {
    const changed: T[] = [];
    await store.edit(
      file,
      (text) => {
        const next = change(text);
        changed.push(next);
        return next.text;
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
