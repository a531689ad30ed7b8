import type { Clock } from '@ackring/core/machine';
import { nearest } from '@ackring/core/words';
import { find, unknownField } from '../screen/filter.js';
import type { DefinedTable } from '../screen/table.js';
import { usageError } from './command.js';
import { readerOf } from './text-table.js';

interface Place {
  readonly home: string;
  readonly services: { readonly clock: Pick<Clock, 'now'> };
}

/** Before anything is asked: throws UsageInvalid for a field that the table has not. */
export function refuseUnknownField(filter: string, named: readonly string[]): void {
  const unknown = unknownField(filter, named);
  if (unknown === null) return;
  const { name, fields } = unknown;
  const meant = nearest(name, fields);
  const guess = meant === null ? '' : `: did you mean ${meant}?`;
  const remedy = `Fields: ${fields.join(', ')}. In quotes a colon is a letter: \`'"${name}:…"'\`.`;
  throw usageError(`no field is called "${name}" here${guess}`, remedy);
}

/** The rows that a filter lets through, by the same words as on the screen. */
export async function filtered<Row extends object, Known>(
  { home, services }: Place,
  { id, sorted }: Pick<DefinedTable<Row, Known>, 'id' | 'sorted'>,
  { rows, known, filter }: { readonly rows: readonly Row[]; readonly known: Known; readonly filter: string },
): Promise<readonly Row[]> {
  if (filter.trim() === '') return rows;
  const { ids } = find(filter, sorted(rows, null, known), await readerOf({ home, services }));
  const found = new Set(ids);
  return rows.filter((row) => found.has(id(row)));
}
