import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import type { DemoWorld } from './world.js';

/** Who tells a part of the story, and where it plays. */
export interface Narrator {
  readonly world: DemoWorld;
  /** Runs a command line of this very program in a demo's world, its notes merged into its data. */
  readonly run: (argv: readonly string[], world: Pick<DemoWorld, 'environment' | 'home'>) => Promise<number>;
  readonly write: (text: Sentence | string) => void;
}

/** A heading with what it shows: command lines, run one after another. */
export async function chapter(
  narrator: Narrator,
  title: Sentence,
  ...lines: readonly (readonly string[])[]
): Promise<void> {
  heading(narrator, title);
  for (const argv of lines) await runLine(narrator, argv);
}

/** Runs one line as it would be typed. */
export async function runLine({ world, run, write }: Narrator, argv: readonly string[]): Promise<void> {
  write(`$ ackring ${argv.map((word) => word.replace(world.home, '~')).join(' ')}`);
  const code = await run(argv, world);
  if (code === 0) return;
  throw new AckringError(
    'Internal',
    say('`ackring {command}` ended with {code} in the demo', { command: argv[0] ?? '', code }),
    { remedy: say('Report this with the lines above.') },
  );
}

let number = 0;

export function heading({ write }: Pick<Narrator, 'write'>, title: Sentence): void {
  number += 1;
  write('');
  write(say('── {number}. {title} ──', { number, title }));
}
