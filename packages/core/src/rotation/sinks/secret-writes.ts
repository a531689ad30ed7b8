import { isDeepStrictEqual } from 'node:util';
import type { KubernetesSecrets } from '../../machine/api-server/kubernetes-secret.js';
import type { SecretPlace } from '../../machine/api-server/secret-failure.js';
import {
  type KubernetesSecret,
  type SecretChange,
  secretPatch,
} from '../../machine/api-server/secret-patch.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** Another writer of our own keys is another run, which ends; at most this many restarts. */
const mostTries = 12;

export interface SecretWrite {
  readonly place: SecretPlace;
  readonly secrets: Pick<KubernetesSecrets, 'create' | 'change'>;
  readonly clock: Clock;
  /** Uniform in [0, 1), for the jitter between attempts. */
  readonly random?: (() => number) | undefined;
  /** The Secret as it is now. Throws if it is not ours to write. */
  readonly read: (signal?: AbortSignal) => Promise<KubernetesSecret | null>;
  /** The change to make; null for none. Throws if something prevents it. */
  readonly decide: (found: KubernetesSecret | null) => SecretChange | null;
}

/** A write that did not come about, and what it relied on. */
interface Attempt {
  readonly found: KubernetesSecret | null;
  readonly change: SecretChange;
  readonly refusal: AckringError;
}

/**
 * Repeats a write that somebody else's came before, each time decided anew. What an API server says of that is not
 * taken from it: throws its refusal if nobody wrote, and Conflict only if our own keys were seen to change.
 */
export async function untilWritten(write: SecretWrite, signal?: AbortSignal): Promise<void> {
  const { place, secrets, clock, random = Math.random } = write;
  let last: Attempt | null = null;
  let failure: AckringError | null = null;
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    const found = await write.read(signal);
    if (last !== null && isRefused(last, found)) throw last.refusal;
    if (last !== null && haveOursChanged(last, found)) failure = keepsWriting(place);
    const change = write.decide(found);
    if (change === null) return;
    const outcome =
      found === null
        ? await secrets.create(place, change, signal)
        : await secrets.change(place, found, change, signal);
    if (outcome.kind === 'written') return;
    last = { found, change, refusal: outcome.refusal };
    failure ??= outcome.refusal;
    await clock.sleep(Math.ceil(random() * 50 * attempt), signal);
  }
  throw failure ?? keepsWriting(place);
}

/** A conflict can be about something else, such as the count of a quota, and passes. */
function isRefused({ found: before, refusal }: Attempt, now: KubernetesSecret | null): boolean {
  return refusal.code !== 'Conflict' && before?.resourceVersion === now?.resourceVersion;
}

function haveOursChanged({ found: before, change }: Attempt, now: KubernetesSecret | null): boolean {
  if (before === null || now === null) return before !== now;
  return !isDeepStrictEqual(secretPatch(before, change), secretPatch(now, change));
}

function keepsWriting({ namespace, name }: SecretPlace): AckringError {
  return new AckringError(
    'Conflict',
    say('somebody else keeps writing our keys of Secret {secret}', { secret: `${namespace}/${name}` }),
    {
      remedy: say(
        'See whether two rotations write there: each credential needs a Secret, or a key, of its own.',
      ),
    },
  );
}
