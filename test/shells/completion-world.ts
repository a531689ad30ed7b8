import { chmod, mkdir, readdir, writeFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import type { ExecutionContext } from 'ava';
import { type Ackring, createAckring } from '../command-line/run-ackring.js';
import { openTerminal, program, type Terminal } from '../terminal/driver.js';

/** A shell that a user types into, with the program's completion loaded. */
export interface CompletingShell {
  /** Types, presses Tab, and waits for the line to read so; then the line is cleared. */
  completes(typed: string, line: string): Promise<void>;
  /** Types, presses Tab twice, and waits for all of these suggestions, and for the line to read so. */
  offers(typed: string, words: readonly string[], line?: string): Promise<void>;
  readonly home: string;
}

/** The prompt; no other line begins with it. */
export const prompt = 'ready>';

/** Names that a hostile user of the account might choose. */
const hostile = 'we$(touch pwned);x';

interface ShellOptions {
  /** Starts the shell without this machine's files. */
  readonly command: readonly [string, ...string[]];
  /** Lines to type first: the prompt, and the program's own completion. */
  readonly prepare: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** The shell in a home with a cached fleet, its holders and a context, and without the cloud. */
export async function openShell(
  t: ExecutionContext,
  { command, prepare, environment = {} }: ShellOptions,
): Promise<CompletingShell> {
  const ackring = await usedHome(t);
  const PATH = [join(ackring.home, 'bin'), process.env['PATH'] ?? ''].join(delimiter);
  const terminal = await openTerminal({
    home: ackring.home,
    command,
    environment: { PATH, ...environment },
  });
  t.teardown(() => terminal[Symbol.asyncDispose]());
  await start(terminal, prepare);
  return {
    home: ackring.home,
    completes: async (typed, line) => {
      await terminal.type(typed);
      await terminal.press('tab');
      await terminal.until((screen) => lastLine(screen) === `${prompt} ${line}`, `${typed} → ${line}`);
      await empty(terminal);
    },
    offers: async (typed, words, line) => {
      await terminal.type(typed);
      await terminal.press('tab', 'tab');
      await terminal.until(
        (screen) =>
          words.every((word) => screen.includes(word)) &&
          (line === undefined || lastLine(screen) === `${prompt} ${line}`),
        `${typed} → ${words.join(' ')}`,
      );
      await empty(terminal);
    },
  };
}

async function start(terminal: Terminal, prepare: readonly string[]): Promise<void> {
  for (const line of prepare) {
    await terminal.type(line);
    await terminal.press('enter');
  }
  await terminal.until((screen) => lastLine(screen) === prompt, 'the prompt');
}

async function empty(terminal: Terminal): Promise<void> {
  await terminal.press('ctrl-u', 'ctrl-l');
  await terminal.until((screen) => screen.trim() === prompt, 'an empty line');
}

/** The line being typed into. */
function lastLine(screen: string): string {
  return (
    screen
      .trimEnd()
      .split('\n')
      .findLast((line) => line.startsWith(prompt))
      ?.trimEnd() ?? ''
  );
}

async function usedHome(t: ExecutionContext): Promise<Ackring> {
  await using emulator = await startEmulator({
    scenario: {
      identities: [{ name: 'tomoko' }, { name: 'ci-deploy', type: 'role' }],
      clusters: [
        { name: 'prod-tokyo', holders: { ops: { daysLeft: 900 }, tomoko: { daysLeft: 20 } } },
        { name: 'staging', region: 'cn-hangzhou', holders: { 'ci-deploy': { daysLeft: 20 } } },
        { name: hostile },
      ],
    },
  });
  const ackring = await createAckring(t, emulator);
  await mkdir(join(ackring.home, 'bin'));
  const wrapper = join(ackring.home, 'bin', 'ackring');
  // The cached fleet is the one these credentials see.
  const credentials = Object.entries(emulator.environment).map(
    ([name, value]) => `export ${name}='${value}'\n`,
  );
  await writeFile(
    wrapper,
    `#!/bin/sh\n${credentials.join('')}exec '${process.execPath}' '${program}' "$@"\n`,
  );
  await chmod(wrapper, 0o755);
  const web = ['get', 'prod-tokyo', '--context', 'web:blue'];
  for (const args of [['access'], ['get', 'prod-tokyo'], web]) {
    const run = await ackring.run(args);
    t.is(run.code, 0, run.stderr);
  }
  await writeFile(join(ackring.home, 'frankfurt.yaml'), '');
  return ackring;
}

/** The lines that every shell must complete, each in its own way. */
export async function completesEverywhere(t: ExecutionContext, shell: CompletingShell): Promise<void> {
  await shell.completes('ackring exp', 'ackring expiry');
  await shell.completes('ackring rotate sim', 'ackring rotate simulate');
  await shell.completes('ackring get prod', 'ackring get prod-tokyo');
  await shell.completes('ackring demo get --acc', 'ackring demo get --access');
  await shell.completes('ackring get prod-tokyo --access priv', 'ackring get prod-tokyo --access private');
  await shell.completes('ackring verify ack/', 'ackring verify ack/ap-northeast-1/prod-tokyo');
  await shell.completes('ackring verify web:', 'ackring verify web:blue');
  await shell.completes('ackring use prod-t', 'ackring use prod-tokyo');
  await shell.completes('ackring use blu', 'ackring use web:blue');
  await shell.completes('ackring get toky', 'ackring get prod-tokyo');
  await shell.completes('ackring clean --user omok', 'ackring clean --user tomoko');
  await shell.completes('ackring clean --user tom', 'ackring clean --user tomoko');
  await shell.completes(
    'ackring clusters --region ap-northeast-1 --region cn-hangz',
    'ackring clusters --region ap-northeast-1 --region cn-hangzhou',
  );
  await shell.completes(
    'ackring contexts --kubeconfig frank',
    'ackring contexts --kubeconfig frankfurt.yaml',
  );
  await shell.offers('ackring get ', ['prod-tokyo', 'staging']);
  await shell.offers('ackring use e', ['ack/ap-northeast-1/prod-tokyo', 'web:blue']);
  await shell.offers('ackring verify --', ['--all', '--json']);
  t.false((await readdir(shell.home)).includes('pwned'));
}
