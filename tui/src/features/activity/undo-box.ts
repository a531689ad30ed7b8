import type { DeadCertificate, UndoneFile } from '@ackring/core/contexts';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translate, translateRecord } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { box, dialogWidth, windowed } from '../../screen/drawing/box.js';
import { homePath } from '../../screen/drawing/home-path.js';
import { fitText, type Line, padding, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import { localTime } from '../../screen/drawing/times.js';
import type { Dialog } from '../../screen/feature.js';
import type { UndoDialog } from './journal.js';

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

const signs = { add: ['+ ', 'good'], update: ['~ ', 'warn'], remove: ['- ', 'bad'] } as const;

/** One entry of a file, and its change. */
export function changeLines(
  { path, change, detail }: UndoneFile['changes'][number],
  width: number,
  messages: Messages,
): readonly Line[] {
  const { fetch } = messages;
  const words = { clusters: fetch.cluster, users: fetch.user, contexts: fetch.contextEntry };
  const [section, ...rest] = path.split('/');
  const word = words[section as keyof typeof words] ?? path;
  const wordWidth = Math.max(...Object.values(words).map(widthOf)) + 2;
  const [sign, tone] = signs[change];
  const name = visible(rest.join('/'));
  const said = [name, translate(messages, detail)].filter((part) => part !== '').join(' · ');
  const label = fitText(word, Math.max(wordWidth, widthOf(word) + 1));
  const room = Math.max(1, width - widthOf(sign) - widthOf(label));
  return wrapText(said, room).map((text, index) => [
    index === 0 ? span(sign, tone) : padding(widthOf(sign)),
    index === 0 ? span(label, 'dim') : padding(widthOf(label)),
    span(text),
  ]);
}
