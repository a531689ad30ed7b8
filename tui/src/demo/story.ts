import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { AckringError } from '@ackring/core/errors';
import { outcomeTable, readOutcomes } from './function-log.js';
import { runFunction } from './run-function.js';
import type { DemoWorld } from './world.js';

export interface Teller {
  readonly world: DemoWorld;
  /** Runs a command line of this very program in the demo's world, its notes among its data. */
  readonly run: (argv: readonly string[]) => Promise<number>;
  readonly write: (text: string) => void;
}

/** The main job from end to end, told by running it: every line comes from the program itself. */
export async function tellStory(teller: Teller): Promise<void> {
  const { world, write } = teller;
  write(
    'ackring on its embedded cloud: a real HTTP API, real certificates, real API servers, all on loopback.',
  );

  await step(teller, 'The fleet, every region at once', ['clusters']);
  await step(teller, 'A kubeconfig for eight hours: fetched, merged, proven', [
    'get',
    'prod-tokyo-api',
    '--temporary',
    '8h',
    '--use',
  ]);
  await step(teller, 'What the kubeconfig holds now', ['contexts']);
  await step(teller, 'The API server says who we are', ['verify']);

  const configuration = rotationOf(world.home);
  const file = join(world.home, 'rotation.yaml');
  await writeFile(file, configuration);
  await step(teller, 'What a rotation of the long-term kubeconfigs would do, and why', [
    'rotate',
    'plan',
    '--config',
    file,
  ]);
  heading(teller, 'The function that does it every day, bundled as it is deployed, gets its timer event');
  write(await functionReport(teller, configuration));
  await step(teller, 'What is left to do after it', ['rotate', 'plan', '--config', file]);
  write(
    '\nNothing outside a temporary folder was touched. `ackring demo` in a terminal opens the full screen.',
  );
}

/** Clusters without a way in from here are left out by hand: the demo is not about them. */
function rotationOf(home: string): string {
  return `select: {names: ["prod-*"], exclude: ["prod-hangzhou-data", "prod-virginia"]}
holders: false
sinks:
  - {kind: file, directory: ${JSON.stringify(join(home, 'keys'))}}
verify: require
`;
}

async function step(teller: Teller, title: string, argv: readonly string[]): Promise<void> {
  heading(teller, title);
  const { home } = teller.world;
  teller.write(`$ ackring ${argv.map((word) => word.replace(home, '~')).join(' ')}`);
  const code = await teller.run(argv);
  if (code === 0) return;
  throw new AckringError('Internal', `\`ackring ${argv[0]}\` ended with ${code} in the demo`, {
    remedy: 'Report this with the lines above.',
  });
}

let number = 0;

function heading({ write }: Teller, title: string): void {
  number += 1;
  write(`\n── ${number}. ${title} ──`);
}

async function functionReport({ world }: Teller, configuration: string): Promise<string> {
  const lines = await runFunction(world, configuration);
  const outcomes = readOutcomes(lines);
  if (outcomes.length === 0) {
    throw new AckringError('Internal', 'the function reported nothing', { remedy: 'Report this.' });
  }
  return outcomeTable(outcomes);
}
