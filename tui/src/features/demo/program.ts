import { delimiter, join } from 'node:path';
import { makePrivateFolder, putLauncher, runInForeground } from '@ackring/core/machine';
import { say } from '../../messages/say.js';
import type { CommandContext } from '../../shell/command.js';
import type { DemoWorld } from './world.js';

/**
 * Runs a program of the user's in the demo, and returns its status: HOME and the cloud's variables are the demo's, and
 * `ackring` is this program.
 */
export async function runInDemo(
  words: readonly [string, ...string[]],
  { home, environment }: DemoWorld,
  context: CommandContext,
): Promise<number> {
  const { output, signal } = context;
  const folder = join(home, '.demo');
  await makePrivateFolder(folder);
  await putLauncher(folder, 'ackring', process.argv[1] ?? '');
  output.note(
    say('ackring: HOME and the cloud are the demo’s in here; both go when {program} ends', {
      program: words[0],
    }),
  );
  const { status, error } = await runInForeground(words, {
    environment: {
      ...environment,
      ACKRING_DEMO: 'true',
      PATH: [folder, environment['PATH'] ?? ''].join(delimiter),
    },
    signal,
  });
  if (error !== null) output.aside(output.problemText(error));
  return status;
}
