import type { RotationEvent, RotationOutcome, RotationReport } from '@ackring/core/rotation/report/report';
import { type Column, table } from '../shell/text-table.js';
import { daysText } from './time-left.js';
import { visible } from './visible.js';

const place: readonly Column<RotationOutcome>[] = [
  { title: 'CLUSTER', text: ({ cluster }) => cluster.name },
  { title: 'REGION', text: ({ region }) => region },
  { title: 'IDENTITY', text: ({ holder, identity }) => holder ?? identity },
];

const decided: readonly Column<RotationOutcome>[] = [
  { title: 'ENDS', text: ({ notAfter }) => dateText(notAfter) },
  { title: 'LEFT', align: 'right', text: ({ daysLeft }) => (daysLeft === null ? '–' : daysText(daysLeft)) },
  { title: 'DECISION', text: ({ decision }) => decision.kind },
  { title: 'REASON', text: ({ decision }) => decision.reason },
];

/**
 * A plan as lines: what is worked on first, then what somebody must be told, then the rest. Clusters that the
 * configuration leaves out are shown only among `all`.
 */
export function rotationPlanTable(
  { outcomes }: RotationReport,
  { columns, all }: { columns: number; all: boolean },
): string {
  const shown = all ? outcomes : outcomes.filter(({ decision }) => decision.reason !== 'ClusterExcluded');
  return table([...place, ...decided], inOrder(shown), columns);
}

const order: readonly RotationOutcome['decision']['kind'][] = ['renew', 'deliver', 'notify', 'keep', 'skip'];

function inOrder(outcomes: readonly RotationOutcome[]): readonly RotationOutcome[] {
  return outcomes.toSorted(
    (a, b) =>
      order.indexOf(a.decision.kind) - order.indexOf(b.decision.kind) ||
      (a.notAfter ?? '').localeCompare(b.notAfter ?? ''),
  );
}

/** What became of the credentials that were worked on. */
export function rotationResults({ outcomes }: RotationReport, maxWidth: number): string {
  const worked = outcomes.filter(({ decision }) => decision.kind === 'renew' || decision.kind === 'deliver');
  const columns: readonly Column<RotationOutcome>[] = [
    ...place,
    { title: 'BEFORE', text: ({ before, notAfter }) => dateText(before?.notAfter ?? notAfter) },
    { title: 'AFTER', text: ({ after }) => dateText(after?.notAfter ?? null) },
    { title: 'RESULT', text: resultText },
  ];
  return table(columns, inOrder(worked), maxWidth);
}

function resultText({ decision, steps, deferred, error }: RotationOutcome): string {
  if (error !== null) return `failed: ${error.message}`;
  if (deferred !== null) return `left for the next run (${deferred})`;
  const isDone = steps.some(({ step, result }) => step === 'promote' && result === 'done');
  if (!isDone) return 'unchanged';
  const isProven = steps.some(({ step, result }) => step === 'prove works' && result === 'done');
  return `${decision.kind === 'renew' ? 'renewed' : 'delivered'}${isProven ? ', proven on its API server' : ''}`;
}

/** `2027-05-26`. */
function dateText(instant: string | null): string {
  return instant === null ? '–' : instant.slice(0, 10);
}

/** A line of progress, or null for what is not worth one. */
export function rotationEventLine(event: RotationEvent): string | null {
  switch (event.kind) {
    case 'planned':
      return `${event.work} of ${event.total} credentials need work`;
    case 'step':
      return null;
    case 'outcome':
      return `${event.outcome.error === null ? '✓' : '✕'} ${visible(event.outcome.cluster.name)}: ${visible(resultText(event.outcome))}`;
  }
}

/** Regions, identities, sinks and notifiers that failed as a whole. */
export function rotationFailures({ failures }: Pick<RotationReport, 'failures'>): readonly string[] {
  return failures.map(
    ({ what, error }) =>
      `✕ ${visible(what)}: ${visible(error.message)}\n    remedy: ${visible(error.remedy)}`,
  );
}

/** What sinks hold and nobody renews any more: only told, never deleted. */
export function rotationStale({ stale = [] }: Pick<RotationReport, 'stale'>): readonly string[] {
  return stale.map(({ sink, place, reason }) => {
    const why =
      reason === 'ClusterNotListed'
        ? 'no region that was looked at has its cluster'
        : 'the configuration names no such identity';
    return `· stale in ${visible(sink)}: ${visible(place)}, ${why}`;
  });
}

/** `18 credentials: 3 to renew, 1 to deliver, 14 kept`. */
export function rotationSummary({ mode, counts }: RotationReport): string {
  const words = mode === 'plan' ? (['to renew', 'to deliver'] as const) : (['renewed', 'delivered'] as const);
  const parts: readonly (readonly [number, string])[] = [
    [counts.renewed, words[0]],
    [counts.delivered, words[1]],
    [counts.unchanged, 'unchanged'],
    [counts.kept, 'kept'],
    [counts.skipped, 'skipped'],
    [counts.notified, mode === 'plan' ? 'to tell their owners of' : 'told to their owners'],
    [counts.deferred, 'left for the next run'],
    [counts.failed, 'failed'],
  ];
  const text = parts.filter(([count]) => count > 0).map(([count, word]) => `${count} ${word}`);
  return `${counts.total} credentials: ${text.join(', ') || 'nothing to do'}`;
}
