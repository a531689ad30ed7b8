import * as v from 'valibot';

/** Text that is not empty; `what` names it in the refusal. */
export const text = (what: string) =>
  v.pipe(v.string(`${what} must be text`), v.minLength(1, `${what} is empty`));

/** ACK's ids of clusters: `c` and 32 hexadecimal digits. */
export function isClusterId(id: string): boolean {
  return /^c[0-9a-f]{32}$/.test(id);
}

/** The name of a KMS secret, as `kms:<secret name>`. */
export const secretReference = v.pipe(
  v.string('must be text'),
  v.regex(/^kms:.+$/, 'must name a KMS secret as "kms:<secret name>", never the secret itself'),
);
