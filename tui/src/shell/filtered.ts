import type { Clock } from '@ackring/core/machine';
import { nearest, shell, word } from '@ackring/core/words';
import type { Language } from '../messages/language.js';
import { loadedMessages } from '../messages/messages.js';
import { say } from '../messages/say.js';
import { meantField, search, unknownField, valuesInstead } from '../screen/filter.js';
import { unseenFinds } from '../screen/lit.js';
import { bareField, incompleteWord, openQuoteIn } from '../screen/query.js';
import type { Rows } from '../screen/rows.js';
import type { ScreenName } from '../screen/screen-name.js';
import type { DefinedTable, Reader } from '../screen/table.js';
import { usageError } from './command.js';
import type { Output } from './output.js';
import { readerOf } from './text-table.js';

interface Place {
  readonly language: Language;
  readonly home: string;
  readonly services: { readonly clock: Pick<Clock, 'now'> };
}

interface Filtered<Row, Known> {
  readonly rows: readonly Row[];
  readonly known: Known;
  readonly filter: string;
}

/**
 * Call it first: throws UsageInvalid for a field that the table does not have, a word that asks for nothing, or an open
 * quote.
 */
export async function refuseUnknownField<Row extends object, Known>(
  filter: string,
  { language }: Pick<Place, 'language'>,
  { named, titled, shown }: Pick<DefinedTable<Row, Known>, 'named' | 'titled' | 'shown'>,
  screen: ScreenName,
): Promise<void> {
  if (filter === '') return;
  const open = incompleteWord(filter, named.length > 0);
  if (open !== null) {
    throw usageError(
      say('"{word}" asks for nothing', { word: open }),
      say('Write what is sought behind it: `{example}`.', { example: word(`${open}…`) }),
    );
  }
  const unclosed = openQuoteIn(filter);
  if (unclosed !== null) {
    throw usageError(
      say('the quote in {word} does not end', { word: word(unclosed) }),
      say('End it: `{example}`.', { example: word(`${unclosed}"`) }),
    );
  }
  const messages = await loadedMessages(language);
  const unknown = unknownField(filter, named, titled(messages));
  if (unknown === null) return;
  const { name, fields } = unknown;
  if (shown(messages).includes(bareField(name))) {
    throw usageError(
      say('"{field}" is asked on the screen only', { field: name }),
      say('Type `/` there: `{line}`. Fields here: {fields}.', {
        line: shell`ackring --screen ${screen}`,
        fields,
      }),
    );
  }
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
  { home, language, services, output }: Place & { readonly output: Pick<Output, 'json' | 'note'> },
  { printed }: Pick<DefinedTable<Row, Known>, 'printed'>,
  { rows, known, filter }: Filtered<Row, Known>,
): Promise<readonly Row[]> {
  if (filter.trim() === '') return rows;
  const reader = await readerOf({ home, language, services });
  // In their own order, a row's place is its index.
  const all = printed(rows, known);
  const found = search(filter, all, reader);
  if (found?.uncompared) {
    const { field, bound, example } = found.uncompared;
    throw usageError(
      say('{field} cannot be compared with "{bound}"', { field, bound }),
      say('Write it like this: `{example}`.', { example: word(example) }),
    );
  }
  if (found === null) return rows;
  const left = rows.filter((_, index) => found.left[index] === 1);
  if (left.length === 0 && !output.json) tellValues(all, filter, reader, output);
  return left;
}

/** As many values as are read at a glance. */
const mostValues = 8;

/** What a field could be, where no row has what it is asked for. */
function tellValues(rows: Rows, filter: string, reader: Reader, output: Pick<Output, 'note'>): void {
  const { messages } = reader;
  const meant = meantField(filter, rows.fields);
  if (meant !== null) output.note(`· ${messages.empty.meantField(meant)}`);
  const instead = valuesInstead(filter, rows, reader);
  if (instead === null || instead.values.length === 0) return;
  const { name, values } = instead;
  const shown = values.slice(0, mostValues);
  output.note(`· ${messages.empty.values(name, shown, values.length - shown.length)}`);
}

/** Of rows that a filter found, those that it found only by what no column says, such as a tag, each with that. */
export async function foundUnseen<Row extends object, Known>(
  { home, language, services }: Place,
  { columns, sorted, unsaidOf }: Pick<DefinedTable<Row, Known>, 'columns' | 'sorted' | 'unsaidOf'>,
  { rows, known, filter }: Filtered<Row, Known>,
): Promise<readonly { readonly row: Row; readonly facts: readonly string[] }[]> {
  if (filter.trim() === '') return [];
  const reader = await readerOf({ home, language, services });
  const { lit = [] } = search(filter, sorted(rows, null, known), reader) ?? {};
  return rows.flatMap((row) => {
    const shown = columns.map(({ text }) => text?.(row, reader) ?? '').join(' ');
    const facts = unseenFinds(shown, unsaidOf(row, known, reader), lit);
    return facts.length === 0 ? [] : [{ row, facts }];
  });
}
