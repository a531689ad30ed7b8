import type { FunctionName } from '../../words/function-name.js';

export interface FunctionTrigger {
  readonly name: string;
  readonly type: string;
  /** The timer's expression; null for other types. */
  readonly cron: string | null;
  readonly enabled: boolean;
  readonly payload: string | null;
}

/** What Function Compute tells of a deployed function. */
export interface FunctionStatus {
  readonly name: string;
  readonly region: string;
  readonly runtime: string;
  readonly handler: string;
  readonly memoryMiB: number;
  readonly timeoutSeconds: number;
  /** The cloud's own word, such as `Active`; null where it does not tell (FC 2.0). */
  readonly state: string | null;
  readonly role: string | null;
  readonly modified: Date | null;
  readonly triggers: readonly FunctionTrigger[];
  /** Where it logs to; null where nothing is kept, or where FC 2.0's service may not be looked at. */
  readonly logs: { readonly project: string; readonly logstore: string } | null;
  /** Null where none is set: then events are retried three times for a day. */
  readonly asyncInvoke: { readonly retries: number; readonly maxAgeSeconds: number } | null;
}

/** How an invocation went. A function that fails still answers: `failed`, with its error as the answer. */
export interface Invocation {
  readonly requestId: string | null;
  readonly result: 'accepted' | 'answered' | 'failed';
  readonly answer: string | null;
  /** The last 4 KB of its log, where it was asked for. */
  readonly logTail: string | null;
}

export interface InvokeOptions {
  /** Accepted and run later, with Function Compute's own retries. */
  readonly async?: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** The deployed function, whichever API reaches it; throws AckringError. */
export interface DeployedFunction {
  readonly name: FunctionName;
  status(signal?: AbortSignal): Promise<FunctionStatus>;
  /** What its environment holds in ACKRING_ROTATION, to be parsed and never shown; null for nothing. */
  rotationSetting(signal?: AbortSignal): Promise<string | null>;
  invoke(event: string, options?: InvokeOptions): Promise<Invocation>;
}
