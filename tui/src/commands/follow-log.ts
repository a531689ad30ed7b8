import type { Clock } from '@ackring/core/machine/clock';
import type { FunctionLog, FunctionLogLine } from '@ackring/core/rotation/function/function-log';

export interface Following {
  readonly read: (from: Date) => Promise<FunctionLog>;
  /** What was shown already. */
  readonly seen: readonly FunctionLogLine[];
  readonly clock: Clock;
  /** Ends it. */
  readonly signal: AbortSignal;
}

const everyMs = 2_000;
/** Lines arrive late and out of order: so far back each look goes. */
const lookBackMs = 60_000;

/** What is written from now on, each line once, until the signal. */
export async function* followLog({ read, seen, clock, signal }: Following): AsyncGenerator<FunctionLogLine> {
  let known = new Set(seen.map(keyOf));
  const isOver = (): boolean => signal.aborted;
  while (!isOver()) {
    try {
      await clock.sleep(everyMs, signal);
      const { lines } = await read(new Date(clock.now().getTime() - lookBackMs));
      const fresh = lines.filter((line) => !known.has(keyOf(line)));
      known = new Set([...lines.map(keyOf), ...fresh.map(keyOf), ...[...known].slice(-2_000)]);
      yield* fresh;
    } catch (error) {
      if (isOver()) return;
      throw error;
    }
  }
}

function keyOf({ at, instance, text }: FunctionLogLine): string {
  return `${at.getTime()} ${instance} ${text}`;
}
