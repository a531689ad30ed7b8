import type { Session } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import type { DeployedFunction } from './definition.js';
import { functionContext } from './function-context.js';
import type { Instance, Outcome } from './instance.js';
import { framedLog, type Invocation } from './invocation.js';
import { outcomeError, type Phase } from './outcome-error.js';
import type { Qualified } from './version.js';

/** What one run needs: whose function, on which process, with what. */
export interface Run {
  readonly world: World;
  readonly fn: DeployedFunction;
  readonly instance: Instance;
  readonly session: Session | null;
  readonly needsInitializer: boolean;
  readonly event: Buffer;
  readonly requestId: string;
  readonly qualified: Qualified;
}

/** One finished run, and whether its instance may take another event. */
export interface RunResult {
  readonly invocation: Invocation;
  readonly isReusable: boolean;
}

/** Initializes an instance if it is new, hands it the event, and tells what came of it. */
export async function runOnce(run: Run): Promise<RunResult> {
  const startedAt = run.world.clock.now();
  const started = performance.now();
  const { outcome, phase } = await perform(run);
  const durationMs = performance.now() - started;
  const invocation = told(run, { outcome, phase, startedAt, durationMs });
  return { invocation, isReusable: phase === 'invoke' };
}

interface Performed {
  readonly outcome: Outcome;
  readonly phase: Phase;
}

async function perform(run: Run): Promise<Performed> {
  const { world, fn, instance, session, requestId, qualified } = run;
  const order = {
    context: functionContext(world, fn, { requestId, session, qualified }),
    now: world.clock.now().getTime(),
  };
  if (fn.initializer && run.needsInitializer) {
    const location = { code: fn.code, handler: fn.initializer.handler };
    const timeoutMs = fn.initializer.timeout * 1000;
    const outcome = await instance.obey({ ...order, kind: 'initialize', location }, timeoutMs);
    if (outcome.kind !== 'result') return { outcome, phase: 'initialize' };
  }
  const location = { code: fn.code, handler: fn.handler };
  const event = run.event.toString('base64');
  const outcome = await instance.obey({ ...order, kind: 'invoke', location, event }, fn.timeout * 1000);
  return { outcome, phase: 'invoke' };
}

interface Told extends Performed {
  readonly startedAt: Date;
  readonly durationMs: number;
}

function told(run: Run, { outcome, phase, startedAt, durationMs }: Told): Invocation {
  const { fn, instance, event, requestId } = run;
  const memoryMb = instance.peakMemoryMb();
  const frame = { requestId, durationMs, memoryMb, memorySize: fn.memorySize };
  const common = {
    requestId,
    instanceId: instance.id,
    startedAt,
    event,
    log: framedLog(instance.takeLog(), frame),
    durationMs,
    memoryMb,
  };
  if (outcome.kind === 'result') return { ...common, body: outcome.body, errorType: null };
  const usage = `maxMemoryUsage: ${memoryMb.toFixed(2)}MB`;
  const { type, body } = outcomeError(outcome, { fn, phase, durationMs, usage });
  return { ...common, body: Buffer.from(JSON.stringify(body)), errorType: type };
}
