import test from 'ava';
import { type CaptureOptions, runCaptured } from './capture.js';

const running = (change: Partial<CaptureOptions> = {}): CaptureOptions => ({
  environment: { PATH: process.env['PATH'] },
  signal: new AbortController().signal,
  room: { left: 1_048_576 },
  onLine: null,
  ...change,
});

test("both streams are kept, with the program's exit status", async (t) => {
  const captured = await runCaptured(['sh', '-c', 'echo out; echo err >&2; exit 3'], running());
  t.deepEqual(captured, { exit: 3, signal: null, stdout: 'out\n', stderr: 'err\n', problem: null });
  t.like(await runCaptured(['sh', '-c', 'kill -KILL $$'], running()), { exit: null, signal: 'SIGKILL' });
});

test('it has nothing to read', async (t) => {
  t.like(await runCaptured(['cat'], running()), { exit: 0, stdout: '' });
});

test('a missing program, or one that cannot be run, is reported as such', async (t) => {
  t.like(await runCaptured(['no-such-command'], running()), { exit: null, problem: 'missing' });
  t.like(await runCaptured(['/etc/passwd'], running()), { exit: null, problem: 'notExecutable' });
});

test('a program that writes without end is ended when the limit is reached', async (t) => {
  const endless = await runCaptured(['yes'], running());
  t.is(endless.problem, 'tooLong');
  t.is(endless.signal, 'SIGKILL');
  t.true(endless.stdout.length <= 1_048_576);
});

test('lines, and characters, are passed on whole, the last one without its end, and an endless line in pieces', async (t) => {
  const lines: string[] = [];
  const onLine: CaptureOptions['onLine'] = (stream, line) => void lines.push(`${stream} ${line}`);
  const script = "printf 'one\\ntw\\303'; sleep 0.1; printf '\\266\\nthree'; echo err >&2";
  const captured = await runCaptured(['sh', '-c', script], running({ onLine }));
  t.deepEqual(lines.toSorted(), ['stderr err', 'stdout one', 'stdout three', 'stdout twö']);
  t.is(captured.stdout, '');
  lines.length = 0;
  await runCaptured(['sh', '-c', "head -c 300000 /dev/zero | tr '\\0' x"], running({ onLine }));
  t.true(lines.length > 1);
  t.is(lines.map((line) => line.slice('stdout '.length)).join('').length, 300_000);
});

test('a process left in the background delays nobody', async (t) => {
  const captured = await runCaptured(['sh', '-c', 'sleep 30 & echo $!'], running());
  t.is(captured.exit, 0);
  // Without a number it would be everybody of this group.
  t.regex(captured.stdout, /^[1-9]\d+\n$/);
  process.kill(Number(captured.stdout));
});

test('when aborted, a program is interrupted', async (t) => {
  const stop = new AbortController();
  const onLine = () => stop.abort();
  const script = 'trap "exit 9" INT; echo begun; while :; do sleep 0.05; done';
  t.like(await runCaptured(['sh', '-c', script], running({ signal: stop.signal, onLine })), { exit: 9 });
});
