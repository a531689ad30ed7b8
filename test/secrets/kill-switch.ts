import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

// Loaded into the program: kills it, as a power cut would, right before the file system change with the number
// ACKRING_TEST_KILL_AT, and writes the numbers reached to ACKRING_TEST_CHANGES.

const at = Number(process.env['ACKRING_TEST_KILL_AT']);
const log = process.env['ACKRING_TEST_CHANGES'] ?? '';
const { appendFileSync } = fs;
let count = 0;

function change(what: string): void {
  count += 1;
  appendFileSync(log, `${count} ${what}\n`);
  if (count === at) process.kill(process.pid, 'SIGKILL');
}

// Without taking a lock: waiting for one repeats it again and again.
const changing = ['writeFile', 'rename', 'unlink', 'rm', 'mkdir', 'rmdir', 'chmod', 'utimes'] as const;
for (const name of changing) {
  const original = Reflect.get(fs.promises, name);
  Reflect.set(fs.promises, name, (...args: readonly unknown[]) => {
    if (name !== 'mkdir' || !fs.existsSync(String(args[0]))) change(name);
    return Reflect.apply(original, fs.promises, args);
  });
}
const { open } = fs.promises;
Reflect.set(fs.promises, 'open', async (...args: Parameters<typeof open>) => {
  const isWriting = typeof args[1] === 'string' && /[wa]/.test(args[1]);
  if (isWriting) change('open');
  const handle = await open(...args);
  for (const name of ['writeFile', 'write', 'sync', 'chmod'] as const) {
    const original = Reflect.get(handle, name);
    Reflect.set(handle, name, (...given: readonly unknown[]) => {
      if (isWriting) change(`handle.${name}`);
      return Reflect.apply(original, handle, given);
    });
  }
  return handle;
});
syncBuiltinESMExports();
