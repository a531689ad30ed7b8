import { type Drift, failuresOf, type ServiceDrift } from './drift.js';

/** An older reading causes a warning; nothing fails by the calendar alone. */
const oldLookDays = 90;

/** By operation, what agrees and what no SDK describes. */
export function driftDetails({ services }: Drift): string {
  return services.flatMap(serviceLines).join('\n');
}

/** What a reader has to know: notes, the age of the latest reading, and each failure with its place. */
export function driftSummary(drift: Drift): string {
  const { announced, look, beliefs } = drift;
  const notes = announced.filter(({ isEnd }) => !isEnd);
  const failures = failuresOf(drift);
  const isOld = look.days > oldLookDays;
  return [
    ...notes.map(({ operation, place, problem }) => `drift: note: ${operation}: ${place} is ${problem}`),
    `drift: the vendor's change log was last read ${look.days} days ago, on ${look.on}`,
    ...(isOld ? [`drift: warning: over ${oldLookDays} days; CONTRIBUTING.md says how to look again`] : []),
    ...beliefLines(beliefs),
    ...failures.map(({ operation, place, problem }) => `drift: FAILED: ${operation}: ${place} ${problem}`),
    failures.length === 0 ? 'drift: none' : `drift: ${failures.length} failed`,
  ].join('\n');
}

/** The belief that has gone unconfirmed for longest, and what would tell. */
function beliefLines({ count, oldest }: Drift['beliefs']): readonly string[] {
  if (oldest === undefined) return [];
  const { what, on, source, wouldTell } = oldest;
  return [
    `drift: of ${count} beliefs the oldest is of ${on}: ${what} (${source})`,
    `drift:   it would be told by: ${wouldTell}`,
  ];
}

function serviceLines({ service, sdk, operations }: ServiceDrift): readonly string[] {
  return [`${service}, ${sdk ?? 'no SDK describes it'}`, ...operations.map(operationLine)];
}

function operationLine({ name, result }: ServiceDrift['operations'][number]): string {
  if (!('findings' in result))
    return `  ${name}: not compared: ${result.reason}; known from: ${result.source}`;
  const { findings, agreed, undescribed } = result;
  const open = undescribed.length === 0 ? '' : `, not described: ${undescribed.join(', ')}`;
  return `  ${name}: ${agreed} agree${findings.length === 0 ? '' : `, ${findings.length} DO NOT`}${open}`;
}
