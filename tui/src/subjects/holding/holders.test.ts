import type { KubeconfigState } from '@ackring/core/internal/cloud/ack/api';
import { AckringError } from '@ackring/core/internal/words/errors';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import test from 'ava';
import {
  expiryEntries,
  expiryId,
  type HoldersState,
  holdersEnded,
  holdersStarted,
  isRescanFailed,
  noHolders,
  withHolders,
  withRemoved,
} from './holders.js';

const at = (seconds: number): Date => new Date(Date.UTC(2026, 0, 1) + seconds * 1000);

const cluster = specimenCluster({ id: 'c1', region: 'r' });

const held = (uid: string): KubeconfigState =>
  specimenHolding({ cluster, uid, name: uid, notAfter: at(86_400 * 300) });

const list = { kind: 'states', cluster, states: [held('tom'), held('mei')] } as const;

const shown = (holders: typeof noHolders) => {
  const answer = holders.answers.get('c1');
  const states = answer?.states.map(({ identity }) => identity.uid) ?? [];
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

const refusal = new AckringError('Throttled', 'slower', { remedy: 'wait' });
const failed = { kind: 'failed', cluster, error: refusal } as const;
const scanned = (
  holders: HoldersState,
  event: typeof list | typeof failed,
  seconds: number,
): HoldersState => {
  const started = holdersStarted(holders, { asked: 1, part: 'all', now: at(seconds) });
  return holdersEnded(withHolders(started, [event], at(seconds)), 'all', at(seconds));
};

test('a rescan that nobody answers keeps the list with its age, and says that it failed', (t) => {
  const seen = scanned(noHolders, list, 0);
  t.false(isRescanFailed(seen));
  const again = scanned(seen, failed, 60);
  t.deepEqual(shown(again), both);
  t.deepEqual(again.seenAt, at(0));
  t.true(isRescanFailed(again));
  t.deepEqual([...again.unanswered], [['c1', refusal]]);
  const better = scanned(again, list, 120);
  t.false(isRescanFailed(better));
  t.deepEqual([better.seenAt, better.unanswered.size], [at(120), 0]);
});

test('a rescan that some answer is as new as they are, and counts who did not', (t) => {
  const two = holdersStarted(scanned(noHolders, list, 0), { asked: 2, part: 'all', now: at(60) });
  const other = specimenCluster({ id: 'c2', region: 'r' });
  const heard = withHolders(two, [failed, { kind: 'states', cluster: other, states: [] }], at(61));
  const ended = holdersEnded(heard, 'all', at(62));
  t.deepEqual(shown(ended), both);
  t.deepEqual([ended.seenAt, ended.unanswered.size, isRescanFailed(ended)], [at(62), 1, false]);
});
