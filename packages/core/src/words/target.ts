/** How to reach one API server and authenticate to it. Holds a private key: never log it. */
export interface ApiServerTarget {
  readonly server: string;
  /** PEM; null trusts the system's authorities. */
  readonly certificateAuthority: string | null;
  readonly clientCertificate: string | null;
  readonly clientKey: string | null;
  readonly token: string | null;
  /** The local file that the token was read from, if any. */
  readonly tokenFile?: string | null;
  /** A user name with its password, for a gateway that asks for one: API servers no longer do. */
  readonly basic?: Login | null;
  readonly tlsServerName: string | null;
  readonly insecureSkipTlsVerify: boolean;
  readonly proxyUrl: string | null;
  /** Whom kubectl would impersonate, by the user entry's `as`. */
  readonly impersonation?: Impersonation | null;
  /** The plug-in that kubectl would run for credentials, if any. */
  readonly exec?: ExecPlugin | null;
}

export interface Login {
  readonly user: string;
  readonly password: string;
}

/** By a certificate alone: no token, no proxy, no other name, and nothing left unchecked. */
export function targetByCertificate({
  server,
  certificateAuthority,
  clientCertificate,
  clientKey,
}: Pick<
  ApiServerTarget,
  'server' | 'certificateAuthority' | 'clientCertificate' | 'clientKey'
>): ApiServerTarget {
  return {
    server,
    certificateAuthority,
    clientCertificate,
    clientKey,
    token: null,
    tlsServerName: null,
    insecureSkipTlsVerify: false,
    proxyUrl: null,
  };
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
  /** Never, IfAvailable or Always; null if the entry does not say. */
  readonly interactiveMode: string | null;
  readonly provideClusterInfo: boolean;
  /** What the cluster's entry has for it (extension `client.authentication.k8s.io/exec`), as JSON. */
  readonly clusterConfig?: string | null;
  /** Its author's hint for when it is not installed. */
  readonly installHint: string | null;
}

/** How a kubeconfig starts this program: directly, or as a script of Node's, both by path. */
export interface ProgramStart {
  readonly command: string;
  readonly script?: string;
}

/** By whatever the PATH has under its name. */
export const bareProgram = { command: 'ackring' } as const satisfies ProgramStart;

/** Whether a plug-in's program is this one, by its name. */
export function isOwnProgram(program: string): boolean {
  return /(?:^|[\\/])ackring(?:\.exe|\.cmd|\.js)?$/i.test(program);
}

const interpreter = /(?:^|[\\/])node(?:\.exe)?$/i;

/**
 * The program that an entry runs, and its arguments: for Node with a script of ours that script, as entries have it
 * that name Node by path.
 */
export function programIn({
  command,
  args,
}: {
  readonly command: string;
  readonly args: readonly string[];
}): { readonly program: string; readonly args: readonly string[] } {
  const [script = '', ...rest] = args;
  return interpreter.test(command) && isOwnProgram(script)
    ? { program: script, args: rest }
    : { program: command, args };
}
