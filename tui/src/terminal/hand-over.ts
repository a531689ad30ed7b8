import { spawn } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { isWindows, withoutInterrupts, withoutKeys } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens a file in `$VISUAL`, else `$EDITOR`, else vi (on Windows notepad); resolves when it is closed. */
export async function runEditor(file: string, environment: Environment): Promise<void> {
  const editor = environment['VISUAL'] || environment['EDITOR'] || (isWindows ? 'notepad' : 'vi');
  await runShell(editor, { what: `the editor "${editor}"`, variable: 'EDITOR', environment, file });
}

/** Shows a text in `$PAGER`, else less (on Windows more). */
export async function runPager(text: string, environment: Environment): Promise<void> {
  const pager = environment['PAGER'] || (isWindows ? 'more' : 'less');
  await runShell(pager, { what: `the pager "${pager}"`, variable: 'PAGER', environment, input: text });
}

interface ShellRun {
  readonly what: string;
  readonly variable: string;
  readonly environment: Environment;
  /** Its last argument. */
  readonly file?: string;
  readonly input?: string;
}

/**
 * Stops reading the keyboard. Ink only removes its listener: the pending read would go on, and take every other key
 * from the foreground program.
 */
export async function leaveKeyboard(stdin: ReadStream): Promise<void> {
  await nextTurn();
  stdin.pause();
  await nextTurn();
}

/** Through the shell, since these variables hold commands with arguments; the file is never part of the text. */
function runShell(command: string, run: ShellRun): Promise<void> {
  const { what, variable, environment, file, input } = run;
  return withoutInterrupts(
    () =>
      new Promise<void>((resolve, reject) => {
        const [program, args] = shellLine(command, file);
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
function shellLine(command: string, file: string | undefined): [program: string, args: string[]] {
  if (isWindows)
    return ['cmd.exe', ['/d', '/s', '/c', `"${command}${file === undefined ? '' : ` "${file}"`}"`]];
  return file === undefined ? ['sh', ['-c', command]] : ['sh', ['-c', `${command} "$1"`, 'sh', file]];
}

/** Stops the whole process group as Ctrl-Z does, until the shell continues it. */
export function stopGroup(): Promise<void> {
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
