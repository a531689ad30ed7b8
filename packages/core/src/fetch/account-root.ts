import { AckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import type { Caller } from './fetch-proved.js';

/**
 * Before any call to ACK, which no policy could allow to anybody else. Throws Forbidden, naming the account root.
 * `what` is such as "set how long kubeconfigs live".
 */
export function requireAccountRoot({ type }: Pick<Caller, 'type'>, what: Sentence): void {
  if (type === 'root') return;
  throw new AckringError(
    'Forbidden',
    say('only the account root may do this, and these are the credentials of a RAM {kind}: {what}', {
      kind: type === 'user' ? say('user #caller') : say('role #caller'),
      what,
    }),
    {
      remedy: say(
        'Name a profile with the account root’s key, `--profile NAME`; no RAM policy grants this to anybody else.',
      ),
    },
  );
}
