import { type CleanStep, isGone } from '@ackring/core/access';
import { type Span, span } from '../../screen/drawing/line.js';
import { defineTable, type TableColumn } from '../../screen/table.js';
import { pairId } from '../../subjects/holding/access.js';
import { fittingHolder, holderText } from '../../subjects/holding/columns.js';
import { lastSeenText, rolesText, seenSpan, seenWords } from '../../subjects/holding/table.js';

/** What the dialog knows besides the plan. */
export interface CleanSurroundings {
  /** The reason, the progress, or the outcome. */
  why(step: CleanStep): Span;
  /** Terminal columns of the longest of them. */
  readonly whyWidth: number;
}

const verdictSigns: Readonly<Record<CleanStep['verdict'], Span>> = {
  remove: span('✓', 'good'),
  'needs-force': span('⚠', 'warn'),
  refused: span('✕', 'dim'),
};

const goneSign = span('·', 'dim');

/** What it will do; where nothing is left to do, that is no refusal. */
export function signOfStep(step: CleanStep): Span {
  return isGone(step) ? goneSign : verdictSigns[step.verdict];
}

/** Omitted if all steps are one person's. */
export const cleanIdentity: TableColumn<CleanStep, CleanSurroundings> = {
  title: ({ columns }) => columns.identity,
  sort: null,
  search: null,
  text: ({ row }, reader) => holderText(row, reader),
  cell: {
    min: 12,
    ideal: 18,
    sacrifice: 0,
    draw: ({ row }, width, _, reader) => [span(fittingHolder(row, width, reader))],
  },
};

/** A clean before it is done: each kubeconfig with its verdict and reason. */
export const cleanTable = defineTable<CleanStep, CleanSurroundings>({
  id: ({ row }) => pairId(row),
  tie: ({ row }) => row.cluster.name,
  sign: signOfStep,
  columns: [
    {
      title: ({ columns }) => columns.cluster,
      sort: null,
      search: null,
      text: ({ row }) => row.cluster.name,
      cell: { min: 14, ideal: 22, growth: 1, sacrifice: 0, cut: 'middle' },
    },
    cleanIdentity,
    {
      title: ({ columns }) => columns.seen,
      sort: null,
      search: null,
      text: ({ row }, reader) => lastSeenText(row.lastActivity, reader),
      cell: {
        words: seenWords,
        ideal: 12,
        sacrifice: 1,
        draw: ({ row }, _width, _known, reader) => [seenSpan(row, false, reader)],
      },
    },
    {
      title: ({ columns }) => columns.roles,
      sort: null,
      search: null,
      text: ({ row }, reader) => rolesText(row, reader),
      cell: { min: 8, ideal: 14, sacrifice: 2, yields: true, tone: 'faint' },
    },
    {
      title: ({ removal }) => removal.columns.verdict,
      sort: null,
      search: null,
      text: (step, { messages: { removal } }) =>
        isGone(step) ? removal.clean.gone : removal.clean.verdicts[step.verdict],
      cell: null,
    },
    {
      title: ({ removal }) => removal.columns.why,
      sort: null,
      search: null,
      text: ({ reason }, { messages }) => messages.removal.clean.reasons[reason],
      cell: {
        min: 20,
        ideal: 44,
        // A name without its middle is still known; a reason without its end tells nothing.
        wants: ({ whyWidth }) => whyWidth,
        sacrifice: 0,
        draw: (step, _, { why }) => [why(step)],
      },
    },
  ],
  fields: {},
});
