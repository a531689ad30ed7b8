import type { RotationOutcome } from '@ackring/core/rotation/report/report';
import type { OutcomeChange } from '@ackring/core/rotation/report/report-comparison';
import { cutMiddle, type Line, type Span, span } from '../components/line.js';
import type { Messages } from '../messages/messages.js';
import { visible } from '../present/visible.js';
import { type Column, fitColumns, rowLine, titleLine, widestOf } from '../screen/columns.js';
import type { AppState } from '../state/app-state.js';
import { changeId } from '../state/rows/rotation-rows.js';
import type { Tone } from '../theme/skin.js';
import { listBody } from './list-body.js';
import { emptyView } from './rotation-empty.js';

/** What is different between the last two runs, credential by credential. */
export function changesView(state: AppState, messages: Messages): readonly Line[] {
  const { list } = state.lists.rotation;
  const { runs } = state.rotation;
  const { empty } = messages.deployed;
  if (list.visible.length === 0) {
    const hasTwo = runs.value !== null && runs.value.latest !== null && runs.value.previous !== null;
    const words = { asking: empty.askingRuns, nothing: hasTwo ? empty.changes : empty.oneRun };
    return emptyView(state, runs, words, messages);
  }
  const byId = new Map(runs.value?.changes.map((change) => [changeId(change), change]));
  const columns = fitColumns(columnsOf(messages), state.size.columns - 4);
  return listBody(state, list, titleLine(columns), (id) => {
    const change = byId.get(id);
    if (change === undefined) return { sign: span(' '), line: [] };
    return { sign: signs[change.kind], line: rowLine(columns, change) };
  });
}

const tones: Readonly<Record<OutcomeChange['kind'], Tone>> = {
  appeared: 'info',
  vanished: 'warn',
  broke: 'bad',
  mended: 'good',
  renewed: 'accent',
  decidedOtherwise: 'dim',
};
const signs: Readonly<Record<OutcomeChange['kind'], Span>> = {
  appeared: span('+', 'info'),
  vanished: span('−', 'warn'),
  broke: span('✕', 'bad'),
  mended: span('✓', 'good'),
  renewed: span('▸', 'accent'),
  decidedOtherwise: span('·', 'faint'),
};

function columnsOf(messages: Messages): readonly Column<OutcomeChange>[] {
  const { columns, deployed } = messages;
  const { columns: titles, changes } = deployed;
  const changeWidth = widestOf([titles.change, ...Object.values(changes)]);
  return [
    {
      title: columns.cluster,
      min: 16,
      ideal: 24,
      growth: 1,
      sacrifice: 0,
      cell: ({ cluster }, width) => [span(cutMiddle(visible(cluster.name), width))],
    },
    {
      title: columns.identity,
      min: 12,
      ideal: 18,
      growth: 2,
      sacrifice: 2,
      cell: ({ identity, before, after }, width) => [
        span(cutMiddle(visible((after ?? before)?.holder ?? identity), width), 'dim'),
      ],
    },
    {
      title: titles.change,
      min: changeWidth,
      ideal: changeWidth,
      sacrifice: 0,
      cell: ({ kind }) => [span(changes[kind], tones[kind])],
    },
    {
      title: titles.was,
      min: 18,
      ideal: 32,
      sacrifice: 1,
      cell: ({ before }) => [span(wordsOf(before, messages), 'dim')],
    },
    {
      title: titles.is,
      min: 18,
      ideal: 40,
      sacrifice: 0,
      cell: ({ after }) => [span(wordsOf(after, messages))],
    },
  ];
}

function wordsOf(outcome: RotationOutcome | null, { decisionReasons }: Messages): string {
  if (outcome === null) return '–';
  return outcome.error === null ? decisionReasons[outcome.decision.reason] : visible(outcome.error.message);
}
