import type { WriteStream } from 'node:tty';
import {
  homeFolder,
  keepSecretsOf,
  ownEnvironment,
  print,
  standardStream,
  unwritten,
} from '@ackring/core/machine';
import { exitCodes, toAckringError } from '@ackring/core/words';
import { runProgram } from './program.js';
import { takeOpened } from './terminal/opened.js';

// The program's edge: the only place that reads the process and the only one that ends it.

// The cloud's SDK calls `url.parse`: bundled, it no longer counts as a dependency, whose warnings Node suppresses.
process.noDeprecation = true;

const environment = ownEnvironment(process);
Object.assign(process.env, environment);
keepSecretsOf(process);
const argv = process.argv.slice(2);
const home = homeOrEnd();

const interrupted = new AbortController();
const signalNumbers = { SIGINT: 2, SIGTERM: 15, SIGHUP: 1 } as const;
let signalExit: number | null = null;

/** Who reads nothing for this long after we were asked to end gets no more. Needed before this module has ended. */
const longestFlushMs = 1_000;

// The first signal asks the work to stop, so that a started write completes; a second does not wait.
for (const [signal, number] of Object.entries(signalNumbers)) {
  process.on(signal, () => {
    if (signalExit !== null) process.exit(signalExit);
    stopWith(number);
  });
}

/** Before anything that could report it otherwise, in the user's language or as JSON. */
function homeOrEnd(): string {
  try {
    return homeFolder(environment);
  } catch (error) {
    const { summary, remedy, exitCode } = toAckringError(error);
    print(2, `error: ${summary}\nremedy: ${remedy}\n`);
    return process.exit(exitCode);
  }
}

function stopWith(signalNumber: number): void {
  signalExit = 128 + signalNumber;
  interrupted.abort();
}

const opened: WriteStream[] = [];
const stdout = standardStream(1, () => withErrorsHandled(process.stdout, reportLost));
const stderr = standardStream(2, () =>
  withErrorsHandled(process.stderr, () => process.exit(exitCodes.failed)),
);

// A reader that has seen enough (`| head`) is not a failure: the work is completed, the rest of the output is
// discarded. A window that was closed under us (EIO) is a hangup, whether or not its signal came first: ending at once
// would leave temporary keys behind.
function withErrorsHandled(stream: WriteStream, fail: (error: Error) => void): WriteStream {
  opened.push(stream);
  return stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EIO' && signalExit === null) stopWith(signalNumbers.SIGHUP);
    else if (error.code !== 'EIO' && error.code !== 'EPIPE') fail(error);
  });
}

function reportLost(error: Error): void {
  crash = endWith(unwritten(error)).catch(() => process.exit(exitCodes.failed));
}

// Node would print everything in the error, for an SDK the whole request. The full screen has its own listener, which
// restores the terminal first.
let crash = Promise.resolve();
process.on('uncaughtException', (error) => {
  if (process.listenerCount('uncaughtException') > 1) return;
  // What cannot even be told must not come round again as another crash.
  crash = endWith(error).catch(() => process.exit(exitCodes.failed));
});

async function endWith(error: unknown): Promise<never> {
  const [{ problemText }, { problems }, { withCrashKept }] = await Promise.all([
    import('./shell/problem.js'),
    import('./messages/problems/en.js'),
    import('./crash.js'),
  ]);
  takeOpened()?.restore();
  const told = await withCrashKept(toAckringError(error), { argv, environment, home });
  await new Promise<void>((resolve) =>
    stderr.write(`${problemText(told, problems, home)}\n`, () => resolve()),
  );
  return process.exit(exitCodes.failed);
}

const code = await runProgram({
  argv,
  environment,
  nodeOptions: process.execArgv,
  home,
  program: process.argv[1],
  isDemo: environment['ACKRING_DEMO'] === 'true',
  // Created when read: most commands never do, and it takes 2 ms.
  get stdin() {
    return process.stdin;
  },
  stdout,
  stderr,
  signal: interrupted.signal,
});
await Promise.race([Promise.all(opened.map(flushed)), givenUp(interrupted.signal)]);
// What fell meanwhile is told, however quickly the rest was done.
await crash;
// Idle keep-alive sockets of the cloud's SDK would keep the process alive.
process.exit(signalExit ?? code);

async function givenUp(signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
  await new Promise((resolve) => setTimeout(resolve, longestFlushMs));
}

function flushed(stream: WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write('', () => resolve()));
}
