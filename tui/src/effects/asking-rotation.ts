import type { FunctionStatus } from '@ackring/core/cloud/function-compute/api';
import { toAckringError } from '@ackring/core/words/errors';
import type { Services } from '../services.js';
import type { Effect } from '../state/effect.js';
import type {
  CalendarView,
  FunctionView,
  LogRow,
  LogView,
  RotationPart,
  RunsView,
  TimerView,
} from '../state/rotation-views.js';
import type { World } from './world.js';

/** So far back the log is read, and so many of its lines. */
const logMs = 86_400_000;
const logLines = 400;
/** Instances and this machine do not keep the same time to the second. */
const aheadMs = 60_000;

type Asking = Extract<Effect, { kind: 'askRotation' }>;

/**
 * Looks at the deployed function and what it left behind, each part by itself, and judges what is known then. The
 * calendar asks the whole fleet and can be stopped.
 */
export async function askRotation(
  world: World,
  { name, parts, known }: Asking,
  calendarSignal: AbortSignal,
): Promise<void> {
  const { dispatch, signal } = world;
  const services = world.local();
  dispatch({ kind: 'rotationAsked', parts });
  let { value: view } = known.function;
  let { value: runs } = known.runs;
  let { value: log } = known.log;
  const ask = async <T>(
    part: RotationPart,
    work: () => Promise<T>,
    keep: (value: T) => void,
  ): Promise<void> => {
    if (!parts.includes(part)) return;
    try {
      keep(await work());
    } catch (error) {
      if (!signal.aborted)
        dispatch({ kind: 'rotationAnswered', answer: { part, problem: toAckringError(error) } });
    }
  };
  // Where the log is, the function itself tells: it is not asked twice for that.
  const looking = parts.includes('function') ? lookAtFunction(services, name, signal) : null;
  const status = async (): Promise<FunctionStatus> => {
    if (looking !== null) return (await looking).status;
    return view?.status ?? services.functions.status(name, { signal });
  };
  await Promise.all([
    ask(
      'function',
      () => looking ?? lookAtFunction(services, name, signal),
      (value) => {
        view = value;
        dispatch({ kind: 'rotationAnswered', answer: { part: 'function', value } });
      },
    ),
    ask(
      'runs',
      () => lookAtRuns(services, name, signal),
      (value) => {
        runs = value;
        dispatch({ kind: 'rotationAnswered', answer: { part: 'runs', value } });
      },
    ),
    ask(
      'log',
      async () => readLog(services, await status(), signal),
      (value) => {
        log = value;
        dispatch({ kind: 'rotationAnswered', answer: { part: 'log', value } });
      },
    ),
    ask(
      'calendar',
      () => simulate(services, calendarSignal),
      (value) => dispatch({ kind: 'rotationAnswered', answer: { part: 'calendar', value } }),
    ),
  ]);
  if (signal.aborted || view === null) return;
  const { judgeFunction } = await import('@ackring/core/rotation/function/function-health');
  const records = log?.lines.flatMap(({ at, record }) => (record === null ? [] : [{ at, record }])) ?? null;
  const facts = { status: view.status, runs: runs?.runs ?? null, records: records?.toReversed() ?? null };
  const now = services.clock.now();
  const health = judgeFunction({ ...facts, recordsSince: log?.since ?? now, now });
  dispatch({ kind: 'functionJudged', health });
}

async function lookAtFunction(
  { functions, clock }: Services,
  name: string,
  signal: AbortSignal,
): Promise<FunctionView> {
  const [status, { nextRun, parseSchedule }] = await Promise.all([
    functions.status(name, { signal }),
    import('@ackring/core/rotation/function/function-health'),
  ]);
  const timers = status.triggers.flatMap(({ name: trigger, cron, enabled }): TimerView[] => {
    if (cron === null) return [];
    const schedule = parseSchedule(cron);
    const timeZone = schedule?.kind === 'cron' ? schedule.timeZone : null;
    const nextAt = schedule === null || !enabled ? null : nextRun(schedule, clock.now());
    return [{ name: trigger, cron, isOn: enabled, timeZone, nextAt }];
  });
  return { status, timers };
}

async function lookAtRuns(
  { functions, rotation }: Services,
  name: string,
  signal: AbortSignal,
): Promise<RunsView> {
  const { compareReports } = await import('@ackring/core/rotation/report/report-comparison');
  const configuration = (await ownRotation(functions, name, signal)) ?? (await rotation.configuration(null));
  const kept = await rotation.keptRuns({ configuration, signal });
  const { latest, previous } = kept;
  return { ...kept, changes: latest === null || previous === null ? [] : compareReports(previous, latest) };
}

/** Without a function, or without the right to look at it, the configuration of this folder says where runs are. */
async function ownRotation(functions: Services['functions'], name: string, signal: AbortSignal) {
  try {
    return await functions.rotation(name, { signal });
  } catch (error) {
    const { code } = toAckringError(error);
    if (code === 'ResourceNotFound' || code === 'Forbidden') return null;
    throw error;
  }
}

async function readLog(
  { functions, clock }: Services,
  status: FunctionStatus,
  signal: AbortSignal,
): Promise<LogView> {
  const { readRotationRecord } = await import('@ackring/core/rotation/function/function-log');
  const now = clock.now().getTime();
  const span = { from: new Date(now - logMs), to: new Date(now + aheadMs), limit: logLines };
  const { lines, isComplete, since } = await functions.log(status, span, { signal });
  const times = new Map<string, number>();
  const rows = lines.map((line): LogRow => {
    const key = `${line.at.getTime()} ${line.instance} ${line.text}`;
    const time = times.get(key) ?? 0;
    times.set(key, time + 1);
    return { ...line, id: `${key} ${time}`, record: readRotationRecord(line.text) };
  });
  return { lines: rows.toReversed(), isComplete, since };
}

async function simulate({ rotation }: Services, signal: AbortSignal): Promise<CalendarView> {
  const { countOf, monthsOf } = await import('../features/rotation/months.js');
  const { from, until, events, failures } = await rotation.simulate({
    configuration: await rotation.configuration(null),
    signal,
  });
  const months = new Map(monthsOf({ events, from, until }).map((month) => [month.month, month]));
  return { from, until, failures, months, renewals: countOf(events, 'renew') };
}
