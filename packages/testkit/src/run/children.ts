import children, { ChildProcess } from 'node:child_process';
import { syncBuiltinESMExports } from 'node:module';
import { insideRun } from './test-run.js';

type Environment = Record<string, string | undefined>;

/** Passes the run on to every process that this one starts, whatever environment it gives it. */
export function guardChildren(): void {
  const prototype = ChildProcess.prototype as unknown as Spawning;
  const { spawn } = prototype;
  Object.assign(prototype, {
    spawn(this: ChildProcess, options: SpawnOptions) {
      const envPairs = options.envPairs && pairsOf(insideRun(environmentOf(options.envPairs)));
      return Reflect.apply(spawn, this, [{ ...options, envPairs }]);
    },
  });
  for (const name of ['spawnSync', 'execFileSync', 'execSync'] as const) {
    const original = children[name] as (...given: unknown[]) => unknown;
    Object.assign(children, { [name]: (...given: unknown[]) => original(...withRun(given)) });
  }
  syncBuiltinESMExports();
}

interface Spawning {
  spawn(options: SpawnOptions): unknown;
}

/** Node's own, below `spawn`, `fork`, `exec` and `execFile`. */
interface SpawnOptions {
  readonly envPairs?: readonly string[];
}

function environmentOf(pairs: readonly string[]): Environment {
  // On Windows some names begin with the sign.
  return Object.fromEntries(
    pairs.map((pair) => {
      const end = pair.indexOf('=', 1);
      return [pair.slice(0, end), pair.slice(end + 1)];
    }),
  );
}

function pairsOf(environment: Environment): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

/** The options are the last argument, if there are any. */
function withRun(given: readonly unknown[]): unknown[] {
  const last = given.at(-1);
  const hasOptions = given.length > 1 && typeof last === 'object' && last !== null && !Array.isArray(last);
  const options = (hasOptions ? last : {}) as { readonly env?: Environment };
  const env = insideRun(options.env ?? process.env);
  return [...(hasOptions ? given.slice(0, -1) : given), { ...options, env }];
}
