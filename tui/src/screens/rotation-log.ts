import { type Line, type Span, span } from '../components/line.js';
import { localSecond } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titleLine } from '../screen/columns.js';
import type { AppState } from '../state/app-state.js';
import type { LogRow } from '../state/rotation-views.js';
import { listBody } from './list-body.js';
import { recordText } from './log-record.js';
import { emptyView } from './rotation-empty.js';

/** What the function wrote in the last day, newest first; its own lines in words. */
export function logView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  const { log } = state.rotation;
  const { empty } = messages.deployed;
  if (list.visible.length === 0) {
    return emptyView(state, log, { asking: empty.askingLog, nothing: empty.log }, messages);
  }
  const byId = new Map(log.value?.lines.map((line) => [line.id, line]));
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const line = byId.get(id);
    if (line === undefined) return { sign: span(' '), line: [] };
    return { sign: signOf(line), line: rowLine(columns, line) };
  });
}

function signOf({ record }: LogRow): Span {
  switch (record?.kind) {
    case 'error':
      return span('✕', 'bad');
    case 'report':
      return span('■', 'accent');
    case 'outcome':
      return record.error === null ? span('✓', 'good') : span('✕', 'bad');
    case 'step':
      return record.result === 'failed' ? span('✕', 'bad') : span('·', 'dim');
    case 'metrics':
    case 'planned':
    case undefined:
      return span(' ');
  }
}

function columnsOf(state: AppState, messages: Messages): readonly Column<LogRow>[] {
  const { columns: titles } = messages.deployed;
  return [
    {
      title: titles.time,
      min: 8,
      ideal: 8,
      sacrifice: 0,
      cell: ({ at }) => [span(localSecond(at, state.timeZone), 'dim')],
    },
    {
      title: titles.kind,
      min: 7,
      ideal: 7,
      sacrifice: 1,
      cell: ({ record }) => [span(record?.kind ?? '', 'dim')],
    },
    {
      title: titles.says,
      min: 20,
      ideal: 260,
      sacrifice: 0,
      cell: ({ record, text }) =>
        record === null ? [span(visible(text), 'faint')] : [span(recordText(state, record, messages))],
    },
  ];
}
