import { toAckringError } from '../words/errors.js';
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
