import { ApiError } from '../../http/api-error.js';
import { nextRun } from './schedule.js';

/** What a timer trigger does. */
export interface TimerConfig {
  /** `@every 5m`, or six cron fields with an optional `CRON_TZ=` before them. */
  readonly cronExpression: string;
  readonly enable: boolean;
  readonly payload: string;
}

/** A trigger of a function; only timers do anything here. Plain values, so that a snapshot can hold it. */
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

/** A trigger to make, as the vendor's schema has it. */
export interface TriggerDefinition {
  readonly triggerName: string;
  /** `timer` by default. */
  readonly triggerType?: string;
  readonly triggerConfig: Readonly<Record<string, unknown>>;
  readonly description?: string;
  readonly invocationRole?: string;
  readonly qualifier?: string;
}

/** A trigger's timer, or null when it is of another type or turned off. */
export function timerOf(trigger: Trigger): TimerConfig | null {
  if (trigger.type !== 'timer') return null;
  const config = readTimer(trigger.config);
  return config.enable ? config : null;
}

/** Refuses a timer whose expression no clock could follow. */
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
