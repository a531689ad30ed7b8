import {
  type FunctionLogLine,
  type RotationRecord,
  readRotationRecord,
} from '@ackring/core/rotation/function/function-log';
import { pad } from '../shell/text-table.js';
import { rfc3339 } from './json.js';
import { visible } from './visible.js';

/** A line of a function's log: when, what kind, and what it says in words where it is our own. */
export function logLineText({ at, text }: FunctionLogLine): string {
  const record = readRotationRecord(text);
  const kind = pad(record?.kind ?? '', 7);
  return `${rfc3339(at)}  ${kind}  ${visible(record === null ? text : recordText(record))}`;
}

function recordText(record: RotationRecord): string {
  switch (record.kind) {
    case 'planned':
      return `${record.work} of ${record.total} credentials need work`;
    case 'step': {
      const { cluster, identity, step, result, durationMs, sink } = record;
      return `${cluster}/${identity}  ${step}: ${result}, ${Math.round(durationMs)} ms${sink === null ? '' : `  ${sink}`}`;
    }
    case 'outcome': {
      const { cluster, identity, decision, error } = record;
      const failed = error === null ? '' : `  ✕ ${error.message}`;
      return `${cluster.name}/${identity}  ${decision.kind} (${decision.reason})${failed}`;
    }
    case 'report': {
      const counts = Object.entries(record.counts).filter(([, count]) => count > 0);
      const failures = record.failures.map(({ what, error }) => `✕ ${what}: ${error.code}`);
      return [
        `${record.mode}: ${counts.map(([name, count]) => `${count} ${name}`).join(', ')}`,
        ...failures,
      ].join('  ');
    }
    case 'metrics': {
      const { ready, pending, failing, blocked } = record;
      return `${ready} ready, ${pending} pending, ${failing} failing, ${blocked} blocked`;
    }
    case 'error':
      return `✕ ${record.error.message}`;
  }
}
