import type { FunctionStatus, FunctionTrigger, Invocation } from '@ackring/core/cloud';
import { type FunctionHealth, type KeptRuns, nextRun, parseSchedule } from '@ackring/core/rotation';
import { type AckringError, toAckringError, visible } from '@ackring/core/words';
import { localTime } from '../../../screen/drawing/times.js';
import type { Reader } from '../../../screen/table.js';
import { rfc3339 } from '../../../shell/json.js';
import { pad } from '../../../shell/text-table.js';
import type { Services } from '../../../world/services.js';

/** A function's facts, one per line. */
export function functionStatusText(status: FunctionStatus, reader: Reader): string {
  const { asyncInvoke, logs, modified } = status;
  const facts: readonly (readonly [string, string])[] = [
    ['function', status.name],
    ['region', status.region],
    ['state', status.state ?? 'not told'],
    ['runtime', `${status.runtime}, ${status.handler}`],
    ['memory', `${status.memoryMiB} MiB`],
    ['time limit', `${status.timeoutSeconds} s`],
    ['role', status.role || 'none: it has no credentials'],
    ['modified', modified === null ? 'not told' : localTime(modified, reader.timeZone)],
    [
      'retries',
      asyncInvoke === null ? '3, for a day' : `${asyncInvoke.retries}, for ${asyncInvoke.maxAgeSeconds} s`,
    ],
    ['log', logs === null ? 'not told' : `${logs.project}/${logs.logstore}`],
    ...triggerFacts(status.triggers, reader),
  ];
  return facts.map(([name, value]) => `${pad(name, 10)}  ${visible(value)}`).join('\n');
}

function triggerFacts(
  triggers: readonly FunctionTrigger[],
  { now, timeZone }: Reader,
): readonly (readonly [string, string])[] {
  if (triggers.length === 0) return [['trigger', 'none: nothing starts it']];
  return triggers.flatMap(({ name, type, cron, enabled, payload }): (readonly [string, string])[] => {
    const parts = [
      `${name} (${type})`,
      cron ?? '',
      payload ? `event ${payload}` : '',
      enabled ? '' : 'switched off',
    ];
    const schedule = cron === null || !enabled ? null : parseSchedule(cron);
    const next = schedule === null ? null : nextRun(schedule, now);
    return [
      ['trigger', parts.filter((part) => part !== '').join(', ')],
      ...(next === null ? [] : [['next run', localTime(next, timeZone)] as const]),
    ];
  });
}

/** One line in the format of monitoring plug-ins. */
export function healthLine({ level, kind, at, detail }: FunctionHealth, name: string): string {
  const when = at === null ? '' : rfc3339(at);
  const words = {
    healthy: `ran at ${when}`,
    notActive: `its state is ${detail}`,
    noTimer: 'no timer starts it',
    timerOff: 'its timer is switched off',
    neverRan: 'it has not run yet, and nothing was due',
    missedRun: `it did not run when it had to, at ${when}`,
    runFailed: `it failed at ${when}: ${detail}`,
    ranInPart: `ran at ${when}, not all of it: ${detail}`,
    consumersEnd: `what consumers have ends at ${when}, and is not renewed`,
    consumersBroken: `${detail} credentials with consumers that have nothing of use`,
    runsUnknown: 'neither its sinks nor its log can be read',
  };
  return `${level.toUpperCase()} - ${visible(name)}: ${visible(words[kind])}`;
}

/** The outcome of an invocation, with the id that support asks for. */
export function invocationNote({ result, requestId }: Invocation): string {
  const words = { accepted: 'accepted, runs later', answered: 'answered', failed: '✕ the function failed' };
  return `${words[result]}${requestId === null ? '' : ` (request ${visible(requestId)})`}`;
}

/** Where the function's log lines are. */
export function logPlaceNote(logs: FunctionStatus['logs']): string {
  if (logs === null)
    return 'its log: see the function in the console (Function Compute does not tell where it is)';
  return `its log: logstore ${visible(logs.logstore)} of the Log Service project ${visible(logs.project)}`;
}

/** The runs that the sinks keep: by a given configuration file, else the function's own, else the local one. */
export async function functionRuns(
  { functions, rotation }: Services,
  name: string,
  { config, signal }: { readonly config: string | undefined; readonly signal: AbortSignal },
): Promise<KeptRuns> {
  const own = config === undefined ? await functions.rotation(name, { signal }) : null;
  const configuration = own ?? (await rotation.configuration(config ?? null));
  return rotation.keptRuns({ configuration, signal });
}

/** The value, or the error as a value, so that a failure does not stop the rest. */
export async function settled<T>(work: Promise<T>): Promise<T | AckringError> {
  try {
    return await work;
  } catch (error) {
    return toAckringError(error);
  }
}

/** Several lines of foreign text: the line breaks stay, everything else is made visible. */
export function visibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => visible(line.replace(/\r$/, '')))
    .join('\n');
}
