import { exitCodes } from '@ackring/core/errors';
import type { RotationReport } from '@ackring/core/rotation/report';
import {
  rotationEventLine,
  rotationFailures,
  rotationResults,
  rotationSummary,
} from '../present/rotation.js';
import { defineCommand } from './command.js';
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
    return exitCodeOf(report);
  },
});

function exitCodeOf({ counts, failures }: RotationReport): number | undefined {
  const isWhole = counts.failed === 0 && counts.deferred === 0 && failures.length === 0;
  if (isWhole) return undefined;
  const isAllFailed = counts.failed > 0 && counts.renewed + counts.delivered + counts.unchanged === 0;
  return isAllFailed ? exitCodes.failed : exitCodes.partial;
}
