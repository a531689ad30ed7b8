import type { Messages } from '../messages/messages.js';
import { type AppState, screenNames } from './app-state.js';
import { type Binding, bindingLabel, keyLabel, keysOf, type Scope } from './binding.js';
import { activeScopes, isForbidden } from './dispatch.js';
import { box, dialogWidth, windowed } from './drawing/box.js';
import { fitLine, fitText, type Line, span, wrapText } from './drawing/line.js';
import { type Dialog, features, viewOf } from './feature.js';

/** Every key that works here, by where it works; those that do not now say why. */
export function helpBox(state: AppState, top: number, messages: Messages, height: number): Dialog {
  const width = dialogWidth(state, 100);
  const behind: AppState = { ...state, overlay: state.beneath.at(-1) ?? null, beneath: [] };
  const blocks = activeScopes(behind).map((scope) => block(scope, behind, messages));
  const more = behind.overlay === null ? viewOf(behind).help?.(messages) : undefined;
  if (more !== undefined) blocks.splice(1, 0, more);
  if (behind.overlay === null) blocks.splice(-1, 0, commandBlock(messages));
  const hints = messages.help.hints.flatMap((hint) => wrapText(hint, width - 4));
  const lines = [...twoColumns(blocks, width - 4), [], ...hints.map((hint): Line => [span(hint, 'dim')])];
  const shown = windowed(lines, top, Math.max(1, height - 2));
  return { lines: box(messages.help.title, shown, width), cursor: null };
}

function block(scope: Scope, state: AppState, messages: Messages): readonly Line[] {
  const bindings = features().keys.filter((binding) => binding.scope === scope);
  return [
    [span(scopeName(scope, messages), 'strong')],
    ...bindings.map((binding) => row(binding, state, messages)),
  ];
}

/** What can be typed after `:`. */
function commandBlock(messages: Messages): readonly Line[] {
  const lines = features().commands.map(
    ({ name, aliases }): Line => [
      span(fitText(`:${name}`, 14), 'key'),
      span(aliases.map((alias) => `:${alias}`).join(' '), 'dim'),
    ],
  );
  return [[span(messages.help.commands, 'strong')], ...lines];
}

export function scopeName(scope: Scope, { scopes, screens }: Messages): string {
  const screen = screenNames.find((name) => name === scope);
  if (screen !== undefined) return screens[screen];
  return scope in scopes ? scopes[scope as keyof typeof scopes] : scope;
}

function row(binding: Binding, state: AppState, messages: Messages): Line {
  const keys = keysOf(binding, state.settings.keys).slice(0, 2).map(keyLabel).join(' ');
  const reason = isForbidden(binding, state)
    ? messages.reasons.readOnly[state.readOnly ?? 'flag']
    : (binding.disabled?.(state, messages) ?? null);
  const label = bindingLabel(binding, messages);
  if (reason === null) return [span(fitText(keys, 14), 'key'), span(label)];
  return [span(fitText(keys, 14), 'disabled'), span(label, 'disabled'), span(` · ${reason}`, 'faint')];
}

/** Blocks side by side where there is room: the first ones left, the last one right. */
function twoColumns(blocks: readonly (readonly Line[])[], width: number): readonly Line[] {
  const stacked = (some: readonly (readonly Line[])[]): readonly Line[] =>
    some.flatMap((lines, index) => (index === 0 ? lines : [[] as Line, ...lines]));
  if (width < 76) return stacked(blocks);
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
