import { randomUUID } from 'node:crypto';
import type { Journal, JournalDraft } from '../journal/journal.js';
import type { KubeconfigFiles } from '../machine/kubeconfig-file/kubeconfig-file.js';
import { type Sentence, say } from '../words/say.js';

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
