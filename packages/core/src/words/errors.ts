import { type Sentence, say, sentenceOf, toText } from './say.js';
import { visible } from './visible.js';

/** Exit codes of the command line by error class. */
export const exitCodes = {
  done: 0,
  failed: 1,
  usage: 2,
  notFound: 3,
  forbidden: 4,
  unreachable: 5,
  refused: 6,
  partial: 7,
} as const;

type ExitClass = keyof typeof exitCodes;

/**
 * Every error this program can raise, with its exit class and whether a retry may help. The only table: adapters map
 * their errors to a code here, and nothing else decides an exit code.
 */
export const errorTable = {
  UsageInvalid: { exit: 'usage', retryable: false },
  ConfigurationInvalid: { exit: 'usage', retryable: false },
  EndpointRefused: { exit: 'usage', retryable: false },

  ClusterNotFound: { exit: 'notFound', retryable: false },
  ClusterAmbiguous: { exit: 'notFound', retryable: false },
  ContextNotFound: { exit: 'notFound', retryable: false },
  ContextAmbiguous: { exit: 'notFound', retryable: false },
  FileNotFound: { exit: 'notFound', retryable: false },
  ResourceNotFound: { exit: 'notFound', retryable: false },
  RegionUnknown: { exit: 'notFound', retryable: false },
  EndpointMissing: { exit: 'notFound', retryable: false },

  CredentialsMissing: { exit: 'forbidden', retryable: false },
  CredentialsInvalid: { exit: 'forbidden', retryable: false },
  ProfileInvalid: { exit: 'forbidden', retryable: false },
  Forbidden: { exit: 'forbidden', retryable: false },

  Throttled: { exit: 'unreachable', retryable: true },
  Unreachable: { exit: 'unreachable', retryable: true },
  TimedOut: { exit: 'unreachable', retryable: true },
  ServerFault: { exit: 'unreachable', retryable: true },
  ClockSkewed: { exit: 'unreachable', retryable: false },

  ResponseUnreadable: { exit: 'failed', retryable: true },
  RequestRejected: { exit: 'failed', retryable: false },
  OperationRetired: { exit: 'failed', retryable: false },
  ClusterNotServing: { exit: 'failed', retryable: false },
  AuditOff: { exit: 'failed', retryable: false },
  KubeconfigInvalid: { exit: 'failed', retryable: false },
  ContextRefused: { exit: 'failed', retryable: false },
  CertificateUnreadable: { exit: 'failed', retryable: false },
  FileUnreadable: { exit: 'failed', retryable: false },
  FileUnwritable: { exit: 'failed', retryable: false },
  FileLocked: { exit: 'failed', retryable: true },
  VerificationFailed: { exit: 'failed', retryable: false },
  NotRenewed: { exit: 'failed', retryable: false },
  AccessEnding: { exit: 'failed', retryable: false },
  Cancelled: { exit: 'failed', retryable: false },
  Internal: { exit: 'failed', retryable: false },

  Conflict: { exit: 'refused', retryable: false },
  Refused: { exit: 'refused', retryable: false },
  IssuedRefused: { exit: 'refused', retryable: false },
  ReadOnly: { exit: 'refused', retryable: false },
  ConfirmationMissing: { exit: 'refused', retryable: false },

  DoneInPart: { exit: 'partial', retryable: false },
  ClusterNotSeen: { exit: 'partial', retryable: false },
} as const satisfies Record<string, { exit: ExitClass; retryable: boolean }>;

export type ErrorCode = keyof typeof errorTable;

interface ErrorDetails {
  /** What the reader can do now, ideally a command. */
  readonly remedy: Sentence | string;
  /** All problems, if there are several: each becomes a line under the message. */
  readonly problems?: readonly (Sentence | string)[];
  /** The cloud's request id, for a support ticket. */
  readonly requestId?: string | undefined;
  /** Milliseconds the server asked us to wait before the next attempt. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** What is wrong and what to do about it, in a form that can be translated. */
interface ErrorSentences {
  readonly summary: Sentence;
  /** The single problems, if there are several. */
  readonly problems: readonly Sentence[];
  readonly remedy: Sentence;
}

/**
 * The one error class. `message` says what is wrong and where, and never holds a key, a token or the body of a
 * kubeconfig; `remedy` says what to do. Both are English, for logs and programs; `said` is the same for people.
 */
export class AckringError extends Error {
  override readonly name = 'AckringError';
  readonly code: ErrorCode;
  readonly remedy: string;
  readonly requestId: string | null;
  readonly retryAfterMs: number | null;
  /** The message without the list of problems, and the list; `message` holds both. */
  readonly summary: string;
  readonly problems: readonly string[];
  readonly said: ErrorSentences;

  constructor(code: ErrorCode, message: Sentence | string, details: ErrorDetails) {
    const said: ErrorSentences = {
      summary: sentenceOf(message),
      problems: (details.problems ?? []).map(sentenceOf),
      remedy: sentenceOf(details.remedy),
    };
    const summary = toText(said.summary);
    const problems = said.problems.map((problem) => toText(problem));
    const lines = [summary, ...problems.map((problem) => `  ${problem}`)];
    super(lines.join('\n'), details.cause === undefined ? undefined : { cause: details.cause });
    this.said = said;
    this.summary = summary;
    this.problems = problems;
    this.code = code;
    this.remedy = toText(said.remedy);
    this.requestId = details.requestId === undefined ? null : visible(details.requestId);
    this.retryAfterMs = details.retryAfterMs ?? null;
  }

  /** The message as one sentence, for use within another. */
  get sentence(): Sentence {
    const { summary, problems } = this.said;
    return problems.length === 0 ? summary : say('{summary} {problems}', { summary, problems });
  }

  get exitCode(): number {
    return exitCodes[errorTable[this.code].exit];
  }

  get isRetryable(): boolean {
    return errorTable[this.code].retryable;
  }
}

/** Whether a change may have been made all the same: its answer was cut off, or is not the one that was to come. */
export function mayHaveHappened({ code }: AckringError): boolean {
  return cutOff.has(code);
}

const cutOff: ReadonlySet<ErrorCode> = new Set([
  'Unreachable',
  'TimedOut',
  'ServerFault',
  'ResponseUnreadable',
  'Cancelled',
  'Internal',
]);

/** Wraps an unexpected error; its text is kept as `cause` only, since it may quote secrets. */
export function toAckringError(error: unknown): AckringError {
  if (error instanceof AckringError) return error;
  if (isWithoutFolder(error)) {
    return new AckringError('FileNotFound', say('the current folder no longer exists'), {
      remedy: say('Go to another one: `cd`.'),
      cause: error,
    });
  }
  const name = error instanceof Error ? error.name : typeof error;
  return new AckringError('Internal', say('an unexpected {name} stopped this', { name }), {
    remedy: say('Run `ackring doctor`, and report this with the command you ran.'),
    cause: error,
  });
}

/** Whether the current folder is gone, which every relative path needs. */
export function isWithoutFolder(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && error.syscall === 'uv_cwd';
}

/** The error contract of `--json`, printed on stderr. */
export function errorToJson(error: AckringError): {
  readonly error: { code: ErrorCode; message: string; remedy: string; requestId: string | null };
} {
  const { code, message, remedy, requestId } = error;
  return { error: { code, message, remedy, requestId } };
}

/** What a change came to that may have been made, where nothing tells. */
export function notKnown(
  what: Sentence | string,
  { why, look }: { readonly why: Sentence; readonly look: string },
): AckringError {
  return new AckringError('DoneInPart', say('what became of {what} is not known: {why}', { what, why }), {
    remedy: say('See what is there now: `{command}`.', { command: look }),
  });
}

/** Call it before doing `what`, such as "revoke a kubeconfig". Throws ReadOnly. */
export type RefuseWhenReadOnly = (what: Sentence) => Promise<void>;

/** Refuses `what`, such as "revoke a kubeconfig", in read-only mode. */
export function readOnlyRefusal(what: Sentence): AckringError {
  return new AckringError('ReadOnly', say('read-only mode does not allow this: {what}', { what }), {
    remedy: say('Leave out `--read-only`, or switch it off in the settings.'),
  });
}
