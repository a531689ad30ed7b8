import { type AckringError, toAckringError } from '../errors.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServer, ApiServerTarget, Clock, ExecPluginRunner } from '../ports.js';
import type { Evidence, Finding } from './evidence.js';
import { failedVerdict, judge } from './judge.js';
import { fetchCommand, word } from './remedy-command.js';
import type { Verdict } from './verdict.js';

export interface VerifyOptions {
  readonly entry: ContextEntry;
  /** Reads the target; its AckringError becomes the verdict. */
  readonly target: () => ApiServerTarget | Promise<ApiServerTarget>;
  readonly apiServer: ApiServer;
  readonly execPlugins: ExecPluginRunner;
  readonly clock: Clock;
  readonly cluster?: Evidence['cluster'];
  readonly currentCommonName?: string | null;
  /** Bounds asking the API server, and before that the plug-in; default 10 s each. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * Asks one context's API server and judges. A user with an exec plug-in is verified as kubectl would use it:
 * the plug-in is run. Every failure is a verdict; throws Cancelled only.
 */
export async function verifyContext(options: VerifyOptions): Promise<Verdict> {
  const { entry, apiServer, clock, cluster = null, currentCommonName = null } = options;
  const { timeoutMs = 10_000, signal } = options;
  const bounds = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
  const target = await targetOf(options);
  if ('cause' in target) return failedVerdict(entry.context, target);
  const armed = await withPlugin(target, options, bounds);
  if ('cause' in armed) return failedVerdict(entry.context, armed);
  const observation = await apiServer.whoAmI(armed, { ...bounds, namespace: entry.namespace });
  return judge({ entry, observation, now: clock.now(), cluster, currentCommonName });
}

async function targetOf({ entry, target, cluster }: VerifyOptions): Promise<ApiServerTarget | Finding> {
  try {
    return await target();
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'Cancelled') throw error;
    return {
      cause: isDangling(error) ? 'dangling' : 'credentialUnreadable',
      detail: error.message,
      remedy: error.remedy || `Fetch a new one: ${fetchCommand({ entry, cluster: cluster ?? null })}.`,
    };
  }
}

function isDangling({ code }: AckringError): boolean {
  return code === 'ContextNotFound' || code === 'KubeconfigInvalid';
}

async function withPlugin(
  target: ApiServerTarget,
  { entry, execPlugins }: VerifyOptions,
  bounds: { readonly timeoutMs: number; readonly signal?: AbortSignal },
): Promise<ApiServerTarget | Finding> {
  const plugin = target.exec ?? null;
  if (plugin === null) return target;
  const outcome = await execPlugins.run(plugin, target, bounds);
  switch (outcome.kind) {
    case 'credential':
      return {
        ...target,
        token: outcome.token ?? target.token,
        clientCertificate: outcome.clientCertificate ?? target.clientCertificate,
        clientKey: outcome.clientKey ?? target.clientKey,
      };
    case 'missing':
      return {
        cause: 'execPluginMissing',
        detail: `the context’s credentials come from ${word(plugin.command)}, which is not installed here`,
        remedy: plugin.installHint ?? `Install ${word(plugin.command)}, or put it on the PATH.`,
      };
    case 'failed':
      return {
        cause: 'execPluginFailed',
        detail: `the credential plug-in ${word(plugin.command)} gave no credentials: ${outcome.problem}`,
        remedy: `Run ${word(plugin.command)} by itself to see why, as the user of ${word(entry.context)} names it.`,
      };
  }
}
