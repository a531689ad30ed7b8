import { inspect } from 'node:util';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import { type Cluster, dayMs } from '@ackring/core/words';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { en } from '../languages/en.js';
import type { AppState } from '../screen/app-state.js';
import { keysOf } from '../screen/binding.js';
import { activeBindings, activeScopes } from '../screen/dispatch.js';
import { lineText } from '../screen/drawing/line.js';
import { currentScreen, withScreen } from '../screen/list-screen.js';
import { noticeText } from '../screen/notify.js';
import type { Step } from '../screen/step.js';
import { copy } from '../screen/tasks.js';
import { noKubeconfigs, withInventory } from '../subjects/context/kubeconfigs.js';
import { withHolders } from '../subjects/holding/holders.js';
import { arrived, linesOf, opened, press, pressed, shown } from '../testkit.js';
import { identityLines } from './access/identity-details.js';

// Each key of each list, on a row that is not mine: it acts on what the row is about, or says why it does not.

const now = new Date('2027-01-01T00:00:00Z');
const ends = new Date(now.getTime() + 100 * dayMs);
const cluster = specimenCluster({ id: 'c1', name: 'prod', region: 'cn-hangzhou' });
const owned = { ...cluster, account: { id: '1000', profile: 'default' } } as Cluster;

function context(name: string, uid: string, account?: string): ContextEntry {
  const facts = specimenFacts(ends, { uid, notBefore: now, sha256: name });
  const ack = { clusterId: 'c1', region: 'cn-hangzhou', access: 'public', name: null, account };
  return specimenContext({
    ...{ context: name, credential: { kind: 'certificate', ...facts } },
    ...{ status: 'renewable', daysLeft: 100, renewableFrom: now, ack: ack as never },
  });
}

const mine = context('my-prod', '2001', '1000');

/** My context of a cluster, my kubeconfig and tom's there, and credentials that are mine. */
function seen(screen: AppState['screen'], ...more: readonly ContextEntry[]): AppState {
  const start = opened({ columns: 120, now, home: '/home/me', screen });
  const held = { cluster, notAfter: ends };
  const states = [{ uid: '2001', name: 'me' }, { uid: '3001' }].map((who) =>
    specimenHolding({ ...held, ...who }),
  );
  return arrived(start, (state) => ({
    ...state,
    kubeconfigs: withInventory(noKubeconfigs, {
      entries: [mine, ...more],
      problems: [],
      orphans: [],
      currentContext: null,
    } as never),
    fleet: { ...state.fleet, clusters: new Map([['c1', owned]]) },
    holders: withHolders(state.holders, [{ kind: 'states', cluster, states }], now),
    access: { ...state.access, callers: new Set(['2001']) },
    rotation: {
      ...state.rotation,
      outcomes: new Map([
        ['c1/tom', { cluster, identity: 'tom', holder: 'tom', decision: { kind: 'skip' } } as never],
      ]),
    },
    ownCommands: [
      {
        name: 'own',
        key: 'ctrl-n',
        label: 'own',
        screens: ['all'],
        words: ['echo', '{context}'],
        where: [],
      } as never,
    ],
  }));
}

/** The cursor on a row, whatever the order of the list. */
function on(state: AppState, row: string): AppState {
  const { list } = currentScreen(state);
  const cursor = list.visible.indexOf(row);
  return withScreen(state, state.screen, { list: { ...list, cursor } });
}

const grouped = (grouping: AppState['access']['grouping']): AppState =>
  arrived(seen('access'), (state) => ({ ...state, access: { ...state.access, grouping } }));

const elsewhere = context('theirs', '3001', '2000');

const rows: readonly [what: string, state: () => AppState][] = [
  ['somebody else’s on Expiry', () => on(seen('expiry'), 'c1/3001')],
  ['somebody else on Access', () => on(grouped('identity'), '3001')],
  ['somebody else’s kubeconfig on Access', () => on(grouped('each'), 'c1/3001')],
  ['somebody else’s in the rotation’s plan', () => on(seen('rotation'), 'c1/tom')],
  [
    'a context of another account’s cluster with the id of mine',
    () => {
      const state = seen('contexts', elsewhere);
      const { visible } = currentScreen(state).list;
      return on(state, visible.find((row) => row.includes('theirs')) ?? '');
    },
  ],
];

/** Whether a dialog names what is mine, or nothing of the row; or a request is for what is mine. */
function isOfMine(before: AppState, { state: { overlay, prompt }, asks }: Step): boolean {
  const requests = asks.map(({ request }) =>
    // The state that a request reads from is not what it is for.
    typeof request === 'object' && request !== null ? { ...request, reader: null } : request,
  );
  const shown = overlay === before.overlay ? null : overlay;
  const isElse = shown !== null && !/\btom|3001|theirs/.test(inspect(shown, { depth: 8 }));
  return isElse || /my-prod|2001/.test(inspect([shown, prompt, requests], { depth: 8 }));
}

/** It is about the deployed function, whatever the row. */
const ofNoRow = new Set(['invoke']);

function actsOnMine(state: AppState): readonly string[] {
  const [scope] = activeScopes(state);
  return activeBindings(state)
    .filter((binding) => binding.scope === scope || binding.scope === 'list')
    .filter(({ action }) => !ofNoRow.has(action))
    .filter((binding) => {
      const why = binding.disabled?.(state, en) ?? null;
      return why === null ? isOfMine(state, binding.does(state)) : why === '';
    })
    .map((binding) => `${keysOf(binding, {})[0]} ${binding.action}`);
}

for (const [what, state] of rows) {
  test(`on ${what}, no key takes mine for it`, (t) => {
    t.not(currentScreen(state()).list.cursor, -1);
    t.deepEqual(actsOnMine(state()), []);
  });

  test(`in the details of ${what}, no key takes mine for it, whatever is marked behind`, (t) => {
    const details = pressed(state(), 'ctrl-a', 'd');
    t.is(details.overlay?.kind, 'details');
    t.deepEqual(actsOnMine(details), []);
  });
}

test('f says whose the row is, and of marked rows leaves those of others out by name', (t) => {
  const binding = (state: AppState) => activeBindings(state).find(({ action }) => action === 'fetch');
  const theirs = on(seen('expiry'), 'c1/3001');
  t.is(binding(theirs)?.disabled?.(theirs, en), en.reasons.fetchesYours('tom'));
  const unknown = arrived(theirs, (state) => ({ ...state, access: { ...state.access, callers: new Set() } }));
  t.is(binding(unknown)?.disabled?.(unknown, en), en.reasons.whoseUnknown);
  const both = pressed(theirs, 'ctrl-a');
  t.is(binding(both)?.disabled?.(both, en) ?? null, null);
  const { overlay } = pressed(both, 'f');
  t.like(overlay, { kind: 'fetch', others: [], leftOut: [{ name: 'prod', why: 'tom' }] });
});

test('what is marked and hidden by the filter is named among what f leaves out, and only one is switched to', (t) => {
  const other = { ...owned, id: 'c2', name: 'hidden' };
  const two = arrived(seen('clusters'), (state) => ({
    ...state,
    fleet: {
      ...state.fleet,
      clusters: new Map([
        ['1000/c1', owned],
        ['1000/c2', other],
      ]),
    },
  }));
  const one = pressed(two, ...['/', ...'hidden', 'enter', 'space', '/', 'ctrl-u', ...'prod', 'enter', 'f']);
  const offersUse = (state: AppState) => /switch to it too/.test(linesOf(state).join());
  t.true(offersUse(one));
  t.false(offersUse(pressed(two, 'ctrl-a', 'f')));
  t.like(one.overlay, {
    kind: 'fetch',
    others: [],
    leftOut: [{ name: 'hidden', why: 'hidden by the filter' }],
  });
  const narrow = arrived(one, (state) => {
    const { overlay } = state;
    if (overlay?.kind !== 'fetch') return state;
    const leftOut = overlay.leftOut.map(({ why }) => ({ name: 'prod-of-the-tokyo-shop-api-and-batch', why }));
    return { ...state, size: { columns: 60, rows: 30 }, overlay: { ...overlay, leftOut } };
  });
  t.regex(linesOf(narrow).join('\n'), / 1 left out: prod-\S+…\S+batch \(hidden by the filter\)/);
});

test('of several contexts of a cluster the person says which to switch to, and one alone is not asked about', (t) => {
  const owning = (...more: readonly ContextEntry[]) =>
    arrived(seen('clusters', ...more), (state) => ({
      ...state,
      fleet: { ...state.fleet, clusters: new Map([['1000/c1', owned]]) },
    }));
  const both = pressed(owning(context('my-prod-8h', '2001', '1000')), 'u');
  t.like(both.overlay, { kind: 'picker', purpose: 'use', options: ['my-prod', 'my-prod-8h'] });
  // Each beside its own name, whichever is selected.
  for (const at of [both, pressed(both, 'down')])
    t.regex(shown(at), /my-prod +certificate \S.*\n.*my-prod-8h +certificate \S/);
  // One is current: none can be ticked, and nothing says so.
  const spaced = pressed(both, 'space');
  t.deepEqual((spaced.overlay as typeof both.overlay & { ticked: object }).ticked, new Set());
  t.notRegex(shown(spaced), /[○◉]|selects several/);
  const { asks } = press(pressed(both, ...'8h'), 'enter');
  t.like(asks, [{ request: { entry: { context: 'my-prod-8h' }, namespace: null } }]);
  t.is(pressed(owning(), 'u').overlay, null);
  t.is(press(owning(), 'u').asks.length, 1);
});

test('a page of an identity says how many clusters have been asked for what it holds', (t) => {
  const other = { ...owned, id: 'c2', name: 'dev' };
  const said = (clusters: ReadonlyMap<string, Cluster>) => {
    const state = arrived(seen('access'), (before) => ({
      ...before,
      fleet: { ...before.fleet, clusters },
    }));
    const holding = state.holders.identities.get('3001');
    return holding === undefined ? '' : identityLines(state, holding, 90, en).map(lineText).join('\n');
  };
  t.regex(said(new Map([['c1', owned]])), /Holds +1 cluster$/m);
  t.regex(
    said(
      new Map([
        ['c1', owned],
        ['c2', other],
      ]),
    ),
    /Holds +1 cluster · 1 of 2 clusters asked$/m,
  );
});

test('in the details of a context, the keys of holders say that they are not in here', (t) => {
  const details = pressed(seen('contexts', elsewhere), 'd');
  for (const key of ['X', 'R']) {
    t.true(linesOf(pressed(details, key)).some((line) => line.includes('not in here: esc goes back')));
  }
});

/** A rotation's plan of one, on a tab. */
function planned(tab: AppState['rotation']['tab']): AppState {
  const decision = { kind: 'skip', reason: 'notDue' };
  const outcome = { cluster, region: cluster.region, identity: 'tom', holder: 'tom', decision };
  const facts = { before: null, after: null, notAfter: null, deferred: null, error: null, steps: [] };
  return arrived(seen('rotation'), (state) => ({
    ...state,
    rotation: { ...state.rotation, tab, outcomes: new Map([['c1/tom', { ...outcome, ...facts } as never]]) },
  }));
}

/** What was done, without a file. */
const copied = (): AppState =>
  arrived(seen('activity'), (state) => copy.arrivals.copied(state, 'prod', 'program'));

/** Every list in each of its views. */
const views: readonly [what: string, state: () => AppState][] = [
  ['clusters', () => seen('clusters')],
  ['contexts', () => seen('contexts')],
  ['expiry', () => seen('expiry')],
  ['access by identity', () => grouped('identity')],
  ['access by cluster', () => grouped('cluster')],
  ['access by each', () => grouped('each')],
  ['rotation, plan', () => planned('plan')],
  ['rotation, runs', () => planned('runs')],
  ['rotation, calendar', () => planned('calendar')],
  ['rotation, function', () => planned('function')],
  ['activity', copied],
];

/** The keys that the help says sort, with their columns. */
function offeredSorts(state: AppState): readonly (readonly [key: string, column: string])[] {
  const wide = pressed({ ...state, size: { columns: 200, rows: 100 } }, '?');
  const lines = linesOf(wide);
  const from = lines.findIndex((line) => line.includes('sort by'));
  const until = lines.findIndex((line, at) => at > from && !/^[^│]*│ {15}\S/.test(line));
  const text = lines.slice(from, from === -1 ? from : until).map((line) => line.slice(0, 97));
  return [...text.join(' ').matchAll(/\b([A-Z]) ([A-Z][A-Z ]*[A-Z])/g)].map(([, key = '', column = '']) => [
    key,
    column,
  ]);
}

for (const [what, state] of views)
  test(`what the help says sorts ${what} puts its arrow above the list; other keys that sort say why not`, (t) => {
    const start = state();
    const offered = offeredSorts(start);
    const isSorted = !/rotation, (?!plan)/.test(what);
    t.is(offered.length > 0, isSorted, shown(pressed(start, '?')));
    for (const [key, column] of offered) {
      const sorted = pressed(start, key);
      t.regex(shown(sorted), /\S [↑↓]/, `${key} ${column}`);
      t.is(currentScreen(sorted).sort === currentScreen(start).sort, false, key);
      // And again, in reverse.
      const [one, other] = [sorted, pressed(sorted, key)].map((each) => /[↑↓]/.exec(shown(each))?.[0]);
      t.not(one, other, key);
    }
    const keys = new Set(offered.map(([key]) => key));
    const others = activeBindings(start).filter(
      ({ action, keys: [key = ''] }) => action.startsWith('sort') && !keys.has(key),
    );
    for (const {
      keys: [key = ''],
    } of others) {
      const refused = pressed(start, key);
      t.deepEqual(currentScreen(refused).sort, currentScreen(start).sort, key);
      t.not(noticeText(refused), '', key);
    }
  });

test('f stands below Expiry where it fetches, and not on what is somebody else’s', (t) => {
  const footer = (state: AppState) => linesOf(state).at(-1) ?? '';
  for (const [what, state] of rows)
    if (/on Expiry/.test(what) && state().overlay === null) t.notRegex(footer(state()), /f fetch/, what);
});

test('another grouping of Access is sorted by a column that it has', (t) => {
  const byCluster = pressed(grouped('each'), 'C');
  t.is(currentScreen(byCluster).sort.column, 'cluster');
  const next = pressed(byCluster, 'tab');
  t.is(next.access.grouping, 'identity');
  t.regex(shown(next), /ENDS ↑/);
  t.regex(noticeText(pressed(next, 'C')), /^no column CLUSTER in this view: tab changes it$/);
});

test('in the details of a context, n is a key of a search alone, and without one says what it is on the list', (t) => {
  const details = pressed(seen('contexts'), 'd');
  const nextKey = /n +next match/;
  t.notRegex(shown(details), nextKey);
  t.notRegex(shown(pressed(details, '?')), nextKey);
  const said = 'nothing is searched for yet: / searches · on the list n is: namespace';
  t.is(noticeText(pressed(details, 'n')), said);
  const sought = pressed(details, '/', ...'prod', 'enter');
  t.regex(shown(sought), nextKey);
  t.regex(shown(pressed(sought, '?')), nextKey);
});
