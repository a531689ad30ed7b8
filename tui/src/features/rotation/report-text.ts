import type { RotationEvent, RotationReport } from '@ackring/core/rotation';
import { visible } from '@ackring/core/words';
import type { Reader } from '../../screen/table.js';
import { type Printing, printTable } from '../../shell/text-table.js';
import { inOrder, outcomeText, planTable, resultTable } from './table.js';

/** The plan, or the outcomes of what was worked on, as the command line prints it. */
export async function printReport(
  context: Printing,
  { mode, now, outcomes }: RotationReport,
  { all = false }: { readonly all?: boolean } = {},
): Promise<void> {
  if (mode === 'plan') {
    // Excluded clusters are only shown with `all`.
    const shown = all ? outcomes : outcomes.filter(({ decision }) => decision.reason !== 'ClusterExcluded');
    return printTable(context, planTable, inOrder(shown), { now: new Date(now) });
  }
  const worked = outcomes.filter(({ decision }) => decision.kind === 'renew' || decision.kind === 'deliver');
  return printTable(context, resultTable, inOrder(worked), { withSigns: true });
}

/** A progress line, or null if not worth one. */
export function rotationEventLine(event: RotationEvent, reader: Reader): string | null {
  switch (event.kind) {
    case 'planned':
      return `${event.work} of ${event.total} credentials need work`;
    case 'step':
      return null;
    case 'outcome':
      return `${event.outcome.error === null ? '✓' : '✕'} ${visible(event.outcome.cluster.name)}: ${visible(outcomeText(event.outcome, reader))}`;
  }
}

/** Regions, identities, sinks and notifiers that failed as a whole. */
export function rotationFailures({ failures }: Pick<RotationReport, 'failures'>): readonly string[] {
  return failures.map(
    ({ what, error }) =>
      `✕ ${visible(what)}: ${visible(error.message)}\n    remedy: ${visible(error.remedy)}`,
  );
}

/** What sinks hold and nobody renews any more: reported, never deleted. */
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
