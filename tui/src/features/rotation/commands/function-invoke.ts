import type { Invocation } from '@ackring/core/cloud';
import type { RotationReport } from '@ackring/core/rotation';
import { exitCodes } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { printReport, rotationSummary } from '../report-text.js';
import { invocationNote, visibleLines } from './function-text.js';
import { rotationExitCode } from './options.js';

const options = {
  mode: {
    type: 'string',
    choices: ['plan', 'apply'],
    summary: 'what the rotating function is asked for (default: plan, which changes nothing)',
  },
  event: { type: 'string', value: 'TEXT', summary: 'send this event instead, to any function' },
  async: { type: 'boolean', summary: 'have it accepted and carried out later' },
  log: { type: 'boolean', summary: 'show the last 4 KB of its log, on stderr' },
} as const;

export const command = defineCommand({
  name: 'function invoke',
  summary: 'send a deployed function an event and show what it answers',
  usage: 'FUNCTION',
  positionals: { min: 1, max: 1 },
  options,
  examples: [
    { line: 'ackring function invoke ackring-rotate', summary: 'what its next run would do' },
    { line: 'ackring function invoke ackring-rotate --mode apply', summary: 'a run now' },
  ],
  async run(context) {
    const { options: asked, positionals, services, output, signal } = context;
    if (asked.mode !== undefined && asked.event !== undefined) {
      throw usageError(say('`--mode` and `--event` exclude each other'), say('Leave out one of them.'));
    }
    const [name = ''] = positionals;
    const event = asked.event ?? JSON.stringify({ mode: asked.mode ?? 'plan' });
    const invoking = services.functions.invoke(name, event, { async: asked.async, signal });
    const invocation = await context.progress.during((words) => words.function, invoking);
    const report = await reportOf(invocation);
    if (output.json) output.data(invocationJson(invocation, report));
    else await show(context, invocation, report);
    if (asked.log && invocation.logTail !== null) output.note(visibleLines(invocation.logTail.trimEnd()));
    output.note(invocationNote(invocation));
    if (invocation.result === 'failed') return exitCodes.failed;
    return report?.mode === 'apply' ? rotationExitCode(report) : undefined;
  },
});

async function show(
  context: Pick<CommandContext, 'home' | 'language' | 'output' | 'services'>,
  { answer }: Invocation,
  report: RotationReport | null,
): Promise<void> {
  const { output } = context;
  if (report === null) {
    if (answer !== null) output.write(visibleLines(answer.trimEnd()));
    return;
  }
  await printReport(context, report);
  output.note(rotationSummary(report));
}

async function reportOf({ result, answer }: Invocation): Promise<RotationReport | null> {
  if (result !== 'answered' || answer === null) return null;
  const { parseReport } = await import('@ackring/core/rotation');
  return parseReport(answer);
}

function invocationJson({ requestId, result, answer, logTail }: Invocation, report: RotationReport | null) {
  return { requestId, result, report, answer: report === null ? answer : null, log: logTail };
}
