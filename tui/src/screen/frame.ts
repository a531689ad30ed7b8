import { messagesIn } from '../messages/messages.js';
import type { AppState } from './app-state.js';
import { crumbs } from './crumbs.js';
import { fitLine, type Line, lineWidth, overlay } from './drawing/line.js';
import { features, openDialog, viewOf } from './feature.js';
import { cursorOfPrompt, footer } from './footer.js';
import { bodyHeight, isLow, linesAboveBody } from './layout.js';
import { noticeLine } from './notice-line.js';
import { tabs } from './tabs.js';

/** What the terminal shows: exactly as many lines as it has rows, of which it cuts those that are too wide. */
export interface Frame {
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
  const dialog = openDialog(state)?.draw(state, messages, height) ?? null;
  const x = dialog === null ? 0 : Math.max(0, Math.floor((columns - lineWidth(dialog.lines[0] ?? [])) / 2));
  const y = dialog === null ? 0 : Math.max(0, Math.floor((height - dialog.lines.length) / 3));
  const behind = (line: Line): Line => faded(fitLine(line, columns));
  const shown = dialog === null ? body : overlay(body.map(behind), dialog.lines.slice(0, height), x, y);
  const lines = [
    features().header(state, messages),
    ...(isLow(state) ? [] : [tabs(state, messages)]),
    crumbs(state, messages),
    ...shown,
    noticeLine(state, messages),
    footer(state, messages),
  ];
  const cursor = dialog?.cursor
    ? { x: x + dialog.cursor.x, y: y + dialog.cursor.y + linesAboveBody(state) }
    : cursorOfPrompt(state);
  return { lines: lines.slice(0, rows), cursor };
}

function padded(lines: readonly Line[], height: number): readonly Line[] {
  const missing = Math.max(0, height - lines.length);
  return [...lines.slice(0, height), ...Array.from({ length: missing }, (): Line => [])];
}

/** What is behind a dialog stays readable, but dimmed. */
function faded(line: Line): Line {
  return line.map(({ text }) => ({ text, tone: 'faint' }));
}
