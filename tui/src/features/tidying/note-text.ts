import type { PlanNote } from '@ackring/core/contexts';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { homePath } from '../../screen/drawing/home-path.js';

/** A plan's warnings, for screen and command line. */
export function noteText(note: PlanNote, home: string, { tidying }: Pick<Messages, 'tidying'>): string {
  const { notes } = tidying;
  const context = 'context' in note ? visible(note.context ?? '') : '';
  const file = 'file' in note ? visible(homePath(note.file, home)) : '';
  if (note.kind !== 'notAsked') return notes[note.kind]({ context, file, why: '' });
  return notes[note.why]({ context, file, why: note.error?.message ?? '' });
}
