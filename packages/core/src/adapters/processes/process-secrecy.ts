/**
 * Keeps a process from telling secrets by the side, whatever its environment asks for. Call it before anything
 * else is loaded. Core dumps are not in our reach: no program of Node's can set the limit that governs them.
 */
export function keepSecretsOf(process: NodeJS.Process): void {
  const { env } = process;
  // The SDKs' HTTP client logs whole requests under DEBUG, with tokens and signatures; the variable is read when
  // it is loaded.
  delete env['DEBUG'];
  // So does Node's own log of connections.
  if (env['NODE_DEBUG']) dropNodeLog(process);
  // Left behind by somebody in a hurry, it would let anybody answer in the cloud's name and hand out kubeconfigs.
  // The way to trust a proxy's authority is NODE_EXTRA_CA_CERTS.
  delete env['NODE_TLS_REJECT_UNAUTHORIZED'];
  // A diagnostic report, as `--report-on-fatalerror` writes it, lists the environment with its keys.
  Reflect.set(process.report, 'excludeEnv', true);
}

/**
 * Node's log is switched on before our first line runs, for good: what is left is to take its pen away. Some
 * versions write by `_rawDebug`, others by stderr, always `SET PID: text` in one piece.
 */
function dropNodeLog(process: NodeJS.Process): void {
  const color = String.raw`(?:\u001b\[\d+m)?`;
  const line = new RegExp(`^[A-Z0-9_]+ ${color}${process.pid}${color}: `);
  const { stderr } = process;
  const { write } = stderr;
  const writeOthers = (...args: readonly unknown[]): unknown =>
    typeof args[0] === 'string' && line.test(args[0]) ? true : Reflect.apply(write, stderr, args);
  Reflect.set(stderr, 'write', writeOthers);
  Reflect.set(process, '_rawDebug', () => undefined);
}
