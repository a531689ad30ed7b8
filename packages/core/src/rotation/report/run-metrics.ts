import { type RunStanding, standingIn } from './kept-runs.js';
import type { RotationOutcome, RotationReport } from './report.js';

/** One series: a name, labels, and its current value. */
export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A gauge. Its name is a contract: alerts and dashboards use it. */
export interface Metric {
  readonly name: string;
  readonly help: string;
  readonly samples: readonly Sample[];
}

/**
 * Maximum number of credentials with their own series: the first to end. A fleet of 10,000 would overload a small
 * server.
 */
export const mostCredentials = 500;

/** A run in numbers. Instants are Unix seconds. */
export function runMetrics(report: RotationReport): readonly Metric[] {
  const { counts, failures, startedAt, finishedAt } = report;
  const standing = standingIn(report);
  const durationMs = new Date(finishedAt).getTime() - new Date(startedAt).getTime();
  const { total: _total, ...results } = counts;
  return [
    gauge('ackring_rotation_finished_seconds', 'When the run ended.', unixSeconds(finishedAt)),
    gauge('ackring_rotation_duration_seconds', 'How long it took.', durationMs / 1_000),
    each('ackring_rotation_credentials', 'Credentials by what became of them.', 'result', results),
    each(
      'ackring_rotation_conditions',
      'Our own credentials by condition after the run.',
      'condition',
      standing.conditions,
    ),
    gauge('ackring_rotation_broken', 'Credentials of which a consumer has nothing of use.', standing.broken),
    gauge(
      'ackring_rotation_failures',
      'Regions, identities, sinks and notifiers that failed.',
      failures.length,
    ),
    ...firstEnd(standing),
    ...credentialMetrics(report),
  ];
}

/** The same without the series per credential, for a log line: flat, one number per name. */
export function runNumbers(report: RotationReport): Readonly<Record<string, number>> {
  const { conditions, broken, firstEnd: end } = standingIn(report);
  const { counts, failures, startedAt, finishedAt } = report;
  const durationMs = new Date(finishedAt).getTime() - new Date(startedAt).getTime();
  return {
    ...counts,
    ...conditions,
    broken,
    failures: failures.length,
    durationSeconds: durationMs / 1_000,
    finishedSeconds: unixSeconds(finishedAt),
    ...(end === null ? {} : { firstEndSeconds: unixSeconds(end) }),
  };
}

function firstEnd({ firstEnd: end }: RunStanding): readonly Metric[] {
  if (end === null) return [];
  const help = 'When the first of those that are not ready ends.';
  return [gauge('ackring_rotation_first_end_seconds', help, unixSeconds(end))];
}

/** Others' credentials are not ours to watch, and `expiry --prometheus` has them. */
function credentialMetrics({ outcomes }: RotationReport): readonly Metric[] {
  const own = outcomes.filter(({ holder, condition }) => holder === null && condition != null);
  const ordered = own.toSorted((left, right) => (endOf(left) < endOf(right) ? -1 : 1));
  const shown = ordered.slice(0, mostCredentials);
  const held = shown.flatMap((outcome) => {
    const end = endOf(outcome);
    return end === '' ? [] : [{ labels: labelsOf(outcome), value: unixSeconds(end) }];
  });
  const unwell = shown.flatMap((outcome) => {
    const { condition } = outcome;
    if (condition == null || condition.state === 'ready') return [];
    return [
      { labels: { ...labelsOf(outcome), condition: condition.state, reason: condition.reason }, value: 1 },
    ];
  });
  return [
    {
      name: 'ackring_rotation_held_until_seconds',
      help: `When what consumers have ends; of the ${mostCredentials} that end first.`,
      samples: held,
    },
    {
      name: 'ackring_rotation_not_ready',
      help: 'Those of them that are not ready, and why.',
      samples: unwell,
    },
    gauge(
      'ackring_rotation_credentials_without_series',
      'Credentials left out of those two for their number.',
      own.length - shown.length,
    ),
  ];
}

/** Empty, and so first, if unknown. */
function endOf({ condition }: RotationOutcome): string {
  return condition?.heldUntil ?? '';
}

function labelsOf({ cluster, region, identity, left }: RotationOutcome): Readonly<Record<string, string>> {
  const place = left === undefined ? {} : { place: left };
  return { cluster: cluster.name, cluster_id: cluster.id, region, identity, ...place };
}

function gauge(name: string, help: string, value: number): Metric {
  return { name, help, samples: [{ labels: {}, value }] };
}

function each(name: string, help: string, label: string, values: object): Metric {
  const samples = Object.entries(values).map(([key, value]) => ({ labels: { [label]: key }, value }));
  return { name, help, samples };
}

function unixSeconds(instant: string): number {
  return Math.floor(new Date(instant).getTime() / 1_000);
}
