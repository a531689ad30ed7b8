import { visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { cutMiddle, fitLine, type Line, lineWidth, span, widthOf } from './drawing/line.js';
import { isLow } from './empty-body.js';
import { viewOf } from './feature.js';
import { groupingText } from './groups.js';
import { foundIds, type ListState, markedIds, positionIn, selectedId } from './list.js';
import { currentScreen, hiddenMarks } from './list-screen.js';
import { unseenFinds } from './lit.js';
import { numberedTabs } from './tabs.js';

/** In terminal columns. */
const longestReason = 32;

/**
 * The title of the list: the current screen, what of it is shown, and the cursor's position; with the text of the
 * selected row also why the filter found that, where the row does not show it.
 */
export function crumbs(state: AppState, messages: Messages, selected: string | null = null): Line {
  const place = [
    ...(isLow(state)
      ? numberedTabs(state, messages)
      : [span(` ${messages.screens[state.screen]}`, 'strong')]),
    span(' › ', 'faint'),
  ];
  const { grouping, rows } = currentScreen(state);
  // Groups that are not of the reader's choosing are always the same.
  const by = grouping !== null && rows.groupings().includes(grouping.by) ? grouping.by : null;
  const own = viewOf(state).crumb(state, messages);
  const said = by === null ? own : `${own} · ${messages.crumbs.groupedBy(groupingText(by, messages))}`;
  const position = span(`${positionText(currentScreen(state).list)} `, 'text');
  const counts = selectionText(state, messages, true);
  const right = [span([counts, ...reasons(state, messages, selected)].join(' · '), 'dim'), position];
  const { columns } = state.size;
  const room = columns - lineWidth(place) - 1;
  if (widthOf(said) + lineWidth(right) <= room) return joined([...place, span(said, 'text')], right, columns);
  // The counts go before the screen's name, and whole parts of that before any is cut.
  const fewer = [span(selectionText(state, messages, false), 'dim'), position];
  return joined([...place, span(fittingParts(said, room - lineWidth(fewer)), 'text')], fewer, columns);
}

/** The first parts of `a · b · c` that fit; at least one. */
function fittingParts(text: string, room: number): string {
  const parts = text.split(' · ');
  while (parts.length > 1 && widthOf(parts.join(' · ')) > room) parts.pop();
  return parts.join(' · ');
}

function selectionText(state: AppState, messages: Messages, hasCount: boolean): string {
  const { crumbs } = messages;
  const { list, filter, rows, found } = currentScreen(state);
  const parts = [];
  const hidden = hiddenMarks(state).length;
  const marked = markedIds(list).length + hidden;
  if (marked > 0) parts.push(crumbs.marked(marked, hidden));
  if (found.unknown !== null) parts.push(crumbs.noField(visible(found.unknown.name)));
  else if (isOneOpposite(filter))
    parts.push(crumbs.differ(foundIds(list).length, rows.length, visible(filter.slice(1))));
  else if (filter !== '') parts.push(crumbs.matches(foundIds(list).length, rows.length, visible(filter)));
  else if (hasCount) parts.push(viewOf(state).count?.(state, messages) ?? '');
  return parts.filter((part) => part !== '').join(' · ');
}

/** What the filter found in the selected row where nobody sees it: a tag, an id, what was cut. */
function reasons(state: AppState, messages: Messages, selected: string | null): readonly string[] {
  const { list, rows, found } = currentScreen(state);
  const id = selectedId(list);
  if (selected === null || id === null || found.lit.length === 0) return [];
  const facts = rows.facts(id, { ...state, messages });
  return unseenFinds(selected, facts, found.lit).map((fact) => cutMiddle(visible(fact), longestReason));
}

/** ` 3/38`; on the title of a group ` –/38`. */
function positionText(list: ListState): string {
  const { at, of } = positionIn(list);
  return of === 0 ? '' : `  ${at ?? '–'}/${of}`;
}

/** `!tokyo` and nothing else. */
function isOneOpposite(filter: string): boolean {
  return /^![^\s:"]+$/.test(filter);
}

/** Left and right text on one line; the left is cut first. */
export function joined(left: Line, right: Line, width: number, ground?: 'bar'): Line {
  const rightWidth = lineWidth(right);
  const room = Math.max(0, width - rightWidth);
  // A cut text still keeps a distance from the other.
  const kept = lineWidth(left) > room - 1 && rightWidth > 0 ? fitLine(left, room - 1, ground) : left;
  return [...fitLine(kept, room, ground), ...right];
}
