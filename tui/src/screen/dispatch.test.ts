import '../features.js';
import test from 'ava';
import { question } from './confirmation.js';
import { lineText } from './drawing/line.js';
import { frame } from './frame.js';
import { initialState } from './initial-state.js';
import { withScreen } from './list-screen.js';
import { noticeText } from './notify.js';
import type { Overlay, Viewer } from './overlays.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { emptyField } from './text-field.js';
import { update } from './update.js';

const opened = initialState({
  size: { columns: 100, rows: 20 },
  now: new Date('2026-11-24T00:00:00Z'),
  home: '/home/ops',
  timeZone: 'UTC',
  language: 'en',
  isReadOnly: false,
});

const viewer: Viewer = { kind: 'viewer', title: 'Output', text: 'none', top: 0 };

const cases: readonly (readonly [ScreenName, string, string])[] = [
  ['access', '!', '! does nothing here, but on 1 Clusters, 2 Contexts · ? shows the keys'],
  ['clusters', 'p', 'p does nothing here, but on 5 Rotation · ? shows the keys'],
  ['clusters', '%', '% does nothing here · ? shows the keys'],
];
for (const [screen, key, said] of cases) {
  test(`${key} on ${screen}, where it is bound to nothing: ${said}`, (t) => {
    t.is(noticeText(update({ ...opened, screen }, { kind: 'key', key }).state), said);
  });
}

test('in a dialog no other screen is named', (t) => {
  const helped = update(opened, { kind: 'key', key: '?' }).state;
  t.is(noticeText(update(helped, { kind: 'key', key: 'p' }).state), 'p does nothing here · ? shows the keys');
});

test('a hint is over once a dialog opens', (t) => {
  const hinted = update(opened, { kind: 'key', key: '%' }).state;
  t.not(hinted.notice, null);
  t.is(update(hinted, { kind: 'key', key: '?' }).state.notice, null);
});

test('Esc takes the filter away before the marks, which may be of several filters', (t) => {
  const { clusters } = opened.lists;
  const marked = { ...clusters, filter: 'prod', list: { ...clusters.list, marks: new Set(['a']) } };
  const state = { ...opened, lists: { ...opened.lists, clusters: marked } };
  const once = update(state, { kind: 'key', key: 'esc' }).state.lists.clusters;
  t.like(once, { filter: '' });
  t.is(once.list.marks.size, 1);
  const both = { ...state, lists: { ...state.lists, clusters: once } };
  t.is(update(both, { kind: 'key', key: 'esc' }).state.lists.clusters.list.marks.size, 0);
});

test('however often Esc is pressed, on whatever screen, nobody is taken to another one', (t) => {
  const been = update(opened, { kind: 'key', key: '6' }).state;
  for (const screen of screenNames) {
    const filtered = withScreen({ ...been, screen }, screen, { filter: 'prod' });
    let state = filtered;
    for (const press of ['esc', 'esc', 'esc', 'esc', 'esc']) {
      state = update(state, { kind: 'key', key: press }).state;
      t.is(state.screen, screen);
    }
    t.is(state.lists[screen].filter, '');
    t.is(update(state, { kind: 'key', key: '[' }).state.screen, opened.screen);
  }
});

test('a text is shown as wide as it is, and whole where the terminal is not', (t) => {
  const text = `NAME ${'long '.repeat(30)}END`;
  const shown = (columns: number): string =>
    frame({ ...opened, size: { columns, rows: 20 }, overlay: { ...viewer, text } })
      .lines.map(lineText)
      .join('\n');
  t.true(shown(200).includes(text));
  t.regex(shown(100), /NAME long [\s\S]*\n[^\n]*long END/);
});

test('the key of a screen leaves what is only read, and nothing that could be lost', (t) => {
  const pressed = (...overlays: readonly Overlay[]) => {
    const [overlay = null, ...beneath] = overlays;
    return update({ ...opened, overlay, beneath }, { kind: 'key', key: '2' }).state;
  };
  t.like(pressed(viewer), { screen: 'contexts', overlay: null });
  t.like(pressed(viewer, { kind: 'help', top: 0, field: emptyField, isSearching: false }), {
    screen: 'contexts',
    overlay: null,
  });
  const asked = question({
    title: 'sure',
    lines: [],
    typed: null,
    ask: { task: null, request: null, start: async () => {} },
  });
  t.is(pressed(asked).overlay, asked);
  const above = pressed(viewer, asked);
  t.like(above, { screen: 'clusters', overlay: viewer });
  t.is(noticeText(above), '2 does nothing here · ? shows the keys');
});

test('a text is searched, from one match to the next, and Esc ends the search before the text', (t) => {
  const lines = Array.from({ length: 60 }, (_, at) => (at % 20 === 19 ? `Found: ${at}` : `line ${at}`));
  const open = { ...opened, overlay: { ...viewer, text: lines.join('\n') } };
  const press = (state: typeof open, ...keys: readonly string[]) =>
    keys.reduce((next, key) => update(next, { kind: 'key', key }).state as typeof open, state);
  const shown = (state: typeof open): string => frame(state).lines.map(lineText).join('\n');
  const typed = press(open, '/', ...'found 3');
  t.regex(shown(press(open, '/', ...'found')), /Found: 19/);
  t.regex(shown(typed), /\/ found 3 +Nothing matches/);
  const sought = press(open, '/', ...'found', 'enter');
  t.is(press(sought, 'n').overlay.top, 39);
  t.is(press(sought, 'n', 'n', 'n').overlay.top, 19);
  t.is(press(sought, 'N').overlay.top, 59);
  const ended = press(sought, 'esc');
  t.like(ended.overlay, { kind: 'viewer', top: 19 });
  t.false('sought' in ended.overlay);
  t.is(press(ended, 'esc').overlay, null as never);
  t.is(noticeText(press(open, 'n')), 'nothing is searched for: /');
});
