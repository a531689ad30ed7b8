import { daysLeft, renewableFrom } from '../../words/certificate.js';
import { AckringError } from '../../words/errors.js';
import { instantOf, type Sentence, say } from '../../words/say.js';
import { outcomeError, type RotationFailure } from '../report/report.js';
import type { Sink, SinkAccess } from '../sinks/sink.js';
import type { RotationSubject } from '../subject/subject.js';

interface Seen {
  readonly subjects: readonly RotationSubject[];
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * What sinks are reached with and is about to end, or is refused: one failure each, instead of one for every
 * credential behind it.
 */
export async function accessFailures(
  sinks: readonly Sink[],
  seen: Seen,
): Promise<readonly RotationFailure[]> {
  const found = sinks.map(async (sink): Promise<readonly RotationFailure[]> => {
    // One that cannot be opened fails each credential, with the reason.
    const access = (await sink.access?.(seen.signal).catch(() => null)) ?? null;
    if (access === null) return [];
    return isRefused(sink, seen) ? [refused(access, seen.now)] : ending(access, seen.now);
  });
  return (await Promise.all(found)).flat();
}

function isRefused({ name }: Sink, { subjects }: Seen): boolean {
  return subjects.some(
    (subject) =>
      subject.kind === 'managed' &&
      subject.copies.some(({ sink, error }) => sink === name && error?.code === 'CredentialsInvalid'),
  );
}

/** Counts as ended, whatever it says itself. */
function refused(access: SinkAccess, now: Date): RotationFailure {
  const { until } = access;
  if (until === null || until > now) return failure(access, say('it is refused (401)'), now);
  return failure(
    access,
    say('it ended at {until}, and is refused (401)', { until: instantOf(until) }),
    until,
  );
}

function ending(access: SinkAccess, now: Date): readonly RotationFailure[] {
  const { until } = access;
  if (until === null || now < renewableFrom(until)) return [];
  const count = daysLeft(until, now);
  const message =
    until <= now
      ? say('it ended at {until}', { until: instantOf(until) })
      : say('it ends in {count} days, and nobody renews it', { count });
  return [failure(access, message, until)];
}

function failure({ name, remedy }: SinkAccess, message: Sentence, until: Date): RotationFailure {
  const error = new AckringError('AccessEnding', message, { remedy });
  return { what: name, error: outcomeError(error), until: until.toISOString() };
}
