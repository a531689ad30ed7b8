import type { OwnCommand } from '@ackring/core/own-commands';
import { keysOf } from '../../screen/binding.js';
import { features } from '../../screen/feature.js';
import { screenNames } from '../../screen/screen-name.js';

/** The commands whose key has another meaning on one of their screens, or belongs to another command. */
export function takenKeys(
  commands: readonly OwnCommand[],
  rebound: Readonly<Record<string, string>>,
): readonly OwnCommand[] {
  return commands.filter((command, at) => {
    const screens = screensOf(command);
    const scopes = new Set<string>([...screens, 'list', 'global']);
    const isBuiltIn = features().keys.some(
      (binding) => scopes.has(binding.scope) && keysOf(binding, rebound).includes(command.key),
    );
    const isDouble = commands
      .slice(0, at)
      .some((other) => other.key === command.key && screensOf(other).some((name) => screens.includes(name)));
    return isBuiltIn || isDouble;
  });
}

export function screensOf({ where }: OwnCommand): readonly string[] {
  return where.length === 0 ? screenNames : where;
}
