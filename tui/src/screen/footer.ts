import { visible } from '@ackring/core/words';
import type { Messages } from '../messages/messages.js';
import type { ActionId } from './action-id.js';
import type { AppState, Prompt, Size } from './app-state.js';
import { type Binding, bindingLabel, keyLabel, keysOf } from './binding.js';
import { completions } from './commands.js';
import { activeBindings, findBinding, isForbidden } from './dispatch.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import { type Line, lineWidth, span, widthOf } from './drawing/line.js';
import { isFieldEmpty, isTyping } from './typing.js';

/** The last line: the keys that work here, currently disabled ones in grey; or the line being typed. */
export function footer(state: AppState, messages: Messages): Line {
  if (state.prompt !== null) return promptLine(state, state.prompt);
  const typing = isTyping(state);
  const shown = activeBindings(state).filter(
    (binding) =>
      isShown(binding, state, messages) &&
      !(typing && isLetter(binding) && !(binding.action === 'help' && isFieldEmpty(state))),
  );
  const pinned = shown.filter(({ action }) => wayOut.has(action));
  const hints = (bindings: readonly Binding[]): readonly Line[] =>
    bindings.map((binding) => hint(binding, state, messages));
  const others = hints(shown.filter((binding) => !pinned.includes(binding)));
  const all = [...others, ...hints(pinned)];
  if (lineWidth(all.flat()) <= state.size.columns) return all.flat();
  // Closer together, more of them fit.
  const [closer, end] = [others.map(narrower), hints(pinned).flatMap(narrower)];
  return [...fitting(closer, state.size.columns - lineWidth(end)), ...end];
}

/** Never pushed out by other keys. */
const wayOut: ReadonlySet<ActionId> = new Set(['help', 'back', 'dialogCancel']);

function isShown(binding: Binding, state: AppState, messages: Messages): boolean {
  if (!binding.isInFooter || isForbidden(binding, state)) return false;
  // Its key has another meaning here.
  const [key = ''] = keysOf(binding, state.settings.keys);
  if (findBinding(state, key) !== binding) return false;
  return binding.isInFooter !== 'whenOn' || (binding.disabled?.(state, messages) ?? null) === null;
}

function hint(binding: Binding, state: AppState, messages: Messages): Line {
  const key = keyLabel(keysOf(binding, state.settings.keys)[0] ?? '');
  const label = binding.doesNow?.(state, messages) ?? bindingLabel(binding, messages);
  const isOff = (binding.disabled?.(state, messages) ?? null) !== null;
  const hit = { kind: 'key', key: keysOf(binding, state.settings.keys)[0] ?? '' } as const;
  return [
    { ...span(` ${key} `, isOff ? 'disabled' : 'key'), hit },
    { ...span(`${label}  `, isOff ? 'disabled' : 'dim'), hit },
  ];
}

function narrower(line: Line): Line {
  const last = line.length - 1;
  return line.map((part, index) => (index === last ? { ...part, text: `${part.text.trimEnd()} ` } : part));
}

function isLetter({ keys }: Binding): boolean {
  return (keys[0] ?? '').length === 1;
}

/** As many whole hints as fit: half a hint helps nobody. */
function fitting(hints: readonly Line[], width: number): Line {
  const line: Line[number][] = [];
  let used = 0;
  for (const spans of hints) {
    used += lineWidth(spans);
    if (used > width) break;
    line.push(...spans);
  }
  return line;
}

const promptSigns = { command: ' :', filter: ' /' } as const;

function promptLine(state: AppState, prompt: Prompt): Line {
  const width = promptWidth(prompt, state.size);
  const field = fieldSpans(prompt.field, { width, isFocused: true, placeholder: '' });
  const sign = promptSigns[prompt.kind];
  const room = state.size.columns - sign.length - width - 2;
  const found = prompt.kind === 'command' ? offered(state, prompt.field.value, room) : '';
  return [span(sign, 'key'), ...field, span(`  ${found}`, 'dim')];
}

/** Words that can follow are offered beside what is typed, which may take their room. */
function promptWidth({ kind, field }: Prompt, { columns }: Size): number {
  const most = Math.max(10, Math.min(60, columns - 4));
  return kind === 'filter' ? most : Math.min(most, Math.max(16, widthOf(visible(field.value)) + 1));
}

/** As many of the possible next words as fit; Tab takes the first. */
function offered(state: AppState, typed: string, room: number): string {
  const words = completions(state, typed).map((line) => visible(line.split(' ').at(-1) ?? line));
  const all = words.join('  ');
  if (widthOf(all) <= room) return all;
  while (words.length > 0 && widthOf(`${words.join('  ')}  …`) > room) words.pop();
  return [...words, '…'].join('  ');
}

/** The terminal's cursor is in the prompt. */
export function cursorOfPrompt({ prompt, size }: AppState): { x: number; y: number } | null {
  if (prompt === null) return null;
  const width = promptWidth(prompt, size);
  return { x: promptSigns[prompt.kind].length + fieldCursor(prompt.field, width), y: size.rows - 1 };
}
