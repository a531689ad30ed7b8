import type { FunctionHealth } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import type { Messages } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText, localTime } from '../../messages/times.js';
import type { AppState } from '../../screen/app-state.js';
import { type Line, type Span, span } from '../../screen/drawing/line.js';
import { type Rows, type TextRow, textRows } from '../../screen/rows.js';
import type { FunctionView } from '../../subjects/rotation/views.js';

/** The rows about the deployed function; `timer` and `next` once per timer. */
type FunctionRow =
  | { readonly kind: FunctionFact }
  | { readonly kind: 'timer' | 'next'; readonly timer: number };

const facts = ['health', 'function', 'state', 'last', 'retries', 'runtime', 'role', 'log'] as const;

export type FunctionFact = (typeof facts)[number];

/** The rows in order: its health, when it runs and ran, and what it is. Before it is known, only errors. */
export function functionRows({ rotation }: AppState): Rows {
  const { value, problem } = rotation.function;
  if (value === null) {
    const ran = (rotation.runs.value?.runs.length ?? 0) > 0;
    return textRows(problem === null ? [] : [row('health'), ...(ran ? [row('last')] : [])]);
  }
  const timers = value.timers.flatMap((timer, index) => [
    { id: `timer:${index}`, text: `timer ${timer.name} ${timer.cron}` },
    ...(timer.nextAt === null ? [] : [{ id: `next:${index}`, text: `next ${timer.name}` }]),
  ]);
  const [health, name, state, ...rest] = facts.map(row);
  const head = [health, name, state].flatMap((each) => each ?? []);
  return textRows([...head, ...timers, ...rest]);
}

/** The row with an id of `functionRows`. */
export function functionRow(id: string): FunctionRow {
  const [kind = '', index] = id.split(':');
  if ((kind === 'timer' || kind === 'next') && index !== undefined) return { kind, timer: Number(index) };
  return { kind: facts.find((fact) => fact === kind) ?? 'health' };
}

function row(fact: FunctionFact): TextRow {
  return { id: fact, text: fact };
}

interface ShownFact {
  /** Right or wrong; null for a plain fact. */
  readonly sign: Span;
  readonly value: Line;
}

/** One row about the deployed function. */
export function functionFact(state: AppState, row: FunctionRow, messages: Messages): ShownFact {
  if (row.kind === 'health') return healthFact(state, messages);
  const { value: view } = state.rotation.function;
  if (row.kind === 'last') return plain(lastRun(state, messages));
  if (view === null) return plain([]);
  if ('timer' in row) return timerFact(state, view, row, messages);
  return plain(factOf(state, view, row.kind, messages));
}

function plain(value: Line): ShownFact {
  return { sign: span(' '), value };
}

const signs: Readonly<Record<FunctionHealth['level'], Span>> = {
  ok: span('✓', 'good'),
  warning: span('!', 'warn'),
  critical: span('✕', 'bad'),
  unknown: span('?', 'warn'),
};

const tones = { ok: 'good', warning: 'warn', critical: 'bad', unknown: 'warn' } as const;

function healthFact({ rotation, timeZone }: AppState, messages: Messages): ShownFact {
  const { deployed } = messages;
  const { health, function: asked } = rotation;
  if (asked.problem !== null) {
    return {
      sign: span('✕', 'bad'),
      value: [span(visible(translateProblem(asked.problem, messages).message), 'bad')],
    };
  }
  if (health === null) return plain([span(deployed.judging, 'dim')]);
  const { level, kind, at, detail } = health;
  const value = [span(deployed.health[kind], tones[level])];
  if (at !== null) value.push(span(` · ${localTime(at, timeZone)}`, 'dim'));
  if (detail !== '') value.push(span(` · ${visible(detail)}`, 'text'));
  return { sign: signs[level], value };
}

function timerFact(
  { now, timeZone }: AppState,
  { timers }: FunctionView,
  { kind, timer: index }: Extract<FunctionRow, { timer: number }>,
  messages: Messages,
): ShownFact {
  const { deployed } = messages;
  const timer = timers[index];
  if (timer === undefined) return plain([]);
  if (kind === 'next') {
    if (timer.nextAt === null) return plain([]);
    const wait = durationText(timer.nextAt.getTime() - now.getTime(), messages);
    return plain([span(localTime(timer.nextAt, timeZone)), span(` · ${deployed.inTime(wait)}`, 'dim')]);
  }
  const fields = timer.cron.replace(/^(CRON_)?TZ=\S+\s+/, '');
  const zone = timer.timeZone === null ? '' : ` · ${visible(timer.timeZone)}`;
  return plain([
    span(visible(timer.name)),
    span(` · ${visible(fields)}${zone}`, 'dim'),
    ...(timer.isOn ? [] : [span(` · ${deployed.off}`, 'bad')]),
  ]);
}

function lastRun({ rotation, now, timeZone }: AppState, messages: Messages): Line {
  const { deployed } = messages;
  const { runs } = rotation;
  const last = runs.value?.runs.find(({ mode }) => mode === 'apply');
  if (last === undefined) {
    if (runs.problem !== null)
      return [span(visible(translateProblem(runs.problem, messages).message), 'warn')];
    return [span(runs.isAsking ? deployed.asking : deployed.noRun, 'dim')];
  }
  const startedAt = new Date(last.startedAt);
  const ago = durationText(now.getTime() - startedAt.getTime(), messages);
  return [
    span(localTime(startedAt, timeZone)),
    span(` · ${deployed.ago(ago)}`, 'dim'),
    span(` · ${deployed.counts(last.counts)}`, (last.counts['failed'] ?? 0) > 0 ? 'warn' : 'text'),
  ];
}

function factOf(
  { rotation, timeZone }: AppState,
  { status }: FunctionView,
  fact: Exclude<FunctionFact, 'health' | 'last'>,
  messages: Messages,
): Line {
  const { deployed } = messages;
  switch (fact) {
    case 'function':
      return [span(visible(status.name), 'strong'), span(` · ${visible(status.region)}`, 'dim')];
    case 'state': {
      const { state, modified } = status;
      const since = modified === null ? '' : ` · ${deployed.deployedAt(localTime(modified, timeZone))}`;
      return [span(visible(state ?? deployed.stateUntold)), span(since, 'dim')];
    }
    case 'retries': {
      const { asyncInvoke } = status;
      if (asyncInvoke === null) return [span(deployed.defaultRetries)];
      return [span(deployed.retries(asyncInvoke.retries, asyncInvoke.maxAgeSeconds))];
    }
    case 'runtime': {
      const { runtime, handler, memoryMiB, timeoutSeconds } = status;
      return [
        span(visible(runtime)),
        span(` · ${visible(handler)} · ${memoryMiB} MiB · ${timeoutSeconds} s`, 'dim'),
      ];
    }
    case 'role':
      return status.role ? [span(visible(status.role))] : [span(deployed.noRole, 'warn')];
    case 'log': {
      const { logs } = status;
      if (logs === null) return [span(deployed.noLog, 'dim')];
      const { problem } = rotation.log;
      if (problem !== null) return [span(visible(translateProblem(problem, messages).message), 'warn')];
      return [span(`${visible(logs.project)} / ${visible(logs.logstore)}`)];
    }
  }
}
