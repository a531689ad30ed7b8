import { visible } from '@ackring/core/words';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import type { Binding } from '../../screen/binding.js';
import { type Command, chosenClusterIds } from '../../screen/feature.js';
import { rowIsChosen } from '../../screen/list-keys.js';
import { hint } from '../../screen/notify.js';
import { type Step, step } from '../../screen/step.js';
import { aliasesOf, favouriteIds, favouritesOf, profileOf } from '../../subjects/cluster/rows.js';
import { saved } from '../../subjects/settings/saving.js';

/** Lists the selected clusters first from now on; if all of them are, no longer. */
export const favouriteKeys: readonly Binding[] = [
  {
    action: 'favourite',
    scope: 'clusters',
    keys: ['*'],
    disabled: (state, messages) =>
      chosenClusterIds(state).length === 0
        ? (rowIsChosen(state, messages) ?? messages.reasons.noCluster)
        : null,
    does: (state) => {
      const ids = chosenClusterIds(state);
      const known = favouriteIds(state);
      const isOn = ids.every((id) => known.has(id));
      const favourites = { ...state.settings.favourites };
      for (const [profile, chosen] of Map.groupBy(ids, (id) => profileOf(state, id))) {
        const others = favouritesOf(state, profile).filter((id) => !chosen.includes(id));
        favourites[profile] = isOn ? others : [...others, ...chosen];
      }
      return saved(state, { favourites });
    },
  },
];

/** `:alias tok` gives the cluster under the cursor an alias, `:alias -` removes it. */
export const aliasCommand: Command = {
  name: 'alias',
  aliases: [],
  label: ({ favourites }) => favourites.alias,
  choices: () => ['-'],
  run: (state, [name]) => {
    const { favourites, reasons } = messagesIn(state.language);
    const [id, ...others] = chosenClusterIds(state);
    if (id === undefined) return step(hint(state, 'warn', reasons.noCluster));
    if (others.length > 0) return step(hint(state, 'warn', reasons.oneCluster));
    if (name === undefined) return step(hint(state, 'info', favourites.usage));
    return name === '-' ? renamed(state, id, null) : named(state, id, name);
  },
};

function named(state: AppState, id: string, name: string): Step {
  const { favourites } = messagesIn(state.language);
  const isWord = /^[\w.][\w.-]{0,39}$/.test(name) && name !== '__proto__';
  if (!isWord) return step(hint(state, 'warn', favourites.notAName));
  // A cluster's real name stays its own.
  const isTaken = [...state.fleet.clusters.values()].some((each) => each.name === name || each.id === name);
  return isTaken ? step(hint(state, 'warn', favourites.taken(visible(name)))) : renamed(state, id, name);
}

function renamed(state: AppState, id: string, name: string | null): Step {
  const profile = profileOf(state, id);
  const others = Object.entries(aliasesOf(state, profile)).filter(
    ([alias, of]) => of !== id && alias !== name,
  );
  const own = Object.fromEntries(name === null ? others : [...others, [name, id]]);
  const { favourites } = messagesIn(state.language);
  const cluster = visible(state.fleet.clusters.get(id)?.name ?? id);
  const said = name === null ? favourites.unnamed(cluster) : favourites.named(name, cluster);
  return saved(hint(state, 'good', said), {
    aliases: { ...state.settings.aliases, [profile]: own },
  });
}
