import { type RotationListener, type RotationReport, runNumbers } from '@ackring/core/rotation';
import { type AckringError, errorToJson, visibleTexts } from '@ackring/core/words';

/** Writes one line to Function Compute's log. */
export type WriteLine = (line: string) => void;

/**
 * One JSON object per line, for Log Service (SLS): `step` as each ends, so that a killed run leaves its journal;
 * `outcome` for every credential that was worked on; `report` with the counts at the end and `metrics` with all its
 * numbers, flat, for queries and dashboards; or `error`. Every line has `schema`, `kind` and `runId`; no line
 * contains a key or a kubeconfig.
 */
export interface Journal {
  readonly listen: RotationListener;
  report(report: RotationReport): void;
  /** Of a whole run, never of a shard, which would be counted twice. */
  metrics(report: RotationReport): void;
  error(error: AckringError): void;
}

export function createJournal(runId: string, write: WriteLine): Journal {
  const line = (kind: string, fields: object): void =>
    write(JSON.stringify({ schema: 'ackring.rotation/v1', kind, runId, ...fields }, visibleTexts));
  return {
    listen: (event) => {
      if (event.kind === 'planned') line('planned', { total: event.total, work: event.work });
      if (event.kind === 'step') {
        line('step', { cluster: event.cluster, identity: event.identity, ...event.record });
      }
      if (event.kind === 'outcome') line('outcome', event.outcome);
    },
    report: ({ mode, now, startedAt, finishedAt, counts, failures }) =>
      line('report', { mode, now, startedAt, finishedAt, counts, failures }),
    metrics: (report) => line('metrics', { mode: report.mode, ...runNumbers(report) }),
    error: (error) => line('error', errorToJson(error)),
  };
}
