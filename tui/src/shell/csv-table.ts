import type { Fields, Table } from '../screen/table.js';
import { rfc3339 } from './json.js';

/** A subject's contract as a table for spreadsheets: a nested record gets a column for each of its fields. */
export function csvTable<Row extends object, Known>(
  { fields }: Pick<Table<Row, Known>, 'fields'>,
  rows: readonly Row[],
): string {
  const leaves = leavesOf(fields);
  const head = leaves.map(([name]) => name).join(',');
  const lines = rows.map((row) => leaves.map(([, field]) => cell(textOf(field(row)))).join(','));
  return `${[head, ...lines].join('\r\n')}\r\n`;
}

function leavesOf<Row>(fields: Fields<Row>): readonly (readonly [string, (row: Row) => unknown])[] {
  return Object.entries(fields).flatMap(([name, field]) =>
    typeof field === 'function' ? [[name, field] as const] : leavesOf(field),
  );
}

/** `admin@ci view` for two roles, the first in one namespace; empty if unknown. */
function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (value instanceof Date) return rfc3339(value);
  if (Array.isArray(value)) return value.map(textOf).join(' ');
  if (typeof value !== 'object') return String(value);
  return Object.values(value)
    .map(textOf)
    .filter((text) => text !== '')
    .join('@');
}

/** Quoted; what a spreadsheet would take for a formula is marked as text. */
function cell(text: string): string {
  const tame = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return `"${tame.replaceAll('"', '""')}"`;
}
