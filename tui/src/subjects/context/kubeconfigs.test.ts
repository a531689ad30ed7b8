import type { ContextEntry } from '@ackring/core/internal/kubeconfig/context-entry';
import type { Verdict } from '@ackring/core/internal/verification/verdict';
import { say } from '@ackring/core/internal/words/say';
import { specimenContext, specimenFacts } from '@ackring/testkit/context-entry';
import { answering } from '@ackring/testkit/judged-rows';
import test from 'ava';
import {
  type Answer,
  bestContext,
  type KubeconfigsState,
  noKubeconfigs,
  withAnswers,
  withInventory,
  withRecords,
  withWritten,
} from './kubeconfigs.js';
import { contextId } from './table.js';

const entry = (context: string, sha256: string): ContextEntry =>
  specimenContext({
    ...{ file: 'config', context, status: 'fresh', daysLeft: 1 },
    credential: { kind: 'certificate', ...specimenFacts(new Date(1), { sha256 }) },
  });

const verdict = (context: string, cause: Verdict['cause']): Verdict => ({
  context,
  verdict: cause === null ? 'ok' : 'failed',
  claim: cause === null ? answering : null,
  cause,
  detail: '',
  remedy: null,
  identity: null,
  latencyMs: 1,
});

/** Two contexts of one certificate, and a third with another. */
const state = {
  ...noKubeconfigs,
  entries: new Map([
    ['a', entry('a', 'one')],
    ['b', entry('b', 'one')],
    ['c', entry('c', 'two')],
  ]),
};

const said = (answers: ReadonlyMap<string, Answer>) =>
  Object.fromEntries(
    [...answers].map(([id, answer]) => [id, answer === 'asking' ? answer : (answer.cause ?? '✓')]),
  );

test('one certificate is never both revoked and ✓: the later answer counts', (t) => {
  const asked = withAnswers(state, [
    ['a', 'asking'],
    ['b', 'asking'],
    ['c', 'asking'],
  ]);
  const works = withAnswers(asked, [
    ['a', verdict('a', null)],
    ['c', verdict('c', null)],
  ]);
  t.deepEqual(said(works.answers), { a: '✓', b: 'asking', c: '✓' });
  const dead = withAnswers(works, [['b', verdict('b', 'revoked')]]);
  t.deepEqual(said(dead.answers), { b: 'revoked', c: '✓' });
  const alive = withAnswers(dead, [['a', verdict('a', null)]]);
  t.deepEqual(said(alive.answers), { a: '✓', c: '✓' });
});

test('of simultaneous answers the one that it works counts, and no context keeps asking', (t) => {
  const words = [
    ['a', verdict('a', null)],
    ['b', verdict('b', 'revoked')],
  ] as const;
  for (const together of [words, words.toReversed()]) {
    const asked = withAnswers(state, [
      ['a', 'asking'],
      ['b', 'asking'],
    ]);
    t.deepEqual(said(withAnswers(asked, together).answers), { a: '✓' });
  }
});

test('other failures beside ✓ are no contradiction: a server may be unreachable', (t) => {
  const both = withAnswers(state, [
    ['a', verdict('a', null)],
    ['b', verdict('b', 'unreachable')],
  ]);
  t.deepEqual(said(both.answers), { a: '✓', b: 'unreachable' });
});

test('the answer to what replaced a certificate stays, also over a reading from before it was written', (t) => {
  const reading = (sha256: string, end: number) => {
    const old = entry('a', sha256);
    if (old.credential.kind !== 'certificate') throw new TypeError('no certificate');
    const entries = [{ ...old, credential: { ...old.credential, notAfter: new Date(end) } }];
    return { files: ['config'], entries, problems: [], currentContext: null };
  };
  const id = contextId({ file: 'config', context: 'a' });
  const before = withInventory(noKubeconfigs, reading('old', 1));
  const written = withWritten(before, id, { verdict: verdict('a', null), notAfter: new Date(2) });
  const stale = withInventory(written, reading('old', 1));
  t.deepEqual(said(stale.answers), { [id]: '✓' });
  const read = withInventory(stale, reading('new', 2));
  t.deepEqual(said(read.answers), { [id]: '✓' });
  t.deepEqual(said(withInventory(read, reading('others', 2)).answers), {});
});

test('an answer goes with a context that is renamed, and to no other certificate, server or file', (t) => {
  const reading = (...entries: readonly ContextEntry[]) => ({
    ...{ files: ['config'], problems: [], currentContext: null },
    entries,
  });
  const old = entry('a', 'one');
  const asked = withInventory(noKubeconfigs, reading(old, entry('b', 'two')));
  const id = contextId(old);
  const known = withAnswers(asked, [[id, verdict('a', null)]]);
  const after = (now: ContextEntry) =>
    withInventory(known, reading(now, entry('b', 'two'))).answers.get(contextId(now));
  t.like(after(entry('prod', 'one')), { context: 'prod', verdict: 'ok' });
  t.is(after(entry('prod', 'other')), undefined);
  t.is(after({ ...entry('prod', 'one'), server: 'https://192.0.2.1:6443' }), undefined);
  t.is(after({ ...entry('prod', 'one'), file: 'other' }), undefined);
  const asking = withAnswers(asked, [[id, 'asking']]);
  t.is(withInventory(asking, reading(entry('prod', 'one'))).answers.size, 0);
});

test('a certificate that its API server calls revoked is that in every list, until another answer or file', (t) => {
  const reading = (...entries: readonly ContextEntry[]) => ({
    ...{ files: ['config'], problems: [], currentContext: null },
    entries: entries.map((each) => ({
      ...each,
      ack: {
        clusterId: 'c1',
        region: 'r',
        access: 'public' as const,
        identity: null,
        source: 'owned' as const,
      },
    })),
  });
  const [id, other] = [entry('a', 'one'), entry('b', 'two')].map(contextId) as [string, string];
  const read = withInventory(noKubeconfigs, reading(entry('a', 'one'), entry('b', 'two')));
  const statuses = ({ entries, byCluster }: KubeconfigsState) => [
    [entries.get(id)?.status, entries.get(other)?.status],
    byCluster.get('c1')?.map(({ status }) => status),
  ];
  const dead = withAnswers(read, [[id, verdict('a', 'revoked')]]);
  t.deepEqual(statuses(dead), [
    ['revoked', 'fresh'],
    ['revoked', 'fresh'],
  ]);
  t.is(bestContext(dead, { id: 'c1' })?.context, 'b');
  const again = withInventory(dead, reading(entry('a', 'one'), entry('b', 'two')));
  t.deepEqual(statuses(again), statuses(dead));
  t.is(withAnswers(again, [[other, verdict('b', null)]]).entries, again.entries);
  t.deepEqual(statuses(withAnswers(again, [[id, verdict('a', null)]])), statuses(read));
  t.deepEqual(statuses(withInventory(again, reading(entry('a', 'new'), entry('b', 'two')))), statuses(read));
});

test('what was revoked from here is so in every list, until its server is heard to let it in or another is in its place', (t) => {
  const reading = (...entries: readonly ContextEntry[]) => ({
    ...{ files: ['config'], problems: [], currentContext: null },
    entries,
  });
  const [a, b] = [entry('a', 'one'), entry('b', 'two')];
  const [id, other] = [a, b].map(contextId) as [string, string];
  const told = ({ entries }: KubeconfigsState) =>
    [id, other].map((each) => [entries.get(each)?.status, entries.get(each)?.warnings.length]);
  const read = withInventory(noKubeconfigs, reading(a, b));
  t.is(withRecords(read, [a, b]), read);
  const dead = { ...a, status: 'revoked', warnings: [say('undo a write')] } as const;
  const known = withRecords(read, [dead, b]);
  const isDead = [
    ['revoked', 1],
    ['fresh', 0],
  ];
  t.deepEqual(told(known), isDead);
  t.deepEqual(told(withAnswers(known, [[id, 'asking']])), isDead);
  t.deepEqual(told(withRecords(withAnswers(read, [[id, verdict('a', null)]]), [dead, b])), isDead);
  t.deepEqual(told(withAnswers(known, [[other, verdict('b', null)]])), isDead);
  t.deepEqual(told(withInventory(known, reading(entry('a', 'one'), b))), isDead);
  t.deepEqual(told(withInventory(known, reading(entry('a', 'new'), b))), told(read));
  t.deepEqual(told(withAnswers(known, [[id, verdict('a', null)]])), told(read));
  t.deepEqual(told(withRecords(known, [a, b])), told(read));
});

test('of a cluster, what kubectl uses is shown, though another lasts longer', (t) => {
  const ack = { clusterId: 'c1', region: 'r', access: 'public', identity: null, source: 'owned' } as const;
  const at = (context: string, end: number, current: boolean): ContextEntry => ({
    ...entry(context, context),
    ...{ ack, current },
    credential: { kind: 'certificate', ...specimenFacts(new Date(end), { sha256: context }) },
  });
  const shown = (...entries: readonly ContextEntry[]) =>
    bestContext(
      withInventory(noKubeconfigs, { ...{ files: [], problems: [], currentContext: null }, entries }),
      { id: 'c1' },
    )?.context;
  t.is(shown(at('short', 1, false), at('long', 2, false)), 'long');
  t.is(shown(at('short', 1, true), at('long', 2, false)), 'short');
});
