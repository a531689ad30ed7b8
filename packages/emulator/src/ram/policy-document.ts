import * as v from 'valibot';
import type { PolicyDocument } from '../world/identities.js';

const words = v.union([v.string(), v.array(v.string())]);

const document = v.object({
  Version: v.literal('1'),
  Statement: v.array(
    v.object({
      Effect: v.picklist(['Allow', 'Deny']),
      Action: words,
      Resource: words,
      Condition: v.exactOptional(v.record(v.string(), v.record(v.string(), v.unknown()))),
    }),
  ),
});

/** A RAM policy from text; null if it breaks the grammar. `NotAction` and `NotResource` are not known here. */
export function readPolicyDocument(text: string): PolicyDocument | null {
  try {
    const result = v.safeParse(document, JSON.parse(text));
    return result.success ? result.output : null;
  } catch {
    return null;
  }
}
