import type { KeptRun, OutcomeChange } from '@ackring/core/rotation';
import { type AckringError, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import type { AppState } from '../../screen/app-state.js';
import { fitTable, rowLine, titleLine } from '../../screen/columns.js';
import { fitText, type Line, span, widthOf, wrapText } from '../../screen/drawing/line.js';
import { emptyBody, noMatch } from '../../screen/empty-body.js';
import { groupOfRow } from '../../screen/groups.js';
import { type ListRow, listBody } from '../../screen/list-body.js';
import { readerOf } from '../../screen/reader.js';
import { withKeys } from '../../screen/remedy.js';
import type { Rows } from '../../screen/rows.js';
import { type DefinedTable, defineTable, type Reader } from '../../screen/table.js';
import { type HistoryPart, historyParts, type LogRow } from '../../subjects/rotation/views.js';
import { changeTable, keptRunTable } from './kept-tables.js';
import { logTable, type NamedLogRow } from './log-table.js';

// What the runs left behind, one list in three parts, each with a table of its own under its title.

type HistoryRow =
  | { readonly part: 'runs'; readonly row: KeptRun }
  | { readonly part: 'changes'; readonly row: OutcomeChange }
  | { readonly part: 'log'; readonly row: NamedLogRow };

/** How the rows of the Runs view are grouped: always by their part. */
export const byPart = { by: 'part', folded: new Set<string>() } as const;

const historyTable = defineTable<HistoryRow>({
  id: (each) => `${each.part} ${withTable(each, (table, row) => table.id(row))}`,
  tie: ({ part }) => part,
  sign: (each, reader) => withTable(each, (table, row) => table.sign(row, reader)),
  columns: [
    {
      title: () => '',
      sort: null,
      search: (each) => withTable(each, soughtText),
      text: (each, reader) => withTable(each, (table, row) => saidText(table, row, reader)),
      cell: { sacrifice: 0 },
    },
  ],
  fields: {},
});

/** Its part, and what it is called there. */
export function historyRow(row: string): { readonly part: HistoryPart; readonly id: string } {
  const [first = '', ...rest] = row.split(' ');
  return { part: historyParts.find((part) => part === first) ?? 'runs', id: rest.join(' ') };
}

/** A run's id, a change's cluster, or what a line of the log says. */
export function copiedName(row: string): string {
  const { part, id } = historyRow(row);
  return part === 'log' ? id.split(' ').slice(2, -1).join(' ') : (id.split('/')[0] ?? id);
}

/** A part that has no rows shows its title all the same, which says why; one that the filter empties does not. */
export function historyRows(state: AppState): Rows {
  const { runs, log } = state.rotation;
  const all: readonly HistoryRow[] = [
    ...(runs.value?.runs ?? []).map((row) => ({ part: 'runs' as const, row })),
    ...(runs.value?.changes ?? []).map((row) => ({ part: 'changes' as const, row })),
    ...(log.value?.lines ?? []).map((line) => ({ part: 'log' as const, row: named(state, line) })),
  ];
  const present = new Set(all.map(({ part }) => part));
  return {
    ...historyTable.sorted(all, null, null),
    groups: (_, ids) => {
      const found = Map.groupBy(ids, (id) => historyRow(id).part);
      return historyParts
        .filter((part) => found.has(part) || !present.has(part))
        .map((part) => ({ name: part, ids: found.get(part) ?? [] }));
    },
  };
}

function named({ fleet }: Pick<AppState, 'fleet'>, line: LogRow): NamedLogRow {
  const { record } = line;
  const name = record?.kind === 'step' ? fleet.clusters.get(record.cluster)?.name : undefined;
  return { ...line, clusterName: name ?? null };
}

export function historyView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  if (list.visible.length === 0) return emptyBody(noMatch(state, messages), state);
  const drawn = drawnParts(state, messages);
  const rows = listBody(state, list, [], (id) => {
    const group = historyParts.find((part) => part === groupOfRow(id));
    return group === undefined
      ? drawn[historyRow(id).part].row(id)
      : partTitle(state, group, drawn, messages);
  });
  const { runs, log } = state.rotation;
  return [...rows, ...remedyLines(state, runs.problem ?? log.problem, messages)];
}

/** Below the rows, the remedy for what could not be read; what is known stays above. */
export function remedyLines(
  state: AppState,
  problem: AckringError | null,
  messages: Messages,
): readonly Line[] {
  if (problem === null) return [];
  const { remedy } = translateProblem(problem, messages);
  const text = messages.labelled(messages.empty.remedy, visible(withKeys(remedy, state)));
  const lines = wrapText(text, Math.min(90, state.size.columns - 6));
  return [[], ...lines.map((line): Line => [span('   '), span(line, 'dim')])];
}

interface DrawnPart {
  readonly titles: Line;
  row(id: string): ListRow;
}

function drawnParts(state: AppState, messages: Messages): Readonly<Record<HistoryPart, DrawnPart>> {
  const { runs, log } = state.rotation;
  const { lit } = state.lists.rotation.found;
  const view = { sort: null, width: state.size.columns - 4, known: null, reader: readerOf(state) };
  const drawn = <Row extends object>(table: DefinedTable<Row, null>, rows: readonly Row[]): DrawnPart => {
    const fitted = fitTable(table, { ...view, reader: { ...view.reader, messages } });
    const byId = new Map(rows.map((row) => [table.id(row), row]));
    return {
      titles: titleLine(fitted),
      row: (id) => {
        const row = byId.get(historyRow(id).id);
        if (row === undefined) return { sign: span(' '), line: [] };
        return { sign: table.sign(row, state), line: rowLine(fitted, row, lit) };
      },
    };
  };
  return {
    runs: drawn(keptRunTable, runs.value?.runs ?? []),
    changes: drawn(changeTable, runs.value?.changes ?? []),
    log: drawn(
      logTable,
      (log.value?.lines ?? []).map((line) => named(state, line)),
    ),
  };
}

/** `▾ Runs 2` in place of its first column's title; for an empty part, why it is. */
function partTitle(
  state: AppState,
  part: HistoryPart,
  drawn: Readonly<Record<HistoryPart, DrawnPart>>,
  messages: Messages,
): ListRow {
  const { list, grouping } = state.lists.rotation;
  const count = [...list.groups].find(([id]) => groupOfRow(id) === part)?.[1].length ?? 0;
  const sign = span(grouping?.folded.has(part) === true ? '▸' : '▾', 'accent');
  const name = messages.deployed.parts[part];
  if (count === 0) {
    return { sign, line: [span(`${name}  `, 'strong'), span(whyEmpty(state, part, messages), 'dim')] };
  }
  const [first, ...others] = drawn[part].titles;
  const title = `${name} ${count}  `;
  const width = Math.max(widthOf(first?.text ?? ''), widthOf(title));
  return { sign, line: [span(fitText(title, width), 'strong'), ...others] };
}

function whyEmpty({ rotation }: AppState, part: HistoryPart, messages: Messages): string {
  const { empty } = messages.deployed;
  const { problem, value } = part === 'log' ? rotation.log : rotation.runs;
  if (problem !== null) return visible(translateProblem(problem, messages).message);
  if (value === null) return part === 'log' ? empty.askingLog : empty.askingRuns;
  if (part !== 'changes') return empty[part];
  const { latest = null, previous = null } = rotation.runs.value ?? {};
  return latest === null || previous === null ? empty.oneRun : empty.changes;
}

function withTable<Told>(
  each: HistoryRow,
  tell: <Row extends object>(table: DefinedTable<Row, null>, row: Row) => Told,
): Told {
  switch (each.part) {
    case 'runs':
      return tell(keptRunTable, each.row);
    case 'changes':
      return tell(changeTable, each.row);
    case 'log':
      return tell(logTable, each.row);
  }
}

function soughtText<Row extends object>({ columns }: DefinedTable<Row, null>, row: Row): string {
  return columns.map(({ search }) => search?.(row) ?? '').join(' ');
}

function saidText<Row extends object>(
  { columns }: DefinedTable<Row, null>,
  row: Row,
  reader: Reader,
): string {
  return columns.map(({ text }) => text?.(row, reader) ?? '').join(' ');
}
