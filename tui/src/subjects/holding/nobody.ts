import type { Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';

/** A name may be mistyped, and whoever holds nothing stands in no list: neither is known to be the case. */
export function nobodyCalled(user: string): Sentence {
  return say(
    'nothing that was read is of anybody called "{user}"; `ackring access` lists whose kubeconfigs there are',
    { user },
  );
}
