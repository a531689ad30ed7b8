import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import { en } from '../../languages/en.js';
import { languages } from '../../messages/language.js';
import { loadLanguage, messagesIn } from '../../messages/messages.js';
import { lineText, widthOf } from '../../screen/drawing/line.js';
import type { Answer } from '../../subjects/context/kubeconfigs.js';
import { contextId } from '../../subjects/context/table.js';
import { readContexts } from '../../subjects/context/tasks.js';
import { arrived, opened } from '../../testkit.js';
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

test('what a context says beside its name is whole in every language; its name is cut for it', async (t) => {
  const name = 'ack/ap-northeast-1/prod-tokyo-payments-and-billing/temporary';
  const entry = {
    file: 'f',
    context: name,
    ack: { clusterId: 'c1' },
    credential: { kind: 'none' },
    warnings: [],
  };
  const detail = `no ${'and no '.repeat(9)}again`;
  const inventory = { files: ['f'], problems: [], currentContext: null, entries: [entry as never] };
  const read = arrived(start, (before) => readContexts.arrivals.read(before, inventory));
  const refused = { verdict: 'failed', claim: null, cause: 'forbidden', detail, remedy: null } as never;
  for (const language of languages) {
    await loadLanguage(language);
    const messages = messagesIn(language);
    const told = (width: number, ...answers: readonly [string, Answer][]): readonly string[] => {
      const kubeconfigs = { ...read.kubeconfigs, answers: new Map(answers) };
      const lines = clusterTabLines({ ...read, kubeconfigs }, cluster, 'connection', width, messages);
      return lines.map(lineText);
    };
    for (const width of [56, 74, 100]) {
      const lines = told(width);
      for (const line of lines) t.true(widthOf(line) <= width, line);
      t.true(lines.at(-1)?.endsWith(messages.details.context.notAsked), lines.at(-1));
      t.true(lines.some((line) => line.startsWith('  ack/ap-n')));
      const bad = told(width, [contextId(entry as never), refused]);
      for (const line of bad) t.true(widthOf(line) <= width, line);
      t.notRegex(bad.at(-1) ?? '', /…/);
    }
  }
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
