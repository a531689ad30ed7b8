import {
  rotationEventLine,
  rotationFailures,
  rotationResults,
  rotationSummary,
} from '../present/rotation.js';
import { defineCommand } from './command.js';
import { rotationExitCode } from './rotation-exit-code.js';
import { rotationOptions } from './rotation-options.js';

export const command = defineCommand({
  name: 'rotate apply',
  summary: 'renew what is due, deliver it, prove that it works; nothing is ever revoked',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: rotationOptions,
  examples: [
    { line: 'ackring rotate apply --config rotation.yaml', summary: 'what the function does each day' },
  ],
  async run({ options, services, output, signal }) {
    const configuration = await services.rotation.configuration(options.config ?? null);
    const report = await services.rotation.apply({
      configuration,
      signal,
      onEvent: (event) => {
        const line = rotationEventLine(event);
        if (line !== null) output.note(line);
      },
    });
    if (output.json) output.data(report);
    else output.write(rotationResults(report, output.columns));
    output.note([...rotationFailures(report), rotationSummary(report)].join('\n'));
    return rotationExitCode(report);
  },
});
