import type { Simulation } from '@ackring/core/rotation';
import { dayOf, exitCodes, type Sentence } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand, usageError } from '../../../shell/command.js';
import { printTable } from '../../../shell/text-table.js';
import { countOf, monthTable, simulatedTable } from '../../../subjects/rotation/calendar-tables.js';
import { keepHeapModest } from '../../../world/v8-options.js';
import { rotationFailures } from '../report-text.js';
import { parseInstant, rotationOptions } from './options.js';

export const command = defineCommand({
  name: 'rotate simulate',
  summary: 'show what daily runs would do in the next three years, if the fleet stayed as it is',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    ...rotationOptions,
    at: { type: 'string', value: 'DATE', summary: 'what the run of this day alone would do' },
  },
  examples: [
    { line: 'ackring rotate simulate', summary: 'the calendar' },
    {
      line: 'ackring rotate simulate --config rotation.yaml --at 2027-05-01',
      summary: 'one day of it, after all the runs before',
    },
  ],
  async run(context) {
    const { options, services, output, signal } = context;
    keepHeapModest();
    const { monthsOf } = await import('../../../subjects/rotation/months.js');
    const day = options.at === undefined ? null : parseInstant(options.at);
    const configuration = await services.rotation.configuration(options.config ?? null);
    const planning = services.rotation.simulate({ configuration, signal });
    const whole = await context.progress.during(({ plan }) => plan, planning);
    const simulation = day === null ? whole : onDay(whole, withinSpan(day, whole));
    const { from, until, events, failures } = simulation;
    const months = monthsOf(simulation);
    if (output.json) output.data({ from, until, months: months.map(monthTable.toJson), events, failures });
    else if (day !== null) await printTable(context, simulatedTable, events);
    else
      await printTable(
        context,
        monthTable,
        months.filter((month) => month.events.length > 0),
      );
    for (const line of [...rotationFailures(simulation), simulationSummary(simulation)]) output.note(line);
    return simulation.failures.length > 0 ? exitCodes.partial : undefined;
  },
});

function withinSpan(day: Date, { from, until }: Simulation): Date {
  const [first, last, asked] = [from, until, day].map((instant) => instant.toISOString().slice(0, 10));
  if (first !== undefined && last !== undefined && asked !== undefined && asked >= first && asked <= last) {
    return day;
  }
  throw usageError(
    say('{day} is not between {first} and {last}', {
      day: asked ?? '',
      first: first ?? '',
      last: last ?? '',
    }),
    say('Name a day of the next three years.'),
  );
}

/** The same simulation with the events of one day, in UTC, only. */
function onDay(simulation: Simulation, day: Date): Simulation {
  const date = day.toISOString().slice(0, 10);
  return { ...simulation, events: simulation.events.filter(({ at }) => at.toISOString().startsWith(date)) };
}

/** `from 2026-11-24 to 2029-11-23: 12 renewals, 1 delivery, 4 notices`. */
function simulationSummary({ from, until, events }: Simulation): Sentence {
  const [renew, deliver, notify] = [
    countOf(events, 'renew'),
    countOf(events, 'deliver'),
    countOf(events, 'notify'),
  ];
  const parts = [
    ...(renew > 0 ? [say('{renew} {renew|renewal|renewals}', { renew })] : []),
    ...(deliver > 0 ? [say('{deliver} {deliver|delivery|deliveries}', { deliver })] : []),
    ...(notify > 0 ? [say('{notify} {notify|notice|notices}', { notify })] : []),
  ];
  const span = { from: dayOf(from), until: dayOf(until) };
  if (parts.length === 0) return say('simulated from {from} to {until}: nothing to do', span);
  return say('simulated from {from} to {until}: {parts}', { ...span, parts });
}
