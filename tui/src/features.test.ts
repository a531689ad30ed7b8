import { AckringError } from '@ackring/core/internal/words/errors';
import test from 'ava';
import { en } from './languages/en.js';
import { loadMessages } from './languages/load.js';
import type { AppState } from './screen/app-state.js';
import { actionIds } from './screen/binding.js';
import type { Confirmation } from './screen/confirmation.js';
import { features } from './screen/feature.js';
import { frame } from './screen/frame.js';
import { noticeText } from './screen/notify.js';
import { openOverlay } from './screen/overlay.js';
import type { ScreenName } from './screen/screen-name.js';
import { suspend } from './screen/tasks.js';
import { emptyField } from './screen/text-field.js';
import { update } from './screen/update.js';
import { opened, press, pressed, shown } from './testkit.js';

const ja = await loadMessages.ja();
const zh = await loadMessages.zh();

const { keys: keyTable, commands } = features();

test('no key has two meanings in one scope', (t) => {
  const meanings = keyTable.flatMap(({ scope, keys }) => keys.map((key) => `${scope} ${key}`));
  t.deepEqual(
    meanings.filter((meaning, index) => meanings.indexOf(meaning) !== index),
    [],
  );
});

test('every action has a key', (t) => {
  const bound = new Set(keyTable.map(({ action }) => action));
  t.deepEqual(
    actionIds().filter((action) => !bound.has(action)),
    [],
  );
});

const first = opened();

const question: Confirmation = {
  kind: 'confirm',
  title: 'Remove them?',
  lines: [],
  typed: null,
  field: emptyField,
  top: 0,
  isYesFocused: true,
  ask: suspend(),
};

const places: Readonly<Record<string, AppState>> = {
  'on a screen': first,
  'in the filter': pressed(first, '/', 'a'),
  'behind the colon': pressed(first, ':', 'q'),
  'in the help': pressed(first, '?'),
  'in its search': pressed(first, '?', '/', 'a'),
  'in the settings': pressed(first, ','),
  'in a picker': pressed(first, 'ctrl-g', 'a'),
  'in a question': openOverlay(first, question),
  'where a name is typed': openOverlay(first, { ...question, typed: 'prod' }),
};

for (const [where, state] of Object.entries(places)) {
  test(`Ctrl-Z leaves for the shell ${where}, and everything stays as it was`, (t) => {
    const { state: after, asks } = press(state, 'ctrl-z');
    t.is(asks[0]?.task, suspend);
    t.deepEqual([after.overlay, after.prompt, after.screen], [state.overlay, state.prompt, state.screen]);
  });
}

test('what else a prompt does not edit with does nothing there', (t) => {
  const { state, asks } = press(places['in the filter'] ?? first, 'ctrl-g');
  t.deepEqual([state.overlay, state.notice, asks], [null, null, []]);
});

test('every command says what it does', (t) => {
  for (const messages of [en, ja, zh]) {
    for (const { name, label } of commands) t.regex(label(messages), /\S/, name);
  }
});

/** After a scan that found no cluster, and was refused in one region. */
function withoutClusters(screen: ScreenName): AppState {
  const state = opened({ screen });
  const error = new AckringError('Forbidden', 'not allowed', { remedy: 'ask' });
  return {
    ...state,
    fleet: {
      ...state.fleet,
      seenAt: state.now,
      regions: new Map([['cn-beijing', { kind: 'failed', error }]]),
    },
  };
}

for (const screen of ['expiry', 'access'] as const) {
  test(`without clusters ${screen} waits for nobody`, (t) => {
    t.regex(shown(withoutClusters(screen)), /No cluster in any region that answered/);
  });
}

test('what needs a kubeconfig says why there is no cluster to choose', (t) => {
  const { state } = press(withoutClusters('clusters'), 'v');
  t.regex(shown(state), /no cluster could be listed: why is above/);
});

const pasted = (state: AppState, text: string): AppState => update(state, { kind: 'paste', text }).state;

test('a paste is text for the field being typed into, and nothing where none is', (t) => {
  const hostile = '\x1b[201~y\r\n\x03\x1aq\u202e';
  for (const where of ['on a screen', 'in the help', 'in a question']) {
    const state = places[where] ?? first;
    for (const text of [hostile, 'y\r'.repeat(100_000)]) {
      const { overlay, prompt, notice, screen } = pasted(state, text);
      t.deepEqual(
        [overlay, prompt, notice, screen],
        [state.overlay, state.prompt, null, first.screen],
        where,
      );
    }
  }
  const { field } = pasted(places['behind the colon'] ?? first, hostile).prompt ?? {};
  t.is(field?.value, 'q[201~y q');
  const named = pasted(places['where a name is typed'] ?? first, 'prod\r').overlay;
  t.is(named?.kind === 'confirm' ? named.field.value : null, 'prod ');
});

test('one that is too long is refused whole, and drawn is only what is seen of a long one', (t) => {
  const state = places['in the filter'] ?? first;
  const refused = pasted(state, 'y\r'.repeat(2 ** 20));
  t.is(refused.prompt?.field.value, 'a');
  t.regex(noticeText(refused), /too long to paste/);
  for (const letter of ['y', 'prod ', '京', '!a ']) {
    const long = pasted(state, letter.repeat(5_000 / letter.length));
    t.is(frame(long).lines.length, first.size.rows);
  }
});
