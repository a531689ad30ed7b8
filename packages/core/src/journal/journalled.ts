import { randomUUID } from 'node:crypto';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { Journal, JournalDraft } from './journal.js';

/** How a change ended, where that differs from its start. */
type JournalledEnd = Partial<Pick<JournalDraft, 'phase' | 'summary' | 'details'>>;

/**
 * Records a change before it begins, and how it ended: without the first there is no change, and a journal that does not
 * take the second reverts nothing. A failure is recorded with its code, and thrown; a result ends it as `endOf` says, by
 * default as done. Throws the journal's errors before anything was done.
 */
export async function journalled<T>(
  journal: Journal,
  start: Omit<JournalDraft, 'phase'>,
  work: () => Promise<T>,
  endOf: (result: T) => JournalledEnd = () => ({}),
): Promise<T> {
  await journal.record({ ...start, phase: 'started' });
  const end = (ended: JournalledEnd & Pick<JournalDraft, 'phase'>): Promise<void> =>
    journal.record({ ...start, ...ended }).catch(() => undefined);
  let result: T;
  try {
    result = await work();
  } catch (thrown) {
    await end({ phase: 'failed', details: { ...start.details, error: toAckringError(thrown).code } });
    throw thrown;
  }
  await end({ phase: 'done', ...endOf(result) });
  return result;
}

/**
 * The same files, with every write and undo recorded in the journal next to changes in the cloud. A journal that
 * cannot be written stops nobody: the backups record the write too.
 */
export function journalledFiles(files: KubeconfigFiles, journal: () => Promise<Journal>): KubeconfigFiles {
  const record = async (action: string, summary: Sentence | string, file: string): Promise<void> => {
    const draft: JournalDraft = { action, phase: 'done', runId: randomUUID(), summary, details: { file } };
    await (await journal()).record(draft).catch(() => undefined);
  };
  return {
    ...files,
    edit: async (file, transform, options = {}) => {
      const outcome = await files.edit(file, transform, options);
      if (outcome.isChanged) await record('write', options.summary ?? say('changed'), outcome.file);
      return outcome;
    },
    undo: async (file, planned) => {
      const outcome = await files.undo(file, planned);
      for (const each of outcome.files) await record('undo', outcome.said ?? outcome.summary, each);
      return outcome;
    },
  };
}
