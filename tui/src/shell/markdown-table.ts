import { visible } from '@ackring/core/words';
import type { Reader, Table } from '../screen/table.js';

/** A subject's table for a wiki or a ticket, in the words of the command line. */
export function markdownTable<Row extends object, Known>(
  { columns }: Pick<Table<Row, Known>, 'columns'>,
  rows: readonly Row[],
  reader: Reader,
): string {
  const told = columns.flatMap(({ title, text }) => (text === null ? [] : [{ title, text }]));
  const head = told.map(({ title }) => headed(title(reader.messages)));
  const body = rows.map((row) => told.map(({ text }) => cell(text(row, reader))));
  return [head, head.map(() => '---'), ...body].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

/** `Renewed by`, where a screen and a terminal have `RENEWED BY`. */
export function headed(title: string): string {
  return title.charAt(0) + title.slice(1).toLowerCase();
}

function cell(text: string): string {
  return visible(text).replace(/[\\|`*_<>[\]]/g, '\\$&');
}
