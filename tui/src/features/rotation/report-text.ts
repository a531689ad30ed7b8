import type { RotationEvent, RotationReport } from '@ackring/core/rotation';
import { type AckringError, type Sentence, shell } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import type { Reader } from '../../screen/table.js';
import { type Printing, printTable } from '../../shell/text-table.js';
import { inOrder, outcomeText, planTable, resultTable } from '../../subjects/rotation/table.js';
import { failedPart } from './failed-part.js';

/** The plan, or the outcomes of what was worked on, as the command line prints it. */
export async function printReport(
  context: Printing,
  { mode, now, outcomes }: RotationReport,
  { all = false }: { readonly all?: boolean } = {},
): Promise<void> {
  if (mode === 'plan') {
    // Excluded clusters to which nothing was ever delivered are only shown with `all`.
    const shown = all ? outcomes : outcomes.filter(isOwedOrSelected);
    return printTable(context, planTable, inOrder(shown), { now: new Date(now) });
  }
  const worked = outcomes.filter(
    ({ decision, error }) => decision.kind === 'renew' || decision.kind === 'deliver' || error !== null,
  );
  return printTable(context, resultTable, inOrder(worked), { withSigns: true });
}

function isOwedOrSelected({ decision, places = [] }: RotationReport['outcomes'][number]): boolean {
  return decision.reason !== 'ClusterExcluded' || places.some(({ state }) => state !== 'missing');
}

/** A progress line, or null if not worth one. */
export function rotationEventLine(event: RotationEvent, reader: Reader): Sentence | null {
  switch (event.kind) {
    case 'planned':
      return say('{work} of {total} credentials need work', { work: event.work, total: event.total });
    case 'step':
      return null;
    case 'outcome':
      return say('{sign} {cluster}: {outcome}', {
        sign: event.outcome.error === null ? '✓' : '✕',
        cluster: event.outcome.cluster.name,
        outcome: outcomeText(event.outcome, reader),
      });
  }
}

/** Regions, identities, sinks and notifiers that failed as a whole. */
export function rotationFailures({ failures }: Pick<RotationReport, 'failures'>): readonly Sentence[] {
  return failures.flatMap(({ what, error }) => failureLines(failedPart(what), error));
}

/** Credentials that failed: what happened to many alike, such as a hub that is down, is told once. */
export function credentialFailures({ outcomes }: Pick<RotationReport, 'outcomes'>): readonly Sentence[] {
  const alike = new Map<string, { readonly error: Failure; readonly clusters: Set<string> }>();
  for (const { error, cluster } of outcomes) {
    if (error === null) continue;
    const key = JSON.stringify([error.message, error.remedy]);
    const group = alike.get(key) ?? { error, clusters: new Set() };
    group.clusters.add(cluster.name);
    alike.set(key, group);
  }
  return [...alike.values()].flatMap(({ error, clusters }) =>
    failureLines(named([...clusters].sort()), error),
  );
}

type Failure = RotationReport['failures'][number]['error'];

function failureLines(
  what: Sentence | string | readonly string[],
  { message, remedy, said }: Failure,
): readonly Sentence[] {
  const problem = said === undefined ? message : wholeOf(said);
  return [
    say('{sign} {what}: {problem}', { sign: '✕', what, problem }),
    say('    remedy: {remedy}', { remedy: said?.remedy ?? remedy }),
  ];
}

const mostNamed = 3;

function named(clusters: readonly string[]): Sentence | readonly string[] {
  const names = clusters.slice(0, mostNamed);
  const n = clusters.length - names.length;
  return n === 0 ? names : say('{names} and {n} more', { names, n });
}

/** With the single problems, if there are several. */
function wholeOf({ summary, problems }: AckringError['said']): Sentence {
  return problems.length === 0 ? summary : say('{summary} {problems}', { summary, problems });
}

/** Roles that were given for a time: taken back by the run, or to be. */
export function rotationRights({
  mode,
  rights = [],
}: Pick<RotationReport, 'mode' | 'rights'>): readonly Sentence[] {
  return rights.flatMap(({ identity, cluster, role, namespace, how }) => {
    const place = namespace === null ? cluster.name : `${cluster.name}/${namespace}`;
    const facts = { role, name: identity.name, place };
    if (how === 'takenBack') return [say('· the role {role} of {name} in {place} ended: taken back', facts)];
    if (how === 'givenAgain')
      return [say('· the role {role} of {name} in {place} ended: given again since, and left alone', facts)];
    if (how !== null) return [say('· the role {role} of {name} in {place} ended: gone already', facts)];
    return mode === 'plan'
      ? [say('· the role {role} of {name} in {place} ended: to be taken back', facts)]
      : [];
  });
}

/** What sinks hold and nobody renews any more: reported, never deleted. */
export function rotationStale({ stale = [] }: Pick<RotationReport, 'stale'>): readonly Sentence[] {
  return stale.map(({ sink, place, reason }) => {
    const why =
      reason === 'ClusterNotListed'
        ? say('no region that was read has its cluster')
        : say('the configuration names no such identity');
    return say('· stale in {sink}: {place}, {why}', { sink, place, why });
  });
}

/** Secrets that stay where their consumers read them, under a name that their cluster had once. */
export function rotationRenamed({ outcomes }: Pick<RotationReport, 'outcomes'>): readonly Sentence[] {
  return outcomes.flatMap(({ cluster, identity, places = [] }) =>
    places.flatMap(({ sink, place, named }) => {
      if (place === undefined || named === undefined) return [];
      const command = shell`ackring rotate move ${`${cluster.id}/${identity}`}`;
      return [
        say(
          '· {place} in {sink} stays under the name that {cluster} had; to lead its consumers to {named}: {command}',
          { place, sink, cluster: cluster.name, named, command },
        ),
      ];
    }),
  );
}

/** `18 credentials: 3 to renew, 1 to deliver, 14 kept`. */
export function rotationSummary({ mode, counts }: RotationReport): Sentence {
  const isPlan = mode === 'plan';
  const { renewed, delivered, notified } = counts;
  const parts: readonly (readonly [number, Sentence])[] = [
    [renewed, isPlan ? say('{n} to renew', { n: renewed }) : say('{n} renewed', { n: renewed })],
    [delivered, isPlan ? say('{n} to deliver', { n: delivered }) : say('{n} delivered', { n: delivered })],
    [counts.unchanged, say('{n} unchanged', { n: counts.unchanged })],
    [counts.kept, say('{n} kept', { n: counts.kept })],
    [counts.skipped, say('{n} skipped', { n: counts.skipped })],
    [notified, say('{n} of others', { n: notified })],
    [counts.deferred, say('{n} left for the next run', { n: counts.deferred })],
    [counts.failed, say('{n} failed', { n: counts.failed })],
  ];
  const done = parts.filter(([count]) => count > 0).map(([, part]) => part);
  const { total } = counts;
  if (done.length === 0) return say('{total} credentials: nothing to do', { total });
  return say('{total} credentials: {parts}', { total, parts: done });
}
