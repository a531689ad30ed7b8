import { visible } from '@ackring/core/words';
import { type Messages, messagesIn } from '../messages/messages.js';
import type { AppState, Prompt, Size } from './app-state.js';
import { type ActionId, type Binding, bindingLabel, keyLabel, keysOf } from './binding.js';
import { completions, dueArguments } from './commands.js';
import { crumbs } from './crumbs.js';
import { activeBindings, findBinding, isForbidden } from './dispatch.js';
import { fieldCursor, fieldSpans } from './drawing/field.js';
import {
  fitLine,
  type Line,
  lineText,
  lineWidth,
  overlay,
  type Span,
  span,
  widthOf,
} from './drawing/line.js';
import { bodyHeight, isLow, linesAboveBody } from './empty-body.js';
import { type Dialog, features, openDialog, viewOf } from './feature.js';
import { groupOfRow } from './groups.js';
import { currentRow, currentScreen } from './list-screen.js';
import { noticeLine } from './notice-line.js';
import { tabs } from './tabs.js';
import { isFieldEmpty, isTyping } from './typing.js';

/** What the terminal shows: exactly as many lines as it has rows, of which it cuts those that are too wide. */
interface Frame {
  readonly lines: readonly Line[];
  /** Where text is being typed, so that input methods open there; null hides the cursor. */
  readonly cursor: { readonly x: number; readonly y: number } | null;
}

/** The whole screen as a pure function of the state. */
export function frame(state: AppState): Frame {
  const messages = messagesIn(state.language);
  const { columns, rows } = state.size;
  const height = bodyHeight(state);
  const body = padded(viewOf(state).body(state, messages), height);
  const selected = body.find(([lead]) => lead?.ground === 'selected');
  const dialog = openDialog(state)?.draw(state, messages, height) ?? null;
  const { x, y } = placeOf(dialog, columns, height);
  const behind = (line: Line): Line => faded(fitLine(line, columns));
  const shown = dialog === null ? body : overlay(body.map(behind), dialog.lines.slice(0, height), x, y);
  const lines = [
    features().header(state, messages),
    ...(isLow(state) ? [] : [tabs(state, messages)]),
    crumbs(state, messages, selected === undefined ? null : lineText(selected)),
    ...shown,
    noticeLine(state, messages),
    footer(state, messages),
  ];
  const cursor = dialog?.cursor
    ? { x: x + dialog.cursor.x, y: y + dialog.cursor.y + linesAboveBody(state) }
    : cursorOfPrompt(state);
  return { lines: lines.slice(0, rows), cursor };
}

/** Where a dialog begins in the body. */
function placeOf(dialog: Dialog | null, columns: number, height: number): { x: number; y: number } {
  if (dialog === null) return { x: 0, y: 0 };
  const { lines } = dialog;
  return {
    x: Math.max(0, Math.floor((columns - lineWidth(lines[0] ?? [])) / 2)),
    y: Math.max(0, Math.floor((height - lines.length) / 3)),
  };
}

/** Whether a place of the screen is beside the open dialog, and above the keys of the last line. */
export function isBesideDialog(state: AppState, at: { readonly x: number; readonly y: number }): boolean {
  const { columns, rows } = state.size;
  const height = bodyHeight(state);
  const dialog = openDialog(state)?.draw(state, messagesIn(state.language), height) ?? null;
  if (dialog === null || at.y >= rows - 1) return false;
  const place = placeOf(dialog, columns, height);
  const [across, down] = [at.x - place.x, at.y - linesAboveBody(state) - place.y];
  const isAcross = across >= 0 && across < lineWidth(dialog.lines[0] ?? []);
  return !(isAcross && down >= 0 && down < dialog.lines.length);
}

function padded(lines: readonly Line[], height: number): readonly Line[] {
  const missing = Math.max(0, height - lines.length);
  return [...lines.slice(0, height), ...Array.from({ length: missing }, (): Line => [])];
}

/** What is behind a dialog stays readable, but dimmed. */
function faded(line: Line): Line {
  return line.map(({ text }) => ({ text, tone: 'faint' }));
}

/** The last line: the keys that work here, currently disabled ones in grey; or the line being typed. */
function footer(state: AppState, messages: Messages): Line {
  if (state.prompt !== null) return promptLine(state, state.prompt);
  const typing = isTyping(state);
  const isWorking = openDialog(state)?.isWorking() ?? false;
  const shown = activeBindings(state).filter(
    (binding) =>
      isShown(binding, state, messages) &&
      // The others do nothing until it is done.
      (!isWorking || wayOut.has(binding.action)) &&
      !(typing && isLetter(binding) && !(binding.action === 'help' && isFieldEmpty(state))),
  );
  const lines = new Map(shown.map((binding) => [binding, hint(binding, state, messages)]));
  const kept = withRoom(lines, state.size.columns);
  const hints = (rank: number): readonly Line[] =>
    [...lines].flatMap(([binding, line]) => (kept.has(binding) && rankOf(binding) === rank ? [line] : []));
  const ranked = [hints(2), hints(1), hints(0)];
  const all = ranked.flat(2);
  if (lineWidth(all) <= state.size.columns) return all;
  // Closer together, more of them fit: first those at the end.
  let end: Line = [];
  for (const each of ranked.toReversed())
    end = [...fitting(each.map(narrower), state.size.columns - lineWidth(end)), ...end];
  return end;
}

/** The keys to the rest stay longest after the ways out: whoever knows them finds the others. */
function rankOf({ action }: Binding): 0 | 1 | 2 {
  if (wayOut.has(action)) return 0;
  return action === 'filter' || action === 'command' ? 1 : 2;
}

/** The keys that are always there, and as many of those that only room brings as fit beside all of them. */
function withRoom(lines: ReadonlyMap<Binding, Line>, columns: number): ReadonlySet<Binding> {
  const isFirm = ([{ isInFooter }]: readonly [Binding, Line]): boolean => isInFooter !== 'ifRoom';
  const firm = [...lines].filter(isFirm);
  const kept = new Set(firm.map(([binding]) => binding));
  let used = lineWidth(firm.flatMap(([, line]) => line));
  for (const [binding, line] of lines) {
    if (kept.has(binding)) continue;
    used += lineWidth(line);
    if (used > columns) break;
    kept.add(binding);
  }
  return kept;
}

/** Never pushed out by other keys. */
const wayOut: ReadonlySet<ActionId> = new Set(['help', 'back', 'dialogCancel']);

function isShown(binding: Binding, state: AppState, messages: Messages): boolean {
  if (!binding.isInFooter || isForbidden(binding, state)) return false;
  // Its key has another meaning here.
  const [key = ''] = keysOf(binding, state.settings.keys);
  if (findBinding(state, key) !== binding) return false;
  const isAlways = binding.isInFooter === true && !isBesideRows(state);
  return isAlways || (binding.disabled?.(state, messages) ?? null) === null;
}

/** On a group's title, or where a filter finds nothing, what rows alone can do would be half of the line. */
function isBesideRows(state: AppState): boolean {
  if (state.overlay !== null) return false;
  const row = currentRow(state);
  return row === null ? currentScreen(state).filter.trim() !== '' : groupOfRow(row) !== null;
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
  const found =
    prompt.kind === 'command'
      ? offered(state, prompt, { room, messages: messagesIn(state.language) })
      : lastFilter(state, prompt);
  const shown = prompt.isOld === true ? field.map((part): Span => ({ ...part, tone: 'dim' })) : field;
  return [span(sign, 'key'), ...shown, span(`  ${found}`, 'dim')];
}

/** Where nothing is typed yet: the key for what was. */
function lastFilter({ pastLines }: AppState, { field }: Prompt): string {
  const last = pastLines.filter.at(-1);
  return field.value === '' && last !== undefined ? `ctrl-p ${visible(last)}` : '';
}

/** Words that can follow are offered beside what is typed, which may take their room. */
function promptWidth({ kind, field }: Prompt, { columns }: Size): number {
  const most = Math.max(10, Math.min(60, columns - 4));
  return kind === 'filter' ? most : Math.min(most, Math.max(16, widthOf(visible(field.value)) + 1));
}

/** What is due, and as many of the possible next words as fit; Tab types what they have in common, then each. */
function offered(
  state: AppState,
  { field: { value: typed }, offered: turns }: Prompt,
  { room, messages }: { readonly room: number; readonly messages: Messages },
): string {
  const choices = (turns?.lines ?? completions(state, typed)).map((line) =>
    visible(line.split(' ').at(-1) ?? line),
  );
  const due = dueArguments(messages, typed, choices.length > 0);
  const words = due === '' ? choices : [due, ...choices];
  const all = words.join('  ');
  if (widthOf(all) <= room) return all;
  while (words.length > 0 && widthOf(`${words.join('  ')}  …`) > room) words.pop();
  return [...words, '…'].join('  ');
}

/** The terminal's cursor is in the prompt. */
function cursorOfPrompt({ prompt, size }: AppState): { x: number; y: number } | null {
  if (prompt === null) return null;
  const width = promptWidth(prompt, size);
  return { x: promptSigns[prompt.kind].length + fieldCursor(prompt.field, width), y: size.rows - 1 };
}
