import type { FunctionStatus, FunctionTrigger, Invocation } from '@ackring/core/cloud';
import { checkExitCodes } from '@ackring/core/expiry';
import { type FunctionHealth, type KeptRuns, nextRun, parseSchedule } from '@ackring/core/rotation';
import { type AckringError, type Sentence, toAckringError, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { localTime } from '../../../messages/times.js';
import { widthOf } from '../../../screen/drawing/line.js';
import type { Reader } from '../../../screen/table.js';
import { rfc3339 } from '../../../shell/json.js';
import type { Output } from '../../../shell/output.js';
import { unknownStatus } from '../../../shell/refuse-check.js';
import { pad } from '../../../shell/text-table.js';
import type { Services } from '../../../world/services.js';

/** A function's facts, one per line, with sentences translated by `text`. */
export function functionStatusText(
  status: FunctionStatus,
  reader: Reader,
  text: (sentence: Sentence) => string,
): string {
  const { asyncInvoke, logs, modified } = status;
  const facts: readonly Fact[] = [
    [say('function'), status.name],
    [say('region'), status.region],
    [say('state'), status.state ?? notReported],
    [say('runtime'), `${status.runtime}, ${status.handler}`],
    [say('memory'), `${status.memoryMiB} MiB`],
    [say('time limit'), `${status.timeoutSeconds} s`],
    [say('role'), status.role || say('none: it has no credentials')],
    [say('modified'), modified === null ? notReported : localTime(modified, reader.timeZone)],
    [
      say('retries'),
      asyncInvoke === null
        ? say('3, for a day')
        : say('{retries}, for {seconds} s', {
            retries: asyncInvoke.retries,
            seconds: asyncInvoke.maxAgeSeconds,
          }),
    ],
    [say('log'), logs === null ? notReported : `${logs.project}/${logs.logstore}`],
    ...triggerFacts(status.triggers, reader),
  ];
  return factsText(facts, text);
}

/** One per line, with sentences translated by `text`. */
export function factsText(facts: readonly Fact[], text: (sentence: Sentence) => string): string {
  const names = facts.map(([name]) => text(name));
  const wide = Math.max(...names.map(widthOf));
  const valueText = (value: Fact[1]): string => (typeof value === 'string' ? visible(value) : text(value));
  return facts.map(([, value], index) => `${pad(names[index] ?? '', wide)}  ${valueText(value)}`).join('\n');
}

export type Fact = readonly [name: Sentence, value: Sentence | string];

export const notReported = say('not reported');

function triggerFacts(triggers: readonly FunctionTrigger[], { now, timeZone }: Reader): readonly Fact[] {
  if (triggers.length === 0) return [[say('trigger'), say('none: nothing starts it')]];
  return triggers.flatMap(({ name, type, cron, enabled, payload }): readonly Fact[] => {
    const parts = [
      say('{name} ({type})', { name, type }),
      ...(cron === null ? [] : [cron]),
      ...(payload ? [say('event {payload}', { payload })] : []),
      ...(enabled ? [] : [say('switched off')]),
    ];
    const schedule = cron === null || !enabled ? null : parseSchedule(cron);
    const next = schedule === null ? null : nextRun(schedule, now);
    return [
      [say('trigger'), say('{parts}', { parts })],
      ...(next === null ? [] : [[say('next run'), localTime(next, timeZone)] as const]),
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
    neverRan: 'it has not run yet, its first time is still to come',
    missedRun: `it did not run when it had to, at ${when}`,
    runFailed: `it failed at ${when}: ${detail}`,
    ranInPart: `ran at ${when}, not all of it: ${detail}`,
    consumersEnd: `what consumers have ends at ${when}, and is not renewed`,
    consumersBroken: `${detail} credentials with consumers that have nothing of use`,
    runsUnknown: 'neither its sinks nor its log can be read',
  };
  return `${level.toUpperCase()} - ${visible(name)}: ${visible(words[kind])}`;
}

/**
 * That line and an exit code. That what is judged does not exist is an answer too; any other error is not, and says
 * that nothing is known.
 */
export async function tellHealth(
  output: Output,
  judging: Promise<{ readonly health: FunctionHealth; readonly name: string }>,
): Promise<number> {
  try {
    const { health, name } = await judging;
    output.write(healthLine(health, name));
    return checkExitCodes[health.level];
  } catch (thrown) {
    const error = toAckringError(thrown);
    const { line, code } =
      error.code === 'ResourceNotFound'
        ? { line: `CRITICAL - ${visible(error.message)}`, code: checkExitCodes.critical }
        : unknownStatus(error);
    output.write(line);
    return code;
  }
}

/** The outcome of an invocation, with the id that support asks for. */
export function invocationNote({ result, requestId }: Invocation): Sentence {
  const outcome = outcomes[result];
  return requestId === null ? outcome : say('{outcome} (request {requestId})', { outcome, requestId });
}

const outcomes = {
  accepted: say('accepted, runs later'),
  answered: say('answered'),
  failed: say('✕ the function failed'),
};

/** Where the function's log lines are. */
export function logPlaceNote(logs: FunctionStatus['logs']): Sentence {
  if (logs === null)
    return say('its log: see the function in the console (Function Compute does not report where it is)');
  const { logstore, project } = logs;
  return say('its log: logstore {logstore} of the Log Service project {project}', { logstore, project });
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
