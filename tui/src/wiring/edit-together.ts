import type { KubeconfigFiles } from '@ackring/core/adapters/kubeconfig-file/kubeconfig-file';
import { AckringError } from '@ackring/core/errors';
import type { EditText } from '@ackring/core/fetch/switch';

/** Edits of kubeconfig files for one task: `undo` takes all of them back at once. */
export function editTogether(store: KubeconfigFiles): EditText {
  const task = crypto.randomUUID();
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
      { summary, task },
    );
    const [first] = changed;
    if (first !== undefined) return first;
    throw new AckringError('Internal', `nothing was worked out for ${file}`, { remedy: 'Report this.' });
  };
}
