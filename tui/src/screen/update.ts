import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState, Size } from './app-state.js';
import { goneAstray, withBegunText } from './astray.js';
import { type Binding, bindingLabel, keyLabel, keysOf } from './binding.js';
import { activeBindings, findBinding, screensWith, take } from './dispatch.js';
import { settleCurrent } from './empty-body.js';
import { features, openDialog, viewOf } from './feature.js';
import { find } from './filter.js';
import { groupedRows } from './groups.js';
import { foundIds, holdAt, type ListState, selectedId, withRows } from './list.js';
import { currentScreen, withScreen } from './list-screen.js';
import { onMouse } from './mouse.js';
import type { MouseAct } from './mouse-reports.js';
import { isFaded, isRead } from './notice.js';
import { withCutKept } from './notice-line.js';
import { hint, isRecorded, noticeText } from './notify.js';
import { readerOf } from './reader.js';
import type { Grouping } from './rows.js';
import type { Change } from './step.js';
import { type Step, step } from './step.js';
import { isOfScreen, screenKey } from './tabs.js';
import { workSlot } from './tasks.js';
import { typeInto } from './typing.js';

/** The one transition: from a state and an event to the next state and the work it requests. */
export function update(state: AppState, event: AppEvent): Step {
  const next = oneAtATime(state, event, updateUnsettled(state, event));
  const told = withAnswer(state, event, withoutOld(state, next.state), next.asks.length > 0);
  const settled = settleCurrent(withRowsOf(withCutKept(told)));
  const more = features().follows.flatMap((asksFor) => asksFor(state, settled));
  return step(settled, ...next.asks, ...more);
}

/** Beneath a question, or a line that is begun, what was told of something else before would seem to be about it. */
function withoutOld(before: AppState, next: AppState): AppState {
  return begins(before, next) && next.notice === before.notice ? { ...next, notice: null } : next;
}

/** The help may be about what was told. */
function begins({ overlay, prompt }: AppState, next: AppState): boolean {
  if (next.overlay?.kind === 'help') return false;
  return (overlay === null && next.overlay !== null) || (prompt === null && next.prompt !== null);
}

/** Why a key did nothing is not lost beneath what work tells in the same moment, which follows it. */
function withAnswer(before: AppState, event: AppEvent, next: AppState, isWorkAsked: boolean): AppState {
  const { notice } = next;
  // Whoever asks for something else has read it.
  const isReadOn = event.kind === 'key' && isWorkAsked;
  if (notice === before.notice) return isReadOn ? { ...next, answer: null } : next;
  if (event.kind === 'arrived') {
    const { answer } = before;
    // What was answered in a dialog is of nothing that is there once it is closed.
    const isOver = before.overlay !== null && next.overlay === null;
    const isHeld = !isOver && answer !== null && answer === before.notice && !isRead(answer, next.now);
    return isHeld && notice !== null ? { ...next, notice: answer, later: notice } : next;
  }
  if (event.kind === 'tick') return next;
  if (notice === null) return begins(before, next) ? { ...next, later: null } : withLater(next);
  const { underWay, workingHere } = messagesIn(next.language).reasons;
  // That something runs is no longer true once it tells its end.
  const isOfWork = [underWay, workingHere].includes(noticeText(next));
  const isAnswer = !isWorkAsked && !isOfWork && !isRecorded(next, notice);
  return isAnswer ? { ...next, answer: notice } : { ...next, answer: null, later: null };
}

/** The news that waited, now that nothing is in its place. */
function withLater(state: AppState): AppState {
  const { later, now } = state;
  return later === null ? state : { ...state, notice: { ...later, at: now }, answer: null, later: null };
}

/** Foreground work stops no other: what would begin it meanwhile is refused whole, with nothing typed or chosen lost. */
function oneAtATime(state: AppState, event: AppEvent, next: Step): Step {
  if (next.asks.every(({ slot }) => slot !== workSlot)) return next;
  if (!state.isAtWork) return { ...next, state: { ...next.state, isAtWork: true } };
  const { underWay } = messagesIn(state.language).reasons;
  const others = next.asks.filter(({ slot }) => slot !== workSlot);
  if (event.kind === 'arrived') return step(hint(next.state, 'info', underWay), ...others);
  const { prompt, pastLines } = next.state;
  return step(hint({ ...state, prompt, pastLines }, 'info', underWay));
}

function updateUnsettled(state: AppState, event: AppEvent): Step {
  switch (event.kind) {
    case 'key':
      return settled(
        state,
        press(freeBy(event.key, { ...state, lastKeyAt: state.now, click: null }), event.key),
      );
    case 'mouse':
      return settled(
        state,
        onMouse({ ...state, lastKeyAt: state.now }, event.act, { atMs: event.atMs, press }),
      );
    case 'paste':
      return paste(state, event.text);
    case 'resized':
      return step({ ...state, size: event.size });
    case 'clock':
      return step({ ...state, now: event.now });
    case 'tick': {
      const next = tick(state, event.now);
      return step(next, ...features().due.flatMap((asksFor) => asksFor(next)));
    }
    case 'arrived': {
      const next = event.change(state);
      return 'asks' in next ? next : step(next);
    }
  }
}

function settled(before: AppState, next: Step): Step {
  return unhinted(before, uncopied(before, next));
}

/** A hint about a key is of its screen: on another one it would speak of what is not there. */
function unhinted({ screen, notice, notices }: AppState, next: Step): Step {
  const isKept =
    notice === null || isRecorded({ notices }, notice) || notice.mood === 'good' || notice.mood === 'bad';
  if (isKept || next.state.screen === screen || next.state.notice !== notice) return next;
  return { ...next, state: { ...next.state, notice: null } };
}

/** The copy key begins anew after anything else. */
function uncopied({ copied }: AppState, next: Step): Step {
  return copied === null || next.state.copied !== copied
    ? next
    : { ...next, state: { ...next.state, copied: null } };
}

/** Typing goes to the focused field, everything else to the key table. */
function press(state: AppState, key: string): Step {
  const typed = typeInto(state, { key });
  if (typed !== null) return typed;
  const astray = goneAstray(state, key);
  return astray === null ? pressFreely({ ...state, astrayAt: null }, key) : step(astray);
}

function pressFreely(state: AppState, key: string): Step {
  const binding = findBinding(state, key);
  if (binding === null) {
    const elsewhere = leaveReading(state, key);
    if (elsewhere !== null) return elsewhere;
    const messages = messagesIn(state.language);
    const isWorking = openDialog(state)?.isWorking() ?? false;
    if (isWorking) return step(hint(withBegunText(state, key), 'info', messages.reasons.workingHere));
    if (state.overlay !== null) {
      const said = messages.reasons.unknownInDialog(keyLabel(key), waysOn(state, messages));
      return step(hint(withBegunText(state, key), 'info', said));
    }
    const screens = screensWith(state, key).map(
      (name) => `${screenKey(state, name)} ${messages.screens[name]}`,
    );
    const said = messages.reasons.unknownKey(keyLabel(key), screens.join(', '));
    return step(hint(withBegunText(state, key), 'info', said));
  }
  return take(state, binding);
}

/** What a dialog is there for, and the way out of it. */
function waysOn(state: AppState, messages: Messages): readonly string[] {
  const isWay = ({ action, scope, disabled }: Binding): boolean =>
    ['dialogAccept', 'dialogCancel', 'back'].includes(action) &&
    scope === state.overlay?.kind &&
    !disabled?.(state, messages);
  return activeBindings(state)
    .filter(isWay)
    .map(
      (binding) =>
        `${keyLabel(keysOf(binding, state.settings.keys)[0] ?? '')} ${bindingLabel(binding, messages)}`,
    );
}

/**
 * The key of a screen or of a command leaves what is only read; null for other keys, and where something could be lost.
 */
function leaveReading(state: AppState, key: string): Step | null {
  const open = state.overlay === null ? [] : [state.overlay, ...state.beneath];
  const isRead = open.length > 0 && open.every((overlay) => openDialog({ ...state, overlay })?.isRead());
  const left = { ...state, overlay: null, beneath: [] };
  const binding = isRead ? findBinding(left, key) : null;
  const isLeaving = binding?.action === 'command' || (binding !== null && isOfScreen(binding.action));
  return binding !== null && isLeaving ? binding.does(left) : null;
}

/** In characters: a list of hundreds of names is shorter. */
const longestPaste = 10_000;

/** Text for the field being typed into, or for nobody. Half a list of names would be another list. */
function paste(state: AppState, text: string): Step {
  const isTooLong = text.length > longestPaste;
  const typed = typeInto(state, { paste: isTooLong ? '' : text });
  if (typed === null) return step(state);
  if (!isTooLong) return typed;
  return step(hint(state, 'warn', messagesIn(state.language).reasons.longPaste(longestPaste)));
}

/** What the user does with a row wins; Esc is for none of them. */
function freeBy(key: string, state: AppState): AppState {
  return key === 'esc' || currentScreen(state).pursued === null
    ? state
    : withScreen(state, state.screen, { pursued: null });
}

function tick(state: AppState, now: Date): AppState {
  const notice = state.notice !== null && isFaded(state.notice, now) ? null : state.notice;
  const isUnread = notice !== null && !isRead(notice, now);
  return isUnread ? { ...state, now, notice } : withLater({ ...state, now, notice });
}

/** The shown screen's rows, rebuilt, sorted and filtered if their input has changed. */
function withRowsOf(state: AppState): AppState {
  const { rows: make, extraRows, madeOf } = viewOf(state);
  const { rows: before, filter, sort, list, made, sought, pursued, ...screen } = currentScreen(state);
  // What a new filter finds is in sight; who folds it then finds it folded.
  const isNew = filter !== '' && sought !== filter;
  const grouping = isNew ? unfolded(screen.grouping) : screen.grouping;
  const parts = [sort, grouping, state.language, ...madeOf(state)];
  const isMade = made.length === parts.length && made.every((part, index) => part === parts[index]);
  if (isMade && sought === filter) return pursued === null ? state : atPursued(state, pursued);
  const rows = isMade ? before : make(state);
  const others = filter === '' ? (extraRows?.(state) ?? []) : [];
  const { ids, called, ...found } = find(filter, rows, readerOf(state));
  const grouped = grouping === null ? null : groupedRows(rows.groups(grouping.by, ids), grouping);
  const shown = grouped?.visible ?? ids;
  const visible = others.length === 0 ? shown : [...shown, ...others];
  // A row that a filter found stays the selected one without it.
  const held = sought !== '' && filter === '' ? { ...list, isHeld: true } : list;
  const renewedList = withRows(held, visible, grouped?.groups);
  const renewed = withScreen(state, state.screen, {
    rows,
    found,
    made: parts,
    sought: filter,
    grouping,
    list: sought === filter || filter === '' ? renewedList : atBestMatch(held, renewedList, called),
  });
  return pursued === null ? renewed : atPursued(renewed, pursued);
}

function unfolded(grouping: Grouping | null): Grouping | null {
  return grouping === null || grouping.folded.size === 0 ? grouping : { ...grouping, folded: new Set() };
}

/**
 * A new filter shows the first of the rows that are called so, else of all that it found, and not their group's title:
 * the selected row stays the one where it is among these.
 */
function atBestMatch(before: ListState, list: ListState, called: readonly string[]): ListState {
  const selected = selectedId(list);
  const best = called.length > 0 ? called : foundIds(list);
  if (selected === selectedId(before) && (selected === null || best.includes(selected))) return list;
  return { ...list, cursor: Math.max(0, firstOf(best, list)), isHeld: false, top: 0 };
}

/** The place of the first of these that is shown; they are in the order of rows, which groups change. */
function firstOf(ids: readonly string[], { visible, groups }: ListState): number {
  const [first = ''] = ids;
  if (groups.size === 0) return visible.indexOf(first);
  const among = new Set(ids);
  return visible.findIndex((id) => among.has(id));
}

/** Moves to the row once it exists. */
function atPursued(state: AppState, row: string): AppState {
  const { list } = currentScreen(state);
  const place = list.visible.indexOf(row);
  if (place === -1) return state;
  return withScreen(state, state.screen, { list: holdAt(list, place), pursued: null });
}

/** The user's input, and the passage of time. */
type InputEvent =
  | { readonly kind: 'key'; readonly key: string }
  | { readonly kind: 'paste'; readonly text: string }
  /** `atMs` by any monotonic clock. */
  | { readonly kind: 'mouse'; readonly act: MouseAct; readonly atMs: number }
  | { readonly kind: 'resized'; readonly size: Size }
  | { readonly kind: 'tick'; readonly now: Date }
  /** The instant of arrival of what comes with it: ticks are too far apart to order events. */
  | { readonly kind: 'clock'; readonly now: Date };

/** A task's report: `name` is the task's and the arrival's. */
interface ArrivalEvent {
  readonly kind: 'arrived';
  readonly name: string;
  readonly change: (state: AppState) => Change;
}

/** Every event of the screen. */
export type AppEvent = InputEvent | ArrivalEvent;
