import childProcess from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Loaded into the program before anything else: writes the argument list of every program it starts, and the
// environment passed to it, to the file that its own address names, one JSON object per line. Anybody on a machine may
// read argument lists; a program's environment is inherited by all that it starts in turn.

const file = new URL(import.meta.url).searchParams.get('to') ?? '';
const note = (args: readonly unknown[], environment: readonly string[] = []) =>
  appendFileSync(file, `${JSON.stringify({ args, environment })}\n`);

note(process.argv);
// Every way to start a program ends in one of these two.
const { ChildProcess } = childProcess;
const spawn = Reflect.get(ChildProcess.prototype, 'spawn');
interface Spawned {
  readonly args: readonly string[];
  readonly envPairs: readonly string[];
}
Reflect.set(ChildProcess.prototype, 'spawn', function (this: unknown, options: Spawned) {
  note(options.args, options.envPairs);
  return Reflect.apply(spawn, this, [options]);
});
const { spawnSync } = childProcess;
Reflect.set(childProcess, 'spawnSync', (...args: unknown[]) => {
  note(args.slice(0, 2));
  return Reflect.apply(spawnSync, childProcess, args);
});
syncBuiltinESMExports();
