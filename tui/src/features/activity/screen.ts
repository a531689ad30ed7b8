import type { DeadCertificate, UndoneFile } from '@ackring/core/contexts';
import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../../messages/messages.js';
import { translate, translateRecord } from '../../messages/problems/translate.js';
import { localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { dialogWidth, windowedBox } from '../../screen/drawing/box.js';
import { type Line, span, wrapText } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import type { Dialog, View } from '../../screen/feature.js';
import { tableBody } from '../../screen/list-body.js';
import { homePath, homePaths } from '../../screen/reader.js';
import type { Rows } from '../../screen/rows.js';
import { changeLines } from '../../subjects/context/change-lines.js';
import {
  type ActivityItem,
  activityItems,
  activityTable,
  filelessTable,
  fileOf,
} from '../../subjects/journal/table.js';
import { readJournal, type UndoDialog } from '../../subjects/journal/tasks.js';

/** The items behind rows, by id: a frame looks up as many as it has lines. */
const items = new WeakMap<Rows, ReadonlyMap<string, ActivityItem>>();

/** The Activity screen: messages, and writes that can be undone. */
export const activityView: View = {
  rows: activityRows,
  madeOf: ({ notices, journal, changes }) => [notices, journal, changes],
  body: activityList,
  crumb: (_, { crumbs }) => crumbs.journal,
  opens: () => [readJournal()],
  reloads: () => [readJournal()],
  clusterOf: () => null,
  subjectOf: (_, row) => ({ kind: 'activity', id: row }),
  nameOf: ({ notices, language }, row) => {
    const notice = notices.find(({ serial }) => `notice:${serial}` === row);
    return notice?.told(messagesIn(language)).text ?? row;
  },
};

function activityList(state: AppState, messages: Messages): readonly Line[] {
  const { list, filter, sort } = state.lists.activity;
  if (list.visible.length === 0) {
    return emptyBody(filter === '' ? [messages.empty.noActivity] : noMatch(state, messages), state);
  }
  const isByFile = sort.column === 'file';
  const table = isByFile || hasFiles(state, list.visible) ? activityTable : filelessTable;
  return tableBody(state, { table, known: null, messages }, (id, drawn) => {
    const item = activityItem(state, id);
    return item === null ? null : drawn(item);
  });
}

const withFiles = new WeakMap<readonly string[], boolean>();

/** Whether one of these rows has a file: a frame has no time to look through a long history. */
function hasFiles(state: AppState, ids: readonly string[]): boolean {
  const isSome = (id: string): boolean => {
    const item = activityItem(state, id);
    return item !== null && fileOf(item) !== null;
  };
  const known = withFiles.get(ids) ?? ids.some(isSome);
  withFiles.set(ids, known);
  return known;
}

/** Merged by time. */
function activityRows(state: AppState): Rows {
  const all = activityItems(state);
  const rows = activityTable.sorted(all, state.lists.activity.sort, null);
  items.set(rows, new Map(all.map((item) => [activityTable.id(item), item])));
  return rows;
}

export function activityItem({ lists }: AppState, id: string): ActivityItem | null {
  return items.get(lists.activity.rows)?.get(id) ?? null;
}

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
    ...plan.stays.flatMap((line) =>
      wrapText(undo.stays(visible(translateRecord(messages, line))), inner).map(
        (text): Line => [span(text, 'dim')],
      ),
    ),
    ...(plan.unknown === null
      ? []
      : wrapText(`? ${visible(homePaths(translate(messages, plan.unknown), state.home))}`, inner).map(
          (text): Line => [span(text, 'warn')],
        )),
    ...plan.files.flatMap((file) => fileLines(file, state.home, inner, messages)),
  ];
  const below: readonly Line[] = isUnderWay ? [[span(`⟳ ${undo.underWay}`, 'accent')]] : [];
  return { lines: windowedBox(undo.title, lines, { width, height, top, below }), cursor: null };
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
