import { join } from 'node:path';
import { makePrivateFolder, writeOutputFile } from '@ackring/core/machine';
import { AckringError, type Sentence } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { functionName } from './deploy.js';
import { type DemoWorld, startDemoWorld } from './world.js';

/** The main job from end to end, by running it: every line comes from the program itself. */
export async function narrateStory(narrator: Narrator): Promise<void> {
  const { world, write } = narrator;
  write(
    say(
      'ackring on its embedded cloud: a real HTTP API, real certificates, real API servers, all on loopback.',
    ),
  );

  await chapter(narrator, say('The fleet, every region at once'), ['clusters']);
  await chapter(narrator, say('A kubeconfig for eight hours: fetched, merged, proven'), [
    'get',
    'prod-tokyo-api',
    '--temporary',
    '8h',
    '--use',
  ]);
  await chapter(narrator, say('What the kubeconfig holds now'), ['contexts']);
  await chapter(narrator, say('The API server says who we are'), ['verify']);

  const file = join(world.home, 'rotation.yaml');
  await writeOutputFile(file, rotationOf(world.home), { isPrivate: true });
  await chapter(narrator, say('What a rotation of our own long-term kubeconfigs would do, and why'), [
    'rotate',
    'plan',
    '--config',
    file,
  ]);
  await chapter(
    narrator,
    say('The function that does it every day, as it is deployed, with its role and its timer'),
    ['function', 'status', functionName],
  );
  await chapter(narrator, say('A run of it now, into KMS, with no more than its role may do'), [
    'function',
    'invoke',
    functionName,
    '--mode',
    'apply',
  ]);
  await chapter(narrator, say('What it wrote to Log Service'), [
    'function',
    'logs',
    functionName,
    '--tail',
    '14',
  ]);
  await chapter(narrator, say('What is left to do after it'), ['function', 'invoke', functionName]);
  await narrateTokens(narrator);
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

const addons = ['ack-ram-authenticator'];
/** Signs in by tokens already: nothing is left to move. */
const administrator = { daysLeft: null, owner: true, mapped: true };

const people = ['kenji', 'mei'] as const;
const clusters = ['shop', 'shop-staging'] as const;

/** A small team: its certificates were last used weeks ago, as the audit logs say. */
const team = {
  identities: people.map((name) => ({ name })),
  clusters: [
    {
      name: 'shop',
      addons,
      holders: {
        ops: administrator,
        mei: { daysLeft: 412, roles: ['dev@default'], lastSeenDaysAgo: 40 },
        kenji: { daysLeft: 91, roles: ['admin-view', 'restricted@kube-system'], lastSeenDaysAgo: 50 },
      },
    },
    {
      name: 'shop-staging',
      addons,
      holders: {
        ops: administrator,
        mei: { daysLeft: 20, lastSeenDaysAgo: 60 },
        kenji: { daysLeft: 300, roles: ['ops'], lastSeenDaysAgo: null },
      },
    },
  ],
};

/** A whole team from certificates to tokens, in a cloud of its own. */
export async function narrateTokens({ world: { environment }, run, write }: Narrator): Promise<void> {
  const world = await startDemoWorld(environment, team);
  const narrator = { world, run, write };
  const everybody = ['migrate', '--all'];
  try {
    await chapter(
      narrator,
      say(
        'From certificates to tokens, for a small team: who holds what, how it is used, what a token needs',
      ),
      [...everybody, '--dry-run'],
    );
    await chapter(
      narrator,
      say(
        'Mapped, with the same rights, and proven; from now on the certificates are watched (here for no day)',
      ),
      [...everybody, '--quiet-days', '0', '--confirm', 'all'],
    );
    heading(narrator, say('Each replaces a kubeconfig, on a machine with a RAM key and no certificate'));
    for (const name of people) await replace(name, narrator);
    await chapter(narrator, say('The tokens are seen at work, and nobody uses a certificate'), everybody);
    await chapter(narrator, say('So the certificates go'), [...everybody, '--clean', '--confirm', 'all']);
    await chapter(
      narrator,
      say('All certificates became tokens: nothing is left to renew, or to revoke'),
      everybody,
    );
  } finally {
    await world.stop();
  }
}

/** The person's own machine is a folder of the world. */
async function replace(name: (typeof people)[number], narrator: Narrator): Promise<void> {
  const home = join(narrator.world.home, name);
  await makePrivateFolder(home);
  const { accessKeyId = '', accessKeySecret = '' } = narrator.world.emulator.identities[name] ?? {};
  const environment = {
    ...narrator.world.environment,
    HOME: home,
    ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId,
    ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret,
  };
  const world: DemoWorld = { ...narrator.world, environment, home };
  narrator.write(`# ${name}`);
  for (const cluster of clusters) await runLine({ ...narrator, world }, ['get', cluster, '--token']);
}

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
