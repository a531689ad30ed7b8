import { exitCodes } from '@ackring/core/words/errors';
import { rotationFailures } from '../present/rotation.js';
import {
  onDay,
  simulatedDay,
  simulationCalendar,
  simulationSummary,
  simulationToJson,
} from '../present/simulation.js';
import type { Simulation } from '../services.js';
import { defineCommand } from './command.js';
import { parseInstant } from './instant.js';
import { rotationOptions } from './rotation-options.js';
import { usageError } from './usage-error.js';

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
  async run({ options, services, output, signal }) {
    const day = options.at === undefined ? null : parseInstant(options.at);
    const configuration = await services.rotation.configuration(options.config ?? null);
    const whole = await services.rotation.simulate({ configuration, signal });
    const simulation = day === null ? whole : onDay(whole, withinSpan(day, whole));
    if (output.json) output.data(simulationToJson(simulation));
    else if (day === null) output.write(simulationCalendar(simulation, output.columns));
    else output.write(simulatedDay(simulation, output.columns));
    output.note([...rotationFailures(simulation), simulationSummary(simulation)].join('\n'));
    return simulation.failures.length > 0 ? exitCodes.partial : undefined;
  },
});

function withinSpan(day: Date, { from, until }: Simulation): Date {
  const [first, last, asked] = [from, until, day].map((instant) => instant.toISOString().slice(0, 10));
  if (first !== undefined && last !== undefined && asked !== undefined && asked >= first && asked <= last) {
    return day;
  }
  throw usageError(`${asked} is not between ${first} and ${last}`, 'Name a day of the next three years.');
}
