import type { RotationEvent, RotationReport } from '@ackring/core/rotation';
import { defineCommand } from '../../../shell/command.js';
import { parseSpan } from '../../../shell/duration.js';
import { readerOf } from '../../../shell/text-table.js';
import { writeReport } from '../../../shell/write-new.js';
import { keepHeapModest } from '../../../world/v8-options.js';
import {
  credentialFailures,
  printReport,
  rotationEventLine,
  rotationFailures,
  rotationRights,
  rotationSummary,
} from '../report-text.js';
import { rotationExitCode, rotationOptions } from './options.js';

export const command = defineCommand({
  name: 'rotate apply',
  summary: 'renew what is due, deliver it, prove that it works; nothing is ever revoked',
  usage: '',
  plan: 'rotate plan',
  positionals: { min: 0, max: 0 },
  options: {
    config: {
      ...rotationOptions.config,
      summary: 'the rotation to run, with a sink at least (default: rotation.yaml in the settings folder)',
    },
    prometheus: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary: "write what the run came to as the node exporter's textfile",
    },
    unattended: {
      type: 'boolean',
      summary: 'where nobody looks (cron): a configuration that cannot be used is told to whom it notifies',
    },
    'time-limit': {
      type: 'string',
      value: 'DURATION',
      summary: 'begin nothing that would not end in time: the report says what was left',
    },
  },
  examples: [
    { line: 'ackring rotate apply --config rotation.yaml', summary: 'what the function does each day' },
    { line: 'ackring rotate apply --prometheus rotation.prom', summary: 'and its figures for monitoring' },
    {
      line: 'ackring rotate apply --unattended --time-limit 55m',
      summary: 'by cron, in an hour; `cronjob files` writes one for Kubernetes',
    },
  ],
  async run(context) {
    const { options, services, output, progress, signal } = context;
    keepHeapModest();
    const reader = await readerOf(context);
    const { rotation, clock } = services;
    const limit = options['time-limit'];
    const run = {
      signal,
      deadline: limit === undefined ? null : new Date(clock.now().getTime() + parseSpan(limit)),
      onEvent: (event: RotationEvent) => {
        const line = rotationEventLine(event, reader);
        if (line !== null) output.note(line);
      },
    };
    const file = options.config ?? null;
    progress.show((words) => words.rotation);
    const report = options.unattended
      ? await rotation.applyUnattended({ ...run, file })
      : await rotation.apply({ ...run, file, configuration: await rotation.configuration(file) });
    progress.end();
    if (options.prometheus !== undefined) await writeMetrics(options.prometheus, report);
    if (output.json) output.data(report);
    else await printReport(context, report);
    for (const line of [
      ...rotationFailures(report),
      ...credentialFailures(report),
      ...rotationRights(report),
      rotationSummary(report),
    ])
      output.note(line);
    return rotationExitCode(report);
  },
});

async function writeMetrics(file: string, report: RotationReport): Promise<void> {
  const { runMetrics } = await import('@ackring/core/rotation');
  const { prometheusText } = await import('../../../shell/prometheus-text.js');
  await writeReport(file, prometheusText(runMetrics(report)));
}
