import type { KeptRun, OutcomeChange, RotationOutcome } from '@ackring/core/rotation';
import { wordOf } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText, fittedTime, localTime } from '../../messages/times.js';
import { type Span, span } from '../../screen/drawing/line.js';
import { defineTable, type Reader, type TableColumn } from '../../screen/table.js';
import { holderName } from '../../subjects/rotation/table.js';

// The reports kept in the sinks: the runs, and the changes between them.

/** Past runs, newest first. */
export const keptRunTable = defineTable<KeptRun>({
  id: ({ runId }) => runId,
  tie: ({ runId }) => runId,
  sign: runSign,
  columns: [
    {
      title: ({ deployed }) => deployed.columns.started,
      sort: null,
      search: ({ startedAt }) => startedAt,
      text: ({ startedAt }, { timeZone }) => localTime(new Date(startedAt), timeZone),
      cell: {
        min: 16,
        ideal: 22,
        sacrifice: 0,
        draw: ({ startedAt }, width, _, { timeZone }) => [
          span(fittedTime(new Date(startedAt), timeZone, width)),
        ],
      },
    },
    {
      title: ({ deployed }) => deployed.columns.took,
      sort: null,
      search: null,
      align: 'right',
      text: ({ startedAt, finishedAt }, { messages }) =>
        durationText(Date.parse(finishedAt) - Date.parse(startedAt), messages),
      cell: { min: 7, sacrifice: 1, tone: 'dim' },
    },
    {
      title: ({ deployed }) => deployed.columns.mode,
      sort: null,
      search: ({ mode }) => mode,
      text: ({ mode }, { messages }) => wordOf(messages.deployed.modes, mode),
      cell: { words: ({ deployed }) => Object.values(deployed.modes), sacrifice: 3, tone: 'dim' },
    },
    countColumn('renewed', 'renewed', 0),
    countColumn('delivered', 'delivered', 0),
    countColumn('notified', 'told', 2),
    countColumn('failed', 'failed', 0),
    {
      title: ({ deployed }) => deployed.columns.failures,
      sort: null,
      search: ({ failures }) => failures.join(' '),
      text: ({ failures }) => failures.join('; ') || '–',
      cell: {
        min: 20,
        ideal: 80,
        sacrifice: 4,
        tone: ({ failures }) => (failures.length === 0 ? 'faint' : 'warn'),
      },
    },
    {
      title: ({ deployed }) => deployed.columns.run,
      sort: null,
      search: ({ runId }) => runId,
      text: ({ runId }) => runId,
      cell: null,
      sacrifice: 9,
    },
  ],
  fields: {
    run: ({ runId }) => runId,
    startedAt: ({ startedAt }) => new Date(startedAt),
    mode: ({ mode }) => mode,
    counts: ({ counts }) => counts,
    failures: ({ failures }) => failures,
  },
});

function countColumn(
  name: 'renewed' | 'delivered' | 'notified' | 'failed',
  title: 'renewed' | 'delivered' | 'told' | 'failed',
  sacrifice: number,
): TableColumn<KeptRun, null> {
  return {
    title: ({ deployed }) => deployed.columns[title],
    sort: null,
    search: null,
    align: 'right',
    text: ({ counts }) => String(counts[name] || '–'),
    asked: { [title]: ({ counts }) => counts[name] ?? 0 },
    cell: {
      words: () => ['99999'],
      sacrifice,
      tone: ({ counts }) => ((counts[name] ?? 0) === 0 ? 'faint' : name === 'failed' ? 'bad' : 'text'),
    },
  };
}

/** `✓` success, `!` in part, `·` only a plan. */
function runSign({ mode, counts, failures }: KeptRun): Span {
  if ((counts['failed'] ?? 0) > 0 || failures.length > 0) return span('!', 'warn');
  return mode === 'plan' ? span('·', 'faint') : span('✓', 'good');
}

const changeSigns: Readonly<Record<OutcomeChange['kind'], Span>> = {
  appeared: span('+', 'info'),
  vanished: span('−', 'warn'),
  broke: span('✕', 'bad'),
  mended: span('✓', 'good'),
  renewed: span('▸', 'accent'),
  decidedOtherwise: span('·', 'dim'),
};

/** The differences between the last two runs, credential by credential. */
export const changeTable = defineTable<OutcomeChange>({
  id: ({ cluster, identity }) => `${cluster.id}/${identity}`,
  tie: ({ cluster, identity }) => `${cluster.name} ${identity}`,
  sign: ({ kind }) => changeSigns[kind],
  columns: [
    {
      title: ({ columns }) => columns.cluster,
      sort: null,
      search: ({ cluster, region }) => `${cluster.name} ${region}`,
      text: ({ cluster }) => cluster.name,
      cell: { min: 16, ideal: 24, growth: 1, sacrifice: 0, cut: 'middle' },
    },
    {
      title: ({ columns }) => columns.identity,
      sort: null,
      search: ({ identity }) => identity,
      text: ({ identity, before, after }, reader) =>
        holderName({ identity, holder: (after ?? before)?.holder ?? null }, reader),
      cell: { min: 12, ideal: 18, growth: 2, sacrifice: 2, cut: 'middle', tone: 'dim' },
    },
    {
      title: ({ deployed }) => deployed.columns.change,
      sort: null,
      search: ({ kind }) => kind,
      text: ({ kind }, { messages }) => messages.deployed.changes[kind],
      cell: {
        words: ({ deployed }) => Object.values(deployed.changes),
        sacrifice: 0,
        tone: ({ kind }) => changeSigns[kind].tone ?? 'text',
      },
    },
    {
      title: ({ deployed }) => deployed.columns.was,
      sort: null,
      search: null,
      text: ({ before }, reader) => whyText(before, reader),
      cell: { min: 18, ideal: 32, sacrifice: 1, tone: 'dim' },
    },
    {
      title: ({ deployed }) => deployed.columns.is,
      sort: null,
      search: null,
      text: ({ after }, reader) => whyText(after, reader),
      cell: { min: 18, ideal: 40, sacrifice: 0 },
    },
  ],
  fields: {
    cluster: ({ cluster }) => cluster.name,
    clusterId: ({ cluster }) => cluster.id,
    region: ({ region }) => region,
    identity: ({ identity }) => identity,
    change: ({ kind }) => kind,
  },
});

function whyText(outcome: RotationOutcome | null, { messages }: Reader): string {
  if (outcome === null) return '–';
  if (outcome.error !== null) return translateProblem(outcome.error, messages).message;
  return wordOf(messages.decisionReasons, outcome.decision.reason);
}
