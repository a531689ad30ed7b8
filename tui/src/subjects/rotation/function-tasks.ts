import type { FunctionStatus } from '@ackring/core/cloud';
import type { RotationReport } from '@ackring/core/rotation';
import { type AckringError, toAckringError, visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { neededBy } from '../../screen/commands.js';
import { notify, notifyProblem } from '../../screen/notify.js';
import type { Ask } from '../../screen/step.js';
import { step } from '../../screen/step.js';
import { defineTask } from '../../screen/task.js';
import type { Services } from '../../world/services.js';
import { partAnswered, partsAsked, withPlanOutdated, withRenewals } from './rotation.js';
import type {
  CalendarView,
  FunctionView,
  KnownHealth,
  LogRow,
  LogView,
  PartAnswer,
  RotationPart,
  RotationParts,
  RunsView,
  TimerView,
} from './views.js';

/** How far back the log is read, and how many of its lines. */
const logMs = 86_400_000;
const logLines = 400;
/** Clocks of instances and of this machine differ by seconds. */
const aheadMs = 60_000;

interface RotationRequest {
  readonly name: string;
  readonly parts: readonly FunctionPart[];
  /** Earlier answers are judged together with the requested ones. */
  readonly known: Pick<RotationParts, FunctionPart>;
}

type FunctionPart = Exclude<RotationPart, 'calendar'>;

const asked = (state: AppState, parts: readonly RotationPart[]): AppState => ({
  ...state,
  rotation: partsAsked(state.rotation, parts),
});

/** A failing part is a row of its view, not a message: the rest of the screen goes on. */
const answered = (state: AppState, answer: PartAnswer): AppState => ({
  ...state,
  rotation: partAnswered(state.rotation, answer, state.now),
});

/** Reads the deployed function and its results, each part separately, and judges what is known then. */
export const askFunction = defineTask({
  name: 'askFunction',
  arrivals: {
    asked,
    answered,
    judged: (state: AppState, health: KnownHealth) => ({ ...state, rotation: { ...state.rotation, health } }),
  },
  run: async ({ world, emit, signal }, { name, parts, known }: RotationRequest) => {
    const services = world.local();
    emit.asked(parts);
    let { value: view } = known.function;
    let { value: runs } = known.runs;
    let { value: log } = known.log;
    const ask = async (part: FunctionPart, work: () => Promise<PartAnswer>): Promise<void> => {
      if (!parts.includes(part)) return;
      try {
        emit.answered(await work());
      } catch (error) {
        if (!signal.aborted) emit.answered({ part, problem: toAckringError(error) });
      }
    };
    // The function itself says where its log is: that is requested only once.
    const looking = parts.includes('function') ? lookAtFunction(services, name, signal) : null;
    const status = async (): Promise<FunctionStatus> => {
      if (looking !== null) return (await looking).status;
      return view?.status ?? services.functions.status(name, { signal });
    };
    await Promise.all([
      ask('function', async () => {
        view = await (looking ?? lookAtFunction(services, name, signal));
        return { part: 'function', value: view };
      }),
      ask('runs', async () => {
        runs = await lookAtRuns(services, name, signal);
        return { part: 'runs', value: runs };
      }),
      ask('log', async () => {
        log = await readLog(services, await status(), signal);
        return { part: 'log', value: log };
      }),
    ]);
    if (!signal.aborted && view !== null) emit.judged(await judge(services, view, runs, log));
  },
});

/** Simulates daily runs for the whole fleet. */
export const askCalendar = defineTask({
  name: 'askCalendar',
  slot: { name: 'calendar', stopsOn: ['cancel'] },
  arrivals: { asked, answered },
  run: async ({ world, emit, signal }) => {
    emit.asked(['calendar']);
    emit.answered({ part: 'calendar', value: await simulate(world.local(), signal) });
  },
  failed: (state, problem) => answered(state, { part: 'calendar', problem }),
});

/** Requests parts that are not being requested already. */
export function askedAgain(state: AppState, parts: readonly RotationPart[]): readonly Ask[] {
  const wanted = parts.filter((part) => !state.rotation[part].isAsking);
  const ofFunction = wanted.filter((part) => part !== 'calendar');
  return [
    ...(ofFunction.length === 0 ? [] : [askedOf(state, ofFunction)]),
    ...(wanted.includes('calendar') ? [askCalendar()] : []),
  ];
}

function askedOf({ rotation, settings }: AppState, parts: readonly FunctionPart[]): Ask {
  const { function: fn, runs, log } = rotation;
  return askFunction({ name: settings.function, parts, known: { function: fn, runs, log } });
}

/** Invokes the deployed function, as its timer would, and waits for its report. */
export const invokeFunction = defineTask({
  name: 'invokeFunction',
  slot: { name: 'invocation', stopsOn: ['cancel'] },
  arrivals: {
    started: (state: AppState) => withInvoking(state, true),
    /** Its outcome is reported, and its results are read. `report` is null if it failed. */
    ended: (state: AppState, name: string, report: RotationReport | null, failure: string) => {
      const isClean = report !== null && report.counts.failed === 0 && report.failures.length === 0;
      const counts = report?.counts ?? null;
      const text = ({ deployed: { invoke } }: Messages) =>
        counts === null ? invoke.failed(visible(name), visible(failure)) : invoke.done(visible(name), counts);
      const outdated = withPlanOutdated(state.rotation);
      const rotation = report === null ? outdated : withRenewals(outdated, report, state.now);
      const told = notify(withInvoking({ ...state, rotation }, false), isClean ? 'good' : 'bad', text);
      // Even what is being read: that may have begun before the run ended.
      const asked = askedOf(told, ['function', 'runs', 'log']);
      return step(told, asked, ...(rotation.tab === 'plan' ? neededBy(told) : []));
    },
  },
  run: async ({ world, emit, signal }, name: string) => {
    emit.started();
    const { parseReport } = await import('@ackring/core/rotation');
    const { result, answer } = await world.local().functions.invoke(name, '{"mode":"apply"}', { signal });
    const report = result === 'answered' && answer !== null ? parseReport(answer) : null;
    emit.ended(name, report, report === null ? failureOf(answer) : '');
  },
  /** If nobody waits for it, it runs on: only the answer is lost. */
  failed: (state, error: AckringError) => {
    const rests = withInvoking(state, false);
    if (error.code !== 'Cancelled') return notifyProblem(rests, error);
    return notify(rests, 'warn', ({ deployed }) => deployed.invoke.unwaited);
  },
});

function withInvoking(state: AppState, isInvoking: boolean): AppState {
  return { ...state, rotation: { ...state.rotation, isInvoking } };
}

/** The function's own words: Function Compute reports a failure as `errorMessage`. */
function failureOf(answer: string | null): string {
  try {
    const said: unknown = JSON.parse(answer ?? '');
    if (typeof said === 'object' && said !== null && 'errorMessage' in said) return String(said.errorMessage);
  } catch {
    // Shown as received.
  }
  return (answer ?? '').slice(0, 200);
}

async function judge(
  { clock }: Services,
  { status }: FunctionView,
  runs: RunsView | null,
  log: LogView | null,
): Promise<KnownHealth> {
  const { judgeFunction } = await import('@ackring/core/rotation');
  const records = log?.lines.flatMap(({ at, record }) => (record === null ? [] : [{ at, record }])) ?? null;
  const now = clock.now();
  return judgeFunction({
    status,
    runs: runs?.runs ?? null,
    records: records?.toReversed() ?? null,
    recordsSince: log?.since ?? now,
    now,
  });
}

async function lookAtFunction(
  { functions, clock }: Services,
  name: string,
  signal: AbortSignal,
): Promise<FunctionView> {
  const { nextRun, parseSchedule } = await import('@ackring/core/rotation');
  const status = await functions.status(name, { signal });
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
  const { compareReports } = await import('@ackring/core/rotation');
  const configuration = (await ownRotation(functions, name, signal)) ?? (await rotation.configuration(null));
  const kept = await rotation.keptRuns({ configuration, signal });
  const { latest, previous } = kept;
  return { ...kept, changes: latest === null || previous === null ? [] : compareReports(previous, latest) };
}

/** Without a function, or without permission to read it, the local configuration says where runs are kept. */
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
  const { readRotationRecord } = await import('@ackring/core/rotation');
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
  const [{ monthsOf }, { countOf }] = await Promise.all([
    import('./months.js'),
    import('./calendar-tables.js'),
  ]);
  const { from, until, events, failures } = await rotation.simulate({
    configuration: await rotation.configuration(null),
    signal,
  });
  const months = new Map(monthsOf({ events, from, until }).map((month) => [month.month, month]));
  return { from, until, failures, months, renewals: countOf(events, 'renew') };
}
