import * as v from 'valibot';
import { execPluginRefusal } from '../../kubeconfig/target.js';
import { readOnlyRefusal } from '../../words/errors.js';
import { jsonIn } from '../../words/json.js';
import { type Sentence, say } from '../../words/say.js';
import { word } from '../../words/shell-word.js';
import type { ApiServerTarget, ExecPlugin } from '../../words/target.js';
import { cancelled } from '../retry.js';
import { type Captured, runCaptured } from './capture.js';
import { foundOnPath } from './on-path.js';

const mostOutputBytes = 1_048_576;

/**
 * kubectl waits for a plug-in without end. This is longer than those that sign in over slow networks take, and ends
 * what hangs.
 */
const patienceMs = 60_000;

type Environment = Readonly<Record<string, string | undefined>>;

export interface ExecPluginOptions {
  /** kubectl's: the plug-in gets all of it, and a bare command is looked up in its PATH. */
  readonly environment: Environment;
  /** How long one may take; default 60 s. */
  readonly patienceMs?: number;
}

/**
 * Runs kubeconfig exec plug-ins as kubectl does, but without a terminal, and ends with a hanging one whatever it
 * started. What kubectl refuses is not run, such as an entry with another apiVersion, and an answer that it refuses is
 * none (client-go, plugin/pkg/client/auth/exec).
 */
export function createExecPluginRunner(options: ExecPluginOptions): ExecPluginRunner {
  return {
    run: async (plugin, target, signal) => {
      const refusal = execPluginRefusal(plugin);
      return refusal === null ? run(plugin, target, { ...options, signal }) : failed(refusal);
    },
  };
}

/** Read-only mode: such a program might have a kubeconfig issued, or leave a key on the disk. Throws ReadOnly. */
export const noExecPlugins: ExecPluginRunner = {
  run: async ({ command }) => {
    throw readOnlyRefusal(say('run {program}', { program: word(command) }));
  },
};

async function run(
  plugin: ExecPlugin,
  target: ApiServerTarget,
  options: ExecPluginOptions & { readonly signal: AbortSignal | undefined },
): Promise<ExecOutcome> {
  const { environment, patienceMs: mostMs = patienceMs, signal } = options;
  const command = commandOf(plugin, environment);
  if (command === null) return { kind: 'missing' };
  const start = startOf({ ...plugin, command }, { platform: process.platform, environment });
  if (start === null) return failed(unplainBatch);
  const late = AbortSignal.timeout(mostMs);
  const captured = await runCaptured([start.command, ...start.args], {
    environment: { ...environment, ...plugin.env, KUBERNETES_EXEC_INFO: execInfo(plugin, target) },
    signal: signal === undefined ? late : AbortSignal.any([signal, late]),
    room: { left: mostOutputBytes },
    onLine: null,
    isGroup: true,
    isVerbatim: start.isVerbatim,
  });
  if (signal?.aborted) throw cancelled(signal.reason);
  if (late.aborted) return failed(say('it did not finish within {ms} ms', { ms: mostMs }));
  return failureOf(captured) ?? readCredential(captured.stdout, plugin.apiVersion);
}

/** Go looks a bare name up in the caller's PATH, Node in the one that a plug-in is given. */
function commandOf({ command }: ExecPlugin, environment: Environment): string | null {
  return /[\\/]/.test(command) ? command : (foundOnPath(command, environment)[0] ?? null);
}

function failed(problem: Sentence): ExecOutcome {
  return { kind: 'failed', problem };
}

interface PluginStart {
  readonly command: string;
  readonly args: readonly string[];
  readonly isVerbatim: boolean;
}

/**
 * How the system starts it. Windows runs a batch file, such as npm's `ackring.cmd`, by its command interpreter, which
 * reads the arguments as text of its own: null unless all are plain (CVE-2024-27980).
 */
export function startOf(
  { command, args }: Pick<ExecPlugin, 'command' | 'args'>,
  { platform, environment }: { readonly platform: NodeJS.Platform; readonly environment: Environment },
): PluginStart | null {
  if (platform !== 'win32' || !/\.(?:bat|cmd)$/i.test(command)) return { command, args, isVerbatim: false };
  const isPlain = /^[\w .:\\()~-]+$/.test(command) && args.every((each) => /^[\w.:/\\=-]+$/.test(each));
  if (!isPlain) return null;
  return {
    command: environment['COMSPEC'] ?? 'cmd.exe',
    args: ['/d', '/s', '/c', `"${[`"${command}"`, ...args].join(' ')}"`],
    isVerbatim: true,
  };
}

const unplainBatch = say('it is a batch file, and its arguments are not plain');

/**
 * The `ExecCredential` passed to a plug-in: it must not prompt, and may learn about the cluster if it wants. The
 * cluster's own settings stay text: a number in them may have more digits than JavaScript keeps.
 */
function execInfo(
  { apiVersion, provideClusterInfo, clusterConfig = null }: ExecPlugin,
  target: ApiServerTarget,
): string {
  const cluster = `,"cluster":{"config":${clusterConfig},${JSON.stringify(clusterInfo(target)).slice(1)}`;
  const spec = `{"interactive":false${provideClusterInfo ? cluster : ''}}`;
  return `{"kind":"ExecCredential","apiVersion":${JSON.stringify(apiVersion)},"spec":${spec}}`;
}

function clusterInfo(target: ApiServerTarget) {
  const { server, certificateAuthority: authority } = target;
  return {
    server,
    ...(target.tlsServerName === null ? {} : { 'tls-server-name': target.tlsServerName }),
    ...(target.insecureSkipTlsVerify ? { 'insecure-skip-tls-verify': true } : {}),
    ...(target.proxyUrl === null ? {} : { 'proxy-url': target.proxyUrl }),
    ...(authority === null
      ? {}
      : { 'certificate-authority-data': Buffer.from(authority).toString('base64') }),
  };
}

/** Go takes an empty text for none. */
const text = v.pipe(
  v.optional(v.nullable(v.string()), null),
  v.transform((given: string | null) => given || null),
);
const execCredential = v.object({
  kind: v.literal('ExecCredential'),
  apiVersion: v.string(),
  status: v.object({ token: text, clientCertificateData: text, clientKeyData: text }),
});

function readCredential(stdout: string, asked: string): ExecOutcome {
  const parsed = v.safeParse(execCredential, jsonIn(stdout));
  if (!parsed.success) return failed(say('its output is not an ExecCredential'));
  if (parsed.output.apiVersion !== asked)
    return failed(
      say('it answered in an apiVersion other than {asked}, and kubectl refuses that', { asked }),
    );
  const { token, clientCertificateData: certificate, clientKeyData: key } = parsed.output.status;
  if ((certificate === null) !== (key === null))
    return failed(say('it gave only one of certificate and key, and kubectl refuses that'));
  if (token === null && certificate === null) return failed(say('it gave no credential'));
  return { kind: 'credential', token, clientCertificate: certificate, clientKey: key };
}

/** The plug-in's output is left out: it may contain secrets. */
function failureOf({ problem, exit }: Captured): ExecOutcome | null {
  if (problem === 'missing') return { kind: 'missing' };
  if (problem === 'notExecutable') return failed(say('it is not executable'));
  if (problem === 'tooLong') return failed(say('its output does not end'));
  if (exit === 0) return null;
  return failed(exit === null ? say('ended by a signal') : say('exit {code}', { code: exit }));
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
  /** Runs the command as kubectl would, without a terminal. Throws Cancelled, and ReadOnly. */
  run(plugin: ExecPlugin, target: ApiServerTarget, signal?: AbortSignal): Promise<ExecOutcome>;
}

/** The target with what its plug-in gave: kubectl runs one only if there is nothing else to present. */
export function armedWith(
  target: ApiServerTarget,
  { token, clientCertificate, clientKey }: Extract<ExecOutcome, { kind: 'credential' }>,
): ApiServerTarget {
  return { ...target, token, clientCertificate, clientKey, exec: null };
}
