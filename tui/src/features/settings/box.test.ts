import '../../features.js';
import test from 'ava';
import type { AppState } from '../../screen/app-state.js';
import { lineText } from '../../screen/drawing/line.js';
import { frame } from '../../screen/frame.js';
import { initialState } from '../../screen/initial-state.js';
import { update } from '../../screen/update.js';

function opened(columns: number, rows: number): AppState {
  const state = initialState({
    size: { columns, rows },
    now: new Date('2026-11-24T00:00:00Z'),
    home: '/home/ops',
    timeZone: 'UTC',
    language: 'en',
    isReadOnly: false,
    profile: 'ops',
  });
  return update(state, { kind: 'key', key: ',' }).state;
}

const press = (state: AppState, ...keys: readonly string[]): AppState =>
  keys.reduce((next, key) => update(next, { kind: 'key', key }).state, state);

const screen = (state: AppState): string => frame(state).lines.map(lineText).join('\n');

test('on the smallest screen the settings fit, and follow the cursor', (t) => {
  const first = opened(60, 15);
  t.regex(
    screen(first),
    /╭ Settings ─+ 1–8\/10 ╮ *\n[^\n]*› Language[\s\S]*saved on this machine[\s\S]*╰─+╯/,
  );
  const last = press(first, 'up');
  t.regex(screen(last), /╭ Settings ─+ 3–10\/10 ╮[\s\S]*› Keys[\s\S]*saved on this machine[\s\S]*╰─+╯/);
});

test('what a setting refuses is told there, too', (t) => {
  const typing = press(opened(60, 15), ...Array<string>(5).fill('down'), 'enter');
  const { overlay } = typing;
  if (overlay?.kind !== 'settings') return t.fail();
  const shown = screen({ ...typing, overlay: { ...overlay, refusal: 'that will not do' } });
  t.regex(shown, /› Context name[\s\S]*! that will not do[\s\S]*╰─+╯/);
  t.true((frame(typing).cursor?.y ?? 0) < 15);
});

test('where there is room nothing is left out', (t) => {
  const shown = screen(opened(100, 30));
  t.regex(shown, /╭ Settings ─+╮/);
  t.regex(shown, /› Language[\s\S]*Keys[\s\S]*saved on this machine/);
});
