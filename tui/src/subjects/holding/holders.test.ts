import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { expiryEntries, expiryId, noHolders, withHolders, withRemoved } from './holders.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

const cluster = specimenCluster({ id: 'c1', region: 'r' });

const held = (uid: string): KubeconfigState => ({
  identity: { uid, name: uid, type: 'user', state: 'active' },
  cluster,
  notAfter: at(86_400 * 300),
  certificateState: 'unexpired',
  revokable: true,
  cloudService: null,
});

const list = { kind: 'states', cluster, states: [held('tom'), held('mei')] } as const;

const shown = (holders: typeof noHolders) => {
  const answer = holders.answers.get('c1');
  const states = answer?.kind === 'states' ? answer.states.map(({ identity }) => identity.uid) : [];
  return {
    states,
    expiry: expiryEntries(holders).map(expiryId),
    identities: [...holders.identities.keys()].toSorted(),
  };
};

const both = { states: ['tom', 'mei'], expiry: ['c1/tom', 'c1/mei'], identities: ['mei', 'tom'] };
const without = { states: ['mei'], expiry: ['c1/mei'], identities: ['mei'] };

test('a cleaned holder is gone at once, and no lagging list brings it back', (t) => {
  const before = withHolders(noHolders, [list], at(0));
  t.deepEqual(shown(before), both);
  const removed = withRemoved(before, [held('tom')], at(10));
  t.deepEqual(shown(removed), without);
  t.deepEqual(shown(withHolders(removed, [list], at(11))), without);
  t.deepEqual(shown(withHolders(removed, [list], at(20))), without);
});

test('a holder in a later list is there, restored or granted anew', (t) => {
  const removed = withRemoved(withHolders(noHolders, [list], at(0)), [held('tom')], at(10));
  t.deepEqual(shown(withHolders(removed, [list], at(26))), {
    ...both,
    expiry: ['c1/tom', 'c1/mei'],
  });
});
