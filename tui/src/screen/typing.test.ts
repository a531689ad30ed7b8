import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { linesOf, listed, opened, pressed, typed } from '../testkit.js';
import type { AppState } from './app-state.js';
import { currentScreen } from './list-screen.js';

// What stands in the line that is typed into: completed, or typed before.

const names = ['prod-tokyo', 'prod-osaka', 'staging'];
const state = listed(
  opened(),
  names.map((name) => specimenCluster({ id: name, name })),
);
const fieldOf = ({ prompt, overlay }: AppState) =>
  prompt?.field.value ?? (overlay !== null && 'field' in overlay ? overlay.field?.value : null);
const lastLine = (shown: AppState) => linesOf(shown).at(-1) ?? '';

const completions: readonly [line: string, keys: readonly string[], becomes: string][] = [
  [':get pr', ['tab'], 'get prod-'],
  [':get pr', ['tab', 'tab'], 'get prod-osaka'],
  [':get pr', ['tab', 'tab', 'tab'], 'get prod-tokyo'],
  [':get pr', ['tab', 'tab', 'tab', 'tab'], 'get prod-osaka'],
  [':get pr', ['tab', 'tab', 'shift-tab'], 'get prod-tokyo'],
  [':get pr', ['tab', 'shift-tab'], 'get prod-tokyo'],
  [':get pr', ['tab', 'o', 'tab'], 'get prod-osaka '],
  [':get st', ['tab'], 'get staging '],
  [':get nothing-such', ['tab'], 'get nothing-such'],
  [':get osk', ['tab'], 'get prod-osaka '],
];
for (const [line, keys, becomes] of completions) {
  test(`${line} and ${keys.join(', ')} make ${becomes}`, (t) => {
    t.is(fieldOf(pressed(typed(state, line), ...keys)), becomes);
  });
}

test('while each stands in turn the others stay beside it, until something is typed', (t) => {
  const turned = pressed(typed(state, ':get pr'), 'tab', 'tab', 'tab');
  t.regex(lastLine(turned), /get prod-tokyo .*prod-osaka +prod-tokyo/);
  t.is(fieldOf(pressed(turned, 'x', 'backspace', 'tab')), 'get prod-tokyo ');
});

const lines: readonly [what: string, begin: string, hasArrows: boolean][] = [
  ['a command', ':', true],
  ['a filter', '/', false],
  ['a command for clusters', '!', true],
];
for (const [what, begin, hasArrows] of lines) {
  const before = ['first', 'second', 'first', ''].reduce(
    (shown, line) => ({
      ...pressed(typed(shown, `${begin}${line}`), 'enter'),
      overlay: null,
      isAtWork: false,
    }),
    state,
  );
  const cleared = pressed({ ...before, prompt: null }, 'esc');
  const again = typed({ ...cleared, isAtWork: false }, begin);

  test(`${what} that was typed before comes back, each once, and what was being typed after it`, (t) => {
    const typing = pressed(again, 'n', 'e', 'w');
    const at = (...keys: readonly string[]) => fieldOf(pressed(typing, ...keys));
    t.is(at('ctrl-p'), 'first');
    t.is(at('ctrl-p', 'ctrl-p'), 'second');
    t.is(at('ctrl-p', 'ctrl-p', 'ctrl-p'), 'second');
    t.is(at('ctrl-p', 'ctrl-p', 'ctrl-n'), 'first');
    t.is(at('ctrl-p', 'ctrl-n'), 'new');
    t.is(at('ctrl-n'), 'new');
    t.is(at('ctrl-p', 'x', 'ctrl-p'), 'first');
    t.is(at('ctrl-p', 'x', 'ctrl-p', 'ctrl-n'), 'firstx');
    t.is(at('up'), hasArrows ? 'first' : 'new');
    t.is(at('up', 'down'), 'new');
  });
}

test('a filter that comes back is in force, and its key is told before', (t) => {
  const before = pressed(typed(state, '/osaka'), 'enter', 'esc');
  t.is(currentScreen(before).filter, '');
  const again = pressed(before, '/');
  t.regex(lastLine(again), /ctrl-p osaka/);
  const back = pressed(again, 'ctrl-p');
  t.is(currentScreen(back).filter, 'osaka');
  t.notRegex(lastLine(back), /ctrl-p/);
});
