import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Emulator } from '@ackring/emulator/start';
import { insideRun } from '@ackring/testkit/run/test-run';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { keptByTests } from '../kept-by-tests.js';
import { bytesOf } from './keys.js';

/** The program under test, for shells and multiplexers that start it themselves. */
export const program = fileURLToPath(new URL('../../../tui/dist/ackring.js', import.meta.url));

export interface OpenOptions {
  /** The cloud for the program: its caller's credentials go into the environment. */
  readonly cloud?: Pick<Emulator, 'environment'>;
  /** Arguments of the program; none opens the full screen. */
  readonly args?: readonly string[];
  /** What runs in the terminal instead, such as a shell that starts the program by itself. */
  readonly command?: readonly [file: string, ...args: string[]];
  readonly columns?: number;
  readonly rows?: number;
  /** Over a bare environment: none of the machine's own settings reach the program. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The program's HOME; by default a new folder, removed at the end. */
  readonly home?: string;
}

/** The real program in a real terminal, driven by keys and read from the screen. Reads like a story. */
export interface Terminal {
  readonly home: string;
  /** The process in the terminal. */
  readonly pid: number;
  /** Presses keys one after the other; names as in the key table. */
  press(...keys: readonly string[]): Promise<void>;
  /** Types text letter by letter. */
  type(text: string): Promise<void>;
  /** Pastes text as terminals do, in brackets. */
  paste(text: string): Promise<void>;
  /** Sends raw bytes. */
  send(bytes: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until every region has answered. */
  seeFleet(): Promise<void>;
  /** Waits until the screen shows this. */
  see(what: string | RegExp): Promise<void>;
  /** Waits until the screen no longer shows it. */
  seeGone(what: string | RegExp): Promise<void>;
  /** Waits until a condition on the whole screen holds. */
  until(isTrue: (screen: string) => boolean, what: string): Promise<void>;
  /** Waits until nothing has been drawn for a while, for a picture: no proof that nothing more will be. */
  settled(): Promise<void>;
  /** Resolves when the program has finished the next frame, before the terminal has drawn it. */
  nextFrame(): Promise<void>;
  /** The lines of the screen, without trailing spaces. */
  screen(): string;
  /** The terminal itself: its cells, cursor and modes. */
  readonly xterm: InstanceType<typeof xterm.Terminal>;
  /** Bytes the program has written so far. */
  bytesWritten(): number;
  /** Everything the program wrote, unchanged. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Closes the window: the program can neither read nor write any more, and is told by SIGHUP. */
  hangUp(): void;
  /** Waits for the end of the program and returns its exit code. */
  exit(): Promise<number>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** For a machine that is ten times slower than it should be: only a failing test waits as long. */
const patienceMs = 60_000;
/** A row whose endpoints are still being requested. */
export const unasked = / {2}· {8}/;
const freshFleet = /⟳ \d+ (?:s|min) ago/;
/** Effects of a key that come one after the other, such as a new header and then its message, are closer. */
const stillMs = 500;
/** More than the longest frame. */
const frameTail = 200_000;

export async function openTerminal(options: OpenOptions = {}): Promise<Terminal> {
  const { columns = 110, rows = 30 } = options;
  const home = options.home ?? (await mkdtemp(join(tmpdir(), 'ackring-terminal-')));
  // Beside it: tests look at what is left in a home.
  const warnings = `${home}.warnings`;
  const screen = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true, scrollback: 100 });
  const [file, ...args] = options.command ?? [process.execPath, program, ...(options.args ?? [])];
  const pty = spawn(file, args, {
    cols: columns,
    rows,
    cwd: home,
    // The terminal is no child process of Node's own.
    env: insideRun({
      ...bareEnvironment(home),
      NODE_REDIRECT_WARNINGS: warnings,
      ...options.cloud?.environment,
      ...options.environment,
    }),
  });
  const watchers = new Set<() => void>();
  let written = '';
  let drawn = '';
  let isMidFrame = false;
  // Of the last frame, or of what was sent since: its effect is still to come.
  let stirredAtMs = Number.POSITIVE_INFINITY;
  let frameEnded: (() => void) | null = null;
  const letGo = readToItsEnd(pty);
  pty.onData((data) => {
    written += data;
    if (data.includes('\x1b[?2026l')) frameEnded?.();
    screen.write(data, () => {
      drawn = (drawn + data).slice(-frameTail);
      // Half a frame is not a screen: the program marks where each begins and ends.
      isMidFrame = drawn.lastIndexOf('\x1b[?2026h') > drawn.lastIndexOf('\x1b[?2026l');
      if (isMidFrame) return;
      stirredAtMs = performance.now();
      for (const watch of watchers) watch();
    });
  });
  // The terminal's answers to the program's queries.
  screen.onData((answer) => pty.write(answer));
  const ended = new Promise<number>((resolve) => {
    pty.onExit(({ exitCode, signal }) => resolve(signal ? 128 + signal : exitCode));
  });
  let isOver = false;
  void ended.then(() => {
    // Behind everything that the program wrote before it ended.
    screen.write('', () => {
      isOver = true;
      for (const watch of watchers) watch();
    });
  });

  const until = (isTrue: (text: string) => boolean, what: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const settle = (error: Error | null): void => {
        clearTimeout(timer);
        watchers.delete(check);
        if (error === null) resolve();
        else reject(error);
      };
      const check = (): void => {
        if (!isMidFrame && isTrue(textOf(screen))) settle(null);
        else if (isOver) settle(new Error(`the program ended before ${what}\n${textOf(screen)}`));
      };
      const timer = setTimeout(() => {
        settle(new Error(`waited in vain for ${what}; the screen was\n${textOf(screen)}`));
      }, patienceMs);
      watchers.add(check);
      check();
    });

  const send = (bytes: string): Promise<void> => {
    pty.write(bytes);
    stirredAtMs = performance.now();
    return new Promise((resolve) => setImmediate(resolve));
  };

  const terminal: Terminal = {
    home,
    pid: pty.pid,
    xterm: screen,
    press: async (...keys) => {
      for (const key of keys) await send(bytesOf(key));
    },
    type: async (text) => {
      for (const letter of text) await send(letter);
    },
    paste: (text) => send(`\x1b[200~${text}\x1b[201~`),
    send: (bytes) => pty.write(bytes),
    resize: (newColumns, newRows) => {
      screen.resize(newColumns, newRows);
      pty.resize(newColumns, newRows);
    },
    seeFleet: () => until((text) => freshFleet.test(text) && !unasked.test(text), 'the whole fleet'),
    see: (what) => until((text) => shows(text, what), `the screen to show ${String(what)}`),
    seeGone: (what) => until((text) => !shows(text, what), `the screen to lose ${String(what)}`),
    until,
    settled: async () => {
      while (performance.now() - stirredAtMs < stillMs) await pause(50);
    },
    nextFrame: () =>
      new Promise((resolve) => {
        frameEnded = () => {
          frameEnded = null;
          resolve();
        };
      }),
    screen: () => textOf(screen),
    bytesWritten: () => Buffer.byteLength(written),
    output: () => written,
    kill: (signal) => pty.kill(signal),
    hangUp: letGo,
    exit: () =>
      new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
          reject(new Error(`waited in vain for its end; the screen was\n${textOf(screen)}`));
        }, patienceMs);
        void ended.then((code) => {
          clearTimeout(timer);
          // The program's last output is still on its way through the terminal.
          screen.write('', () => resolve(code));
        });
      }),
    [Symbol.asyncDispose]: async () => {
      if (!isOver) pty.kill('SIGKILL');
      await ended;
      screen.dispose();
      if (options.home === undefined) await rm(home, { recursive: true, force: true, maxRetries: 10 });
      const said = await readFile(warnings, 'utf8').catch(() => '');
      await rm(warnings, { force: true });
      if (said !== '') throw new Error(`Node warned of the program:\n${said}`);
    },
  };
  return terminal;
}

/** For what holds a terminal whose process has ended; on Linux nothing can. */
const heldMs = 10_000;

/**
 * node-pty destroys the terminal 200 ms after its process has ended (`DESTROY_SOCKET_TIMEOUT_MS`), with whatever a busy
 * machine has not passed on by then. Here it is read to its end, which the system tells behind everything that was
 * written. Returns what lets go of it at once.
 */
function readToItsEnd(pty: IPty): () => void {
  // Not in its types.
  const whole = pty as IPty & { readonly _socket: Socket; destroy(): void };
  const { _socket: socket } = whole;
  const { destroy } = socket;
  socket.destroy = (error) => {
    if (error !== undefined || socket.readableEnded) return Reflect.apply(destroy, socket, [error]);
    setTimeout(() => Reflect.apply(destroy, socket, []), heldMs).unref();
    return socket;
  };
  return () => {
    socket.destroy = destroy;
    whole.destroy();
  };
}

/** A folder as HOME of several programs one after the other, removed at the end. */
export async function temporaryHome(): Promise<{ readonly home: string } & AsyncDisposable> {
  const home = await mkdtemp(join(tmpdir(), 'ackring-terminal-'));
  return { home, [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true, maxRetries: 10 }) };
}

function shows(text: string, what: string | RegExp): boolean {
  return typeof what === 'string' ? text.includes(what) : what.test(text);
}

function textOf(screen: InstanceType<typeof xterm.Terminal>): string {
  const buffer = screen.buffer.active;
  const lines = Array.from({ length: screen.rows }, (_, row) =>
    (buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '').trimEnd(),
  );
  return lines.join('\n').trimEnd();
}

function bareEnvironment(home: string): Record<string, string> {
  return {
    HOME: home,
    PATH: process.env['PATH'] ?? '',
    TERM: 'xterm-256color',
    COLORTERM: 'truecolor',
    LANG: 'en_US.UTF-8',
    TZ: 'Asia/Tokyo',
    ALIBABA_CLOUD_ECS_METADATA_DISABLED: 'true',
    ...keptByTests(),
    ...movedClock(),
  };
}

/** If `any-day` moved the clock, what passes that on; else nothing. */
function movedClock(): Record<string, string> {
  const names = process.env['MOVED_CLOCK']?.split(',') ?? [];
  return Object.fromEntries(names.map((name) => [name, process.env[name] ?? '']));
}
