import type { AsyncInvokeConfig } from './async-task.js';
import { type DeployedFunction, definitionOf } from './definition.js';
import type { Registry } from './registry.js';
import type { Trigger } from './trigger.js';

/** What a snapshot keeps of a function: settings, triggers and uploaded code, not what it did. Other code stays in its folder. */
interface SavedFunction {
  readonly fn: DeployedFunction;
  readonly triggers: readonly Trigger[];
  readonly asyncConfig: AsyncInvokeConfig | null;
}

export function saveFunctions(registry: Registry): readonly SavedFunction[] {
  return [...registry.entries.values()].map(({ fn, triggers, asyncConfig }) => ({
    fn,
    triggers: [...triggers.values()],
    asyncConfig,
  }));
}

/** Deploys them again, timers running. */
export function loadFunctions(registry: Registry, saved: unknown): void {
  for (const { fn, triggers, asyncConfig } of saved as readonly SavedFunction[]) {
    const definition = definitionOf(fn);
    const entry = fn.upload ? registry.deployPackage(definition, fn.upload) : registry.deploy(definition);
    entry.asyncConfig = asyncConfig;
    for (const trigger of triggers) registry.setTrigger(entry, trigger);
  }
}
