import type { Messages } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { type Binding, bindingLabel, keyLabel, keysOf, type Scope } from './binding.js';
import { activeScopes, bindingsIn, isForbidden } from './dispatch.js';
import { box, dialogWidth, windowed, windowNote } from './drawing/box.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { fitLine, fitText, type Line, lineText, lineWidth, span, wrapText } from './drawing/line.js';
import { type Dialog, features, viewOf } from './feature.js';
import { currentScreen } from './list-screen.js';
import type { Help } from './overlays.js';
import { folded } from './query.js';
import { screenNames } from './screen-name.js';

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
  const blocks = activeScopes(behind).map((scope) => block(scope, behind, { messages, room }));
  const more = behind.overlay === null ? viewOf(behind).help?.(messages) : undefined;
  if (more !== undefined) blocks.splice(1, 0, more);
  if (behind.overlay === null) blocks.splice(-1, 0, commandBlock(messages));
  const { fields } = currentScreen(state).rows;
  const lines = isSought
    ? foundLines(blocks, field.value, messages)
    : [...twoColumns(blocks, inner), [], ...hintLines(fields, inner, messages)];
  const look = { width: inner - 2, isFocused: isSearching, placeholder: '' };
  const head: readonly Line[] = isSought ? [[span('/ ', 'key'), ...fieldSpans(field, look)]] : [];
  const shown = Math.max(1, height - 2 - head.length);
  const note = windowNote(lines.length, top, shown);
  return {
    lines: box(messages.help.title, [...head, ...windowed(lines, top, shown)], width, note),
    cursor: isSearching ? { x: 4 + fieldCursor(field, look.width), y: 1 } : null,
  };
}

/** What a filter can be here: the fields are those of this very screen, and so are the examples. */
function hintLines(fields: readonly string[], width: number, { help }: Messages): readonly Line[] {
  const forms = Object.entries(help.forms).flatMap(([field, form]) => (fields.includes(field) ? [form] : []));
  const hints = [
    help.words,
    ...(fields.length > 0 ? [help.fields(fields)] : []),
    ...(forms.length > 0 ? [forms.join(' · ')] : []),
    help.mouse,
  ];
  return hints.flatMap((hint) => wrapText(hint, width)).map((hint): Line => [span(hint, 'dim')]);
}

/** The lines that contain all the words, each block's under its title. */
function foundLines(
  blocks: readonly (readonly Line[])[],
  sought: string,
  { empty }: Messages,
): readonly Line[] {
  const words = folded(sought).split(/\s+/);
  const found = blocks.flatMap(([title, ...lines]): readonly Line[] => {
    const hits = lines.filter((line) => words.every((word) => folded(lineText(line)).includes(word)));
    return hits.length === 0 || title === undefined ? [] : [title, ...hits, []];
  });
  return found.length === 0 ? [[span(empty.noMatch, 'dim')]] : found;
}

function block(scope: Scope, state: AppState, look: RowLook): readonly Line[] {
  const bindings = bindingsIn(scope, state);
  return [
    [span(scopeName(scope, look.messages), 'strong')],
    ...bindings.flatMap((binding) => rowLines(binding, state, look)),
  ];
}

/** What can be typed after `:`. */
function commandBlock(messages: Messages): readonly Line[] {
  const lines = features().commands.map(
    ({ name, aliases, label }): Line => [
      span(fitText(`:${name}`, keysWidth), 'key'),
      span(label(messages)),
      ...(aliases.length === 0 ? [] : [span(` · ${aliases.map((alias) => `:${alias}`).join(' ')}`, 'faint')]),
    ],
  );
  return [[span(messages.help.commands, 'strong')], ...lines];
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
}

function rowLines(binding: Binding, state: AppState, { messages, room }: RowLook): readonly Line[] {
  const keys = keysOf(binding, state.settings.keys).slice(0, 2).map(keyLabel).join(' ');
  const reason = isForbidden(binding, state)
    ? messages.reasons.readOnly[state.readOnly ?? 'flag']
    : (binding.disabled?.(state, messages) ?? null);
  const label = bindingLabel(binding, messages);
  if (reason === null) return [[span(fitText(keys, keysWidth), 'key'), span(label)]];
  const head = [span(fitText(keys, keysWidth), 'disabled'), span(label, 'disabled')];
  const whole = [...head, span(` · ${reason}`, 'faint')];
  if (lineWidth(whole) <= room) return [whole];
  const below = wrapText(reason, room - keysWidth);
  return [head, ...below.map((text) => [span(' '.repeat(keysWidth)), span(text, 'faint')])];
}

const keysWidth = 14;

/** Columns within the box for two of its blocks. */
const leastInner = 76;

/** Blocks side by side if there is room: the first ones left, the last one right. */
function twoColumns(blocks: readonly (readonly Line[])[], width: number): readonly Line[] {
  const stacked = (some: readonly (readonly Line[])[]): readonly Line[] =>
    some.flatMap((lines, index) => (index === 0 ? lines : [[] as Line, ...lines]));
  if (width < leastInner) return stacked(blocks);
  const left = stacked(blocks.slice(0, -1));
  const right = stacked(blocks.slice(-1));
  const half = Math.floor(width / 2);
  const rows = Math.max(left.length, right.length);
  return Array.from({ length: rows }, (_, index) => [
    ...fitLine(left[index] ?? [], half - 1),
    span(' '),
    ...fitLine(right[index] ?? [], half),
  ]);
}
