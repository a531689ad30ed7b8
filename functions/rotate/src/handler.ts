import { createRateLimiters } from '@ackring/core/cloud';
import type { Clock } from '@ackring/core/machine';
import {
  createRotation,
  type RotationListener,
  type RotationOptions,
  type RotationReport,
  refuseForgedEvent,
  runFleet,
  runNumbers,
  runShard,
  warmUp,
} from '@ackring/core/rotation';
import { type AckringError, errorToJson, toAckringError, visibleTexts } from '@ackring/core/words';
import { type ReadEvent, type RotateRequest, readEvent } from './event.js';
import type { Environment } from './settings.js';
import { type FunctionContext, openSurroundings, type Surroundings } from './surroundings.js';

interface RotateFunctionOptions {
  readonly environment: Environment;
  /** The package's folder: `rotation.yaml` is looked for there. */
  readonly packageFolder: string;
  readonly clock: Clock;
  readonly write: WriteLine;
}

export interface RotateFunction {
  /** Loads the adapters ahead of the first event. */
  initialize(): Promise<void>;
  /** Answers with the report; throws only if nothing could be done at all, for Function Compute to retry. */
  handle(event: Uint8Array | string, context: FunctionContext): Promise<RotationReport>;
}

/** The function with its surroundings injected. */
export function createRotateFunction(options: RotateFunctionOptions): RotateFunction {
  const { clock, write } = options;
  // Kept between events of one instance: what was learnt about the cloud's limits stays true.
  const limiterOf = createRateLimiters(clock);
  return {
    initialize: warmUp,
    handle: async (event, context) => {
      const startedAt = clock.now();
      const deadline = new Date(startedAt.getTime() + context.function.timeout * 1_000);
      const journal = createJournal(context.requestId, write);
      const read = readEvent(event);
      const tell = (error: unknown, rotation: RotationOptions) =>
        reportFailed(error, read, rotation, { runId: context.requestId, deadline });
      try {
        const surroundings = await openSurroundings(context, { ...options, limiterOf }, tell);
        if (read.kind === 'unknown') {
          await tell(read.error, surroundings.rotation);
          throw read.error;
        }
        const { request } = read;
        const report = await carryOut(request, surroundings, { runId: context.requestId, deadline, journal });
        journal.report(report);
        if (request.kind === 'run') journal.metrics(report);
        return report;
      } catch (thrown) {
        const error = toAckringError(thrown);
        journal.error(error);
        throw error;
      }
    },
  };
}

/**
 * A run without a usable configuration or event notifies whomever it can; a plan, and a shard, leave that to the run.
 * What was not understood may have been meant to be a run: a timer with a misspelt payload fails every night.
 */
async function reportFailed(
  error: unknown,
  read: ReadEvent,
  rotation: RotationOptions,
  run: { readonly runId: string; readonly deadline: Date },
): Promise<void> {
  const request = read.kind === 'understood' ? read.request : ({ kind: 'run', mode: 'apply' } as const);
  if (request.kind === 'run') await createRotation(rotation).concludeFailed(error, request.mode, run);
}

interface Invocation {
  readonly runId: string;
  readonly deadline: Date;
  readonly journal: Journal;
}

async function carryOut(
  request: RotateRequest,
  { rotation, self }: Surroundings,
  { runId, deadline, journal }: Invocation,
): Promise<RotationReport> {
  if (request.partOf !== null) await refuseForgedEvent(rotation.sinks, request.partOf);
  const run = { runId, deadline, self, onEvent: journal.listen };
  switch (request.kind) {
    case 'run': {
      const { mode, resume } = request;
      const same = resume === null ? {} : { runId: resume.runId, now: resume.now };
      return runFleet(rotation, mode, { ...run, ...same, resume });
    }
    case 'shard':
      return runShard(rotation, request.shard, run);
  }
}

/** Writes one line to Function Compute's log. */
type WriteLine = (line: string) => void;

/**
 * One JSON object per line, for Log Service (SLS): `step` as each ends, so that a killed run leaves its journal;
 * `outcome` for every credential that was worked on; `report` with the counts at the end and `metrics` with all its
 * numbers, flat, for queries and dashboards; or `error`. Every line has `schema`, `kind` and `runId`; no line
 * contains a key or a kubeconfig.
 */
interface Journal {
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
    report: ({ mode, now, startedAt, finishedAt, counts, failures, rights }) =>
      line('report', { mode, now, startedAt, finishedAt, counts, failures, rights }),
    metrics: (report) => line('metrics', { mode: report.mode, ...runNumbers(report) }),
    error: (error) => line('error', errorToJson(error)),
  };
}
