import { cleanNamed, refusedReadOnly, revokeNamed } from '../features/access/removing.js';
import { shownPairs } from '../features/access/rows.js';
import { exportAccess } from '../features/access/tasks.js';
import { watchProfiles, watchRegions } from '../features/clusters/watching.js';
import { showFunction } from '../features/rotation/function-choice.js';
import { saved } from '../features/settings/saved.js';
import { messagesIn } from '../messages/messages.js';
import { actions } from './actions.js';
import type { AppState } from './app-state.js';
import { setFilter } from './list-screen.js';
import { goTo } from './navigation.js';
import { hint } from './notify.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { type Step, step } from './step.js';

/** What can be typed after `:`. */
export interface Command {
  readonly name: string;
  readonly aliases: readonly string[];
  /** What may follow; completion offers these. */
  readonly choices?: (state: AppState) => readonly string[];
  run(state: AppState, words: readonly string[]): Step;
}

const screenAliases: Readonly<Record<ScreenName, readonly string[]>> = {
  clusters: ['cl'],
  contexts: ['ctx'],
  expiry: ['ex'],
  access: ['acc'],
  rotation: ['rot'],
  activity: ['act'],
};

const skins = ['dark', 'light', 'mono'] as const;
const languages = ['en', 'ja', 'zh'] as const;

export const commands: readonly Command[] = [
  ...screenNames.map(
    (screen): Command => ({
      name: screen,
      aliases: screenAliases[screen],
      run: (state, words) => {
        const there = goTo(state, screen);
        return words.length === 0 ? there : { ...there, state: setFilter(there.state, words.join(' ')) };
      },
    }),
  ),
  {
    name: 'profile',
    aliases: ['pf'],
    choices: ({ profileNames }) => profileNames,
    run: (state, words) => (words.length === 0 ? actions.profiles(state) : watchProfiles(state, words)),
  },
  {
    name: 'region',
    aliases: ['rg', 'regions'],
    choices: ({ fleet }) => ['all', ...new Set([...fleet.clusters.values()].map(({ region }) => region))],
    run: (state, words) => {
      if (words.length === 0) return actions.regions(state);
      return watchRegions(state, words.includes('all') ? [] : words);
    },
  },
  {
    name: 'skin',
    aliases: [],
    choices: () => skins,
    run: (state, [word]) => {
      const skin = skins.find((name) => name === word);
      return skin === undefined ? wrongWord(state, word) : saved(state, { skin });
    },
  },
  {
    name: 'language',
    aliases: ['lang'],
    choices: () => languages,
    run: (state, [word]) => {
      const language = languages.find((name) => name === word);
      return language === undefined ? wrongWord(state, word) : saved(state, { language });
    },
  },
  {
    name: 'clean',
    aliases: [],
    choices: (state) => [...holderNames(state), ...clusterNames(state)],
    run: (state, words) => (words.length === 0 ? wrongWord(state) : cleanNamed(state, words)),
  },
  {
    name: 'revoke',
    aliases: [],
    choices: clusterNames,
    run: (state, [word]) => (word === undefined ? wrongWord(state) : revokeNamed(state, word)),
  },
  {
    name: 'function',
    aliases: ['fn'],
    run: (state, [word]) => showFunction(state, word) ?? wrongWord(state, word),
  },
  { name: 'removed', aliases: ['bin'], run: (state) => actions.bin(state) },
  {
    name: 'export',
    aliases: [],
    run: (state, [word]) => exported(state, word ?? ''),
  },
  { name: 'settings', aliases: ['set'], run: (state) => actions.settings(state) },
  { name: 'undo', aliases: [], run: (state) => actions.undo(state) },
  { name: 'reload', aliases: [], run: (state) => actions.reload(state) },
  { name: 'help', aliases: ['h'], run: (state) => actions.help(state) },
  { name: 'quit', aliases: ['q', 'q!', 'exit'], run: (state) => actions.quit(state) },
];

function holderNames({ holders }: AppState): readonly string[] {
  return [...holders.identities.values()].map(({ identity }) => identity.name);
}

function clusterNames({ fleet }: AppState): readonly string[] {
  return [...new Set([...fleet.clusters.values()].map(({ name }) => name))];
}

/** What the Access screen shows, each kubeconfig a line. */
function exported(state: AppState, file: string): Step {
  const refusal = refusedReadOnly(state);
  if (refusal !== null) return refusal;
  const { exportUsage } = messagesIn(state.language).removal;
  if (!/\.(csv|json)$/.test(file)) return step(hint(state, 'warn', exportUsage));
  return step(state, exportAccess({ file, rows: shownPairs(state) }));
}

function wrongWord(state: AppState, word = ''): Step {
  return step(hint(state, 'warn', messagesIn(state.language).reasons.unknownWord(word)));
}

/** Whole lines that the typed one could become: commands first, then what may follow them. */
export function completions(state: AppState, typed: string): readonly string[] {
  const words = typed.trimStart().split(/\s+/);
  const [first = ''] = words;
  if (words.length < 2) return commands.filter(({ name }) => name.startsWith(first)).map(({ name }) => name);
  const command = commands.find(({ name, aliases }) => name === first || aliases.includes(first));
  const last = words.at(-1) ?? '';
  const before = words.slice(0, -1).join(' ');
  return (command?.choices?.(state) ?? [])
    .filter((choice) => choice.startsWith(last))
    .map((choice) => `${before} ${choice}`);
}

export function runCommand(state: AppState, line: string): Step {
  const [word = '', ...words] = line.split(/\s+/);
  const exact = commands.find(({ name, aliases }) => name === word || aliases.includes(word));
  const found = exact ?? onlyOne(commands.filter(({ name }) => name.startsWith(word)));
  if (found !== undefined) return found.run(state, words);
  return step(hint(state, 'warn', messagesIn(state.language).reasons.unknownCommand(word)));
}

function onlyOne<T>(found: readonly T[]): T | undefined {
  return found.length === 1 ? found[0] : undefined;
}
