import { spawn } from 'node:child_process';
import type { ReadStream, WriteStream } from 'node:tty';
import { withoutKeys } from '@ackring/core/machine';
import type { TerminalControl } from '../screen/world.js';
import { leaveKeyboard, runEditor, runPager, stopGroup } from './hand-over.js';

/** Gives the terminal to `work`, then takes it back and redraws the screen. */
export type Suspend = (work: () => Promise<void>) => Promise<void>;

export interface TerminalOptions {
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
    edit: (file) => suspend(() => runEditor(file, environment)),
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
 * Asks the terminal itself to take the text (OSC 52), which works through SSH and inside tmux; and, since some
 * terminals silently refuse, also this machine's own clipboard program if the screen is local.
 */
async function copyText(
  text: string,
  stdout: WriteStream,
  environment: Environment,
): Promise<'terminal' | 'program'> {
  stdout.write(`\x1b]52;c;${Buffer.from(text, 'utf8').toString('base64')}\x07`);
  if (environment['SSH_CONNECTION'] || environment['SSH_TTY']) return 'terminal';
  for (const [program, ...args] of programsFor(process.platform, environment)) {
    if (program !== undefined && (await give(text, [program, ...args], environment))) return 'program';
  }
  return 'terminal';
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
