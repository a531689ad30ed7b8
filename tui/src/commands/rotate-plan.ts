import type { RotationReport } from '@ackring/core/rotation/report/report';
import { exitCodes } from '@ackring/core/words/errors';
import {
  printReport,
  rotationFailures,
  rotationStale,
  rotationSummary,
} from '../features/rotation/report-text.js';
import { planCheck } from '../present/plan-check.js';
import { defineCommand } from './command.js';
import { parseInstant } from './instant.js';
import type { Output } from './output.js';
import { rotationOptions } from './rotation-options.js';

export const command = defineCommand({
  name: 'rotate plan',
  summary: 'show what the rotation would do, and why',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {
    ...rotationOptions,
    at: { type: 'string', value: 'DATE', summary: 'decide as on this date, such as 2027-05-01' },
    check: {
      type: 'boolean',
      summary:
        'one line and an exit code for CI: 0 nothing to do, 1 would act, 3 selects no cluster, 7 nothing to do but not everything was seen; what stops it all exits as any error does (2, 4, 5)',
    },
    all: { type: 'boolean', summary: 'show the clusters that the configuration leaves out too' },
  },
  examples: [
    { line: 'ackring rotate plan', summary: 'today' },
    { line: 'ackring rotate plan --config rotation.yaml --at 2027-05-01', summary: 'some other day' },
    { line: 'ackring rotate plan --config rotation.yaml --check', summary: 'does the next run act?' },
  ],
  async run(context) {
    const { options, services, output, signal } = context;
    const now = options.at === undefined ? null : parseInstant(options.at);
    const configuration = await services.rotation.configuration(options.config ?? null);
    const report = await services.rotation.plan({ configuration, now, signal });
    if (options.check) return check(report, output);
    if (output.json) output.data(report);
    else await printReport(context, report, { all: options.all });
    output.note([...rotationFailures(report), ...rotationStale(report), rotationSummary(report)].join('\n'));
    return report.failures.length > 0 ? exitCodes.partial : undefined;
  },
});

async function check(report: RotationReport, output: Output): Promise<number> {
  const { checkPlan } = await import('@ackring/core/rotation/plan/plan');
  const { line, code } = planCheck(checkPlan(report));
  if (output.json) output.data(report);
  else output.write(line);
  const details = rotationFailures(report);
  if (details.length > 0) output.note(details.join('\n'));
  return code;
}
