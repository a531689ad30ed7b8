import { execFile } from 'node:child_process';
import * as v from 'valibot';
import { cancelled } from '../../cloud/retry.js';
import { execPluginRefusal } from '../../kubeconfig/target.js';
import { type Sentence, say } from '../../words/say.js';

import type { ApiServerTarget, ExecPlugin } from '../../words/target.js';

const mostOutputBytes = 1_048_576;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Runs kubeconfig exec plug-ins as kubectl does, in the given environment and without a terminal. What kubectl
 * refuses is not run, such as an entry with another apiVersion. An answer in another version than requested is
 * refused.
 */
export function createExecPluginRunner(options: { readonly environment: Environment }): ExecPluginRunner {
  return {
    run: (plugin, target, { timeoutMs, signal }) =>
      new Promise((resolve, reject) => {
        const refusal = execPluginRefusal(plugin);
        if (refusal !== null) return resolve({ kind: 'failed', problem: refusal });
        const env = { ...options.environment, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, target) };
        const settings = {
          env,
          timeout: timeoutMs,
          maxBuffer: mostOutputBytes,
          ...(signal ? { signal } : {}),
        };
        const start = startOf(plugin, { platform: process.platform, environment: options.environment });
        if (start === null) return resolve({ kind: 'failed', problem: unplainBatch });
        const child = execFile(
          start.command,
          start.args,
          { ...settings, ...start.settings },
          (error, stdout) => {
            if (signal?.aborted) return reject(cancelled(signal.reason));
            resolve(error === null ? readCredential(stdout, plugin.apiVersion) : failureOf(error, timeoutMs));
          },
        );
        child.stdin?.end();
      }),
  };
}

interface PluginStart {
  readonly command: string;
  readonly args: string[];
  readonly settings?: { readonly windowsVerbatimArguments: true };
}

/**
 * How the system starts it. Windows runs a batch file, such as npm's `ackring.cmd`, by its command interpreter, which
 * reads the arguments as text of its own: null unless all are plain (CVE-2024-27980).
 */
export function startOf(
  { command, args }: Pick<ExecPlugin, 'command' | 'args'>,
  { platform, environment }: { readonly platform: NodeJS.Platform; readonly environment: Environment },
): PluginStart | null {
  if (platform !== 'win32' || !/\.(?:bat|cmd)$/i.test(command)) return { command, args: [...args] };
  const isPlain = /^[\w .:\\()~-]+$/.test(command) && args.every((each) => /^[\w.:/\\=-]+$/.test(each));
  if (!isPlain) return null;
  return {
    command: environment['COMSPEC'] ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${[`"${command}"`, ...args].join(' ')}"`],
    settings: { windowsVerbatimArguments: true },
  };
}

const unplainBatch = say('it is a batch file, and its arguments are not plain');

/** The `ExecCredential` passed to a plug-in: it must not prompt, and may learn about the cluster if it wants. */
function execInfo({ apiVersion, provideClusterInfo }: ExecPlugin, target: ApiServerTarget): string {
  const cluster = {
    server: target.server,
    ...(target.tlsServerName === null ? {} : { 'tls-server-name': target.tlsServerName }),
    ...(target.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(target.proxyUrl === null ? {} : { 'proxy-url': target.proxyUrl }),
    ...(target.certificateAuthority === null
      ? {}
      : { 'certificate-authority-data': Buffer.from(target.certificateAuthority).toString('base64') }),
  };
  const spec = { interactive: false, ...(provideClusterInfo ? { cluster } : {}) };
  return JSON.stringify({ kind: 'ExecCredential', apiVersion, spec });
}

const text = v.optional(v.nullable(v.string()), null);
const execCredential = v.object({
  kind: v.literal('ExecCredential'),
  apiVersion: v.string(),
  status: v.object({ token: text, clientCertificateData: text, clientKeyData: text }),
});

function readCredential(stdout: string, asked: string): ExecOutcome {
  const parsed = v.safeParse(execCredential, parseOrNull(stdout));
  if (!parsed.success) return { kind: 'failed', problem: say('its output is not an ExecCredential') };
  if (parsed.output.apiVersion !== asked) {
    return {
      kind: 'failed',
      problem: say('it answered in an apiVersion other than {asked}, and kubectl refuses that', { asked }),
    };
  }
  const { token, clientCertificateData, clientKeyData } = parsed.output.status;
  if (token === null && clientCertificateData === null)
    return { kind: 'failed', problem: say('it gave no credential') };
  return { kind: 'credential', token, clientCertificate: clientCertificateData, clientKey: clientKeyData };
}

/** The plug-in's output is left out: it may contain secrets. */
function failureOf(error: Error & { code?: unknown; killed?: boolean }, timeoutMs: number): ExecOutcome {
  if (error.code === 'ENOENT') return { kind: 'missing' };
  if (error.code === 'EACCES') return { kind: 'failed', problem: say('it is not executable') };
  if (error.code === 'ERR_CHILD_PROCESS_STDIO_MAXBUFFER')
    return { kind: 'failed', problem: say('its output does not end') };
  if (error.killed)
    return { kind: 'failed', problem: say('it did not finish within {ms} ms', { ms: timeoutMs }) };
  return {
    kind: 'failed',
    problem:
      typeof error.code === 'number' ? say('exit {code}', { code: error.code }) : say('ended by a signal'),
  };
}

function parseOrNull(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}

/** The outcome of an exec plug-in. The credential is secret. */
export type ExecOutcome =
  | {
      readonly kind: 'credential';
      readonly token: string | null;
      readonly clientCertificate: string | null;
      readonly clientKey: string | null;
    }
  | { readonly kind: 'missing' }
  | { readonly kind: 'failed'; readonly problem: Sentence };

export interface ExecPluginRunner {
  /** Runs the command as kubectl would, without a terminal, for `timeoutMs` at most. Throws Cancelled only. */
  run(
    plugin: ExecPlugin,
    target: ApiServerTarget,
    options: { readonly timeoutMs: number; readonly signal?: AbortSignal },
  ): Promise<ExecOutcome>;
}
