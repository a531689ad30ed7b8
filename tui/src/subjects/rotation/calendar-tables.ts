import type { SimulatedEvent } from '@ackring/core/rotation';
import { wordOf } from '../../messages/messages.js';
import { localDay } from '../../messages/times.js';
import { type Line, span } from '../../screen/drawing/line.js';
import { defineTable, printedColumn, type TableColumn } from '../../screen/table.js';
import { holderName } from './table.js';
import type { MonthView } from './views.js';

export interface MonthSurroundings {
  /** Renewals of the largest month: the length of its bar. */
  readonly most: number;
}

/** What daily runs would do if the fleet stayed as it is, one row per month. */
export const monthTable = defineTable<MonthView, MonthSurroundings>({
  id: ({ month }) => month,
  tie: ({ month }) => month,
  sign: ({ renew }) => (renew > 0 ? span('▸', 'accent') : span('·', 'faint')),
  columns: [
    {
      title: ({ deployed }) => deployed.columns.month,
      sort: null,
      search: ({ month }) => month,
      text: ({ month }) => month,
      cell: { min: 8, sacrifice: 0, tone: ({ events }) => (events.length === 0 ? 'faint' : 'text') },
    },
    {
      ...countFact('renew', 'renew'),
      cell: {
        min: 14,
        ideal: 36,
        sacrifice: 0,
        draw: ({ renew }, width, { most }) => barCell(renew, most, width),
      },
    },
    { ...countFact('deliver', 'deliver'), align: 'right', cell: countCell('deliver') },
    { ...countFact('notify', 'tell'), align: 'right', cell: countCell('notify') },
    {
      title: ({ deployed }) => deployed.columns.clusters,
      sort: null,
      search: (month) => clustersOf(month).join(' '),
      text: (month) => clustersOf(month).join('  '),
      cell: { min: 20, ideal: 120, sacrifice: 2, tone: 'faint' },
    },
  ],
  fields: {
    month: ({ month }) => month,
    renew: ({ renew }) => renew,
    deliver: ({ deliver }) => deliver,
    notify: ({ notify }) => notify,
  },
});

type Column = TableColumn<MonthView, MonthSurroundings>;
type Count = 'renew' | 'deliver' | 'notify';

function countFact(kind: Count, title: 'renew' | 'deliver' | 'tell'): Omit<Column, 'cell'> {
  return {
    title: ({ deployed }) => deployed.columns[title],
    sort: null,
    search: null,
    text: (month) => String(month[kind] || '·'),
  };
}

function countCell(kind: Count): Column['cell'] {
  return {
    words: () => ['99999'],
    sacrifice: 1,
    tone: (month) => (month[kind] === 0 ? 'faint' : 'text'),
  };
}

function clustersOf({ events }: MonthView): readonly string[] {
  return [...new Set(events.map(({ cluster }) => cluster.name))];
}

/** The number, and a bar relative to the largest month. */
function barCell(count: number, most: number, width: number): Line {
  const number = String(count).padStart(String(most).length);
  if (count === 0) return [span('·'.padStart(number.length), 'faint')];
  const room = Math.max(1, width - number.length - 1);
  return [span(`${number} `), span('▆'.repeat(Math.max(1, Math.round((count / most) * room))), 'accent')];
}

/** What one day's run would do. */
export const simulatedTable = defineTable<SimulatedEvent>({
  id: ({ cluster, identity, at }) => `${cluster.id}/${identity}/${at.getTime()}`,
  tie: ({ cluster, identity }) => `${cluster.name} ${identity}`,
  sign: () => span('▸', 'accent'),
  columns: [
    printedColumn(
      ({ columns }) => columns.cluster,
      ({ cluster }) => cluster.name,
    ),
    printedColumn(
      ({ columns }) => columns.region,
      ({ region }) => region,
      8,
    ),
    printedColumn(({ columns }) => columns.identity, holderName),
    printedColumn(
      ({ columns }) => columns.decision,
      ({ decision }, { messages }) => wordOf(messages.decisions, decision.kind),
    ),
    printedColumn(
      ({ columns }) => columns.reason,
      ({ decision }, { messages }) => wordOf(messages.decisionReasons, decision.reason),
    ),
    printedColumn(
      ({ deployed }) => deployed.columns.thenEnds,
      ({ notAfter }, { timeZone }) => (notAfter === null ? '–' : localDay(notAfter, timeZone)),
    ),
  ],
  fields: {},
});

export function countOf(events: readonly SimulatedEvent[], kind: SimulatedEvent['decision']['kind']): number {
  return events.filter(({ decision }) => decision.kind === kind).length;
}
