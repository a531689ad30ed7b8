import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { startEmulator } from '@ackring/emulator/start';
import type { ExecutionContext } from 'ava';
import { openTerminal, temporaryHome } from '../terminal/driver.js';

/** A user's own shell, and start files that make it lead elsewhere. */
export interface OwnShell {
  /** Absolute path. */
  readonly program: string;
  /** By path from the home folder. */
  readonly files: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The user's own prompt. */
  readonly prompt: string;
  /** Prints a variable and the previous status, as `K=… `. */
  readonly tells: (variable: string) => string;
}

/**
 * `ackring shell` starts it with its own files, marks its prompt, and after these files leads to the one cluster and
 * to no cloud; Ctrl-C is the shell's, and its status is ackring's.
 */
export async function entersOwnShell(t: ExecutionContext, own: OwnShell): Promise<void> {
  const cloud = await startEmulator({
    // Anything that a shell would run in a name.
    scenario: { clusters: [{ name: 'pr$(touch pwned)od', holders: { ops: { daysLeft: 900 } } }] },
  });
  t.teardown(() => cloud.stop());
  await using folder = await temporaryHome();
  const { home } = folder;
  for (const [path, text] of Object.entries(own.files)) {
    await mkdir(dirname(join(home, path)), { recursive: true });
    await writeFile(join(home, path), text);
  }
  const environment = { SHELL: own.program, ...own.environment };
  await using terminal = await openTerminal({
    cloud,
    home,
    environment,
    args: ['shell', 'pr$(touch pwned)od', '--read-only', '--for', '3d'],
  });
  const prompt = new RegExp(
    `\\[pr__touch_pwned_od read-only until \\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d\\] ${own.prompt}`,
  );
  await terminal.see(prompt);
  const say = async (line: string) => {
    await terminal.type(line);
    await terminal.press('enter');
  };
  await say(own.tells('KUBECONFIG'));
  await terminal.until(
    (screen) => /K=\/.*\/sessions\/[0-9a-f]+\s?\/?\S*kubeconfig/.test(screen.replace(/\n/g, '')),
    'the one kubeconfig',
  );
  await say(own.tells('ALIBABA_CLOUD_ACCESS_KEY_SECRET'));
  await terminal.see('K=.');
  await say(own.tells('MINE'));
  await terminal.see('K=kept.');
  // Only once it runs is Ctrl-C the command's: before that it would end the line.
  await say("sh -c 'echo be''gun; exec sleep 1000'");
  await terminal.see(/begun$/m);
  await terminal.press('ctrl-c');
  await say(own.tells('HOME'));
  await terminal.until((screen) => screen.replace(/\n/g, '').includes(`K=${home}.`), 'the prompt again');
  await say('exit 7');
  t.is(await terminal.exit(), 7);
  t.deepEqual(await readdir(join(home, '.local', 'state', 'ackring', 'sessions')), []);
  t.false((await readdir(home)).includes('pwned'));
}
