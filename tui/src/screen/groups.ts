import { visible } from '@ackring/core/words';
import { type Messages, messagesIn, wordOf } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import type { Action, Binding, Disabled } from './binding.js';
import { wrongWord } from './commands.js';
import { take } from './dispatch.js';
import type { Command } from './feature.js';
import { type ListState, selectedId } from './list.js';
import { currentScreen, withScreen } from './list-screen.js';
import { hint } from './notify.js';
import type { Group, Grouping } from './rows.js';
import { type Step, step } from './step.js';

// No row id begins like this.
const prefix = '\0group:';

export function groupId(name: string): string {
  return prefix + name;
}

/** The group of a title row; null for any other row. */
export function groupOfRow(id: string): string | null {
  return id.startsWith(prefix) ? id.slice(prefix.length) : null;
}

/** The visible rows: each group under its title, folded ones hidden. */
export function groupedRows(
  groups: readonly Group[],
  { folded }: Grouping,
): Pick<ListState, 'visible' | 'groups'> {
  const visibleIds = groups.flatMap(({ name, ids }) => [groupId(name), ...(folded.has(name) ? [] : ids)]);
  return { visible: visibleIds, groups: new Map(groups.map(({ name, ids }) => [groupId(name), ids])) };
}

/** Folds or unfolds the group under the cursor; null if the cursor is not on a title. */
export function foldGroup(state: AppState): AppState | null {
  const { list, grouping } = currentScreen(state);
  const name = groupOfRow(selectedId(list) ?? '');
  if (grouping === null || name === null) return null;
  const folded = new Set(grouping.folded);
  if (!folded.delete(name)) folded.add(name);
  return withScreen(state, state.screen, { grouping: { ...grouping, folded } });
}

const hasGroups: Disabled = (state, { reasons }) =>
  currentScreen(state).rows.groupings().length === 0 ? reasons.noGroups : null;

/** By the region, then by each tag, then not at all. */
const groupRows: Action = {
  action: 'groupRows',
  disabled: hasGroups,
  does: (state) => {
    const { rows, grouping } = currentScreen(state);
    const choices = [null, ...rows.groupings()];
    const at = choices.indexOf(grouping?.by ?? null);
    return groupedBy(state, choices[(at + 1) % choices.length] ?? null);
  },
};

/** Folds every group; if all are folded, unfolds them. */
const foldAll: Action = {
  action: 'foldAll',
  disabled: (state, messages) =>
    hasGroups(state, messages) ??
    (currentScreen(state).grouping === null ? messages.reasons.notGrouped : null),
  does: (state) => {
    const { list, grouping } = currentScreen(state);
    if (grouping === null) return step(state);
    const names = [...list.groups.keys()].map((id) => groupOfRow(id) ?? '');
    const isFolded = names.every((name) => grouping.folded.has(name));
    const folded = new Set(isFolded ? [] : names);
    return step(withScreen(state, state.screen, { grouping: { ...grouping, folded } }));
  },
};

/** What rows are grouped by, in words; a tag is called as its owner called it. */
export function groupingText(by: string, { groups }: Messages): string {
  return visible(wordOf(groups.names, by));
}

function groupedBy(state: AppState, by: string | null): Step {
  const grouping = by === null ? null : { by, folded: new Set<string>() };
  const messages = messagesIn(state.language);
  const { groups } = messages;
  const grouped = withScreen(state, state.screen, { grouping });
  return step(hint(grouped, 'info', by === null ? groups.off : groups.by(groupingText(by, messages))));
}

export const groupKeys: readonly Binding[] = [
  { ...groupRows, scope: 'list', keys: ['tab'] },
  { ...foldAll, scope: 'list', keys: ['shift-tab'] },
];

export const groupCommand: Command = {
  name: 'group',
  aliases: [],
  label: ({ actions }) => actions.groupRows,
  choices: (state) => [...currentScreen(state).rows.groupings(), 'none'],
  run: (state, [word]) => {
    if (word === undefined) return take(state, groupRows);
    if (word === 'none') return groupedBy(state, null);
    return currentScreen(state).rows.groupings().includes(word)
      ? groupedBy(state, word)
      : wrongWord(state, word);
  },
};
