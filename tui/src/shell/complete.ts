import { knownRegions } from '@ackring/core/fleet';
import { namesLike } from '@ackring/core/kubeconfig';
import { isGlob, visible } from '@ackring/core/words';
import { mostAlike } from '../screen/fuzzy.js';
import { fleetProfiles } from '../world/accounts.js';
import { globalOptions, screenOptions } from './arguments.js';
import type { CommandContext, Commands } from './command.js';
import {
  type CommandFacts,
  type Completes,
  defineCommand,
  type OptionSpec,
  type OptionSpecs,
} from './command.js';

export const command = defineCommand({
  name: 'complete',
  summary: 'candidates for a shell, one a line',
  usage: '-- WORD…',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {},
  hidden: true,
  examples: [],
  async run({ positionals, services, servicesFor, output, commands }) {
    const candidates = await suggest(commands, positionals, (kind, typed) =>
      namesOf(kind, typed, { services, servicesFor }),
    );
    // A name that needs escaping cannot be completed by a shell.
    const lines = candidates
      .filter(({ value }) => visible(value) === value)
      .map(({ value, summary }) => (summary === '' ? value : `${value}\t${visible(summary)}`));
    if (lines.length > 0) output.write(lines.join('\n'));
    return undefined;
  },
});

/** From files only: the shell waits for the answer while the user holds Tab. */
async function namesOf(kind: Completes, typed: string, asked: Asked): Promise<readonly Candidate[]> {
  const { services } = asked;
  switch (kind) {
    case 'cluster':
      return likely(typed, [
        ...((await services.cachedFleet())?.clusters ?? []).map(({ name, region, id }) => ({
          value: name,
          summary: `${region} ${id}`,
        })),
        ...(await placesOfAccounts(typed, asked)),
      ]);
    case 'profile':
      return afterComma(typed, await services.profiles());
    case 'context':
      return contextsLike(typed, (await services.contexts()).entries);
    case 'namespace': {
      const all = (await services.contexts()).entries.map(({ namespace }) => namespace ?? 'default');
      return likely(
        typed,
        [...new Set(all)].map((value) => ({ value, summary: '' })),
      );
    }
    case 'region':
      return knownRegions.map((value) => ({ value, summary: '' }));
    case 'file':
      return [{ value: ':file', summary: '' }];
    case 'user':
      return likely(
        typed,
        (await services.cachedHolders()).map(({ name, uid, type, state }) => ({
          value: name || uid,
          summary: state === 'active' ? `${type} ${uid}` : `${type} ${uid}, ${state}`,
        })),
      );
  }
}

/** What commands take for a name: what begins so, whole or behind its last `/`, what a pattern matches, what has it. */
function contextsLike(
  typed: string,
  entries: readonly { readonly context: string; readonly status: string }[],
): readonly Candidate[] {
  const whole = entries.map(({ context, status }) => ({ value: context, summary: status }));
  if (typed === '' || whole.some(({ value }) => value.startsWith(typed))) return whole;
  const endOf = (name: string) => name.slice(name.lastIndexOf('/') + 1);
  const begun = whole.filter(({ value }) => endOf(value).startsWith(typed));
  const ends = new Set(begun.map(({ value }) => endOf(value)));
  // Where two end alike, each needs its whole name.
  if (ends.size < begun.length) return begun;
  return begun.length > 0
    ? begun.map(({ value, summary }) => ({ value: endOf(value), summary }))
    : likely(typed, whole);
}

/** Those that begin so are left to the shell, which knows how; else what a pattern matches or what has the word in it. */
function likely(typed: string, all: readonly Candidate[]): readonly Candidate[] {
  if (typed === '' || all.some(({ value }) => value.startsWith(typed))) return all;
  if (!isGlob(typed)) return mostAlike(all, ({ value }) => value, typed);
  const found = new Set(
    namesLike(
      [typed],
      all.map(({ value }) => value),
    ),
  );
  return all.filter(({ value }) => found.has(value));
}

/** `account/region/name`, where the fleet is of several accounts or one was begun. */
async function placesOfAccounts(
  typed: string,
  { services, servicesFor }: Asked,
): Promise<readonly Candidate[]> {
  const isBegun = typed.includes('/');
  const fleet = await fleetProfiles(services);
  if (fleet.length < 2 && !isBegun) return [];
  const profiles = isBegun ? [...new Set([...(await services.profiles()), ...fleet])] : fleet;
  const fleets = await Promise.all(profiles.map((profile) => servicesFor({ profile }).cachedFleet()));
  return profiles.flatMap((profile, at) =>
    (fleets[at]?.clusters ?? []).map(({ name, region, id }) => ({
      value: `${profile}/${region}/${name}`,
      summary: id,
    })),
  );
}

/** Of `a,b`, the last is completed, by what is not there yet. */
function afterComma(typed: string, names: readonly string[]): readonly Candidate[] {
  const before = typed.slice(0, typed.lastIndexOf(',') + 1);
  const taken = before.split(',');
  return names.filter((name) => !taken.includes(name)).map((name) => ({ value: before + name, summary: '' }));
}

type Asked = Pick<CommandContext, 'services' | 'servicesFor'>;

interface Candidate {
  readonly value: string;
  readonly summary: string;
}

/** By what is typed so far. */
type NamesOf = (kind: Completes, typed: string) => Promise<readonly Candidate[]>;

/** Candidates for the last of the words; the words before it decide. */
export async function suggest(
  commands: Commands,
  words: readonly string[],
  namesOf: NamesOf,
): Promise<readonly Candidate[]> {
  const typed = words.at(-1) ?? '';
  const before = words.slice(0, -1);
  const place = await findPlace(commands, before);
  if (place.kind === 'start') return suggestAtStart(commands, { typed, before }, namesOf);
  if (place.kind === 'group') return commandWords(commands, place.group);
  // `demo get pro…`: what follows is a command line of its own.
  if (place.command.passesThrough) return suggest(commands, words.slice(place.wordCount), namesOf);
  const { name } = place.command;
  // `help rot…`, `help rotate pl…`.
  if (name === 'help' && !typed.startsWith('-'))
    return commandWords(commands, before.slice(place.wordCount).join(' '));
  // `contexts re…`: a command may be a group as well.
  const isNext = place.wordCount === before.length && !typed.startsWith('-');
  const members = isNext && commands.membersOf(name).length > 0 ? await commandWords(commands, name) : [];
  return [...members, ...(await suggestFor(place.command, { typed, before }, namesOf))];
}

/** The full screen's options, whose values are not taken for a command, or a command. */
async function suggestAtStart(
  commands: Commands,
  { typed, before }: { typed: string; before: readonly string[] },
  namesOf: NamesOf,
): Promise<readonly Candidate[]> {
  const specs: OptionSpecs = { ...screenOptions, ...globalOptions };
  const spec = specs[before.at(-1)?.replace(/^--/, '') ?? ''];
  if (spec?.type === 'string') return valuesOf(spec, typed, namesOf);
  return typed.startsWith('-') ? optionNames(specs) : commandWords(commands, '');
}

type Place =
  | { readonly kind: 'start' }
  | { readonly kind: 'group'; readonly group: string }
  | { readonly kind: 'command'; readonly command: CommandFacts; readonly wordCount: number };

async function findPlace(commands: Commands, before: readonly string[]): Promise<Place> {
  const start = before.findIndex((word) => !word.startsWith('-'));
  if (start < 0) return { kind: 'start' };
  const [first = '', second = ''] = before.slice(start);
  const both = `${first} ${second}`;
  if (commands.has(both))
    return { kind: 'command', command: await commands.describe(both), wordCount: start + 2 };
  if (commands.has(first))
    return { kind: 'command', command: await commands.describe(first), wordCount: start + 1 };
  return commands.membersOf(first).length > 0 ? { kind: 'group', group: first } : { kind: 'start' };
}

async function suggestFor(
  command: CommandFacts,
  { typed, before }: { typed: string; before: readonly string[] },
  namesOf: NamesOf,
): Promise<readonly Candidate[]> {
  // What follows is another program's: its words are unknown here, and most likely files.
  if (command.runsAnother && before.includes('--')) return namesOf('file', typed);
  const specs: OptionSpecs = { ...command.options, ...globalOptions };
  const { inline, begun = '' } = /^--(?<inline>[^=]+)=(?<begun>.*)$/.exec(typed)?.groups ?? {};
  if (inline !== undefined) {
    const values = await valuesOf(specs[inline], begun, namesOf);
    return values.map(({ value, summary }) => ({ value: `--${inline}=${value}`, summary }));
  }
  const last = before.at(-1) ?? '';
  const spec = /^--?\w/.test(last) ? optionCalled(last, specs) : undefined;
  if (spec?.type === 'string') return valuesOf(spec, typed, namesOf);
  if (typed.startsWith('-')) return optionNames(specs);
  const { completes } = command.positionals;
  return completes === undefined ? [] : namesOf(completes, typed);
}

function optionCalled(word: string, specs: OptionSpecs): OptionSpec | undefined {
  if (word.startsWith('--')) return specs[word.slice(2)];
  return Object.values(specs).find(({ short }) => short === word.slice(1));
}

async function valuesOf(
  spec: OptionSpec | undefined,
  typed: string,
  namesOf: NamesOf,
): Promise<readonly Candidate[]> {
  if (spec?.choices !== undefined) return spec.choices.map((value) => ({ value, summary: '' }));
  return spec?.completes === undefined ? [] : namesOf(spec.completes, typed);
}

function optionNames(specs: OptionSpecs): readonly Candidate[] {
  return Object.entries(specs).map(([name, { summary }]) => ({ value: `--${name}`, summary }));
}

/** The first words of all commands, or the second words of a group's. */
async function commandWords(commands: Commands, group: string): Promise<readonly Candidate[]> {
  const shown = (await commands.describeAll()).filter((command) => !command.hidden);
  if (group !== '') {
    return shown
      .filter(({ name }) => name.startsWith(`${group} `))
      .map(({ name, summary }) => ({ value: name.slice(group.length + 1), summary }));
  }
  const groups = new Set(
    commands.names.filter((name) => name.includes(' ')).map((name) => name.split(' ')[0] ?? ''),
  );
  return [
    ...shown.filter(({ name }) => !name.includes(' ')).map(({ name, summary }) => ({ value: name, summary })),
    ...[...groups]
      .filter((value) => !commands.has(value))
      .map((value) => ({ value, summary: `${commands.membersOf(value).length} commands` })),
  ];
}
