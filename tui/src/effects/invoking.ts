import type { World } from './world.js';

/** Has the deployed function run now, as its timer would, and waits for its report. */
export async function invokeFunction(world: World, name: string, signal: AbortSignal): Promise<void> {
  const { dispatch } = world;
  dispatch({ kind: 'functionInvoking' });
  const [{ parseReport }, { result, answer }] = await Promise.all([
    import('@ackring/core/rotation/report/shard-report'),
    world.local().functions.invoke(name, '{"mode":"apply"}', { signal }),
  ]);
  const report = result === 'answered' && answer !== null ? parseReport(answer) : null;
  dispatch({ kind: 'functionInvoked', name, report, failure: report === null ? failureOf(answer) : '' });
}

/** The function's own words: Function Compute answers a failure with `errorMessage`. */
function failureOf(answer: string | null): string {
  try {
    const said: unknown = JSON.parse(answer ?? '');
    if (typeof said === 'object' && said !== null && 'errorMessage' in said) return String(said.errorMessage);
  } catch {
    // It is said as it came.
  }
  return (answer ?? '').slice(0, 200);
}
