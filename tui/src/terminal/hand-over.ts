import { spawn } from 'node:child_process';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { ReadStream } from 'node:tty';
import { withoutInterrupts, withoutKeys } from '@ackring/core/machine';
import { AckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';

type Environment = Readonly<Record<string, string | undefined>>;

/** Opens a file in `$VISUAL`, else `$EDITOR`, else vi; resolves when it is closed. */
export async function runEditor(file: string, environment: Environment): Promise<void> {
  const editor = environment['VISUAL'] || environment['EDITOR'] || 'vi';
  await runShell(`${editor} "$1"`, [file], {
    what: `the editor "${editor}"`,
    variable: 'EDITOR',
    environment,
  });
}

/** Shows a text in `$PAGER`, else less. */
export async function runPager(text: string, environment: Environment): Promise<void> {
  const pager = environment['PAGER'] || 'less';
  await runShell(pager, [], { what: `the pager "${pager}"`, variable: 'PAGER', environment, input: text });
}

interface ShellRun {
  readonly what: string;
  readonly variable: string;
  readonly environment: Environment;
  readonly input?: string;
}

/**
 * Stops reading the keyboard. Ink only lets go of its listener: the read that is under way would go on, and take
 * every other key from the program in front.
 */
export async function leaveKeyboard(stdin: ReadStream): Promise<void> {
  await nextTurn();
  stdin.pause();
  await nextTurn();
}

/** Through the shell, since these variables hold commands with arguments; the file is never part of the text. */
function runShell(command: string, args: readonly string[], run: ShellRun): Promise<void> {
  const { what, variable, environment, input } = run;
  return withoutInterrupts(
    () =>
      new Promise<void>((resolve, reject) => {
        const child = spawn('sh', ['-c', command, 'sh', ...args], {
          env: withoutKeys(environment),
          stdio: [input === undefined ? 'inherit' : 'pipe', 'inherit', 'inherit'],
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

/** Stops the whole group as Ctrl-Z does, until the shell brings it to the front again. */
export function stopGroup(): Promise<void> {
  return new Promise((resolve) => {
    // Where no shell controls jobs nothing stops, and nothing would ever say "continue".
    const timer = setTimeout(done, 300);
    process.once('SIGCONT', done);
    process.kill(0, 'SIGTSTP');

    function done(): void {
      clearTimeout(timer);
      process.off('SIGCONT', done);
      // Only the group in front is told of a new size; whoever was stopped meanwhile has to look.
      process.emit('SIGWINCH', 'SIGWINCH');
      resolve();
    }
  });
}
