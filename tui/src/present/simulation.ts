import { eventsByMonth, type SimulatedEvent } from '@ackring/core/rotation/plan/simulate';
import type { Simulation } from '../services.js';
import { type Column, table } from '../shell/text-table.js';

interface Month {
  readonly month: string;
  readonly events: readonly SimulatedEvent[];
}

const monthColumns: readonly Column<Month>[] = [
  { title: 'MONTH', text: ({ month }) => month },
  { title: 'RENEW', align: 'right', text: ({ events }) => countText(events, 'renew') },
  { title: 'DELIVER', align: 'right', text: ({ events }) => countText(events, 'deliver') },
  { title: 'TELL', align: 'right', text: ({ events }) => countText(events, 'notify') },
  {
    title: 'CLUSTERS',
    text: ({ events }) => [...new Set(events.map(({ cluster }) => cluster.name))].join(', '),
  },
];

const dayColumns: readonly Column<SimulatedEvent>[] = [
  { title: 'CLUSTER', text: ({ cluster }) => cluster.name },
  { title: 'REGION', text: ({ region }) => region },
  { title: 'IDENTITY', text: ({ identity }) => identity },
  { title: 'DECISION', text: ({ decision }) => decision.kind },
  { title: 'REASON', text: ({ decision }) => decision.reason },
  { title: 'THEN ENDS', text: ({ notAfter }) => notAfter?.toISOString().slice(0, 10) ?? '–' },
];

/** A line for each month in which something would happen. */
export function simulationCalendar(simulation: Simulation, maxWidth: number): string {
  const months = [...eventsByMonth(simulation.events, simulation)].map(([month, events]) => ({
    month,
    events,
  }));
  return table(
    monthColumns,
    months.filter(({ events }) => events.length > 0),
    maxWidth,
  );
}

/** What would be done on one day, a line each. */
export function simulatedDay({ events }: Simulation, maxWidth: number): string {
  return table(dayColumns, events, maxWidth);
}

/** The same simulation with the events of one day, in UTC, alone. */
export function onDay(simulation: Simulation, day: Date): Simulation {
  const date = day.toISOString().slice(0, 10);
  return { ...simulation, events: simulation.events.filter(({ at }) => at.toISOString().startsWith(date)) };
}

/** `from 2026-11-24 to 2029-11-23: 12 renewals, 1 delivery, 4 notices`. */
export function simulationSummary({ from, until, events }: Simulation): string {
  const parts = [
    plural(count(events, 'renew'), 'renewal', 'renewals'),
    plural(count(events, 'deliver'), 'delivery', 'deliveries'),
    plural(count(events, 'notify'), 'notice', 'notices'),
  ].filter((part) => part !== null);
  const span = `from ${from.toISOString().slice(0, 10)} to ${until.toISOString().slice(0, 10)}`;
  return `simulated ${span}: ${parts.join(', ') || 'nothing to do'}`;
}

/** The `--json` contract. */
export function simulationToJson({ from, until, events, failures }: Simulation) {
  const months = [...eventsByMonth(events, { from, until })].map(([month, ofMonth]) => ({
    month,
    renew: count(ofMonth, 'renew'),
    deliver: count(ofMonth, 'deliver'),
    notify: count(ofMonth, 'notify'),
  }));
  return { from, until, months, events, failures };
}

function count(events: readonly SimulatedEvent[], kind: SimulatedEvent['decision']['kind']): number {
  return events.filter(({ decision }) => decision.kind === kind).length;
}

function countText(events: readonly SimulatedEvent[], kind: SimulatedEvent['decision']['kind']): string {
  return String(count(events, kind) || '–');
}

function plural(amount: number, one: string, many: string): string | null {
  return amount === 0 ? null : `${amount} ${amount === 1 ? one : many}`;
}
