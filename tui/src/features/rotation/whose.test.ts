import test from 'ava';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { lineText, lineWidth } from '../../screen/drawing/line.js';
import { features } from '../../screen/feature.js';
import { opened } from '../../testkit.js';

const en = messagesIn('en');

/** The first line of the body: the tabs, and what stands beside them. */
function beside(
  tab: 'plan' | 'function' | 'calendar',
  columns: number,
  ...planned: readonly [string, string][]
) {
  const start = opened({ columns });
  const events = planned.map(([identity, kind]) => ({ identity, decision: { kind } }));
  const outcomes = new Map(events.map((each, index) => [String(index), each])) as never;
  const value = { months: new Map([['m', { events }]]), failures: [], renewals: 0 };
  const calendar = { ...start.rotation.calendar, value } as never;
  const state: AppState = {
    ...start,
    screen: 'rotation',
    rotation: { ...start.rotation, tab, outcomes, calendar },
  };
  const [line = []] = features().views.rotation.body(state, en);
  return { text: lineText(line).replace(/^.*?Calendar[\] ] */, ''), width: lineWidth(line) };
}

const own = 'renews your own alone, and only tells of others’';

for (const tab of ['plan', 'calendar'] as const) {
  test(`${tab}: whose certificates are renewed stands beside the tabs, and those that are only told of do not`, (t) => {
    t.is(beside(tab, 120, ['self', 'renew'], ['tom', 'notify']).text, `${own} · your files: 2 Contexts`);
    t.is(
      beside(tab, 140, ['self', 'keep'], ['monitor', 'renew'], ['tom', 'notify']).text,
      'renews those of monitor, yourself, and only tells of others’ · your files: 2 Contexts',
    );
    t.is(beside(tab, 100, ['self', 'renew']).text, own);
    t.is(beside(tab, 60, ['self', 'renew']).text, '');
    for (const columns of [60, 80, 100, 120])
      t.true(beside(tab, columns, ['self', 'renew']).width <= columns);
  });
}

test('the function’s own views are of the function', (t) => {
  t.is(beside('function', 200, ['self', 'renew']).text, '');
});
