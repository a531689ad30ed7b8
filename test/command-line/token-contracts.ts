import * as v from 'valibot';
import { instant, textOrNull } from './contracts.js';

export const explainContract = v.object({
  clusterId: textOrNull,
  accessKeyId: textOrNull,
  isSession: v.boolean(),
  signedAt: v.nullable(instant),
  endsAt: v.nullable(instant),
  /** Null where the Security Token Service was not asked, or refused. */
  identity: v.nullable(
    v.object({
      arn: v.string(),
      /** What a RAMIdentityMapping has to name. */
      mappedArn: v.string(),
      accountId: v.string(),
      type: v.picklist(['root', 'user', 'role']),
    }),
  ),
  /** What the verifier would object to; empty for a token that it takes. */
  objections: v.array(v.object({ code: v.string(), detail: v.string() })),
});
