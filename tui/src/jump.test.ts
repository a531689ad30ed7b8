import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { AppState } from './screen/app-state.js';
import { runCommand } from './screen/commands.js';
import { noticeText } from './screen/notify.js';
import { opened } from './testkit.js';

const start = opened();
const names = ['prod-tokyo-api', 'prod-tokyo-batch', 'staging-osaka'];
const clusters = new Map(
  names.map((name, place) => [`c${place}`, specimenCluster({ id: `c${place}`, name })]),
);
const identity = { uid: '2001', name: 'kenji', type: 'user', state: 'active' } as const;
const state: AppState = {
  ...start,
  fleet: { ...start.fleet, clusters },
  kubeconfigs: {
    ...start.kubeconfigs,
    entries: new Map([['f dev', { context: 'dev-box' } as ContextEntry]]),
  },
  holders: {
    ...start.holders,
    identities: new Map([['2001', { identity, entries: [], soonest: null }]]),
  },
};

const leads = test.macro<[string, Partial<Record<'screen' | 'pursued' | 'filter' | 'said', string | null>>]>({
  exec(t, word, expected) {
    const there = runCommand({ ...state, screen: 'activity' }, word).state;
    const { screen, lists } = there;
    const { pursued, filter } = lists[screen];
    t.like({ screen, pursued, filter, said: noticeText(there) || null }, expected);
  },
  title: (_, word, expected) => `:${word} leads to ${expected.screen ?? 'nothing'}`,
});

test(leads, 'staging-osaka', { screen: 'clusters', pursued: 'c2', filter: '' });
test(leads, 'osaka', { screen: 'clusters', pursued: 'c2' });
test(leads, 'Tkyoapi', {
  ...{ screen: 'clusters', pursued: 'c0' },
  said: 'there is no command "Tkyoapi": shown is prod-tokyo-api, which has its letters',
});
test(leads, 'prdtky', {
  ...{ screen: 'clusters', pursued: null, filter: 'prdtky' },
  said: 'there is no command "prdtky": shown is what has its letters',
});
test(leads, 'prod', { screen: 'clusters', pursued: null, filter: 'prod' });
test(leads, 'dev', { screen: 'contexts', pursued: 'f dev' });
test(leads, 'kenji', { screen: 'access', filter: 'kenji' });
test(leads, 'nowhere', {
  screen: 'activity',
  said: 'there is no command "nowhere" · ? shows them',
});

test(':use takes the one context that is meant, and shows several', (t) => {
  const named = ['prod-api', 'prod-batch', 'prod', 'lab'].map(
    (context) => [context, { context } as ContextEntry] as const,
  );
  const held = { ...state, kubeconfigs: { ...state.kubeconfigs, entries: new Map(named) } };
  for (const [typed, meant] of [
    ['prod', 'prod'],
    ['pr-bat', 'prod-batch'],
    ['LAB', 'lab'],
  ] as const) {
    const { asks } = runCommand(held, `use ${typed}`);
    t.like(asks[0]?.request, { entry: { context: meant } }, typed);
  }
  const several = runCommand(held, 'use prod-').state;
  t.like(
    { screen: several.screen, filter: several.lists.contexts.filter },
    { screen: 'contexts', filter: 'prod-' },
  );
  t.regex(noticeText(runCommand(held, 'use nowhere').state), /"nowhere"/);
});
