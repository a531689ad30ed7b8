import type { ChildProcess } from 'node:child_process';

/** How one order ended. */
export type Outcome =
  | { readonly kind: 'result'; readonly body: Buffer }
  | { readonly kind: 'failure'; readonly error: FunctionFailure; readonly handled: boolean }
  | { readonly kind: 'timedOut' }
  /** The process is gone: it crashed, exited by itself, was killed, or ran out of memory. */
  | { readonly kind: 'exited'; readonly outOfMemory: boolean };

export interface InstanceOptions {
  readonly nodeBinary: string;
  readonly code: string;
  readonly memoryMb: number;
  readonly environment: Readonly<Record<string, string>>;
  /** Of a custom runtime; null for a managed one. */
  readonly command: readonly string[] | null;
}

/** A process, and how it is talked to. */
export interface Dialogue {
  readonly child: ChildProcess;
  /** It takes orders. */
  readonly begun: Promise<void>;
  answer(order: InstanceOrder): Promise<Outcome>;
}

/** Where in a function's code something is exported. */
export interface HandlerLocation {
  /** The folder of the code. */
  readonly code: string;
  /** `file.export`. */
  readonly handler: string;
}

/** A message from the emulator to the process that runs a function. */
export type InstanceOrder = OrderBase &
  (
    | { readonly kind: 'initialize' }
    | {
        readonly kind: 'invoke';
        /** Base64. */
        readonly event: string;
      }
  );

interface OrderBase {
  readonly location: HandlerLocation;
  readonly context: Readonly<Record<string, unknown>>;
  /** The cloud's time in milliseconds: it sets the instance's clock. */
  readonly now: number;
}

/** A message from that process. Log lines are messages too, so that they stay in order with the results. */
export type InstanceReport =
  /** It takes orders. */
  | { readonly kind: 'begun' }
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'result' /** Base64. */; readonly body: string }
  | { readonly kind: 'failure'; readonly error: FunctionFailure; readonly handled: boolean };

/** An error's body, in the vendor's Node runtime's format. */
export interface FunctionFailure {
  readonly errorMessage: string;
  readonly errorType?: string;
  readonly stackTrace?: readonly string[];
}
