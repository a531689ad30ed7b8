import { folded, visible } from '@ackring/core/words';
import { messagesIn } from './messages/messages.js';
import type { AppState } from './screen/app-state.js';
import { goTo } from './screen/commands.js';
import { mostAlike } from './screen/fuzzy.js';
import { pursue, setFilter } from './screen/list-screen.js';
import { hint } from './screen/notify.js';
import type { Step } from './screen/step.js';

interface Target {
  readonly screen: 'clusters' | 'contexts' | 'access';
  readonly name: string;
  /** Null where the row depends on how the screen groups. */
  readonly row: string | null;
}

/**
 * Where `:word` leads that is no command: to the cluster, context or person that is called so, or most nearly; to a
 * list of several. Null if there is none.
 */
export function jump(state: AppState, word: string): Step | null {
  const found = mostAlike(targetsOf(state), ({ name }) => name, word);
  const [first] = found;
  if (first === undefined) return null;
  const among = found.filter(({ screen }) => screen === first.screen);
  const there = among.length === 1 ? goToTarget(state, first) : filtered(state, first.screen, word);
  if (folded(first.name).includes(folded(word))) return there;
  // Its letters are scattered over the name: whoever meant something else is told.
  const { reasons } = messagesIn(state.language);
  return {
    ...there,
    state: hint(there.state, 'info', reasons.jumped(word, among.length === 1 ? visible(first.name) : null)),
  };
}

/** More than any line shows. */
const mostNames = 50;

/** What can be jumped to by one word that begins so, each name once; a large fleet has a hundred thousand of them. */
export function jumpNames({ fleet, kubeconfigs, holders }: AppState, beginning: string): readonly string[] {
  const names = new Set<string>();
  const take = (name: string): void => {
    if (names.size < mostNames && name.startsWith(beginning) && !/\s/.test(name)) names.add(name);
  };
  for (const { name } of fleet.clusters.values()) take(name);
  for (const { context } of kubeconfigs.entries.values()) take(context);
  for (const { identity } of holders.identities.values()) take(identity.name);
  return [...names];
}

function targetsOf({ fleet, kubeconfigs, holders }: AppState): readonly Target[] {
  return [
    ...[...fleet.clusters.values()].map(({ id, name }) => ({ screen: 'clusters' as const, name, row: id })),
    ...[...kubeconfigs.entries].map(([row, { context }]) => ({
      ...{ screen: 'contexts' as const, name: context, row },
    })),
    ...[...holders.identities.values()].map(({ identity }) => ({
      ...{ screen: 'access' as const, name: identity.name, row: null },
    })),
  ];
}

function goToTarget(state: AppState, { screen, name, row }: Target): Step {
  if (row === null) return filtered(state, screen, name);
  const there = goTo(state, screen);
  return { ...there, state: pursue(setFilter(there.state, ''), screen, row) };
}

function filtered(state: AppState, screen: Target['screen'], word: string): Step {
  const there = goTo(state, screen);
  return { ...there, state: setFilter(there.state, word) };
}
