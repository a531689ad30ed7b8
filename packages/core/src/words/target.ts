/** How to reach and be known by one API server. Holds a private key: never log it. */
export interface ApiServerTarget {
  readonly server: string;
  /** PEM; null trusts the system's authorities. */
  readonly certificateAuthority: string | null;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
  readonly token: string | null;
  /** The file of this machine that the token was read from, if it was. */
  readonly tokenFile?: string | null;
  readonly tlsServerName: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | null;
  /** Whom kubectl would act as, by the user entry's `as`. */
  readonly impersonation?: Impersonation | null;
  /** The plug-in that gives the credentials, where the user has one. */
  readonly exec?: ExecPlugin | null;
}

/** A user entry's `as`, `as-uid`, `as-groups` and `as-user-extra`. */
export interface Impersonation {
  readonly user: string;
  readonly uid: string | null;
  readonly groups: readonly string[];
  readonly extra: Readonly<Record<string, readonly string[]>>;
}

/** A kubeconfig user's `exec`: the command kubectl would run for credentials. */
export interface ExecPlugin {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly apiVersion: string;
  /** Never, IfAvailable or Always; null where the entry says nothing. */
  readonly interactiveMode: string | null;
  readonly provideClusterInfo: boolean;
  /** What its author says to do when it is not installed. */
  readonly installHint: string | null;
}
