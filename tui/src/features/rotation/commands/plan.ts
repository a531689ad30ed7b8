import type { PlanVerdict, RotationReport } from '@ackring/core/rotation';
import { exitCodes, type Sentence } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { defineCommand } from '../../../shell/command.js';
import type { Output } from '../../../shell/output.js';
import { keepHeapModest } from '../../../world/v8-options.js';
import {
  credentialFailures,
  printReport,
  rotationFailures,
  rotationRenamed,
  rotationRights,
  rotationStale,
  rotationSummary,
} from '../report-text.js';
import { parseInstant, rotationOptions } from './options.js';

export const command = defineCommand({
  name: 'rotate plan',
  summary: 'show what the rotation would do, and why',
  usage: '',
  positionals: { min: 0, max: 0 },
  screen: 'rotation',
  options: {
    ...rotationOptions,
    at: { type: 'string', value: 'DATE', summary: 'decide as on this date, such as 2027-05-01' },
    check: {
      type: 'boolean',
      summary:
        'one line and an exit code for CI: 0 nothing to do, 1 would act or what nobody renews ends within 30 days, 3 selects no cluster, 7 nothing to do but not everything was seen; what stops it all exits as any error does (2, 4, 5)',
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
    keepHeapModest();
    const now = options.at === undefined ? null : parseInstant(options.at);
    const configuration = await services.rotation.configuration(options.config ?? null);
    const planning = services.rotation.plan({ configuration, now, signal });
    const report = await context.progress.during(({ plan }) => plan, planning);
    if (options.check) return check(report, output);
    if (output.json) output.data(report);
    else await printReport(context, report, { all: options.all });
    const { sinkCaveats } = await import('@ackring/core/rotation');
    for (const line of [
      ...rotationFailures(report),
      ...credentialFailures(report),
      ...rotationStale(report),
      ...rotationRenamed(report),
      ...rotationRights(report),
      ...sinkCaveats(configuration.sinks),
      rotationSummary(report),
    ])
      output.note(line);
    return report.failures.length > 0 ? exitCodes.partial : undefined;
  },
});

async function check(report: RotationReport, output: Output): Promise<number> {
  const { checkPlan } = await import('@ackring/core/rotation');
  const { line, code } = planCheck(checkPlan(report));
  if (output.json) output.data(report);
  else output.write(line);
  for (const detail of [...rotationFailures(report), ...credentialFailures(report)]) output.note(detail);
  return code;
}

/** One line for CI and monitoring, and the matching exit code. */
function planCheck(verdict: PlanVerdict): { readonly line: Sentence; readonly code: number } {
  switch (verdict.kind) {
    case 'quiet':
      return { line: say('nothing to do'), code: exitCodes.done };
    case 'wouldAct': {
      const { renew, deliver, unseen } = verdict;
      const facts = { renew, deliver, unseen: unseenText(unseen) };
      const line = say('would act: {renew} to renew, {deliver} to deliver{unseen}', facts);
      return { line, code: exitCodes.failed };
    }
    case 'owed': {
      const { owed, unseen } = verdict;
      const facts = { owed, unseen: unseenText(unseen) };
      const line = say(
        'nothing to do, and {owed} that nobody renews: they end within 30 days{unseen}',
        facts,
      );
      return { line, code: exitCodes.failed };
    }
    case 'selectsNothing':
      return {
        line: say('selects nothing: no cluster of the fleet fits the configuration'),
        code: exitCodes.notFound,
      };
    case 'unseen':
      return {
        line: say('nothing to do as far as was seen{unseen}', { unseen: unseenText(verdict.unseen) }),
        code: exitCodes.partial,
      };
  }
}

function unseenText(unseen: number): Sentence | '' {
  return unseen === 0 ? '' : say('; {unseen} could not be looked at', { unseen });
}
