import type { Sentence } from '../../words/say.js';

/** Signs calls. Never log, cache or print it. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | null;
}

/** The credentials in use, refreshed automatically before they expire. */
export interface CredentialSource {
  /**
   * CredentialsMissing if there are none, ProfileInvalid if a profile is unusable, CredentialsInvalid if the service
   * that issues them refused.
   */
  get(): Promise<AccessKey>;
  /** Which source is used, and what it says without asking the cloud. Throws like `get`, holds no secret. */
  origin(): Promise<CredentialOrigin>;
  /** The id of the key that `get` returned last; null before. */
  lastKeyId(): string | null;
}

export type CredentialOriginKind =
  | 'environment'
  | 'oidc'
  | 'cliProfile'
  | 'credentialsFile'
  | 'ecsRole'
  | 'uri';

/** Where the credentials in use come from, without the credentials. */
export interface CredentialOrigin {
  readonly kind: CredentialOriginKind;
  /** For people: `profile work of ~/.aliyun/config.json`. */
  readonly label: Sentence;
  readonly profile: string | null;
  /** The profile's mode (AK, StsToken, RamRoleArn, …) if it is one. */
  readonly mode: string | null;
  /** The region that the source names; null if it names none. */
  readonly region: string | null;
  /** The account's id if the source names it (a role's ARN); null for a plain access key. */
  readonly accountId: string | null;
  /** True if getting the key requires a call to a service. */
  readonly needsNetwork: boolean;
  /**
   * Identifies one caller of this source and stays the same while a session's keys change: a key's id, a role, a
   * command, an address. Never shown: an address may hold a secret. A new login behind an address is not noticed.
   */
  readonly caller: readonly string[];
  /**
   * Only of a profile whose command may sign in anybody: the id of the key that it issued last, as the SDK and the
   * CLI write it into the profile; empty before. A login that no run of the command has shown yet is not noticed.
   */
  readonly issuedKeyId: string | null;
}
