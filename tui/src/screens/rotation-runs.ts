import type { KeptRun } from '@ackring/core/rotation/report/kept-runs';
import { durationText } from '../components/duration-text.js';
import { type Line, type Span, span } from '../components/line.js';
import { localTime } from '../components/local-time.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../screen/columns.js';
import type { AppState } from '../state/app-state.js';
import { listBody } from './list-body.js';
import { emptyView } from './rotation-empty.js';

/** The runs that the sinks keep, newest first. */
export function runsView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  const { runs } = state.rotation;
  const { empty } = messages.deployed;
  if (list.visible.length === 0) {
    return emptyView(state, runs, { asking: empty.askingRuns, nothing: empty.runs }, messages);
  }
  const byId = new Map(runs.value?.runs.map((run) => [run.runId, run]));
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const run = byId.get(id);
    if (run === undefined) return { sign: span(' '), line: [] };
    return { sign: signOf(run), line: rowLine(columns, run) };
  });
}

/** `✓` went well, `!` in part, `·` was only a plan. */
function signOf({ mode, counts, failures }: KeptRun): Span {
  if ((counts['failed'] ?? 0) > 0 || failures.length > 0) return span('!', 'warn');
  return mode === 'plan' ? span('·', 'faint') : span('✓', 'good');
}

function columnsOf(state: AppState, messages: Messages): readonly Column<KeptRun>[] {
  const { columns: titles, modes } = messages.deployed;
  const count = (name: 'renewed' | 'delivered' | 'notified' | 'failed', title: string): Column<KeptRun> => ({
    title,
    min: widestOf([title, '99999']),
    ideal: widestOf([title, '99999']),
    sacrifice: name === 'notified' ? 2 : 0,
    align: 'right',
    cell: ({ counts }) => {
      const value = counts[name] ?? 0;
      return [
        span(value === 0 ? '–' : String(value), value === 0 ? 'faint' : name === 'failed' ? 'bad' : 'text'),
      ];
    },
  });
  return [
    {
      title: titles.started,
      min: 16,
      ideal: 22,
      sacrifice: 0,
      // Without room for it, the zone goes: it is the reader's own.
      cell: ({ startedAt }, width) => {
        const text = localTime(new Date(startedAt), state.timeZone);
        return [span(text.length > width ? text.slice(0, 16) : text)];
      },
    },
    {
      title: titles.took,
      min: 7,
      ideal: 7,
      sacrifice: 1,
      align: 'right',
      cell: ({ startedAt, finishedAt }) => [
        span(durationText(Date.parse(finishedAt) - Date.parse(startedAt), messages), 'dim'),
      ],
    },
    {
      title: titles.mode,
      min: widestOf([titles.mode, ...Object.values(modes)]),
      ideal: widestOf([titles.mode, ...Object.values(modes)]),
      sacrifice: 3,
      cell: ({ mode }) => [span(modes[mode], 'dim')],
    },
    count('renewed', titles.renewed),
    count('delivered', titles.delivered),
    count('notified', titles.told),
    count('failed', titles.failed),
    {
      title: titles.failures,
      min: 20,
      ideal: 80,
      sacrifice: 4,
      cell: ({ failures }) =>
        failures.length === 0 ? [span('–', 'faint')] : [span(visible(failures.join('; ')), 'warn')],
    },
  ];
}
