import { join } from 'node:path';
import { writeOutputFile } from '@ackring/core/machine';
import { say } from '../../messages/say.js';
import { chapter, type Narrator } from './chapter.js';
import { functionName } from './deploy.js';
import { narrateTokens } from './tokens-story.js';

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
