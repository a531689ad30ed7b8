import type { MigrationOutcome, MigrationStep } from '@ackring/core/migration';
import { recentUseToJson } from '@ackring/core/usage';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText } from '../../messages/times.js';
import { type Span, span } from '../../screen/drawing/line.js';
import { defineTable, printedColumn, type Reader } from '../../screen/table.js';

/** One identity in one cluster, and what was done with it; null while nothing was. */
export interface MigrationRow {
  readonly step: MigrationStep;
  readonly outcome: MigrationOutcome | null;
}

const signs: Readonly<Record<MigrationStep['verdict'], Span>> = {
  migrate: span('+', 'accent'),
  resume: span('⟳', 'accent'),
  wait: span('…', 'dim'),
  clean: span('✓', 'good'),
  done: span('●', 'good'),
  undo: span('-', 'warn'),
  blocked: span('✕', 'warn'),
};

/** Moves from certificates to tokens, planned or done. */
export const migrationTable = defineTable<MigrationRow>({
  id: ({ step: { cluster, identity } }) => `${cluster.id}/${identity.uid}`,
  tie: [({ step }) => step.identity.name, ({ step }) => step.cluster.name],
  sign: ({ step }) => signs[step.verdict],
  columns: [
    printedColumn(
      ({ columns }) => columns.identity,
      ({ step }) => step.identity.name,
    ),
    printedColumn(
      ({ columns }) => columns.cluster,
      ({ step }) => step.cluster.name,
    ),
    printedColumn(({ migration }) => migration.titles.stage, stageText, 0.4),
    printedColumn(({ migration }) => migration.titles.used, usedText, 0.5),
    printedColumn(
      ({ migration }) => migration.titles.verdict,
      ({ step }, { messages }) => messages.migration.verdicts[step.verdict],
    ),
    printedColumn(({ migration }) => migration.titles.why, whyText),
  ],
  fields: {
    cluster: ({ step }) => step.cluster.name,
    clusterId: ({ step }) => step.cluster.id,
    region: ({ step }) => step.cluster.region,
    identity: {
      uid: ({ step }) => step.identity.uid,
      name: ({ step }) => step.identity.name,
      type: ({ step }) => step.identity.type,
      state: ({ step }) => step.identity.state,
    },
    stage: ({ step, outcome }) => outcome?.stage ?? step.stage,
    verdict: ({ step }) => step.verdict,
    reason: ({ step }) => step.reason,
    obstacle: ({ step }) => step.obstacle,
    error: ({ step }) => errorJson(step.error),
    commonName: ({ step }) => step.commonName,
    notAfter: ({ step }) => step.notAfter,
    fingerprints: ({ step }) => step.contexts.flatMap(({ sha256 }) => sha256 ?? []),
    mapping: ({ step }) => step.access?.mapping ?? null,
    bindings: ({ step }) => step.access?.bindings ?? [],
    isMapped: ({ step }) => step.present?.isMapped ?? null,
    usage: ({ step }) => recentUseToJson(step.use),
    contexts: ({ step }) => step.contexts.map(({ file, context, change }) => ({ file, context, change })),
    sinks: ({ step }) => [...new Set(step.sinks?.map(({ kind }) => kind))],
    sinkPlaces: ({ step }) => step.sinks?.map(({ sink, place }) => ({ sink, place })) ?? null,
    watchedSince: ({ step }) => step.watchedSince,
    unusedSince: ({ step }) => unusedOf(step)?.from ?? null,
    quietDays: ({ step }) => step.quietDays,
    applied: ({ outcome }) =>
      outcome === null ? null : { result: outcome.result, error: errorJson(outcome.error) },
  },
});

/** As the log shows it now, or as it showed it at the last look. */
function unusedOf({ quiet, record }: MigrationStep) {
  return quiet === null || quiet.kind === 'unknown' ? (record?.unused ?? null) : quiet.unused;
}

function errorJson(error: MigrationStep['error']) {
  return error === null ? null : { code: error.code, message: error.message };
}

/** `watching for 3 d`. */
function stageText({ step }: MigrationRow, { now, messages }: Reader): string {
  const { stage, watchedSince } = step;
  if (stage !== 'watching' || watchedSince === null) return messages.migration.stages[stage];
  return messages.migration.since(durationText(now.getTime() - watchedSince.getTime(), messages));
}

function usedText({ step: { use, quiet } }: MigrationRow, { now, messages }: Reader): string {
  const { migration, header } = messages;
  if (quiet?.kind === 'inUse')
    return header.fresh(durationText(now.getTime() - quiet.last.getTime(), messages));
  switch (use.kind) {
    case 'used':
      return header.fresh(durationText(now.getTime() - use.last.getTime(), messages));
    case 'unused':
      return migration.usedNot;
    case 'unknown':
      return migration.unknown;
  }
}

/** `somebody mapped it already: ops`. */
export function whyText({ step }: Pick<MigrationRow, 'step'>, { now, messages }: Reader): string {
  const { reason, obstacle, error, quiet } = step;
  const why = messages.migration.reasons[reason];
  const left =
    quiet?.kind === 'tooSoon'
      ? messages.migration.watchLeft(durationText(quiet.until.getTime() - now.getTime(), messages))
      : null;
  const problem = error === null ? null : translateProblem(error, messages).message;
  const more = [obstacle, left, problem].filter((each) => each !== null);
  return more.length === 0 ? why : `${why}: ${more.join('; ')}`;
}
