import childProcess from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Loaded into the program before anything else: writes the argument list of every program it starts to the
// file in ACKRING_TEST_SPAWNS, one JSON array a line. Anybody on a machine may read argument lists.

const file = process.env['ACKRING_TEST_SPAWNS'] ?? '';
const note = (args: readonly unknown[]) => appendFileSync(file, `${JSON.stringify(args)}\n`);

note(process.argv);
// Every way to start a program ends in one of these two.
const { ChildProcess } = childProcess;
const spawn = Reflect.get(ChildProcess.prototype, 'spawn');
Reflect.set(ChildProcess.prototype, 'spawn', function (this: unknown, options: { args: readonly string[] }) {
  note(options.args);
  return Reflect.apply(spawn, this, [options]);
});
const { spawnSync } = childProcess;
Reflect.set(childProcess, 'spawnSync', (...args: unknown[]) => {
  note(args.slice(0, 2));
  return Reflect.apply(spawnSync, childProcess, args);
});
syncBuiltinESMExports();
