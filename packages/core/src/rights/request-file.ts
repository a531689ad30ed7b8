import * as v from 'valibot';
import { AckringError } from '../words/errors.js';
import { isRecord, jsonIn } from '../words/json.js';
import { type Sentence, say } from '../words/say.js';
import { type AccessRequest, requestDigest, requestFormat } from './access-request.js';
import { clusterSchema, instant, roleSchema, text, uid } from './ending-rights.js';

const requestSchema = v.strictObject({
  id: v.pipe(v.string(), v.regex(/^[0-9a-f]{32}$/)),
  accountId: uid,
  by: uid,
  identity: v.strictObject({ uid, name: text }),
  isRamRole: v.boolean(),
  cluster: clusterSchema,
  role: roleSchema,
  minutes: v.pipe(v.number(), v.integer()),
  reason: text,
  askedAt: instant,
  validUntil: instant,
});

/** What the text of a file asks for. Throws FileUnreadable for no request, and for one that was changed since. */
export function requestIn(read: string, file: string): AccessRequest {
  const value = jsonIn(read);
  const { schema = null, digest = null, ...written } = isRecord(value) ? value : {};
  const parsed = v.safeParse(requestSchema, written);
  if (schema !== requestFormat || !parsed.success) {
    throw unreadable(say('{file} is no request for access', { file }));
  }
  if (digest === requestDigest(parsed.output)) return parsed.output;
  throw unreadable(say('{file} is not as it was written: its digest is of something else', { file }));
}

function unreadable(what: Sentence): AckringError {
  return new AckringError('FileUnreadable', what, {
    remedy: say('Let them ask anew, `ackring access request`, and send the file as it is.'),
  });
}
