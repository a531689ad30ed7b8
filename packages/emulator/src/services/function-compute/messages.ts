/** Where in a function's code something is exported. */
export interface HandlerLocation {
  /** The folder of the code. */
  readonly code: string;
  /** `file.export`. */
  readonly handler: string;
}

/** What the emulator tells the process that runs a function. */
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
  /** The cloud's time in milliseconds: the instance's clock is set by it. */
  readonly now: number;
}

/** What that process tells back. Log lines travel here too, so that they stay in order with the results. */
export type InstanceReport =
  | { readonly kind: 'log'; readonly text: string }
  | { readonly kind: 'result' /** Base64. */; readonly body: string }
  | { readonly kind: 'failure'; readonly error: FunctionFailure; readonly handled: boolean };

/** An error's body, as the vendor's Node runtime writes it. */
export interface FunctionFailure {
  readonly errorMessage: string;
  readonly errorType?: string;
  readonly stackTrace?: readonly string[];
}
