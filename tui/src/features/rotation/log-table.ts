import type { RotationRecord } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import { wordOf } from '../../messages/messages.js';
import { localSecond, localTimeToSecond } from '../../messages/times.js';
import { fitText, type Span, span } from '../../screen/drawing/line.js';
import { defineTable, type Reader } from '../../screen/table.js';
import { holderName } from '../../subjects/rotation/table.js';
import type { LogRow } from '../../subjects/rotation/views.js';

/** A line, with the name of a step's cluster if known. */
export interface NamedLogRow extends LogRow {
  readonly clusterName: string | null;
}

/** What the function wrote: its own lines in words, in the reader's language if possible. */
export const logTable = defineTable<NamedLogRow>({
  id: ({ id }) => id,
  tie: ({ id }) => id,
  sign: signOf,
  columns: [
    {
      title: ({ deployed }) => deployed.columns.time,
      sort: null,
      search: null,
      text: ({ at }, { timeZone }) => localTimeToSecond(at, timeZone),
      cell: {
        min: 8,
        sacrifice: 0,
        // Everything is from the last day.
        draw: ({ at }, _width, _known, { timeZone }) => [span(localSecond(at, timeZone), 'dim')],
      },
    },
    {
      title: ({ deployed }) => deployed.columns.kind,
      sort: null,
      search: ({ record }) => record?.kind ?? '',
      text: ({ record }, { messages }) =>
        fitText(record === null ? '' : messages.deployed.recordKinds[record.kind], 7),
      cell: { min: 7, sacrifice: 1, tone: 'dim' },
    },
    {
      title: ({ deployed }) => deployed.columns.says,
      sort: null,
      search: soughtText,
      text: ({ record, text, clusterName }, reader) =>
        record === null ? text : recordText(record, clusterName, reader),
      cell: {
        min: 20,
        ideal: 260,
        sacrifice: 0,
        tone: ({ record }) => (record === null ? 'faint' : 'text'),
      },
    },
  ],
  fields: {},
});

/** One line of the log, for a terminal that follows it. */
export function logLine(row: NamedLogRow, reader: Reader): string {
  return logTable.columns.map(({ text }) => visible(text?.(row, reader) ?? '')).join('  ');
}

function signOf({ record }: NamedLogRow): Span {
  switch (record?.kind) {
    case 'error':
      return span('✕', 'bad');
    case 'report':
      return span('■', 'accent');
    case 'outcome':
      return record.error === null ? span('✓', 'good') : span('✕', 'bad');
    case 'step':
      return record.result === 'failed' ? span('✕', 'bad') : span('·', 'dim');
    case 'planned':
    case 'metrics':
    case undefined:
      return span(' ');
  }
}

/** The words of the rotation's own lines, not the JSON around them. */
function soughtText({ record, text, clusterName }: NamedLogRow): string {
  switch (record?.kind) {
    case undefined:
      return text;
    case 'step':
      return `${clusterName ?? record.cluster} ${record.identity} ${record.step} ${record.result} ${record.sink ?? ''}`;
    case 'outcome': {
      const { cluster, identity, decision, error } = record;
      return `${cluster.name} ${identity} ${decision.kind} ${decision.reason} ${error?.message ?? ''}`;
    }
    case 'report':
      return `${record.mode} ${record.failures.map(({ what }) => what).join(' ')}`;
    case 'error':
      return record.error.message;
    case 'planned':
    case 'metrics':
      return '';
  }
}

function recordText(record: RotationRecord, clusterName: string | null, reader: Reader): string {
  const { messages } = reader;
  const { rotation, decisions, decisionReasons, deployed, labelled } = messages;
  switch (record.kind) {
    case 'planned':
      return deployed.record.planned(record.work, record.total);
    case 'step': {
      const { cluster, step, result, durationMs, sink } = record;
      const words = labelled(wordOf(rotation.steps, step), wordOf(rotation.results, result));
      const place = sink === null ? '' : ` · ${sink}`;
      const whose = `${clusterName ?? cluster} · ${holderName(record, reader)}`;
      return `${whose}  ${words} · ${Math.round(durationMs)} ms${place}`;
    }
    case 'outcome': {
      const { cluster, decision, error } = record;
      const words = `${wordOf(decisions, decision.kind)} · ${wordOf(decisionReasons, decision.reason)}`;
      return `${cluster.name} · ${holderName(record, reader)}  ${words}${error === null ? '' : ` · ${error.message}`}`;
    }
    case 'report': {
      const failures = record.failures.map(({ what, error }) => labelled(what, error.code));
      const counted =
        record.mode === 'plan'
          ? rotation.planned(record.counts)
          : labelled(wordOf(deployed.modes, record.mode), deployed.counts(record.counts));
      return [counted, ...failures].join(' · ');
    }
    case 'metrics':
      return conditionStates.map((state) => `${record[state]} ${rotation.conditions[state]}`).join(' · ');
    case 'error':
      return record.error.message;
  }
}

const conditionStates = ['ready', 'pending', 'failing', 'blocked'] as const;
