import type { Command, CommandFacts } from './command.js';

/**
 * What every command is. The bundler replaces this module by the facts themselves (catalog.mjs): a shell waiting for
 * a completion would otherwise wait for the code of all commands, some 600 KB.
 */
export function readCatalog(
  names: readonly string[],
  load: (name: string) => Promise<Command>,
): Promise<readonly CommandFacts[]> {
  return Promise.all(names.map(load));
}
