import { exitCodes } from '@ackring/core/errors';
import { rotationFailures, rotationPlanTable, rotationSummary } from '../present/rotation.js';
import { defineCommand } from './command.js';
import { parseInstant } from './instant.js';
import { rotationOptions } from './rotation-options.js';

export const command = defineCommand({
  name: 'rotate plan',
  summary: 'show what the rotation would do, and why',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    ...rotationOptions,
    at: { type: 'string', value: 'DATE', summary: 'decide as on this date, such as 2027-05-01' },
    all: { type: 'boolean', summary: 'show the clusters that the configuration leaves out too' },
  },
  examples: [
    { line: 'ackring rotate plan', summary: 'today' },
    { line: 'ackring rotate plan --config rotation.yaml --at 2027-05-01', summary: 'some other day' },
  ],
  async run({ options, services, output, signal }) {
    const now = options.at === undefined ? null : parseInstant(options.at);
    const configuration = await services.rotation.configuration(options.config ?? null);
    const report = await services.rotation.plan({ configuration, now, signal });
    if (output.json) output.data(report);
    else output.write(rotationPlanTable(report, { columns: output.columns, all: options.all }));
    output.note([...rotationFailures(report), rotationSummary(report)].join('\n'));
    return report.failures.length > 0 ? exitCodes.partial : undefined;
  },
});
