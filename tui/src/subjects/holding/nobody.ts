import { nearest, type Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';

/**
 * A name may be mistyped, and whoever holds nothing stands in no list: neither is known to be the case. `names` are
 * those that were read.
 */
export function nobodyCalled(user: string, names: Iterable<string>): Sentence {
  const name = nearest(user, [...names]);
  const hint = name === null ? '' : say('; did you mean {name}?', { name });
  return say(
    'nothing that was read is of anybody called "{user}"{hint}; `ackring access` lists whose kubeconfigs there are',
    { user, hint },
  );
}
