import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { en } from '../../languages/en.js';
import { lineText } from '../../screen/drawing/line.js';
import { opened } from '../../testkit.js';
import { clusterTabLines } from './details.js';

const cluster = specimenCluster({ id: 'c1', name: 'prod' });
const at = (minute: number): Date => new Date(Date.UTC(2026, 10, 24, 0, minute));
const start = opened({ now: at(9) });
const change = { phase: 'done', runId: 'r', previous: '' } as const;

test('that nobody holds a long-term kubeconfig says nothing of temporary ones', (t) => {
  const answers = new Map([['c1', { states: [], at: at(8) }]]);
  const told = clusterTabLines(
    { ...start, holders: { ...start.holders, answers } },
    cluster,
    'identities',
    90,
    en,
  );
  t.deepEqual(told.map(lineText), ['no long-term kubeconfig; temporary ones are in no list of the cloud']);
});

test('what happened to a cluster is told as in Activity: an undo is no fetch, and what names only the id is there', (t) => {
  const summary = 'temporary kubeconfig of prod';
  const write = { id: 'w', file: 'f', summary, undoable: false, task: null, backup: null };
  const state = {
    ...start,
    journal: [{ ...write, at: at(1), undoneAt: at(2) }],
    changes: [
      { ...change, sequence: 1, at: at(2), action: 'undo', summary },
      { ...change, sequence: 2, at: at(3), action: 'clean', summary: 'tom in prod: removed' },
      { ...change, sequence: 3, at: at(4), action: 'revoke', summary: 'mine', details: { clusterId: 'c1' } },
      { ...change, sequence: 4, at: at(5), action: 'clean', summary: 'tom in another: removed' },
    ],
  };
  const told = clusterTabLines(state, cluster, 'events', 90, en).map(lineText);
  t.deepEqual(
    told.map((line) => line.replace(/^.{16} {2}/, '')),
    ['revoke: mine', 'clean: tom in prod: removed', `undo: ${summary}`, `${summary} · undone`],
  );
});
