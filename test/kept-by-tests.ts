/**
 * What ava.config.mjs passes from one process of a test to the next, for a program that inherits nothing else:
 * compiled code, since a new home would mean compiling everything again, and the keys of embedded clouds.
 */
export function keptByTests(): Record<string, string> {
  const names = ['NODE_COMPILE_CACHE', 'ACKRING_EMULATOR_KEYS'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
