import type { PlanNote } from '@ackring/core/contexts';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { homePath } from '../../screen/reader.js';

/** A plan's warnings, for screen and command line. */
export function noteText(
  note: PlanNote,
  home: string,
  messages: Pick<Messages, 'tidying' | 'problems'>,
): string {
  const { notes } = messages.tidying;
  const context = 'context' in note ? visible(note.context ?? '') : '';
  const file = 'file' in note ? visible(homePath(note.file, home)) : '';
  const name = 'name' in note ? visible(note.name) : '';
  if (note.kind !== 'notAsked') return notes[note.kind]({ context, file, name, why: '' });
  const why = note.error === null ? '' : translateProblem(note.error, messages).message;
  return notes[note.why]({ context, file, name, why });
}
