import type { DeadCertificate, UndoneFile } from '@ackring/core/contexts';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateRecord } from '../../messages/problems/translate.js';
import { localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { box, dialogWidth, windowed } from '../../screen/drawing/box.js';
import { homePath } from '../../screen/drawing/home-path.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import type { Dialog } from '../../screen/feature.js';
import { changeLines } from '../../subjects/context/change-lines.js';
import type { UndoDialog } from '../../subjects/journal/journal.js';

/** The changes of an undo, file by file. */
export function undoBox(
  state: AppState,
  { plan, top, isUnderWay }: UndoDialog,
  messages: Messages,
  height: number,
): Dialog {
  const width = dialogWidth(state, 100);
  const inner = width - 4;
  const { undo } = messages;
  const write = undo.write(visible(translateRecord(messages, plan)), localTime(plan.at, state.timeZone));
  const lines = [
    ...wrapText(write, inner).map((text): Line => [span(text, 'strong')]),
    ...plan.dead.flatMap((each) => deadLines(each, inner, messages)),
    ...plan.files.flatMap((file) => fileLines(file, state.home, inner, messages)),
  ];
  const foot: readonly Line[] = isUnderWay ? [[span(`⟳ ${undo.underWay}`, 'accent')]] : [];
  const shown = windowed(lines, top, Math.max(1, height - 2 - foot.length));
  return { lines: box(undo.title, [...shown, ...foot], width), cursor: null };
}

/** Above all changes, so that no window hides it: what would come back, and opens nothing. */
function deadLines({ said }: DeadCertificate, width: number, messages: Messages): readonly Line[] {
  const text = visible(translate(messages, said));
  return wrapText(`✕ ${text}`, width).map((line): Line => [span(line, 'bad')]);
}

function fileLines(
  { file, goes, changes }: UndoneFile,
  home: string,
  width: number,
  messages: Messages,
): readonly Line[] {
  const { undo } = messages;
  const note = goes ? undo.goes : changes.length === 0 ? undo.nothing : null;
  return [
    [],
    [span(visible(homePath(file, home)))],
    ...(note === null ? [] : wrapText(note, width).map((text): Line => [span(text, goes ? 'bad' : 'dim')])),
    ...changes.flatMap((change) => changeLines(change, width, messages)),
  ];
}
