import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { noKubeconfigs, withInventory } from '../subjects/context/kubeconfigs.js';
import { withHolders } from '../subjects/holding/holders.js';
import { arrived, listed, opened, press, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';
import { chosenRows } from './list-screen.js';

const clusters = ['web', 'db'].map((name) => specimenCluster({ id: `id-${name}`, name }));
const scanned = listed(opened({ columns: 110, now: new Date(0) }), clusters);
const owned = (name: string) =>
  specimenContext({
    context: `my-${name}`,
    credential: { kind: 'certificate', ...specimenFacts(new Date(1e12), { uid: 'u-me', sha256: name }) },
    ...{ status: 'renewable', daysLeft: 9 },
    ack: { clusterId: `id-${name}`, region: null, access: null, identity: 'u-me', source: 'owned' },
  });
const inventory = { entries: ['web', 'db'].map(owned), problems: [], orphans: [], currentContext: null };
const [cluster = specimenCluster()] = clusters;
const states = ['me', 'tom'].map((name) =>
  specimenHolding({ cluster, uid: `u-${name}`, name, notAfter: new Date(1e12) }),
);
const known: AppState = {
  ...scanned,
  kubeconfigs: withInventory(noKubeconfigs, inventory as never),
  holders: withHolders(scanned.holders, [{ kind: 'states', cluster, states }], new Date(0)),
  access: { ...scanned.access, callers: new Set(['u-me']) },
};

const on = (screen: AppState['screen']): AppState => arrived(known, (state) => ({ ...state, screen }));
/** What has one word is marked, and the filter shows only what has the other. */
const marked = (screen: AppState['screen'], hidden: string, word: string): AppState =>
  pressed(on(screen), ...['/', ...hidden, 'enter', 'ctrl-a', '/', 'ctrl-u', ...word, 'enter']);

const rows: readonly (readonly [AppState['screen'], word: string, key: string, left: string])[] = [
  ['clusters', 'web', 'v', 'db'],
  ['contexts', 'my-web', 'v', 'my-db'],
  ['clusters', 'web', '!', 'db'],
  ['clusters', 'web', 'f', 'db'],
  ['access', 'tom', 'X', 'me'],
  ['access', 'me', 'R', 'tom'],
];
for (const [screen, word, key, left] of rows)
  test(`${key} on ${screen} names the marked row that the filter hides, where it shows none that is`, (t) => {
    const state = pressed(marked(screen, left, word), key);
    const { overlay } = state;
    const removal = overlay?.kind === 'removal' ? { ...overlay, stage: 'plan' as const } : overlay;
    const text = shown({ ...state, overlay: removal });
    t.true(text.includes(`1 left out: ${left} (hidden by the filter)`), text);
    t.false(text.includes(`${word} (hidden`), text);
  });

for (const [screen, word, key, other] of rows)
  test(`${key} on ${screen} takes the marked row that the filter hides with one that it shows`, (t) => {
    const both = pressed(on(screen), 'ctrl-a');
    const found = pressed(both, ...['/', ...word, 'enter']);
    t.deepEqual(chosenRows(found).toSorted(), chosenRows(both).toSorted());
    t.true(shown(found).includes('2 marked, 1 of them hidden by the filter'));
    const text = shown(pressed(found, key));
    t.false(text.includes('left out'), text);
    // Verifying opens nothing, and one revokes one’s own.
    if (!['v', 'R'].includes(key)) t.true(text.includes(other), text);
  });

test('a marked row that is no longer there is not told as hidden, and not acted on', (t) => {
  const both = pressed(on('clusters'), 'ctrl-a');
  const one = arrived(both, (state) => ({
    ...state,
    fleet: { ...state.fleet, clusters: new Map([...state.fleet.clusters].slice(0, 1)) },
  }));
  t.true(shown(one).includes('1 marked'));
  t.false(shown(one).includes('hidden by'));
  t.is(chosenRows(one).length, 1);
});

test('c copies every chosen name, a line each', (t) => {
  const both = pressed({ ...known, screen: 'clusters' }, 'ctrl-a');
  const { asks } = press(both, 'c');
  t.like(asks[0]?.request, { text: 'db\nweb', what: 'db, web' });
});
