import { AckringError } from '@ackring/core/internal/words/errors';
import { instantOf, say } from '@ackring/core/internal/words/say';
import test from 'ava';
import { en } from '../../languages/en.js';
import type { AppState } from '../../screen/app-state.js';
import { selectedId } from '../../screen/list.js';
import { currentScreen } from '../../screen/list-screen.js';
import { noticeText } from '../../screen/notify.js';
import type { Change } from '../../screen/step.js';
import { fieldOf } from '../../screen/text-field.js';
import type { AppEvent } from '../../screen/update.js';
import { contextId } from '../../subjects/context/table.js';
import { readContexts } from '../../subjects/context/tasks.js';
import { arrived, happened, linesOf, opened, press, pressed, typed } from '../../testkit.js';
import { applyTidy, planTidy, switchTo } from './tasks.js';

const start = opened({ screen: 'contexts' });
const arrival = (change: (state: AppState) => Change): AppEvent => ({
  kind: 'arrived',
  name: 'test',
  change,
});

const entry = (context: string) => ({
  file: 'f',
  context,
  ack: null,
  credential: { kind: 'none' },
  warnings: [],
});
const read = (...names: readonly string[]): AppEvent =>
  arrival((state) =>
    readContexts.arrivals.read(state, {
      ...{ files: ['f'], problems: [], currentContext: null },
      entries: names.map(entry),
    } as never),
  );
const renamed = arrival((state) =>
  applyTidy.arrivals.done(state, { kind: 'rename', from: 'dev', to: 'zoo' }),
);
const again = read('lost', 'web', 'zoo');
const esc: AppEvent = { kind: 'key', key: 'esc' };

// Another watches the files: which of the two reports first is chance.
for (const [order, ...events] of [
  ['before the file is read again', renamed, again],
  ['after that', again, renamed],
  ['before that, with Esc between', renamed, esc, again],
  ['after that, with Esc between', again, esc, renamed],
] as const)
  test(`the cursor follows a renamed context that is reported ${order}`, (t) => {
    const known = happened(start, read('dev', 'lost', 'web'), ...events);
    t.is(selectedId(currentScreen(known).list), contextId({ file: 'f', context: 'zoo' }));
  });

test('a name that is refused is there to be changed, with why', (t) => {
  const known = happened(start, read('dev', 'web'));
  const taken = new AckringError('Conflict', say('readable'), { remedy: say('readable') });
  const request = { kind: 'rename', from: 'dev', to: 'web' } as const;
  const refused = (state: AppState) => arrived(state, (at) => planTidy.failed?.(at, taken, request) ?? at);
  t.like(refused(known).overlay, { kind: 'naming', field: { value: 'web' } });
  t.is(noticeText(refused(known)), 'readable');
  const helped = pressed(known, '?');
  t.is(refused(helped).overlay?.kind, 'help');
});

test('without a name a context is not renamed, and is asked for one', (t) => {
  const naming = pressed(happened(start, read('dev')), 'R');
  const without = pressed(
    { ...naming, overlay: { ...naming.overlay, field: fieldOf(' ') } as never },
    'enter',
  );
  t.like(without.overlay, { kind: 'naming', field: { value: ' ' } });
  t.is(noticeText(without), en.reasons.noName);
  t.is(pressed(naming, 'enter').overlay, null);
});

test('why a key did nothing in a dialog is over with it: what was done is told', (t) => {
  const plan = { files: [{ file: 'f', changes: [] }], notes: [] } as never;
  const request = { kind: 'rename', from: 'dev', to: 'web' } as const;
  const asked = happened(
    happened(start, read('dev')),
    arrival((state) => planTidy.arrivals.planned(state, request, plan)),
  );
  const astray = pressed(asked, 'z');
  t.regex(noticeText(astray), /^z does nothing here/);
  const done = happened(
    astray,
    arrival((state) => applyTidy.arrivals.done(state, request)),
  );
  t.is(done.overlay, null);
  t.is(noticeText(done), en.tidying.done('rename', 1));
});

test('contexts that are removed together are counted, a line each, with those of other names beside them', (t) => {
  const removed = (count: number) => {
    const names = Array.from({ length: count }, (_, at) => `dev-${at}`);
    const paths = names.flatMap((name) => [`clusters/${name}`, `users/${name}`, `contexts/${name}`]);
    const changes = [...paths, 'users/other'].map((path) => ({
      path,
      change: 'remove',
      detail: say('user {user}', { user: '' }),
    }));
    const plan = { files: [{ file: 'f', changes }], notes: [] } as never;
    const asked = (state: AppState) =>
      arrived(state, (at) => planTidy.arrivals.planned(at, { kind: 'remove', names }, plan));
    return linesOf(asked(happened(start, read('dev')))).join('\n');
  };
  const many = removed(4);
  t.regex(many, /Remove 4 contexts/);
  t.is(many.match(/- context +dev-/g)?.length, 4);
  t.regex(many, /- user +other .*\n.*with 4 clusters and 4 users of the same names/s);
  t.notRegex(many, /- user +dev|- cluster/);
  const few = removed(3);
  t.is(few.match(/- (?:cluster|user|context) +dev-/g)?.length, 9);
  t.notRegex(few, /of the same name/);
  t.regex(removed(1), /Remove contexts/);
});

test('what a switch warns of is read on a narrow screen, and kept by Activity', (t) => {
  const context = 'ack/ap-northeast-1/legacy-tokyo';
  const ended = say('its certificate ended at {instant}', { instant: instantOf(new Date(0)) });
  const outcome = { after: context, namespace: null, warnings: [ended] };
  const used = (state: AppState) =>
    arrived(state, (at) => switchTo.arrivals.done(at, outcome as never, { entry: null, namespace: null }));
  const state = used(opened({ columns: 80 }));
  t.regex(linesOf(state).at(-2) ?? '', /its certificate ended at 1970-\S+ \S+ UTC · /);
  t.is(state.notices.length, 1);
  t.true(noticeText(state).endsWith(`${context} is the current context`));
});

test('one context is switched to, and of several marked rows none', (t) => {
  const known = happened(start, read('dev', 'web'));
  t.is(press(known, 'u').asks.length, 1);
  const both = press(pressed(known, 'ctrl-a'), 'u');
  t.deepEqual([both.asks, noticeText(both.state)], [[], en.reasons.oneOnly]);
});

for (const columns of [80, 100, 120])
  test(`what one opens the contexts for is among their keys at ${columns} columns`, (t) => {
    const known = happened(opened({ columns, screen: 'contexts' }), read('dev', 'web'));
    t.regex(linesOf(known).at(-1) ?? '', / u +use .* v +verify .* n +namespace .* space +mark/);
  });

test('what several contexts can be meant by is told over the list of them', (t) => {
  const known = happened(opened(), read('dev-a', 'dev-b', 'web'));
  const there = pressed(typed(known, ':use dev'), 'enter');
  t.is(there.screen, 'contexts');
  t.deepEqual(currentScreen(there).list.visible.length, 2);
  t.is(noticeText(there), 'several contexts can be meant by "dev"');
});
