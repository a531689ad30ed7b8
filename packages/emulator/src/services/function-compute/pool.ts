import type { Session } from '../../world/identities.js';
import type { World } from '../../world/world.js';
import { commandOf, type DeployedFunction, type Qualified } from './definition.js';
import { functionContext, functionEnvironment, openRoleSession } from './function-context.js';
import {
  type Asked,
  type FunctionErrorType,
  framedLog,
  type Invocation,
  type Pool,
} from './function-entry.js';
import { type Instance, startInstance } from './instance.js';
import type { Outcome } from './instance-order.js';

/** Maximum number of processes of one function; further invocations wait their turn. */
const mostInstances = 4;

interface Member {
  readonly instance: Instance;
  /** Its keys: one in its environment, one with the event it works on. */
  readonly accessKeyIds: Set<string>;
  isInitialized: boolean;
}

/** Creates an empty pool: the first invocation starts the first process. */
export function createPool(world: World, fn: DeployedFunction): Pool {
  const members = new Set<Member>();
  const waiting: (() => void)[] = [];
  let idle: Member[] = [];
  let busy = 0;

  async function invoke(event: Buffer, asked: Asked): Promise<Invocation> {
    if (busy >= mostInstances) await new Promise<void>((resolve) => waiting.push(resolve));
    busy += 1;
    try {
      return await invokeOn(takeMember(), event, asked);
    } finally {
      busy -= 1;
      waiting.shift()?.();
    }
  }

  async function invokeOn(member: Member, event: Buffer, asked: Asked): Promise<Invocation> {
    const { instance, accessKeyIds } = member;
    const session = openRoleSession(world, fn, fn.name);
    if (session) accessKeyIds.add(session.accessKeyId);
    const needsInitializer = !member.isInitialized;
    const result = await runOnce({ world, fn, instance, session, needsInitializer, event, ...asked });
    if (session) accessKeyIds.delete(session.accessKeyId);
    member.isInitialized = true;
    if (result.isReusable && instance.isAlive()) idle.push(member);
    else await discard(member);
    return result.invocation;
  }

  function takeMember(): Member {
    return idle.pop() ?? startMember();
  }

  function startMember(): Member {
    const session = openRoleSession(world, fn, fn.name);
    const instance = startInstance({
      nodeBinary: fn.nodeBinary,
      code: fn.code,
      memoryMb: fn.memorySize,
      environment: functionEnvironment(world, fn, session),
      command: commandOf(fn),
    });
    const member = {
      instance,
      accessKeyIds: new Set(session ? [session.accessKeyId] : []),
      isInitialized: false,
    };
    members.add(member);
    return member;
  }

  async function discard(member: Member): Promise<void> {
    idle = idle.filter((each) => each !== member);
    await member.instance.kill();
    members.delete(member);
  }

  return {
    invoke,
    killHolderOf(accessKeyId) {
      const holder = members.values().find((member) => member.accessKeyIds.has(accessKeyId));
      if (holder) void discard(holder);
      return holder !== undefined;
    },
    async stop() {
      await Promise.all([...members].map(discard));
    },
  };
}

/** What one run needs: whose function, on which process, with what. */
interface Run {
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
interface RunResult {
  readonly invocation: Invocation;
  readonly isReusable: boolean;
}

/** Initializes a new instance, passes it the event, and returns the outcome. */
async function runOnce(run: Run): Promise<RunResult> {
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

/** An instance first initializes, if its function asks for it, and then takes events. */
type Phase = 'initialize' | 'invoke';

interface ErrorFacts {
  readonly fn: DeployedFunction;
  readonly phase: Phase;
  readonly durationMs: number;
  readonly usage: string;
}

/** An outcome as an error: its type in the header, its body as JSON. */
function outcomeError(
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
