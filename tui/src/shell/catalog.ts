/**
 * What every command is. The bundler puts the facts themselves in the place of this module (catalog.mjs): a shell
 * that waits for a completion would otherwise wait for the code of all commands, some 600 KB.
 */
export function readCatalog<Facts>(
  names: readonly string[],
  load: (name: string) => Promise<Facts>,
): Promise<readonly Facts[]> {
  return Promise.all(names.map(load));
}
