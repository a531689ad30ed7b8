import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { happened, listed, opened, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';
import { question } from './confirmation.js';
import { withScreen } from './list-screen.js';
import { noticeText } from './notify.js';
import type { Overlay, Viewer } from './overlays.js';
import { type ScreenName, screenNames } from './screen-name.js';
import { emptyField } from './text-field.js';

const start = opened({ rows: 20 });

const viewer: Viewer = { kind: 'viewer', title: 'Output', text: 'none', top: 0, sought: null };

const cases: readonly (readonly [ScreenName, string, string])[] = [
  ['access', '!', '! does nothing here, but on 1 Clusters, 2 Contexts · ? shows the keys'],
  ['clusters', 'p', 'p does nothing here, but on 5 Rotation · ? shows the keys'],
  ['clusters', '%', '% does nothing here · ? shows the keys'],
];
for (const [screen, key, said] of cases) {
  test(`${key} on ${screen}, where it is bound to nothing: ${said}`, (t) => {
    t.is(noticeText(pressed({ ...start, screen }, key)), said);
  });
}

test('in a dialog no other screen is named', (t) => {
  const helped = pressed(start, '?');
  t.is(noticeText(pressed(helped, 'p')), 'p does nothing here: esc back · ? shows the keys');
});

test('a hint is over once a dialog opens', (t) => {
  const hinted = pressed(start, '%');
  t.not(hinted.notice, null);
  t.is(pressed(hinted, '?').notice, null);
});

test('Esc takes the filter away before the marks, which may be of several filters', (t) => {
  const { clusters } = start.lists;
  const marked = { ...clusters, filter: 'prod', list: { ...clusters.list, marks: new Set(['a']) } };
  const state = { ...start, lists: { ...start.lists, clusters: marked } };
  const once = pressed(state, 'esc').lists.clusters;
  t.like(once, { filter: '' });
  t.is(once.list.marks.size, 1);
  const both = { ...state, lists: { ...state.lists, clusters: once } };
  t.is(pressed(both, 'esc').lists.clusters.list.marks.size, 0);
});

test('however often Esc is pressed, on whatever screen, nobody is taken to another one', (t) => {
  const been = pressed(start, '6');
  for (const screen of screenNames) {
    const filtered = withScreen({ ...been, screen }, screen, { filter: 'prod' });
    let state = filtered;
    for (const key of ['esc', 'esc', 'esc', 'esc', 'esc']) {
      state = pressed(state, key);
      t.is(state.screen, screen);
    }
    t.is(state.lists[screen].filter, '');
    t.is(pressed(state, '[').screen, start.screen);
  }
});

test('a text is shown as wide as it is, and whole where the terminal is not', (t) => {
  const text = `NAME ${'long '.repeat(30)}END`;
  const shownAt = (columns: number): string =>
    shown({ ...start, size: { columns, rows: 20 }, overlay: { ...viewer, text } });
  t.true(shownAt(200).includes(text));
  t.regex(shownAt(100), /NAME long [\s\S]*\n[^\n]*long END/);
});

test('the key of a screen leaves what is only read, and nothing that could be lost', (t) => {
  const left = (...overlays: readonly Overlay[]) => {
    const [overlay = null, ...beneath] = overlays;
    return pressed({ ...start, overlay, beneath }, '2');
  };
  t.like(left(viewer), { screen: 'contexts', overlay: null });
  t.like(left(viewer, { kind: 'help', top: 0, field: emptyField, isSearching: false }), {
    screen: 'contexts',
    overlay: null,
  });
  const asked = question({
    title: 'sure',
    lines: [],
    typed: null,
    ask: { task: null, request: null, start: async () => {} },
  });
  t.is(left(asked).overlay, asked);
  const above = left(viewer, asked);
  t.like(above, { screen: 'clusters', overlay: viewer });
  t.is(noticeText(above), '2 does nothing here: esc back · ? shows the keys');
});

test('a text that is typed where none is taken presses no keys, and a key after a pause does', (t) => {
  const ask = { task: null, request: null, start: async () => {} };
  const page = { ...start, overlay: question({ title: 'sure', lines: [], typed: null, ask }) };
  const after = (ms: number) => ({ kind: 'clock', now: new Date(start.now.getTime() + ms) }) as const;
  const typed = pressed(page, '/', 'f', 'r', 'space', 'enter');
  t.is(typed.overlay, page.overlay);
  t.is(typed.astrayAt, null);
  t.is(pressed(page, '/', 'n').overlay, page.overlay);
  t.is(pressed(happened(pressed(page, '/', 'f'), after(1_000)), 'n').overlay, null);
  t.is(pressed(page, '/', 'enter', 'n').overlay, null);
  t.is(pressed(page, 'n').overlay, null);
});

test('a text is searched, from one match to the next, and Esc ends the search before the text', (t) => {
  const lines = Array.from({ length: 60 }, (_, at) => (at % 20 === 19 ? `Found: ${at}` : `line ${at}`));
  const open = { ...start, overlay: { ...viewer, text: lines.join('\n') } };
  const topOf = ({ overlay }: AppState) => (overlay?.kind === 'viewer' ? overlay.top : null);
  const typed = pressed(open, '/', ...'found 3');
  t.regex(shown(pressed(open, '/', ...'found')), /Found: 19/);
  t.regex(shown(typed), /\/ found 3 +no line here has it/);
  const sought = pressed(open, '/', ...'found', 'enter');
  t.regex(shown(sought), /\/ found +1 of 3/);
  t.regex(shown(pressed(sought, 'n')), /\/ found +2 of 3/);
  t.regex(shown(pressed(sought, 'N', '/', ...'line')), /\/ line +1 of 57/);
  t.is(topOf(pressed(sought, 'n')), 39);
  t.is(topOf(pressed(sought, 'n', 'n', 'n')), 19);
  t.is(topOf(pressed(sought, 'N')), 59);
  const ended = pressed(sought, 'esc');
  t.like(ended.overlay, { kind: 'viewer', top: 19 });
  t.like(ended.overlay, { sought: null });
  t.is(pressed(ended, 'esc').overlay, null);
  t.is(noticeText(pressed(open, 'n')), 'nothing is searched for yet: / searches');
});

const clusters = listed(opened({ rows: 20 }), [specimenCluster({ id: 'c0', name: 'prod' })]);
const read: readonly (readonly [string, AppState, string])[] = [
  ['a text', { ...clusters, overlay: { ...viewer, text: 'one\nid c0' } }, 'c0'],
  ['the details of a row', pressed(clusters, 'd'), 'prod'],
  ['what the doctor found', pressed(clusters, ':', ...'doctor', 'enter'), 'looking'],
];
for (const [what, page, word] of read) {
  test(`${what} is searched with / and left with :, and no letter of either is a key`, (t) => {
    const { overlay } = page;
    const searched = pressed(page, '/', ...word);
    t.like(searched.overlay, { kind: overlay?.kind, sought: { field: { value: word }, isTyping: true } });
    t.regex(shown(searched), new RegExp(`/ ${word}`));
    t.like(pressed(searched, 'esc').overlay, { kind: overlay?.kind, sought: null });
    const typed = pressed(page, ':', ...'use');
    t.is(typed.overlay, null);
    t.like(typed.prompt, { kind: 'command', field: { value: 'use' } });
  });
}

test('a search in details goes from one line that has it to the next, on the open page', (t) => {
  const details = pressed(clusters, 'd', '/', ...'c0', 'enter');
  t.regex(shown(details), /\/ c0 +1 of \d/);
  t.regex(shown(pressed(details, 'tab')), /Events/);
  t.like(pressed(details, 'tab').overlay, { sought: { field: { value: 'c0' } } });
});
