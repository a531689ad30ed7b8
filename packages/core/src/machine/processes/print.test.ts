import { execFileSync, spawnSync } from 'node:child_process';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';

const printing = new URL('./print.js', import.meta.url).href;

function folderOf(t: ExecutionContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'ackring-print-'));
  t.teardown(() => rmSync(folder, { recursive: true }));
  return folder;
}

/** Runs a script that has `print` and `standardStream`; a descriptor in the place of a pipe is given to it. */
function run(script: string, stdio: ('ignore' | 'inherit' | 'pipe' | number)[]) {
  const source = `import { print, standardStream } from ${JSON.stringify(printing)};\n${script}`;
  const bounds = { maxBuffer: 10_000_000, timeout: 60_000, killSignal: 'SIGKILL' } as const;
  const ended = spawnSync(process.execPath, ['--input-type=module', '--eval', source], { stdio, ...bounds });
  return { status: ended.status, stdout: String(ended.stdout), stderr: String(ended.stderr) };
}

test('a full pipe that does not block is waited for, and nothing of the text is lost', (t) => {
  // Node's own stream lets its pipe not block.
  const { status, stdout } = run(`process.stdout; print(1, '-'.repeat(5_000_000) + '.');`, [
    'ignore',
    'pipe',
    'inherit',
  ]);
  t.is(status, 0);
  t.is(stdout.length, 5_000_001);
  t.true(stdout.endsWith('-.'));
});

test('short texts are written at once, long ones by the stream, in order; a note that fails ends nothing', (t) => {
  const file = join(folderOf(t), 'read-only');
  writeFileSync(file, '');
  const readOnly = openSync(file, 'r');
  t.teardown(() => closeSync(readOnly));
  const { status, stdout } = run(
    `let opened = 0;
const stdout = standardStream(1, () => { opened += 1; return process.stdout; });
print(2, 'a note');
stdout.write('short\\n');
if (opened !== 0) process.exit(8);
stdout.write('long'.repeat(5_000) + '\\n');
stdout.write('short\\n');
process.exitCode = opened;`,
    ['ignore', 'pipe', readOnly],
  );
  t.is(status, 1);
  t.is(stdout, `short\n${'long'.repeat(5_000)}\nshort\n`);
});

test('a short text into a full pipe is left to the stream: signals are heard', (t) => {
  const script = `process.stdout;
const stdout = standardStream(1, () => process.stdout);
process.once('SIGTERM', () => process.exit(143));
process.kill(process.pid, 'SIGTERM');
stdout.write('never read');
print(2, 'left to the stream');`;
  const path = join(folderOf(t), 'pipe');
  execFileSync('mkfifo', [path]);
  const pipe = openSync(path, constants.O_RDWR | constants.O_NONBLOCK);
  t.teardown(() => closeSync(pipe));
  const fill = (): void => {
    for (;;) writeSync(pipe, Buffer.alloc(4096));
  };
  t.throws(fill, { code: 'EAGAIN' });
  const { status, stderr } = run(script, ['ignore', pipe, 'pipe']);
  t.is(stderr, 'left to the stream');
  t.is(status, 143);
});

test('standard output that cannot be written is an error with the reason', (t) => {
  const file = join(folderOf(t), 'read-only');
  writeFileSync(file, '');
  const readOnly = openSync(file, 'r');
  t.teardown(() => closeSync(readOnly));
  const script = `try { print(1, 'data'); } catch ({ code, message }) { print(2, code + ' ' + message); }`;
  t.is(
    run(script, ['ignore', readOnly, 'pipe']).stderr,
    'FileUnwritable standard output cannot be written: EBADF',
  );
});
