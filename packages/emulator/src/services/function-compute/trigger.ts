import { Cron } from 'croner';
import { ApiError, wireTime } from '../../http/reply.js';
import type { World } from '../../world/world.js';

/** What a timer trigger does. */
interface TimerConfig {
  /** `@every 5m`, or six cron fields with an optional `CRON_TZ=` before them. */
  readonly cronExpression: string;
  readonly enable: boolean;
  readonly payload: string;
}

/** A function's trigger; only timers have an effect here. Plain values, so that a snapshot can hold it. */
export interface Trigger {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly description: string;
  readonly invocationRole: string;
  readonly qualifier: string;
  readonly config: Readonly<Record<string, unknown>>;
  readonly created: string;
  readonly modified: string;
}

/** A trigger to create, in the vendor's schema. */
export interface TriggerDefinition {
  readonly triggerName: string;
  /** `timer` by default. */
  readonly triggerType?: string;
  readonly triggerConfig: Readonly<Record<string, unknown>>;
  readonly description?: string;
  readonly invocationRole?: string;
  readonly qualifier?: string;
}

/** A trigger's timer, or null if it is of another type or disabled. */
function timerOf(trigger: Trigger): TimerConfig | null {
  if (trigger.type !== 'timer') return null;
  const config = readTimer(trigger.config);
  return config.enable ? config : null;
}

/** Refuses a timer with an impossible expression. */
export function checkTrigger(trigger: Trigger, now: Date): Trigger {
  if (trigger.type === 'timer') nextRun(readTimer(trigger.config).cronExpression, now);
  return trigger;
}

function readTimer(config: Readonly<Record<string, unknown>>): TimerConfig {
  const { cronExpression, enable = false, payload = '' } = config;
  if (typeof cronExpression === 'string' && typeof enable === 'boolean' && typeof payload === 'string') {
    return { cronExpression, enable, payload };
  }
  throw new ApiError(
    400,
    'InvalidArgument',
    'triggerConfig of a timer needs cronExpression, enable and payload',
  );
}

/** Passes a timer's event to its function; the clock waits until the promise settles. */
type Fire = (event: Buffer) => Promise<unknown>;

/** The timers of every function, on the world's clock. */
interface Timers {
  /** Starts a trigger's timer, or restarts it after a change. */
  start(key: string, trigger: Trigger, fire: Fire): void;
  stop(key: string): void;
}

export function createTimers(world: World): Timers {
  const cancels = new Map<string, () => void>();

  function stop(key: string): void {
    cancels.get(key)?.();
    cancels.delete(key);
  }

  function start(key: string, trigger: Trigger, fire: Fire): void {
    stop(key);
    const timer = timerOf(trigger);
    if (timer) arm(world.clock.now());

    function arm(after: Date): void {
      const next = timer && nextRun(timer.cronExpression, after);
      if (!timer || !next) return;
      const cancel = world.clock.schedule(next, async () => {
        arm(next);
        await fire(timerEvent(trigger.name, next, timer.payload));
      });
      cancels.set(key, cancel);
    }
  }

  return { start, stop };
}

/** The event of a timer trigger, as functions get it. */
function timerEvent(triggerName: string, time: Date, payload: string): Buffer {
  return Buffer.from(JSON.stringify({ triggerTime: wireTime(time), triggerName, payload }));
}

const everyPattern = /^@every (\d+)(m|h)$/;

const zonePattern = /^(?:CRON_TZ|TZ)=(\S+)\s+(.+)$/;

/**
 * When a timer trigger fires next after an instant: `@every 5m`, or six cron fields (seconds first) in UTC, or in the
 * zone of a leading `CRON_TZ=`. Null if never. Throws ApiError for anything else.
 */
export function nextRun(expression: string, after: Date): Date | null {
  const [, amount, unit] = everyPattern.exec(expression) ?? [];
  if (amount && unit) return new Date(after.getTime() + Number(amount) * (unit === 'h' ? 3_600_000 : 60_000));
  const [, zone = 'Etc/UTC', fields = expression] = zonePattern.exec(expression) ?? [];
  if (fields.trim().split(/\s+/).length !== 6) throw invalidExpression(expression);
  try {
    return new Cron(fields, { timezone: zone, paused: true }).nextRun(after);
  } catch {
    throw invalidExpression(expression);
  }
}

function invalidExpression(expression: string): ApiError {
  return new ApiError(400, 'InvalidArgument', `cron expression '${expression}' is invalid`);
}
