import type { DeployedFunction } from './definition.js';
import type { Outcome } from './instance.js';
import type { FunctionErrorType } from './invocation.js';

/** An instance first initializes, if its function asks for it, and then takes events. */
export type Phase = 'initialize' | 'invoke';

interface ErrorFacts {
  readonly fn: DeployedFunction;
  readonly phase: Phase;
  readonly durationMs: number;
  readonly usage: string;
}

/** The error that an outcome is told as: its type in the header, its body as JSON. */
export function outcomeError(
  outcome: Exclude<Outcome, { kind: 'result' }>,
  { fn, phase, durationMs, usage }: ErrorFacts,
): { type: FunctionErrorType; body: unknown } {
  const unhandled = phase === 'initialize' ? 'InitializationError' : 'UnhandledInvocationError';
  switch (outcome.kind) {
    case 'failure': {
      const handled = outcome.handled && phase === 'invoke';
      return { type: handled ? 'HandledInvocationError' : unhandled, body: outcome.error };
    }
    case 'timedOut': {
      const seconds = phase === 'initialize' ? fn.initializer?.timeout : fn.timeout;
      const what = phase === 'initialize' ? 'Function initialization' : 'Function';
      return {
        type: unhandled,
        body: { errorMessage: `${what} timed out after ${seconds} seconds (${usage})` },
      };
    }
    case 'exited': {
      const how = outcome.outOfMemory
        ? 'Process was killed because it was out of memory'
        : 'Process exited unexpectedly';
      const when = `before completing request (duration: ${Math.round(durationMs)}ms, ${usage})`;
      return { type: unhandled, body: { errorMessage: `${how} ${when}` } };
    }
  }
}
