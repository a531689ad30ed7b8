import { AckringError, begunOrNearest, nearest, type Sentence, shell } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { meantByOthers, wordsForCommand, wordsForMember } from '../messages/words-of-others.js';
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
  const hint = suggestion === null ? '' : didYouMean(suggestion);
  return new AckringError('UsageInvalid', say('there is no command "{word}"{hint}', { word, hint }), {
    remedy: say('Run `ackring help` for all of them.'),
  });
}

/** The only command of a group that is called so: its group was left out. */
function memberCalled(word: string, names: readonly string[]): string | undefined {
  const [only, ...others] = names.filter((name) => name.endsWith(` ${word}`));
  return others.length === 0 ? only : undefined;
}

type Typed = Pick<CommandContext, 'commands' | 'positionals'>;

/**
 * Throws UsageInvalid if words that found nothing in a list were meant as one of its subcommands, or as another
 * program's word for listing. One word alone that is only like a subcommand may well be a filter.
 */
export function refuseAsSubcommand({ commands, positionals }: Typed, group: string): void {
  const [word = '', ...others] = positionals;
  const members = commands.membersOf(group);
  const named = others.length === 0 ? memberNamed(group, word, members) : memberMeant(group, word, members);
  // Another command, with what it takes: `contexts merge FILE`.
  const other = others.length > 0 && commands.has(word) ? word : null;
  const meant = named ?? (['list', 'ls'].includes(word) ? group : other);
  if (meant === null) return;
  const facts = { word, command: `${group} ${word}`, hint: didYouMean(meant) };
  throw new AckringError(
    'UsageInvalid',
    say('"{word}" finds nothing, and there is no `{command}`{hint}', facts),
    { remedy: runInstead(meant, others) },
  );
}

/** Throws UsageInvalid for words that a command does not take, if they were meant as one of its subcommands. */
export function refuseAsMember(
  { commands, positionals }: Typed,
  { name, positionals: { max } }: Pick<Command, 'name' | 'positionals'>,
): void {
  const [word = '', ...others] = positionals;
  const members = commands.membersOf(name);
  if (positionals.length > max && memberMeant(name, word, members) !== null)
    throw memberMissing(name, word, members, others);
}

const nothingFound = {
  clusters: (facts: NoneFacts) => say('none of {count} {count|cluster|clusters} matches{hint}', facts),
  contexts: (facts: NoneFacts) => say('none of {count} {count|context|contexts} matches{hint}', facts),
  kubeconfigs: (facts: NoneFacts) =>
    say('none of {count} {count|kubeconfig|kubeconfigs} matches{hint}', facts),
};

interface NoneFacts {
  readonly count: number;
  readonly hint: Sentence | '';
}

/** That words found nothing in a list of so many; with the subcommand that one word alone may have been meant as. */
export function noneMatches(
  { commands, positionals }: Typed,
  group: string,
  { count, of }: { readonly count: number; readonly of: keyof typeof nothingFound },
): Sentence {
  const [word = '', ...others] = positionals;
  const meant = others.length > 0 ? null : memberMeant(group, word, commands.membersOf(group));
  return nothingFound[of]({ count, hint: meant === null ? '' : didYouMean(`ackring ${meant}`) });
}

/** For a word behind a command's name that is none of its subcommands, with what was meant or what there is. */
export function memberMissing(
  group: string,
  word: string,
  members: readonly string[],
  others: readonly string[] = [],
): AckringError {
  const command = `${group} ${word}`;
  const names = members.map((name) => `\`${name}\``);
  const meant = memberMeant(group, word, members);
  const problem =
    word === ''
      ? say('`{group}` needs a subcommand: {names}', { group, names })
      : meant === null && names.length > 0
        ? say('there is no `{command}`: {names}', { command, names })
        : say('there is no `{command}`{hint}', { command, hint: meant === null ? '' : didYouMean(meant) });
  const remedy = meant === null ? runInstead(`help ${group}`) : runInstead(meant, others);
  return new AckringError('UsageInvalid', problem, { remedy });
}

/** The member that is called so, here or by others. */
function memberNamed(group: string, word: string, members: readonly string[]): string | null {
  const called = (name: string): boolean => wordsForCommand(name).includes(word);
  // `rm` is the contexts' word for removing, and everybody's.
  const alike = (name: string): boolean => wordsForMember(name.slice(group.length + 1)).includes(word);
  return (
    members.find((name) => name === `${group} ${word}`) ?? members.find(called) ?? members.find(alike) ?? null
  );
}

/** The same, or whose name is nearly so. */
function memberMeant(group: string, word: string, members: readonly string[]): string | null {
  const own = members.map((name) => name.slice(group.length + 1));
  const near = word === '' ? null : begunOrNearest(word, own);
  return memberNamed(group, word, members) ?? (near === null ? null : `${group} ${near}`);
}

function didYouMean(name: string): Sentence {
  return say('; did you mean `{name}`?', { name });
}

function runInstead(command: string, others: readonly string[] = []): Sentence {
  return say('Run `{command}`.', { command: shell`ackring ${command.split(' ')} ${others}` });
}
