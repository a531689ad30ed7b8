import type { Clock } from '@ackring/core/machine';
import { nearest, word } from '@ackring/core/words';
import type { Language } from '../messages/language.js';
import { say } from '../messages/say.js';
import { search, unknownField } from '../screen/filter.js';
import type { DefinedTable } from '../screen/table.js';
import { usageError } from './command.js';
import { readerOf } from './text-table.js';

interface Place {
  readonly language: Language;
  readonly home: string;
  readonly services: { readonly clock: Pick<Clock, 'now'> };
}

/** Call it first: throws UsageInvalid for a field that the table does not have. */
export function refuseUnknownField(filter: string, named: readonly string[]): void {
  const unknown = unknownField(filter, named);
  if (unknown === null) return;
  const { name, fields } = unknown;
  const meant = nearest(name, fields);
  const hint = meant === null ? '' : say('; did you mean {name}?', { name: meant });
  throw usageError(
    say('no field is called "{field}" here{hint}', { field: name, hint }),
    say('Fields: {fields}. In quotes a colon is a letter: `{example}`.', {
      fields,
      example: `'"${name}:…"'`,
    }),
  );
}

/** The rows that match a filter, by the same words as on the screen; throws UsageInvalid for one that compares nothing. */
export async function filtered<Row extends object, Known>(
  { home, language, services }: Place,
  { sorted }: Pick<DefinedTable<Row, Known>, 'sorted'>,
  { rows, known, filter }: { readonly rows: readonly Row[]; readonly known: Known; readonly filter: string },
): Promise<readonly Row[]> {
  if (filter.trim() === '') return rows;
  const reader = await readerOf({ home, language, services });
  // In their own order, a row's place is its index.
  const found = search(filter, sorted(rows, null, known), reader);
  if (found?.uncompared) {
    const { field, bound, example } = found.uncompared;
    throw usageError(
      say('{field} cannot be compared with "{bound}"', { field, bound }),
      say('Write it like this: `{example}`.', { example: word(example) }),
    );
  }
  return found === null ? rows : rows.filter((_, index) => found.left[index] === 1);
}
