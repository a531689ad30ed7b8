/** More would scroll away what was on the terminal before. */
const most = 5;

/**
 * Keeps Node's warnings off an open screen: they would be written over it, on stderr, and scroll it, unless Node was
 * told to write them elsewhere. Returns what lets them through again; the first ones that came meanwhile then follow.
 */
export function holdWarnings(environment: Readonly<Record<string, string | undefined>>): () => void {
  if (environment['NODE_REDIRECT_WARNINGS']) return () => undefined;
  const printers = process.listeners('warning');
  const held = new Map<string, Error>();
  const hold = (warning: Error): void => {
    if (held.size < most) held.set(`${warning.name} ${warning.message}`, warning);
  };
  process.removeAllListeners('warning');
  process.on('warning', hold);
  return () => {
    process.off('warning', hold);
    for (const printer of printers) process.on('warning', printer);
    for (const warning of held.values()) for (const printer of printers) printer(warning);
  };
}
