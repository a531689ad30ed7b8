import type { WriteOutcome } from '../../machine/api-server/kubernetes-secret.js';
import type { SecretPlace } from '../../machine/api-server/secret-failure.js';
import type { Clock } from '../../machine/clock.js';
import { AckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';

/** Another writer of our own keys is another run, which ends; at most this many restarts. */
const mostTries = 12;

/** Repeats a write that somebody else's came before, each time decided anew. Throws Conflict if that never ends. */
export async function untilWritten(
  place: SecretPlace,
  { clock, random = Math.random }: { readonly clock: Clock; readonly random?: (() => number) | undefined },
  write: (place: SecretPlace) => Promise<WriteOutcome>,
  signal?: AbortSignal,
): Promise<void> {
  for (let attempt = 1; attempt <= mostTries; attempt += 1) {
    if ((await write(place)) === 'written') return;
    await clock.sleep(Math.ceil(random() * 50 * attempt), signal);
  }
  const { namespace, name } = place;
  throw new AckringError(
    'Conflict',
    say('somebody else keeps writing our keys of Secret {secret}', { secret: `${namespace}/${name}` }),
    {
      remedy: say(
        'See whether two rotations write there: each credential needs a Secret, or a key, of its own.',
      ),
    },
  );
}
