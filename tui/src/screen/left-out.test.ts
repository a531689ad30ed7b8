import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import { noKubeconfigs, withInventory } from '../subjects/context/kubeconfigs.js';
import { withHolders } from '../subjects/holding/holders.js';
import { arrived, listed, opened, press, pressed, shown } from '../testkit.js';
import type { AppState } from './app-state.js';

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

/** All rows of a screen are marked, and the filter shows only what has this word. */
const marked = (screen: AppState['screen'], word: string): AppState =>
  pressed(
    arrived(known, (state) => ({ ...state, screen })),
    ...['ctrl-a', '/', ...word, 'enter'],
  );

const rows: readonly (readonly [AppState['screen'], word: string, key: string, left: string])[] = [
  ['clusters', 'web', 'v', 'db'],
  ['contexts', 'my-web', 'v', 'my-db'],
  ['clusters', 'web', '!', 'db'],
  ['clusters', 'web', 'f', 'db'],
  ['access', 'tom', 'X', 'me'],
  ['access', 'me', 'R', 'tom'],
];
for (const [screen, word, key, left] of rows)
  test(`${key} on ${screen} names the marked row that the filter hides`, (t) => {
    const state = pressed(marked(screen, word), key);
    const { overlay } = state;
    const removal = overlay?.kind === 'removal' ? { ...overlay, stage: 'plan' as const } : overlay;
    const text = shown({ ...state, overlay: removal });
    t.true(text.includes(`1 left out: ${left} (hidden by the filter)`), text);
    t.false(text.includes(`${word} (hidden`), text);
  });

test('c copies every chosen name, a line each', (t) => {
  const both = pressed({ ...known, screen: 'clusters' }, 'ctrl-a');
  const { asks } = press(both, 'c');
  t.like(asks[0]?.request, { text: 'db\nweb', what: 'db, web' });
});
