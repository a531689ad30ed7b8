import type { RotationOutcome } from '@ackring/core/rotation/report/report';
import { durationText } from '../components/duration-text.js';
import { cutMiddle, type Line, span } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titled, titleLine, widestOf } from '../screen/columns.js';
import type { ColumnId } from '../screen/sorting.js';
import type { AppState } from '../state/app-state.js';
import type { Tone } from '../theme/skin.js';
import { emptyBody, listBody } from './list-body.js';
import { problemText } from './problem-facts.js';

const decisionTones: Readonly<Record<RotationOutcome['decision']['kind'], Tone>> = {
  renew: 'accent',
  deliver: 'info',
  notify: 'warn',
  skip: 'dim',
  keep: 'dim',
};

/** The plan: what a run would do with each credential and why, or what it did. */
export function planView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  if (list.visible.length === 0) return emptyBody(emptyText(state, messages), state);
  const columns = fitColumns(columnsOf(state, messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const outcome = state.rotation.outcomes.get(id);
    if (outcome === undefined) return { sign: span(' '), line: [] };
    return { sign: signOf(outcome), line: rowLine(columns, outcome) };
  });
}

function emptyText(state: AppState, messages: Messages): readonly string[] {
  const { empty } = messages;
  const { problem, running } = state.rotation;
  if (problem !== null) return problemText(problem, messages);
  if (state.lists.rotation.filter !== '') return [empty.noMatch];
  return [running === null ? empty.noOutcomes : empty.planning];
}

/** `✕` failed, `✓` moved, `▸` will move, `!` is to be told, `·` stays. */
function signOf(outcome: RotationOutcome): Line[number] {
  if (outcome.error !== null) return span('✕', 'bad');
  if (outcome.steps.length > 0) return span('✓', 'good');
  switch (outcome.decision.kind) {
    case 'renew':
    case 'deliver':
      return span('▸', 'accent');
    case 'notify':
      return span('!', 'warn');
    case 'keep':
    case 'skip':
      return span('·', 'faint');
  }
}

function columnsOf(state: AppState, messages: Messages): readonly Column<RotationOutcome>[] {
  const { columns, titles, decisions, decisionReasons } = messages;
  const title = (column: ColumnId): string => titled(columns[column], state.lists.rotation.sort, column);
  const outcome: Column<RotationOutcome> = {
    title: titles.outcome,
    min: 20,
    ideal: 40,
    growth: 3,
    sacrifice: 3,
    cell: (each) => outcomeCell(each, messages),
  };
  const decisionWidth = widestOf([title('decision'), ...Object.values(decisions)]);
  return [
    {
      title: title('cluster'),
      min: 16,
      ideal: 24,
      growth: 1,
      sacrifice: 0,
      cell: ({ cluster }, width) => [span(cutMiddle(visible(cluster.name), width))],
    },
    {
      title: title('identity'),
      min: 12,
      ideal: 18,
      growth: 2,
      sacrifice: 1,
      cell: ({ identity, holder }, width) => [span(cutMiddle(visible(holder ?? identity), width), 'dim')],
    },
    {
      title: titles.left,
      min: 7,
      ideal: 7,
      sacrifice: 2,
      align: 'right',
      cell: ({ notAfter }) => [span(leftText(state, notAfter, messages), 'dim')],
    },
    {
      title: title('decision'),
      min: decisionWidth,
      ideal: decisionWidth,
      sacrifice: 0,
      cell: ({ decision }) => [span(decisions[decision.kind], decisionTones[decision.kind])],
    },
    {
      title: titles.reason,
      min: 20,
      ideal: 34,
      sacrifice: 0,
      cell: ({ decision }) => [span(decisionReasons[decision.reason], 'text')],
    },
    ...(state.rotation.report?.mode === 'plan' && state.rotation.running === null ? [] : [outcome]),
  ];
}

function leftText(state: AppState, notAfter: string | null, messages: Messages): string {
  return notAfter === null ? '–' : durationText(Date.parse(notAfter) - state.now.getTime(), messages);
}

function outcomeCell({ error, deferred, steps }: RotationOutcome, { rotation }: Messages): Line {
  if (error !== null) return [span(visible(error.message), 'bad')];
  if (deferred !== null) return [span(rotation.deferrals[deferred], 'warn')];
  const last = steps.at(-1);
  if (last === undefined) return [span('–', 'faint')];
  return [span(`${rotation.steps[last.step]}: ${rotation.results[last.result]}`, 'good')];
}
