import { type CredentialStatus, daysLeft, type Identity, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { localDay } from '../../messages/times.js';
import {
  cutName,
  fitText,
  type Line,
  leastName,
  type Span,
  span,
  widthOf,
} from '../../screen/drawing/line.js';
import {
  askedLeft,
  leftText,
  lifeText,
  lifeTimeWidth,
  statusLetters,
  statusTones,
} from '../../screen/life.js';
import { packed } from '../../screen/rows.js';
import type { Reader, ScreenCell, TableColumn } from '../../screen/table.js';

// The columns that the groupings of the Access screen share.

/** A name, long enough to distinguish two. */
export const nameCell: ScreenCell<unknown, unknown> = {
  min: 16,
  ideal: 28,
  growth: 1,
  wants: 'longest',
  sacrifice: 0,
  cut: 'middle',
};

interface Named {
  readonly identity: Identity;
}

export function identityColumn<Row extends Named, Known>(): TableColumn<Row, Known> {
  return {
    title: ({ columns }) => columns.identity,
    sort: { column: 'identity', key: 'I', by: ({ identity }) => identity.name },
    search: null,
    code: ({ identity }) => identity.uid,
    text: identityName,
    cell: nameCell,
  };
}

/** Its uid if no name is known. */
export function identityName({ identity: { name, uid } }: Named): string {
  return name || uid;
}

/** `tom (deleted)`. */
export function holderText(holder: Named, { messages }: Pick<Reader, 'messages'>): string {
  const { state } = holder.identity;
  const isPlain = state === 'active' || state === 'unknown';
  return isPlain
    ? identityName(holder)
    : messages.aside(identityName(holder), messages.identityStates[state]);
}

/** What a list needs to tell of each how it stands: a name cut as far as it may be, and the longest word behind it. */
export function leastHolderWidth(messages: Messages): number {
  const { inactive, deleted } = messages.identityStates;
  return leastName + Math.max(...[inactive, deleted].map((word) => widthOf(messages.aside('', word))));
}

/** Without room for both, who it is counts for more than that they are gone; lists have it: `leastHolderWidth`. */
export function fittingHolder(holder: Named, width: number, reader: Pick<Reader, 'messages'>): string {
  return cutName(visible(holderText(holder, reader)), visible(identityName(holder)), width);
}

export function kindColumn<Row extends Named, Known>(): TableColumn<Row, Known> {
  return {
    title: ({ columns }) => columns.kind,
    sort: { column: 'kind', key: 'K', by: ({ identity }) => identity.type },
    search: ({ identity }) => identity.type,
    text: ({ identity }, { messages }) => messages.identityTypes[identity.type],
    cell: {
      words: ({ identityTypes }) => Object.values(identityTypes),
      sacrifice: 4,
      yields: true,
      tone: 'dim',
    },
  };
}

export function stateColumn<Row extends Named, Known>(look: {
  readonly isOrphan: (row: Row) => boolean;
  readonly sacrifice: number;
  /** Of the command line, where that is another. */
  readonly printed?: number;
}): TableColumn<Row, Known> {
  return {
    title: ({ columns }) => columns.state,
    sort: { column: 'state', key: 'S', by: ({ identity }) => identity.state },
    // As the title above them counts them.
    search: (row) => (look.isOrphan(row) ? packed([row.identity.state, 'orphan']) : row.identity.state),
    text: ({ identity }, { messages }) => messages.identityStates[identity.state],
    sacrifice: look.printed ?? look.sacrifice,
    cell: {
      words: ({ identityStates }) => Object.values(identityStates),
      sacrifice: look.sacrifice,
      yields: true,
      tone: (row) => (look.isOrphan(row) ? 'bad' : 'dim'),
    },
  };
}

interface End {
  readonly notAfter: Date | null;
  readonly status: CredentialStatus;
}

/** The day it ends, and on the screen the time left and its status, which narrow screens keep to the last. */
export function endColumn<Row, Known>(endOf: (row: Row) => End): TableColumn<Row, Known> {
  return {
    title: ({ columns }) => columns.end,
    sort: { column: 'end', key: 'E', by: (row) => endOf(row).notAfter?.getTime() ?? null },
    search: null,
    text: (row, { timeZone }) => {
      const { notAfter } = endOf(row);
      return notAfter === null ? '–' : localDay(notAfter, timeZone);
    },
    alsoDrawn: (row, { now, messages }) => {
      const { notAfter, status } = endOf(row);
      return notAfter === null ? '' : leftText({ notAfter }, status, now, messages);
    },
    asked: {
      ends: (row) => endOf(row).notAfter,
      ...askedLeft((row: Row, _: Known, { now }: Reader) => leftOf(endOf(row), now)),
    },
    // The time left says it too.
    sacrifice: 0.5,
    cell: {
      min: leftWidth,
      ideal: (messages) => dayWidth + leftWidth(messages),
      growth: 0,
      growsAtOnce: true,
      sacrifice: 0,
      draw: (row, width, _known, { now, timeZone, messages }): Line => {
        const { notAfter, status } = endOf(row);
        if (notAfter === null) return [span('–', 'faint')];
        const left = span(
          `${fitText(lifeText({ notAfter }, status, now, messages), lifeTimeWidth(messages), 'right')} ${statusLetters[status]}`,
          statusTones[status],
        );
        const hasRoom = width >= dayWidth + leftWidth(messages);
        return hasRoom ? [span(`${localDay(notAfter, timeZone)}  `, 'dim'), left] : [left];
      },
    },
  };
}

function leftOf({ notAfter }: Pick<End, 'notAfter'>, now: Date): number | null {
  return notAfter === null ? null : daysLeft(notAfter, now);
}

/** `2026-12-06` and a gap. */
const dayWidth = 12;

/** `12 d C`. */
function leftWidth(messages: Messages): number {
  return lifeTimeWidth(messages) + 2;
}

/** A count, with room for any fleet; zero is drawn as a dash. */
export function countColumn<Row, Known>({
  title,
  sort,
  count,
  tone = 'text',
}: Pick<TableColumn<Row, Known>, 'title' | 'sort'> & {
  readonly count: (row: Row) => number;
  readonly tone?: 'text' | 'bad';
}): TableColumn<Row, Known> {
  return {
    title,
    sort,
    search: null,
    align: 'right',
    text: (row) => String(count(row) || '–'),
    cell: { words: () => ['999999999'], sacrifice: 0, tone: (row) => (count(row) === 0 ? 'faint' : tone) },
  };
}

export function signOf({ isOrphan }: { readonly isOrphan: boolean }): Span {
  return isOrphan ? span('!', 'bad') : span('●', 'good');
}
