import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { refuseCheck } from '../../../shell/refuse-check.js';
import { readerOf } from '../../../shell/text-table.js';
import { functionRuns, functionStatusText, settled, tellHealth } from './function-text.js';
import { rotationOptions } from './options.js';

const options = {
  check: {
    type: 'boolean',
    summary: 'one line and an exit code for monitoring: it is there, and it ran when due',
  },
  config: {
    ...rotationOptions.config,
    summary: 'with --check: the rotation whose sinks keep its runs (default: its own)',
  },
} as const;

/** How far back a check reads the log: a weekly run is in it. */
const checkedMs = 8 * 86_400_000;
const checkedLines = 2_000;

export const command = defineCommand({
  name: 'function status',
  summary: 'show a deployed function: its state, its timer, its retries; or check that it runs',
  usage: 'FUNCTION',
  positionals: { min: 1, max: 1 },
  options,
  examples: [
    { line: 'ackring function status ackring-rotate --region ap-northeast-1', summary: 'by its name' },
    { line: 'ackring function status ops/rotate --json', summary: 'in a service of Function Compute 2.0' },
    { line: 'ackring function status ackring-rotate --check', summary: 'for Nagios, Icinga, Zabbix' },
  ],
  async run(context) {
    const { options: asked, positionals, services, output, signal } = context;
    const [name = ''] = positionals;
    if (asked.check) return tellHealth(output, judged(context, name));
    const asking = services.functions.status(name, { signal });
    const status = await context.progress.during(({ cloud }) => cloud, asking);
    if (output.json) output.data(status);
    else output.write(functionStatusText(status, await readerOf(context), output.text));
    return undefined;
  },
  refusal: refuseCheck,
});

async function judged({ options: asked, services, signal }: CommandContext<typeof options>, name: string) {
  const { judgeFunction, timedRecords } = await import('@ackring/core/rotation');
  const status = await services.functions.status(name, { signal });
  const now = services.clock.now();
  const span = { from: new Date(now.getTime() - checkedMs), to: now, limit: checkedLines };
  const [kept, log] = await Promise.all([
    settled(functionRuns(services, name, { config: asked.config, signal })),
    settled(services.functions.log(status, span, { signal })),
  ]);
  const runs = kept instanceof Error ? null : kept.runs;
  const records = log instanceof Error ? null : timedRecords(log.lines);
  const recordsSince = log instanceof Error ? now : log.since;
  return { health: judgeFunction({ status, runs, records, recordsSince, now }), name };
}
