import { join } from 'node:path';
import { writeOutputFile } from '@ackring/core/machine';
import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { functionName } from './deploy.js';
import type { DemoWorld } from './world.js';

export interface Teller {
  readonly world: DemoWorld;
  /** Runs a command line of this very program in the demo's world, its notes merged into its data. */
  readonly run: (argv: readonly string[]) => Promise<number>;
  readonly write: (text: Sentence | string) => void;
}

/** The main job from end to end, by running it: every line comes from the program itself. */
export async function tellStory(teller: Teller): Promise<void> {
  const { world, write } = teller;
  write(
    say(
      'ackring on its embedded cloud: a real HTTP API, real certificates, real API servers, all on loopback.',
    ),
  );

  await step(teller, say('The fleet, every region at once'), ['clusters']);
  await step(teller, say('A kubeconfig for eight hours: fetched, merged, proven'), [
    'get',
    'prod-tokyo-api',
    '--temporary',
    '8h',
    '--use',
  ]);
  await step(teller, say('What the kubeconfig holds now'), ['contexts']);
  await step(teller, say('The API server says who we are'), ['verify']);

  const file = join(world.home, 'rotation.yaml');
  await writeOutputFile(file, rotationOf(world.home), { isPrivate: true });
  await step(teller, say('What a rotation of our own long-term kubeconfigs would do, and why'), [
    'rotate',
    'plan',
    '--config',
    file,
  ]);
  await step(
    teller,
    say('The function that does it every day, as it is deployed, with its role and its timer'),
    ['function', 'status', functionName],
  );
  await step(teller, say('A run of it now, into KMS, with no more than its role may do'), [
    'function',
    'invoke',
    functionName,
    '--mode',
    'apply',
  ]);
  await step(teller, say('What it wrote to Log Service'), ['function', 'logs', functionName, '--tail', '14']);
  await step(teller, say('What is left to do after it'), ['function', 'invoke', functionName]);
  write('');
  write(
    say(
      'Nothing outside a temporary folder was touched. `ackring demo` in a terminal opens the full screen.',
    ),
  );
}

/** Clusters that are unreachable from here are excluded by hand: the demo is not about them. */
function rotationOf(home: string): string {
  return `select: {names: ["prod-*"], exclude: ["prod-hangzhou-data", "prod-virginia"]}
holders: false
sinks:
  - {kind: file, directory: ${JSON.stringify(join(home, 'keys'))}}
verify: require
`;
}

async function step(teller: Teller, title: Sentence, argv: readonly string[]): Promise<void> {
  heading(teller, title);
  const { home } = teller.world;
  teller.write(`$ ackring ${argv.map((word) => word.replace(home, '~')).join(' ')}`);
  const code = await teller.run(argv);
  if (code === 0) return;
  throw new AckringError(
    'Internal',
    say('`ackring {command}` ended with {code} in the demo', { command: argv[0] ?? '', code }),
    { remedy: say('Report this with the lines above.') },
  );
}

let number = 0;

function heading({ write }: Teller, title: Sentence): void {
  number += 1;
  write('');
  write(say('── {number}. {title} ──', { number, title }));
}
