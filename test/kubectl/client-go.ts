import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { goProgram } from './go-program.js';

/** One case; its files are on the disk. */
export interface Question {
  /** KUBECONFIG; null leaves it unset. */
  readonly kubeconfig: string | null;
  readonly home: string;
  /** The working folder. */
  readonly folder: string;
  /** The file of `--kubeconfig`; empty for none. */
  readonly explicit: string;
  /** Resolved besides all contexts of the files. */
  readonly contexts: readonly string[];
}

/** What client-go makes of it; see `client-go/main.go`. Bytes are base64, and empty texts stand for nothing. */
export interface Answer {
  readonly error?: string;
  readonly currentContext: string;
  readonly contexts: Readonly<Record<string, Record<'file' | 'cluster' | 'user' | 'namespace', string>>>;
  /** The file of each. */
  readonly clusters: Readonly<Record<string, string>>;
  readonly users: Readonly<Record<string, string>>;
  readonly resolved: Readonly<Record<string, Resolved>>;
  /** All files as one, in JSON as `kubectl config view --raw --flatten` writes it, with whole paths. */
  readonly view: unknown;
}

export interface Resolved {
  readonly error?: string;
  readonly transportError?: string;
  readonly host: string;
  readonly insecure: boolean;
  readonly serverName: string;
  readonly caFile: string;
  readonly caData: string | null;
  readonly certFile: string;
  readonly certData: string | null;
  readonly keyFile: string;
  readonly keyData: string | null;
  readonly token: string;
  readonly tokenFile: string;
  readonly username: string;
  readonly password: string;
  readonly proxy: string;
  readonly as: string;
  readonly asUid: string;
  readonly asGroups: readonly string[] | null;
  readonly asExtra: Readonly<Record<string, readonly string[]>> | null;
  readonly authProvider: string;
  readonly exec: ResolvedPlugin | null;
}

export interface ResolvedPlugin {
  readonly command: string;
  readonly args: readonly string[] | null;
  readonly env: readonly { readonly name: string; readonly value: string }[] | null;
  readonly apiVersion: string;
  readonly installHint: string;
  readonly interactiveMode: string;
  readonly provideClusterInfo: boolean;
  readonly config: unknown;
}

/** client-go itself, asked as often as one likes. */
export interface ClientGo extends AsyncDisposable {
  ask(question: Question): Promise<Answer>;
}

export async function startClientGo(): Promise<ClientGo> {
  const child = spawn(await goProgram('client-go'), [], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    ask: async (question) => {
      child.stdin.write(`${JSON.stringify(question)}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error(`the client-go program is over (${child.signalCode ?? child.exitCode})`);
      return JSON.parse(value);
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin.end();
      if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    },
  };
}
