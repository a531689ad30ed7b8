import { AckringError, begunOrNearest, nearest, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { meantByOthers, wordsForCommand } from '../messages/words-of-others.js';
import type { Command, CommandContext, CommandFacts, Commands } from './command.js';

type Loaders = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>;

/** The commands, given by the headings of the help page. */
export function commandsOf(sections: Readonly<Record<string, Loaders>>): Commands {
  const loaders: Loaders = Object.assign({}, ...Object.values(sections));
  const names = Object.keys(loaders);
  const has = (name: string): boolean => Object.hasOwn(loaders, name);
  const membersOf = (group: string): readonly string[] =>
    names.filter((name) => name.startsWith(`${group} `));
  const load = async (name: string): Promise<Command> => {
    const loader = loaders[name];
    if (loader === undefined) throw unknownCommand(name, names);
    return (await loader()).command;
  };
  const describeAll = async (): Promise<readonly CommandFacts[]> => {
    const { readCatalog } = await import('./catalog.js');
    return readCatalog(names, load);
  };
  return {
    names,
    sections: Object.entries(sections).map(([title, members]) => ({ title, names: Object.keys(members) })),
    has,
    membersOf,
    load,
    describe: async (name) => {
      const facts = (await describeAll()).find((each) => each.name === name);
      if (facts === undefined) throw unknownCommand(name, names);
      return facts;
    },
    describeAll,
    find: (words) => {
      const [first = '', second = ''] = words;
      const both = `${first} ${second}`;
      if (has(both)) return { name: both, length: 2 };
      if (has(first)) return { name: first, length: 1 };
      const members = membersOf(first);
      throw members.length > 0 ? memberMissing(first, second, members) : unknownCommand(first, names);
    },
  };
}

function unknownCommand(word: string, names: readonly string[]): AckringError {
  const firsts = [...new Set(names.map((name) => name.split(' ')[0] ?? name))];
  const suggestion =
    meantByOthers(word) ??
    memberCalled(word, names) ??
    begunOrNearest(word, firsts) ??
    meantByOthers(nearest(word, wordsForCommand()) ?? '') ??
    null;
  const hint = suggestion === null ? '' : say('; did you mean `{name}`?', { name: suggestion });
  return new AckringError('UsageInvalid', say('there is no command "{word}"{hint}', { word, hint }), {
    remedy: say('Run `ackring help` for all of them.'),
  });
}

/** The only command of a group that is called so: its group was left out. */
function memberCalled(word: string, names: readonly string[]): string | undefined {
  const [only, ...others] = names.filter((name) => name.endsWith(` ${word}`));
  return others.length === 0 ? only : undefined;
}

/**
 * Throws UsageInvalid if words that found nothing in a list were meant as one of its subcommands, or as another
 * program's word for listing. One word alone that is only like a subcommand may well be a filter.
 */
export function refuseAsSubcommand(
  { commands, positionals }: Pick<CommandContext, 'commands' | 'positionals'>,
  group: string,
): void {
  const [word = '', ...others] = positionals;
  const own = commands.membersOf(group);
  const isMeant = (name: string): boolean =>
    name === `${group} ${word}` || wordsForCommand(name).includes(word);
  const near =
    others.length === 0
      ? null
      : begunOrNearest(
          word,
          own.map((name) => name.slice(group.length + 1)),
        );
  const named = own.find(isMeant) ?? (near === null ? null : `${group} ${near}`);
  const meant = named ?? (['list', 'ls'].includes(word) ? group : null);
  if (meant === null) return;
  const facts = { word, command: `${group} ${word}` };
  throw new AckringError('UsageInvalid', say('"{word}" finds nothing, and there is no `{command}`', facts), {
    remedy: say('Run `{command}`.', { command: shell`ackring ${meant.split(' ')} ${others}` }),
  });
}

function memberMissing(group: string, word: string, members: readonly string[]): AckringError {
  const names = members.map((name) => `\`${name}\``);
  const command = `${group} ${word}`;
  const own = members.map((name) => name.slice(group.length + 1));
  const meant = word === '' ? null : begunOrNearest(word, own);
  const hint = say('; did you mean `{name}`?', { name: `${group} ${meant}` });
  const problem =
    word === ''
      ? say('`{group}` needs a subcommand: {names}', { group, names })
      : meant === null
        ? say('there is no `{command}`: {names}', { command, names })
        : say('there is no `{command}`{hint}', { command, hint });
  return new AckringError('UsageInvalid', problem, {
    remedy: say('Run `{command}`.', { command: shell`ackring help ${group}` }),
  });
}
