import fs from 'node:fs';
import http from 'node:http';
import { syncBuiltinESMExports } from 'node:module';

// Loaded into the program: kills it right before the change with the number ACKRING_TEST_KILL_AT, of files or of a
// cluster, and writes what it reached to ACKRING_TEST_CHANGES.

const at = Number(process.env['ACKRING_TEST_KILL_AT']);
const log = process.env['ACKRING_TEST_CHANGES'] ?? '';
const { appendFileSync } = fs;
let count = 0;

function change(what: string): void {
  count += 1;
  appendFileSync(log, `${count} ${what}\n`);
  if (count === at) process.kill(process.pid, 'SIGKILL');
}

for (const name of ['rename', 'unlink'] as const) {
  const original = Reflect.get(fs.promises, name);
  Reflect.set(fs.promises, name, (...args: readonly unknown[]) => {
    // Neither a draft of a lock nor a cache of the fleet is a change.
    if (!/\.claim$|\/(fleet|holders)\//.test(String(args[0]))) change(`${name} ${String(args[0])}`);
    return Reflect.apply(original, fs.promises, args);
  });
}

const { request } = http;
Reflect.set(http, 'request', (...args: readonly unknown[]) => {
  const [options] = args;
  const { method = 'GET', path = '' } =
    typeof options === 'object' && options !== null ? (options as { method?: string; path?: string }) : {};
  const isChange = method !== 'GET' && /bindings|ramidentitymappings|permissions/.test(path);
  if (isChange) change(`${method} ${path}`);
  return Reflect.apply(request, http, args);
});
syncBuiltinESMExports();
