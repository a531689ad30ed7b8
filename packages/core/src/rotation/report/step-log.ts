import type { Clock } from '../../machine/clock.js';
import type { RotationStep, StepRecord, StepResult } from './report.js';

/** Records the steps of one credential as they end. */
export interface StepLog {
  readonly steps: readonly StepRecord[];
  /** Runs a step, timing it; an error is recorded as `failed` and rethrown. */
  run<T>(step: RotationStep, sink: string | null, work: () => Promise<T>): Promise<T>;
  /** Records a step that had no effect, or was skipped. */
  note(step: RotationStep, result: StepResult, durationMs?: number): void;
}

export function createStepLog(clock: Clock, onStep: (record: StepRecord) => void): StepLog {
  const steps: StepRecord[] = [];
  const add = (record: StepRecord): void => {
    steps.push(record);
    onStep(record);
  };
  return {
    steps,
    async run(step, sink, work) {
      const startedMs = clock.now().getTime();
      const end = (result: StepResult): void =>
        add({ step, result, durationMs: clock.now().getTime() - startedMs, sink });
      try {
        const value = await work();
        end('done');
        return value;
      } catch (error) {
        end('failed');
        throw error;
      }
    },
    note: (step, result, durationMs = 0) => add({ step, result, durationMs, sink: null }),
  };
}
