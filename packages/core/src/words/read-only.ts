import { AckringError } from './errors.js';
import { type Sentence, say } from './say.js';

/** Call it before doing `what`, such as "revoke a kubeconfig". Throws ReadOnly. */
export type RefuseWhenReadOnly = (what: Sentence) => Promise<void>;

/** Refuses `what`, such as "revoke a kubeconfig", in read-only mode. */
export function readOnlyRefusal(what: Sentence): AckringError {
  return new AckringError('ReadOnly', say('read-only mode does not allow this: {what}', { what }), {
    remedy: say('Leave out `--read-only`, or switch it off in the settings.'),
  });
}
