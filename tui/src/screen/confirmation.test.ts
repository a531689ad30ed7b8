import test from 'ava';
import { opened, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';
import { question } from './confirmation.js';
import { lineText } from './drawing/line.js';
import { frame } from './frame.js';
import { noticeText } from './notify.js';
import { openOverlay } from './overlay.js';

const many = Array.from({ length: 40 }, (_, at) => `left alone: context-${at}`);

/** A question with more lines than a small terminal has, answered by yes or no or by a typed number. */
function asked(typed: string | null): AppState {
  const start = opened({ columns: 60, rows: 15 });
  const ask = { task: null, request: null, start: async () => {} };
  return openOverlay(start, question({ title: 'Renew', lines: many, typed, ask }));
}

for (const [typed, what] of [
  [null, /\[ no \]/i],
  ['40', /type 40/i],
] as const) {
  test(`a plan higher than the terminal scrolls, and what is asked stays: ${typed ?? 'yes or no'}`, (t) => {
    const state = asked(typed);
    t.regex(shown(state), what);
    t.regex(shown(state), /1–\d+\/40/);
    t.true(shown(state).includes('context-0'));
    const end = pressed(state, ...Array<string>(10).fill('pgdn'));
    t.regex(shown(end), what);
    t.true(shown(end).includes('context-39'));
    t.false(shown(end).includes('context-0 '));
    const { cursor, lines } = frame(end);
    if (typed !== null) t.regex(lineText(lines[cursor?.y ?? 0] ?? []), what);
  });
}

test('what is said of a wrong answer goes with the question, and q leaves where nothing is typed', (t) => {
  const wrong = pressed(asked('40'), '4', 'q', 'enter');
  t.is(wrong.overlay?.kind, 'confirm');
  t.not(noticeText(wrong), '');
  const left = pressed(wrong, 'esc');
  t.deepEqual([left.overlay, left.notice], [null, null]);
  t.is(pressed(asked(null), 'q').overlay, null);
});
