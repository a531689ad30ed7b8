import { folded } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import { wordsForCommand } from '../messages/words-of-others.js';
import type { AppState } from './app-state.js';
import { type Binding, bindingLabel, keyLabel, keysOf, type Scope } from './binding.js';
import { activeScopes, bindingsIn, findBinding, isForbidden } from './dispatch.js';
import { box, dialogWidth, windowed, windowNote } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { fitLine, fitText, type Line, lineText, lineWidth, span, widthOf, wrapText } from './drawing/line.js';
import { type Dialog, features, viewOf } from './feature.js';
import { statusNames, statusText } from './life.js';
import { currentScreen } from './list-screen.js';
import type { Help } from './overlays.js';
import { screenNames } from './screen-name.js';
import { sortedColumn } from './sorting.js';

/** Every key that works here, by scope; disabled ones say why. A search shows only its matches. */
export function helpBox(state: AppState, help: Help, messages: Messages, height: number): Dialog {
  const { top, field, isSearching } = help;
  const width = dialogWidth(state, 100);
  const inner = width - 4;
  const behind: AppState = {
    ...state,
    overlay: state.beneath.at(-1) ?? null,
    beneath: state.beneath.slice(0, -1),
  };
  const isSought = isSearching || field.value !== '';
  const room = isSought ? Number.POSITIVE_INFINITY : inner < leastInner ? inner : Math.floor(inner / 2) - 1;
  const look = { messages, room, isSought };
  const blocks = activeScopes(behind).map((scope) => block(scope, behind, look));
  const more = behind.overlay === null ? viewOf(behind).help?.(messages) : undefined;
  if (more !== undefined) blocks.splice(1, 0, more.map(unnamed));
  if (behind.overlay === null) {
    blocks.splice(-1, 0, commandBlock(messages, room));
    if (isSought) blocks.push(...otherScreens(behind, look));
  }
  const { fields } = currentScreen(state).rows;
  const hints = behind.overlay === null ? hintTexts(fields, messages) : ofDialogs(messages);
  const lines = isSought
    ? foundLines({ blocks, hints }, { sought: field.value, width: inner, messages })
    : [...twoColumns(blocks.map(linesOf), inner), [], ...hints.flatMap((hint) => hintLines(hint, inner))];
  const fieldLook = { width: inner - 2, isFocused: isSearching, placeholder: '' };
  const head: readonly Line[] = isSought ? [[span('/ ', 'key'), ...fieldSpans(field, fieldLook)]] : [];
  const shown = Math.max(1, height - 2 - head.length);
  const note = windowNote(lines.length, top, shown);
  return {
    lines: box(messages.help.title, [...head, ...windowed(lines, top, shown)], width, note),
    cursor: isSearching ? { x: 4 + fieldCursor(field, fieldLook.width), y: 1 } : null,
  };
}

/** A line, and the names besides it by which a search finds it. */
interface Entry {
  readonly line: Line;
  readonly names: readonly string[];
}

function unnamed(line: Line): Entry {
  return { line, names: [] };
}

function linesOf(block: readonly Entry[]): readonly Line[] {
  return block.map(({ line }) => line);
}

/** What it is called in the settings, on the command line and by others, each word of it. */
function namesOf({ action = '', name = '', command = '' }: Named): readonly string[] {
  const meant = [...new Set([name, action, command])].filter((each) => each !== '');
  return [...meant, ...meant.flatMap(wordsForCommand)].flatMap((each) =>
    each.split(/[^a-z]+|(?=[A-Z])/).map((part) => part.toLowerCase()),
  );
}

interface Named {
  readonly action?: string;
  readonly name?: string;
  readonly command?: string | undefined;
}

/** A key that is sought may be one of another screen, where nobody knows yet what it would be refused for. */
function otherScreens(state: AppState, look: RowLook): readonly (readonly Entry[])[] {
  const others = screenNames.filter((name) => name !== state.screen);
  return others.map((screen) => block(screen, { ...state, screen }, { ...look, isElsewhere: true }));
}

/** What holds in any dialog, which no filter narrows. */
function ofDialogs({ help }: Messages): readonly string[] {
  return [help.escape, help.mouse];
}

/** What a filter can be here: the fields are those of this very screen, and so are the examples. */
function hintTexts(fields: readonly string[], messages: Messages): readonly string[] {
  const { help } = messages;
  const forms = Object.entries(help.forms).flatMap(([field, form]) => (fields.includes(field) ? [form] : []));
  return [
    help.words,
    ...(fields.length > 0 ? [help.fields(fields)] : []),
    ...(forms.length > 0 ? [forms.join(' · ')] : []),
    help.letters(statusNames.map((status) => statusText(status, messages)).join(' · ')),
    help.escape,
    help.mouse,
  ];
}

function hintLines(hint: string, width: number): readonly Line[] {
  return wrapText(hint, width).map((line): Line => [span(line, 'dim')]);
}

interface Searched {
  readonly blocks: readonly (readonly Entry[])[];
  readonly hints: readonly string[];
}

/** The lines that contain all the words, or are called so, each block's under its title; then the hints that do. */
function foundLines(
  { blocks, hints }: Searched,
  {
    sought,
    width,
    messages,
  }: { readonly sought: string; readonly width: number; readonly messages: Messages },
): readonly Line[] {
  const words = folded(sought).split(/\s+/);
  const isFound = (text: string, names: readonly string[] = []): boolean =>
    words.every((word) => folded(text).includes(word) || names.some((name) => name.startsWith(word)));
  const keys = blocks.flatMap(([title, ...entries]): readonly Line[] => {
    const hits = entries.filter(({ line, names }) => isFound(lineText(line), names));
    return hits.length === 0 || title === undefined ? [] : [title.line, ...linesOf(hits), []];
  });
  const found = [...keys, ...hints.filter((hint) => isFound(hint)).flatMap((hint) => hintLines(hint, width))];
  return found.length === 0 ? [[span(messages.empty.noMatch, 'dim')]] : found;
}

function block(scope: Scope, state: AppState, look: RowLook): readonly Entry[] {
  // A key that an inner scope takes is no key of this one.
  const isTaken = (binding: Binding): boolean =>
    !look.isElsewhere &&
    keysOf(binding, state.settings.keys).every((key) => findBinding(state, key)?.scope !== scope);
  const bindings = bindingsIn(scope, state).filter(
    (binding) =>
      !isTaken(binding) &&
      !isForbidden(binding, state) &&
      (binding.isInHelp !== 'whenOn' || !binding.disabled?.(state, look.messages)),
  );
  // A search finds a key by what it does: then each has a line of its own.
  const isApart = ({ action }: Binding): boolean => look.isSought || sortedColumn(action) === null;
  return [
    unnamed([span(scopeName(scope, look.messages), 'strong')]),
    ...bindings
      .filter(isApart)
      .flatMap((binding) => entriesOf(rowLines(binding, state, look), namesOf(binding))),
    ...sortLines(
      bindings.filter((binding) => !isApart(binding)),
      state,
      look,
    ).map(unnamed),
  ];
}

function entriesOf(lines: readonly Line[], names: readonly string[]): readonly Entry[] {
  return lines.map((line) => ({ line, names }));
}

/** The keys that sort, together: each with the title of its column. */
function sortLines(
  bindings: readonly Binding[],
  state: AppState,
  { messages, room }: RowLook,
): readonly Line[] {
  const parts = bindings.flatMap((binding): readonly Line[] => {
    const column = sortedColumn(binding.action);
    if (column === null) return [];
    const key = keyLabel(keysOf(binding, state.settings.keys)[0] ?? '');
    return [[span(key, 'key'), span(` ${messages.columns[column]}`)]];
  });
  if (parts.length === 0) return [];
  const indent = span(' '.repeat(keysWidth));
  const [first = [], ...others] = packed(parts, room - keysWidth);
  return [
    [span(fitText(messages.help.sortBy, keysWidth), 'key'), ...first],
    ...others.map((line) => [indent, ...line]),
  ];
}

/** As many whole parts a line as fit. */
function packed(parts: readonly Line[], room: number): readonly Line[] {
  const lines: Line[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const together = [...(last ?? []), span(' · ', 'faint'), ...part];
    if (last === undefined || lineWidth(together) > room) lines.push(part);
    else lines[lines.length - 1] = together;
  }
  return lines;
}

/** What can be typed after `:`; arguments for which there is no room go below. */
function commandBlock(messages: Messages, room: number): readonly Entry[] {
  const entries = features().commands.flatMap(({ name, command, aliases, label, syntax }) => {
    const head: Line = [
      span(fitText(`:${name}`, keysWidth), 'key'),
      span(label(messages)),
      ...(aliases.length === 0 ? [] : [span(` · ${aliases.map((alias) => `:${alias}`).join(' ')}`, 'faint')]),
    ];
    const lines = syntax === undefined ? [head] : besideOrBelow(head, syntax(messages), room);
    return entriesOf(lines, namesOf({ name, command }));
  });
  return [unnamed([span(messages.help.commands, 'strong')]), ...entries];
}

export function scopeName(scope: Scope, { scopes, screens }: Messages): string {
  const screen = screenNames.find((name) => name === scope);
  if (screen !== undefined) return screens[screen];
  return scope in scopes ? scopes[scope as keyof typeof scopes] : scope;
}

interface RowLook {
  readonly messages: Messages;
  /** Columns for a key, what it does, and why it does nothing now; a longer reason goes below. */
  readonly room: number;
  readonly isSought: boolean;
  /** Of a screen that is not shown. */
  readonly isElsewhere?: boolean;
}

function rowLines(
  binding: Binding,
  state: AppState,
  { messages, room, isElsewhere = false }: RowLook,
): readonly Line[] {
  const keys = keysOf(binding, state.settings.keys).slice(0, 2).map(keyLabel).join(' ');
  const reason = isElsewhere ? null : (binding.disabled?.(state, messages) ?? null);
  const label = bindingLabel(binding, messages);
  if (reason === null) return [[span(fitText(keys, keysWidth), 'key'), span(label)]];
  const head = [span(fitText(keys, keysWidth), 'disabled'), span(label, 'disabled')];
  return besideOrBelow(head, reason, room);
}

function besideOrBelow(head: Line, more: string, room: number): readonly Line[] {
  const whole = [...head, span(` · ${more}`, 'faint')];
  if (lineWidth(whole) <= room) return [whole];
  const below = wrapText(more, room - keysWidth);
  return [head, ...below.map((text) => [span(' '.repeat(keysWidth)), span(text, 'faint')])];
}

const keysWidth = 14;

/** What is said of a key goes on below itself where it has no room. */
function whole(line: Line, room: number): readonly Line[] {
  const [key, ...said] = line;
  if (key === undefined || said.length === 0 || lineWidth(line) <= room) return [line];
  const indent = widthOf(key.text);
  return wrapText(lineText(said), room - indent).map((text, at): Line => {
    return [at === 0 ? key : span(' '.repeat(indent)), span(text, said[0]?.tone)];
  });
}

/** Columns within the box for two of its blocks. */
const leastInner = 76;

/** Blocks side by side if there is room: the first ones left, the last one right. */
function twoColumns(blocks: readonly (readonly Line[])[], width: number): readonly Line[] {
  const stacked = (some: readonly (readonly Line[])[]): readonly Line[] =>
    some.flatMap((lines, index) => (index === 0 ? lines : [[] as Line, ...lines]));
  if (width < leastInner) return stacked(blocks).flatMap((line) => whole(line, width));
  const half = Math.floor(width / 2);
  const left = stacked(blocks.slice(0, -1)).flatMap((line) => whole(line, half - 1));
  const right = stacked(blocks.slice(-1)).flatMap((line) => whole(line, half));
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, index) => [
    ...fitLine(left[index] ?? [], half - 1),
    span(' '),
    ...fitLine(right[index] ?? [], half),
  ]);
}
