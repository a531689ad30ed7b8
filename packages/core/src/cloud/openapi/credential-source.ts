/** What signs a call. Never log, cache or print it. */
export interface AccessKey {
  readonly accessKeyId: string;
  readonly accessKeySecret: string;
  readonly securityToken: string | null;
}

/** The credentials in use, refreshed by themselves where they expire. */
export interface CredentialSource {
  /**
   * CredentialsMissing when there are none, ProfileInvalid when a profile is unusable, CredentialsInvalid when
   * the service that issues them refused.
   */
  get(): Promise<AccessKey>;
  /** Which source won, and what it knows without asking the cloud. Throws like `get`, holds no secret. */
  origin(): Promise<CredentialOrigin>;
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
  readonly label: string;
  readonly profile: string | null;
  /** The profile's mode (AK, StsToken, RamRoleArn, …) where it is one. */
  readonly mode: string | null;
  /** The region the source names; null when it names none. */
  readonly region: string | null;
  /** The account's id where the source tells it (a role's ARN); null for a plain access key. */
  readonly accountId: string | null;
  /** True when getting the key means asking a service first. */
  readonly needsNetwork: boolean;
  /**
   * What tells one caller of this source from another and stays the same while a session's keys change: a key's id, a
   * role, a command, an address. Never shown: an address may hold a secret. Who logs in anew behind a command, an
   * address or an OAuth profile is not told from the one before.
   */
  readonly caller: readonly string[];
}
