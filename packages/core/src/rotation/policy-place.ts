import { allow, type RamStatement } from '../cloud/ram.js';
import type { FunctionName } from './function/deployed-function.js';

/** Where what a policy names lives. */
export interface PolicyPlace {
  /** Null prints `*`, to be narrowed by hand. */
  readonly accountId: string | null;
  /** Where function, secrets and logs live. */
  readonly region: string;
  readonly function: FunctionName;
  /** The function's own role. */
  readonly role: string;
  readonly logs: { readonly project: string; readonly logstore: string } | null;
}

/** Encrypting and decrypting with a key of one's own; the account's default key needs no right. */
export function keyUse(
  keyId: string | undefined,
  region: string,
  { accountId }: PolicyPlace,
): readonly RamStatement[] {
  if (keyId === undefined) return [];
  return allow(
    ['kms:GenerateDataKey', 'kms:Decrypt'],
    [`acs:kms:${region}:${accountId ?? '*'}:key/${keyId}`],
  );
}

/** Reading the KMS secrets that settings name as `kms:<secret>`; what is no such name needs no right. */
export function readingSecrets(
  settings: readonly (string | undefined)[],
  { accountId, region }: PolicyPlace,
): readonly RamStatement[] {
  const secrets = settings.flatMap((setting) =>
    setting?.startsWith('kms:') ? [`acs:kms:${region}:${accountId ?? '*'}:secret/${setting.slice(4)}`] : [],
  );
  return secrets.length === 0 ? [] : allow(['kms:GetSecretValue'], secrets);
}
