import type { World } from '../../world/world.js';
import type { DeployedFunction } from './definition.js';
import { functionEnvironment, openRoleSession } from './function-context.js';
import { type Instance, startInstance } from './instance.js';
import type { Invocation } from './invocation.js';
import { runOnce } from './run.js';
import type { Qualified } from './version.js';

/** So many processes of one function run at most; further invocations wait their turn. */
const mostInstances = 4;

/** The warm instances of one function. */
export interface Pool {
  invoke(event: Buffer, asked: Asked): Promise<Invocation>;
  /** Kills the instance that holds this access key, in the middle of whatever it does; false when none does. */
  killHolderOf(accessKeyId: string): boolean;
  /** Ends every instance; the next invocation starts cold. */
  stop(): Promise<void>;
}

/** What an invocation is known by, and by which name it was asked for. */
export interface Asked {
  readonly requestId: string;
  readonly qualified: Qualified;
}

interface Member {
  readonly instance: Instance;
  /** The keys it was given: one in its environment, one with the event it works on. */
  readonly accessKeyIds: Set<string>;
  isInitialized: boolean;
}

/** Makes an empty pool: the first invocation starts the first process. */
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
