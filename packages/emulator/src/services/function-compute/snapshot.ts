import type { AsyncInvokeConfig } from './async-task.js';
import { type DeployedFunction, definitionOf } from './definition.js';
import { asyncConfigOf } from './function-entry.js';
import type { Registry } from './registry.js';
import type { Trigger } from './trigger.js';
import { latest } from './version.js';

/** What a snapshot keeps of a function: settings, triggers and uploaded code, not what it did, nor its versions. Other code stays in its folder. */
interface SavedFunction {
  readonly fn: DeployedFunction;
  readonly triggers: readonly Trigger[];
  readonly asyncConfig: AsyncInvokeConfig | null;
}

export function saveFunctions(registry: Registry): readonly SavedFunction[] {
  return [...registry.entries.values()].map((entry) => ({
    fn: entry.fn,
    triggers: [...entry.triggers.values()],
    asyncConfig: asyncConfigOf(entry),
  }));
}

/** Deploys them again, timers running. */
export function loadFunctions(registry: Registry, saved: unknown): void {
  for (const { fn, triggers, asyncConfig } of saved as readonly SavedFunction[]) {
    const definition = definitionOf(fn);
    const entry = fn.upload ? registry.deployPackage(definition, fn.upload) : registry.deploy(definition);
    if (asyncConfig) entry.asyncConfigs.set(latest.qualifier, asyncConfig);
    for (const trigger of triggers) registry.setTrigger(entry, trigger);
  }
}
