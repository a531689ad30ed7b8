import { spawn } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadStream, WriteStream } from 'node:tty';
import { isWindows, tmuxClipboard, withoutInterrupts, withoutKeys } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Copied, TerminalControl } from '../screen/world.js';
import { editorArguments } from './editor.js';

/** Gives the terminal to `work`, then takes it back and redraws the screen. */
export type Suspend = (work: () => Promise<void>) => Promise<void>;

interface TerminalOptions {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly suspend: Suspend;
  readonly redraw: () => void;
}

export function createTerminalControl(options: TerminalOptions): TerminalControl {
  const { stdin, stdout, environment } = options;
  const suspend: Suspend = (work) =>
    options.suspend(async () => {
      await leaveKeyboard(stdin);
      await work();
    });
  return {
    copy: (text) => copyText(text, stdout, environment),
    edit: (...place) => suspend(() => runEditor(place, environment)),
    page: (text) => suspend(() => runPager(text, environment)),
    lend: async <T>(work: (say: (line: string) => void) => Promise<T>) => {
      const { promise, resolve } = Promise.withResolvers<T>();
      await suspend(async () => resolve(await work((line) => void stdout.write(`${line}\n`))));
      return promise;
    },
    redraw: options.redraw,
    suspend: () => suspend(stopGroup),
  };
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Asks the terminal itself to take the text (OSC 52), which works through SSH and, by way of tmux, inside it; and, since
 * some terminals silently refuse, also this machine's own clipboard program if the screen is local.
 */
async function copyText(text: string, stdout: WriteStream, environment: Environment): Promise<Copied> {
  const asked = await askTerminal(text, stdout, environment);
  if (environment['SSH_CONNECTION'] || environment['SSH_TTY']) return asked;
  for (const [program, ...args] of programsFor(process.platform, environment)) {
    if (program !== undefined && (await give(text, [program, ...args], environment))) return 'program';
  }
  return asked;
}

async function askTerminal(
  text: string,
  stdout: WriteStream,
  environment: Environment,
): Promise<'terminal' | 'kept'> {
  const policy = await tmuxClipboard(environment);
  if (policy === 'off') return 'kept';
  // By default tmux takes nothing from a program in it, but a command of its own, which tmux 3.2 or later has.
  if (policy === 'external') return (await loadBuffer(text, environment)) ? 'terminal' : 'kept';
  stdout.write(`\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`);
  return 'terminal';
}

/** False if tmux is older than the command, or gone. */
function loadBuffer(text: string, environment: Environment): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn('tmux', ['load-buffer', '-w', '-'], {
      env: withoutKeys(environment),
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    child.once('error', () => resolve(false));
    child.once('close', (code) => resolve(code === 0));
    child.stdin.on('error', () => undefined);
    child.stdin.end(text, 'utf8');
  });
}

function programsFor(platform: NodeJS.Platform, environment: Environment): readonly (readonly string[])[] {
  if (platform === 'darwin') return [['pbcopy']];
  if (platform === 'win32' || environment['WSL_DISTRO_NAME']) return [['clip.exe']];
  if (environment['WAYLAND_DISPLAY']) return [['wl-copy']];
  if (!environment['DISPLAY']) return [];
  return [
    ['xclip', '-selection', 'clipboard'],
    ['xsel', '--clipboard', '--input'],
  ];
}

/** False if the program is missing or fails. */
function give(
  text: string,
  [program, ...args]: readonly [string, ...string[]],
  environment: Environment,
): Promise<boolean> {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      // It outlives us.
      env: withoutKeys(environment),
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    child.once('error', () => resolve(false));
    child.stdin.once('error', () => resolve(false));
    // X11's clipboard programs keep running to serve the text: it is enough that they read it all.
    child.stdin.end(text, 'utf8', () => resolve(true));
    child.unref();
  });
}

/** Opens a file at a line in `$VISUAL`, else `$EDITOR`, else vi (on Windows notepad); resolves when it is closed. */
async function runEditor(
  place: Parameters<TerminalControl['edit']>,
  environment: Environment,
): Promise<void> {
  const editor = environment['VISUAL'] || environment['EDITOR'] || (isWindows ? 'notepad' : 'vi');
  const args = editorArguments(editor, ...place);
  await runShell(editor, { what: `the editor "${editor}"`, variable: 'EDITOR', environment, args });
}

/** Shows a text in `$PAGER`, else less (on Windows more); without a UTF-8 locale less would take each byte for a sign. */
async function runPager(text: string, environment: Environment): Promise<void> {
  const pager = environment['PAGER'] || (isWindows ? 'more' : 'less');
  await runShell(pager, {
    what: `the pager "${pager}"`,
    variable: 'PAGER',
    environment: { LESSCHARSET: 'utf-8', ...environment },
    input: text,
  });
}

interface ShellRun {
  readonly what: string;
  readonly variable: string;
  readonly environment: Environment;
  /** Behind its own. */
  readonly args?: readonly string[];
  readonly input?: string;
}

/**
 * Stops reading the keyboard. Ink only removes its listener: the pending read would go on, and take every other key
 * from the foreground program.
 */
async function leaveKeyboard(stdin: ReadStream): Promise<void> {
  await nextTurn();
  stdin.pause();
  await nextTurn();
}

/** Through the shell, since these variables hold commands with arguments; what follows them is never part of the text. */
function runShell(command: string, run: ShellRun): Promise<void> {
  const { what, variable, environment, args: more = [], input } = run;
  return withoutInterrupts(
    () =>
      new Promise<void>((resolve, reject) => {
        const [program, args] = shellLine(command, more);
        const child = spawn(program, args, {
          env: withoutKeys(environment),
          stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
          windowsVerbatimArguments: true,
        });
        const fail = (cause: unknown): void => {
          const remedy = say('Set {variable} to a program that is installed.', { variable });
          reject(
            new AckringError('Internal', say('{program} could not be started', { program: what }), {
              remedy,
              cause,
            }),
          );
        };
        child.once('error', fail);
        // A pager closed before the end of the text has read enough.
        child.stdin?.on('error', () => undefined);
        child.stdin?.end(input);
        child.once('close', (code) => (code === 127 ? fail(`exit ${code}`) : resolve()));
      }),
  );
}

/** A Windows path holds no quotation mark, and between two of them only `%NAME%` is read. */
function shellLine(command: string, more: readonly string[]): [program: string, args: string[]] {
  if (isWindows)
    return ['cmd.exe', ['/d', '/s', '/c', `"${[command, ...more.map((each) => `"${each}"`)].join(' ')}"`]];
  return ['sh', ['-c', more.length === 0 ? command : `${command} "$@"`, 'sh', ...more]];
}

/** Stops the whole process group as Ctrl-Z does, until the shell continues it. */
function stopGroup(): Promise<void> {
  return new Promise((resolve) => {
    // Without a job-control shell nothing stops, and nothing would ever continue it.
    const timer = setTimeout(done, 300);
    process.once('SIGCONT', done);
    process.kill(0, 'SIGTSTP');

    function done(): void {
      clearTimeout(timer);
      process.off('SIGCONT', done);
      // Only the foreground group gets resize signals; after a stop the size has to be read again.
      process.emit('SIGWINCH', 'SIGWINCH');
      resolve();
    }
  });
}
