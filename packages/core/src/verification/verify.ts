import { readCertificateFacts } from '../certificate/certificate.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServer } from '../machine/api-server/api.js';
import type { Clock } from '../machine/clock.js';
import { armedWith, type ExecPluginRunner } from '../machine/processes/exec-plugin.js';
import type { AuthenticatorState } from '../tokens/authenticator.js';
import { jwtEnd, type RamToken, readToken } from '../tokens/token-text.js';
import type { CertificateFacts } from '../words/certificate.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { quoted, type Sentence, say } from '../words/say.js';
import { shell, word } from '../words/shell-word.js';
import { type ApiServerTarget, programIn } from '../words/target.js';
import { failedVerdict, judge } from './judge.js';
import { judgeWidely, type WideJudgement } from './judge-widely.js';
import { type Evidence, type Finding, fileFlag, type Verdict, type VerdictCause } from './verdict.js';

export interface VerifyOptions {
  readonly entry: ContextEntry;
  /** Reads the target; its AckringError becomes the verdict. */
  readonly target: () => ApiServerTarget | Promise<ApiServerTarget>;
  readonly apiServer: ApiServer;
  readonly execPlugins: ExecPluginRunner;
  readonly clock: Clock;
  readonly cluster?: Evidence['cluster'];
  /** As in `judgeWidely`, for the presented certificate: the plug-in's, if the entry has one. */
  readonly currentCommonName?: (shown: ContextEntry, signal?: AbortSignal) => Promise<string | null>;
  readonly permittedNamespaces?: (shown: ContextEntry, signal?: AbortSignal) => Promise<readonly string[]>;
  /** Called only if a RAM token was refused. An error counts as null. */
  readonly authenticator?: (entry: ContextEntry, signal?: AbortSignal) => Promise<AuthenticatorState | null>;
  /**
   * The file is the user's own: its plug-in is run, the token file it refers to is sent. Default false, since a
   * foreign file could name any program, and any file of this machine for any server.
   */
  readonly isTrusted?: boolean;
  /** As in `Evidence`. */
  readonly isApart?: boolean;
  /** Bounds each request to the API server; default 30 s, for kubectl waits longer still. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Queries one context's API server and judges. A user with an exec plug-in is verified as kubectl would use it, if
 * the file is trusted: the plug-in is run. Every failure is a verdict; throws Cancelled only.
 */
export async function verifyContext(options: VerifyOptions): Promise<Verdict> {
  const { entry, apiServer, clock, cluster = null, isApart = false } = options;
  const { timeoutMs = 30_000, signal } = options;
  const bounds = signal === undefined ? { timeoutMs } : { timeoutMs, signal };
  const target = await targetOf(options);
  if ('cause' in target) return failedVerdict(entry.context, target);
  const reach = options.isTrusted === true ? null : reachOf(target);
  if (reach !== null) return failedVerdict(entry.context, untrusted(entry, reach));
  const armed = await withPlugin(target, options);
  if ('cause' in armed) return failedVerdict(entry.context, armed);
  const impersonated = armed.impersonation?.user ?? null;
  const fetched = entry.credential.kind === 'exec' ? certificateOf(armed) : null;
  const shown: ContextEntry =
    fetched === null ? entry : { ...entry, credential: { kind: 'certificate', ...fetched } };
  const { permittedNamespaces, currentCommonName } = options;
  const seen = await judgeWidely({
    look: (namespaces) => apiServer.whoAmI(armed, { ...bounds, namespaces }),
    certificate: shown.credential.kind === 'certificate' ? shown.credential : null,
    namespace: entry.namespace,
    permittedNamespaces: permittedNamespaces && (() => permittedNamespaces(shown, signal)),
    currentCommonName: currentCommonName && (() => currentCommonName(shown, signal)),
    now: clock.now,
    signal,
  });
  const isServerProven = !armed.insecureSkipTlsVerify;
  const token = tokenOf(armed);
  const authenticator = isRefusedToken(entry, token, seen) ? await authenticatorOf(options) : null;
  return judge({
    entry,
    isApart,
    cluster,
    impersonated,
    fetched,
    token,
    tokenEnds: armed.token === null ? null : jwtEnd(armed.token),
    authenticator,
    isServerProven,
    ...seen,
  });
}

/**
 * The verdict on what is in its file by now. Stopping the question takes nothing back: whoever stops it gets a verdict
 * too, one that proves nothing.
 */
export async function whereWritten(
  asking: Promise<Verdict>,
  place: { readonly context: string; readonly file: string; readonly isApart: boolean },
): Promise<Verdict> {
  const { context, file, isApart } = place;
  try {
    return await asking;
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code !== 'Cancelled') throw error;
    const command = shell`ackring verify ${context} ${fileFlag({ entry: { file }, isApart })}`;
    return failedVerdict(context, {
      cause: 'unknown',
      detail: say(
        'stopped once it was written, before its API server answered: nothing proves that it works',
      ),
      remedy: say('Ask: `{command}`; or take it back: `ackring undo`.', { command }),
    });
  }
}

/** The one of a single context. */
export async function onlyVerdict(asking: AsyncIterable<Verdict>): Promise<Verdict> {
  for await (const verdict of asking) return verdict;
  throw new AckringError('Internal', say('nothing was verified'), { remedy: say('Report this.') });
}

/** Null also for a token of another kind. */
function tokenOf({ token }: ApiServerTarget): RamToken | null {
  const read = token === null ? null : readToken(token);
  return read === null || 'phrase' in read ? null : read;
}

function isRefusedToken(
  { credential }: ContextEntry,
  token: RamToken | null,
  { judgement }: WideJudgement,
): boolean {
  const isToken = token !== null || (credential.kind === 'exec' && credential.issues === 'token');
  return isToken && judgement.kind === 'unknownIssuer';
}

/** A missing add-on and a missing mapping give the same answer: the list of add-ons distinguishes them. */
async function authenticatorOf({
  entry,
  authenticator,
  signal,
}: VerifyOptions): Promise<AuthenticatorState | null> {
  try {
    return (await authenticator?.(entry, signal)) ?? null;
  } catch (thrown) {
    if (signal?.aborted) throw thrown;
    return null;
  }
}

/** A plug-in's credential is judged like one in a file. */
function certificateOf({ clientCertificate }: ApiServerTarget): CertificateFacts | null {
  try {
    return clientCertificate === null ? null : readCertificateFacts(clientCertificate);
  } catch {
    return null;
  }
}

async function targetOf({ target }: VerifyOptions): Promise<ApiServerTarget | Finding> {
  try {
    return await target();
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (error.code === 'Cancelled') throw error;
    return { cause: causeOf(error), detail: error.sentence, remedy: error.said.remedy };
  }
}

function causeOf({ code }: AckringError): VerdictCause {
  if (code === 'ContextRefused') return 'refusedByKubectl';
  return code === 'ContextNotFound' || code === 'KubeconfigInvalid' ? 'dangling' : 'credentialUnreadable';
}

/** What a target does beyond presenting what is in its file; null for nothing. */
function reachOf({ exec, tokenFile }: ApiServerTarget): Sentence | null {
  if (exec)
    return say('they come from a program, {program}, which was not run', {
      program: word(programIn(exec).program),
    });
  return tokenFile
    ? say('they are in another file, {file}, which was not sent', { file: word(tokenFile) })
    : null;
}

function untrusted({ context, file }: ContextEntry, reach: Sentence): Finding {
  return {
    cause: 'untrusted',
    detail: say('{file} is not one of your kubeconfig files, and its credentials point outside it: {reach}', {
      file,
      reach,
    }),
    remedy: say('If you trust it: `{command}`.', {
      command: shell`ackring verify ${context} --kubeconfig ${file} --trust`,
    }),
  };
}

async function withPlugin(
  target: ApiServerTarget,
  { entry, execPlugins, signal }: VerifyOptions,
): Promise<ApiServerTarget | Finding> {
  const plugin = target.exec ?? null;
  if (plugin === null) return target;
  const outcome = await execPlugins.run(plugin, target, signal).catch(notRun);
  if ('cause' in outcome) return outcome;
  switch (outcome.kind) {
    case 'credential':
      return armedWith(target, outcome);
    case 'missing':
      return {
        cause: 'execPluginMissing',
        detail: say('the context’s credentials come from {program}, which is not installed here', {
          program: word(programIn(plugin).program),
        }),
        remedy:
          plugin.installHint === null
            ? say('Install {program}, or put it on the PATH.', { program: word(programIn(plugin).program) })
            : quoted(plugin.installHint),
      };
    case 'failed':
      return {
        cause: 'execPluginFailed',
        detail: say('the credential plug-in {program} gave no credentials: {problem}', {
          program: word(programIn(plugin).program),
          problem: outcome.problem,
        }),
        remedy: say('Run {program} by itself to see why, as the user entry of {context} names it.', {
          program: word(programIn(plugin).program),
          context: word(entry.context),
        }),
      };
  }
}

/** In read-only mode no program is run, and nobody knows what it would give. */
function notRun(thrown: unknown): Finding {
  const error = toAckringError(thrown);
  if (error.code !== 'ReadOnly') throw error;
  return { cause: 'unknown', detail: error.sentence, remedy: error.said.remedy };
}

/**
 * The latest common name of the certificate's holder, as far as other local kubeconfigs show: a revoke changes the
 * name, a renewal keeps it, so that a later one proves the revoke. Null if nothing later is known, which proves
 * nothing.
 */
export function laterName(entry: ContextEntry, others: readonly ContextEntry[]): string | null {
  const own = namedIn(entry);
  if (own === null) return null;
  const later = others
    .map(namedIn)
    .filter((other) => other !== null)
    .filter(({ uid, clusterId }) => uid === own.uid && clusterId === own.clusterId)
    .filter(({ issuedAt }) => issuedAt > own.issuedAt)
    .toSorted((a, b) => b.issuedAt.getTime() - a.issuedAt.getTime());
  return later[0]?.commonName ?? null;
}

function namedIn({ credential, ack }: ContextEntry) {
  if (credential.kind !== 'certificate' || ack === null) return null;
  const { uid, issuedAt, subject } = credential;
  if (uid === null || issuedAt === null) return null;
  return { uid, issuedAt, commonName: subject.commonName, clusterId: ack.clusterId };
}
