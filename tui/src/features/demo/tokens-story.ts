import { join } from 'node:path';
import { makePrivateFolder } from '@ackring/core/machine';
import { say } from '../../messages/say.js';
import { chapter, heading, type Narrator, runLine } from './chapter.js';
import { type DemoWorld, startDemoWorld } from './world.js';

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
