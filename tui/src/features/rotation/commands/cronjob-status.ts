import { type CronJobStatus, nextRun, parseSchedule } from '@ackring/core/rotation';
import { AckringError } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import type { Reader } from '../../../screen/table.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { refuseCheck } from '../../../shell/refuse-check.js';
import { readerOf } from '../../../shell/text-table.js';
import { selectContexts } from '../../../subjects/context/select-contexts.js';
import { type Fact, factsText, notReported, settled, tellHealth } from './function-text.js';
import { rotationOptions } from './options.js';

const options = {
  namespace: { type: 'string', value: 'NAME', summary: 'where it is (default: ackring)' },
  check: {
    type: 'boolean',
    summary: 'one line and an exit code for monitoring: it is there, and it ran when due',
  },
  config: {
    ...rotationOptions.config,
    summary:
      'with --check: the rotation whose sinks keep its runs (default: rotation.yaml in the settings folder)',
  },
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'cronjob status',
  summary: 'show the CronJob of a rotation, by a context of its cluster; or check that it runs',
  usage: 'CONTEXT',
  positionals: { min: 1, max: 1, completes: 'context' },
  options,
  examples: [
    { line: 'ackring cronjob status ops', summary: 'its schedule, and when it ran' },
    {
      line: 'ackring cronjob status ops --check --config rotation.yaml',
      summary: 'for Nagios, Icinga, Zabbix',
    },
  ],
  async run(context) {
    const { options: asked, positionals, output, progress } = context;
    const [name = ''] = positionals;
    if (asked.check) return tellHealth(output, judged(context, name));
    const status = await progress.during(({ checks }) => checks, read(context, name));
    const { timerOf } = await import('@ackring/core/rotation');
    if (output.json) output.data({ context: name, ...status });
    else output.write(factsText(factsOf(status, timerOf(status), await readerOf(context)), output.text));
    return undefined;
  },
  refusal: refuseCheck,
});

async function read({ options: asked, services, signal }: Context, name: string): Promise<CronJobStatus> {
  const { cronJobStatus } = await import('@ackring/core/rotation');
  const [entry] = selectContexts(await services.contexts(), [name], false);
  const question = {
    ...{ apiVersion: 'batch/v1', resource: 'cronjobs', name: 'ackring-rotate', log: null },
    ...{ namespace: asked.namespace ?? 'ackring', labelSelector: null, fieldSelector: null },
  };
  const answer = await services.readCluster(entry ?? { context: name }, question, { signal });
  const status = answer.kind === 'object' ? cronJobStatus(answer.object) : null;
  if (status !== null) return status;
  throw new AckringError('ResponseUnreadable', say('what {name} answers is no CronJob', { name }), {
    remedy: say('Look with `kubectl get cronjob -o yaml`.'),
  });
}

function factsOf(status: CronJobStatus, timer: string | null, { now, timeZone }: Reader): readonly Fact[] {
  const at = (instant: Date | null) => (instant === null ? notReported : localTime(instant, timeZone));
  const schedule = timer === null ? null : parseSchedule(timer);
  const next = schedule === null || status.isSuspended ? null : nextRun(schedule, now);
  const parts = [
    status.schedule,
    ...(status.timeZone === null ? [] : [status.timeZone]),
    ...(status.isSuspended ? [say('switched off')] : []),
  ];
  return [
    [say('CronJob'), `${status.namespace}/${status.name}`],
    [say('image'), status.image ?? notReported],
    [say('schedule'), say('{parts}', { parts })],
    [say('begun last'), at(status.lastScheduled)],
    [say('ended well last'), at(status.lastSucceeded)],
    ...(next === null ? [] : [[say('next run'), localTime(next, timeZone)] as const]),
  ];
}

async function judged(context: Context, name: string) {
  const { options: asked, services, signal } = context;
  const { judgeCronJob } = await import('@ackring/core/rotation');
  const status = await read(context, name);
  const keeping = async () => {
    const configuration = await services.rotation.configuration(asked.config ?? null);
    return services.rotation.keptRuns({ configuration, signal });
  };
  const kept = await settled(keeping());
  const runs = kept instanceof Error ? null : kept.runs;
  const health = judgeCronJob(status, { runs, now: services.clock.now() });
  return { health, name: `${status.namespace}/${status.name}` };
}
