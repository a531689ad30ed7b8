import { languages } from '../../messages/language.js';
import { findWords } from '../../shell/arguments.js';
import { type Commands, defineCommand } from '../../shell/command.js';

export const command = defineCommand({
  name: 'demo',
  summary: 'the same on an embedded cloud; without a terminal, the whole story in plain text',
  usage: '[command…] | -- PROGRAM…',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {},
  passesThrough: true,
  examples: [
    { line: 'ackring demo', summary: 'the full screen on the embedded cloud' },
    { line: 'ackring demo clusters --json', summary: 'one command on it' },
    { line: 'ackring demo -- bash', summary: 'a shell in it, where one cloud stays until `exit`' },
  ],
  async run(context) {
    const {
      positionals: given,
      global,
      language,
      output,
      progress,
      environment,
      nested,
      isInteractive,
    } = context;
    const [{ seedKubeconfig, settle, startDemoWorld }, { deployFunction }] = await Promise.all([
      import('./world.js'),
      import('./deploy.js'),
    ]);
    // A command of ours too, from habit.
    const positionals = given[0] === '--' ? given.slice(1) : given;
    const theirs = given[0] === '--' && !isOurs(positionals[0], context.commands) ? positionals : [];
    progress.show(({ demo }) => demo);
    const world = await startDemoWorld(environment);
    const surroundings = { environment: world.environment, home: world.home };
    try {
      await deployFunction(world);
      const command = findWords(positionals)[0]?.word;
      // Options alone are for the screen.
      const isScreen = isInteractive && command === undefined;
      if (isScreen || theirs.length > 0 || looksAtContexts.has(command ?? '')) await seedKubeconfig(world);
      await settle(world, { language, readOnly: global.readOnly });
      progress.end();
      if (isScreen) await (await import('../../terminal/typed-ahead.js')).dropTypedAhead(context.stdin);
      const [program, ...args] = theirs;
      if (program !== undefined)
        return await (await import('./program.js')).runInDemo([program, ...args], world, context);
      // A language alone is the story's.
      const toldIn = languages.some((language) => positionals.join('=') === `--lang=${language}`)
        ? positionals
        : [];
      if (isScreen || positionals.length > toldIn.length) return await nested(positionals, surroundings);
      const { narrateStory } = await import('./story.js');
      await narrateStory({
        world,
        write: output.write,
        run: (argv, { environment, home }) =>
          nested(['--lang', language, ...argv], { environment, home, isOneStream: true }),
      });
      return undefined;
    } finally {
      await world.stop();
    }
  },
});

/** A command of ackring, or options of one, rather than a program of the user's. */
function isOurs(word: string | undefined, { has, membersOf }: Commands): boolean {
  return word === undefined || word.startsWith('-') || has(word) || membersOf(word).length > 0;
}

/**
 * What would have nothing to show on a machine that holds no kubeconfig, or show it wrong; the others start in a third of
 * the time.
 */
const looksAtContexts = new Set([
  ...['contexts', 'get', 'inspect', 'verify', 'renew', 'use', 'expiry', 'doctor'],
  ...['revoke', 'migrate', 'merge', 'undo', 'history', 'run', 'san', 'ssh'],
]);
