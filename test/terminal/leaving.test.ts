import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type ExecutionContext } from 'ava';
import { sharedCloud } from '../shared-cloud.js';
import { openTerminal, program, type Terminal } from './driver.js';

const cloud = await sharedCloud({ scenario: 'single' });

/** Prints its process id, becomes the program, and prints afterwards what it left behind. */
const script = `
sh -c 'echo $$ >pid; exec "$@"' sh "$@"
echo "exit code $?"
stty -a
echo "that is all"
read -r _`;

async function openInShell(environment: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const command = ['sh', '-c', script, 'sh', process.execPath, program] as const;
  const terminal = await openTerminal({ cloud, command, environment });
  await terminal.see('1 cluster');
  return terminal;
}

async function pidOf({ home }: Terminal): Promise<number> {
  return Number(await readFile(join(home, 'pid'), 'utf8'));
}

/** The first screen, a cursor, no bracketed paste, no mouse; the keyboard echoed and in line mode again. */
async function expectGivenBack(t: ExecutionContext, terminal: Terminal, code: number): Promise<void> {
  await terminal.see('that is all');
  const output = terminal.output();
  t.regex(output, new RegExp(`exit code ${code}\\r?\\n`));
  t.regex(output, /[ ;]icanon\b/);
  t.regex(output, /[ ;]echo\b/);
  t.is(terminal.xterm.buffer.active.type, 'normal');
  const { modes } = terminal.xterm;
  t.false(modes.bracketedPasteMode);
  t.is(modes.mouseTrackingMode, 'none');
  t.false(modes.sendFocusMode);
  t.true(output.lastIndexOf('\x1b[?25h') > output.lastIndexOf('\x1b[?25l'), 'the cursor shows');
}

for (const key of ['q', 'ctrl-c']) {
  test(`${key} leaves the terminal as it was`, async (t) => {
    await using terminal = await openInShell();
    t.is(terminal.xterm.buffer.active.type, 'alternate');
    t.true(terminal.xterm.modes.bracketedPasteMode);
    await terminal.press(key);
    await expectGivenBack(t, terminal, 0);
  });
}

for (const [signal, code] of [
  ['SIGTERM', 143],
  ['SIGHUP', 129],
] as const) {
  test(`${signal} leaves the terminal as it was, and sets the exit code`, async (t) => {
    await using terminal = await openInShell();
    process.kill(await pidOf(terminal), signal);
    await expectGivenBack(t, terminal, code);
  });
}

test('a window that is closed ends the program as its signal does, after its work', async (t) => {
  await using terminal = await openTerminal({ cloud });
  await terminal.see('1 cluster');
  terminal.hangUp();
  t.is(await terminal.exit(), 129);
  t.deepEqual(
    await readdir(join(terminal.home, '.local', 'state', 'ackring', 'crashes')).catch(() => []),
    [],
  );
});

test('a signal while the program is still being loaded leaves the terminal as it was', async (t) => {
  const command = ['sh', '-c', script, 'sh', process.execPath, program] as const;
  await using terminal = await openTerminal({ cloud, command });
  await terminal.nextFrame();
  process.kill(await pidOf(terminal), 'SIGTERM');
  await expectGivenBack(t, terminal, 143);
});

test('the program takes over the screen that was drawn while it was loaded', async (t) => {
  await using terminal = await openInShell();
  t.is(terminal.output().split('\x1b[?1049h').length, 2, 'it is entered once');
  await terminal.press('q');
  await expectGivenBack(t, terminal, 0);
  t.is(terminal.output().split('\x1b[?1049l').length, 2, 'it is left once');
});

test('a second signal does not wait, and still leaves the terminal as it was', async (t) => {
  await using terminal = await openInShell();
  const pid = await pidOf(terminal);
  // Held until both are sent: otherwise the first may have ended it before the second.
  for (const signal of ['SIGSTOP', 'SIGTERM', 'SIGHUP', 'SIGCONT'] as const) process.kill(pid, signal);
  await terminal.see('that is all');
  const [, code] = /exit code (\d+)/.exec(terminal.output()) ?? [];
  await expectGivenBack(t, terminal, Number(code));
  t.true(code === '143' || code === '129');
});

/** Loaded before the program: an uncaught error, whenever the test says so. */
const bomb = `process.on('SIGUSR2',()=>{setImmediate(()=>{throw new Error('provoked here')})})`;

test('a crash leaves the terminal as it was, and reports what happened', async (t) => {
  const fuse = `--import=data:text/javascript,${encodeURIComponent(bomb)}`;
  await using terminal = await openInShell({ NODE_OPTIONS: fuse });
  await terminal.seeFleet();
  process.kill(await pidOf(terminal), 'SIGUSR2');
  await expectGivenBack(t, terminal, 1);
  await terminal.see(/error: an unexpected Error stopped this/);
  // An error's message may quote anything.
  t.notRegex(terminal.output(), /provoked here/);
  const kept = await crashOf(terminal);
  t.regex(kept, /\nin the full screen\n\nError\n {4}at /);
  t.regex(kept, /\n\d\d:\d\d:\d\d\.\d{3}Z cs Describe\w+ /);
  t.notRegex(kept, /provoked here/);
});

test('warnings of Node wait until the screen is left', async (t) => {
  const many = `process.on('SIGUSR2',()=>{for(let n=0;n<9;n+=1)process.emitWarning('spilled '+n)})`;
  const fuse = `--import=data:text/javascript,${encodeURIComponent(many)}`;
  await using terminal = await openInShell({ NODE_OPTIONS: fuse, NODE_REDIRECT_WARNINGS: '' });
  await terminal.seeFleet();
  process.kill(await pidOf(terminal), 'SIGUSR2');
  // Behind it: what was written by then is on the screen.
  await terminal.press('2');
  await terminal.see('Contexts ›');
  t.notRegex(terminal.output(), /spilled/);
  await terminal.press('q');
  await expectGivenBack(t, terminal, 0);
  t.regex(terminal.output(), /Warning: spilled 0\r?\n/);
  t.notRegex(terminal.output(), /spilled 5/);
});

/** What was kept of it. */
async function crashOf({ home }: Terminal): Promise<string> {
  const folder = join(home, '.local', 'state', 'ackring', 'crashes');
  const [name = ''] = await readdir(folder);
  return readFile(join(folder, name), 'utf8');
}

test('a crash before the screen is loaded leaves the terminal as it was', async (t) => {
  // Thrown right after the first frame, which is drawn before Ink is there.
  const early = `const {write}=process.stdout;process.stdout.write=function(text,...rest){if(String(text).includes('\\x1b[?1049h'))setImmediate(()=>{throw new Error('provoked early')});return write.call(this,text,...rest)}`;
  const fuse = `--import=data:text/javascript,${encodeURIComponent(early)}`;
  const command = ['sh', '-c', script, 'sh', process.execPath, program] as const;
  await using terminal = await openTerminal({ cloud, command, environment: { NODE_OPTIONS: fuse } });
  await expectGivenBack(t, terminal, 1);
});
