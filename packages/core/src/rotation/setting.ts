import * as v from 'valibot';

/** Text that is not empty; `what` names it in the refusal. */
export const text = (what: string) =>
  v.pipe(v.string(`${what} must be text`), v.minLength(1, `${what} is empty`));

/** The name of a KMS secret, as `kms:<secret name>`. */
export const secretReference = v.pipe(
  v.string('must be text'),
  v.regex(/^kms:.+$/, 'must name a KMS secret as "kms:<secret name>", never the secret itself'),
);
