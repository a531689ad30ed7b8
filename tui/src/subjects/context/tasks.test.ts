import type { Verdict } from '@ackring/core/internal/verification/verdict';
import { AckringError } from '@ackring/core/internal/words/errors';
import { answering } from '@ackring/testkit/judged-rows';
import test from 'ava';
import { messagesIn } from '../../messages/messages.js';
import type { AppState } from '../../screen/app-state.js';
import { startJob } from '../../screen/job.js';
import { noticeText } from '../../screen/notify.js';
import { arrive, arrived, opened } from '../../testkit.js';
import { contextsDue, readContexts, readContextsAgain, verify, watchContexts } from './tasks.js';

const verdict = (context: string, word: Verdict['verdict']): Verdict => ({
  context,
  verdict: word,
  claim: word === 'ok' ? answering : null,
  cause: word === 'ok' ? null : 'unreachable',
  detail: 'said',
  remedy: 'do it',
  latencyMs: null,
  identity: null,
});

const start: AppState = { ...opened(), job: startJob('verify', 2) };

const asking = {
  ...start,
  kubeconfigs: {
    ...start.kubeconfigs,
    answers: new Map([
      ['a', 'asking'],
      ['b', 'asking'],
    ] as const),
  },
};
const one = arrived(asking, (state) => verify.arrivals.answered(state, 'a', verdict('a', 'ok')));

test('each answer is shown as it arrives, and counts for the job', (t) => {
  t.like(one.kubeconfigs.answers.get('a'), { verdict: 'ok' });
  t.is(one.kubeconfigs.answers.get('b'), 'asking');
  t.like(one.job, { done: 1, failed: 0 });
  const both = arrived(one, (state) => verify.arrivals.answered(state, 'b', verdict('b', 'failed')));
  t.like(both.job, { done: 1, failed: 1 });
});

test('at the end those without an answer stop asking, and the job is over', (t) => {
  const ended = arrived(one, (state) => verify.arrivals.ended(state, ['a', 'b']));
  t.false(ended.kubeconfigs.answers.has('b'));
  t.is(ended.job, null);
  t.truthy(ended.notice);
});

test('of several answers those that failed are named, a single one with its reason and what to do', (t) => {
  const after = (...words: readonly Verdict['verdict'][]): AppState => {
    const names = words.map((_, index) => String.fromCharCode(97 + index));
    const heard = names.reduce(
      (state, name, index) =>
        arrived(state, (before) =>
          verify.arrivals.answered(before, name, verdict(name, words[index] ?? 'ok')),
        ),
      start,
    );
    return arrived(heard, (state) => verify.arrivals.ended(state, names));
  };
  t.is(noticeText(after('ok', 'ok')), '2 answer');
  const one = after('ok', 'failed', 'ok');
  t.regex(noticeText(one), /^2 answer · 1 does not · b.*said/);
  t.is(one.notice?.told(messagesIn('en')).remedy, 'do it');
  t.is(noticeText(after('failed', 'ok', 'failed')), '1 answers · 2 do not · a, c');
});

test('a failed verification is reported, and leaves no context asking', (t) => {
  const error = new AckringError('Forbidden', 'not allowed', { remedy: 'ask' });
  const failed = arrived(one, (state) => verify.failed?.(state, error, []) ?? state);
  t.deepEqual([...failed.kubeconfigs.answers.keys()], ['a']);
  t.is(failed.job, null);
  t.is(noticeText(failed), 'not allowed');
});

test('kubeconfig files are read again as soon as another program has changed them', (t) => {
  const { asks } = arrive(start, watchContexts.arrivals.changed);
  t.true(asks.some(({ task }) => task === readContexts));
});

test('a context that left the files is marked no more, and every other one stays so', (t) => {
  const entry = (context: string) => ({ file: 'f', context, ack: null, credential: { kind: 'none' } });
  const inventory = (...names: readonly string[]) =>
    ({ ...{ files: ['f'], problems: [], currentContext: null }, entries: names.map(entry) }) as never;
  const read = (state: AppState, ...names: readonly string[]): AppState =>
    arrived(state, (before) => readContexts.arrivals.read(before, inventory(...names)));
  const both = read({ ...start, screen: 'contexts' }, 'a', 'b');
  const { contexts } = both.lists;
  const marks = new Set(both.kubeconfigs.entries.keys());
  const marked = {
    ...both,
    lists: { ...both.lists, contexts: { ...contexts, list: { ...contexts.list, marks } } },
  };
  t.deepEqual([...read(marked, 'b').lists.contexts.list.marks], [...marks].slice(1));
});

test('files are read anew once a certificate has passed a limit of its status', (t) => {
  const [dayMs, end] = [86_400_000, 1095 * 86_400_000];
  const validity = { notBefore: new Date(0), notAfter: new Date(end) };
  for (const [days, before] of [
    [180, 'fresh'],
    [30, 'renewable'],
    [0, 'critical'],
  ] as const) {
    const at = (ms: number) => new Date(end - days * dayMs + ms);
    const entry = { file: 'f', context: 'a', ack: null, status: before };
    const entries = [{ ...entry, credential: { kind: 'certificate', ...validity } }];
    const inventory = { files: ['f'], problems: [], currentContext: null, entries } as never;
    const known = arrived({ ...start, now: at(-1_000) }, (state) =>
      readContexts.arrivals.read(state, inventory),
    );
    const due = (ms: number) => contextsDue({ ...known, now: at(ms) }).map(({ task }) => task);
    t.deepEqual(due(0), []);
    t.deepEqual(due(1), [readContexts().task]);
    const late = arrived({ ...start, now: at(2) }, (state) => readContexts.arrivals.read(state, inventory));
    t.deepEqual(contextsDue(late).length, 1, 'what passed it while files were read');
  }
});

test('every 20 seconds files are read again if they were written, and whole after they could not be read', (t) => {
  const inventory = { files: [], entries: [], problems: [], currentContext: null };
  const known = arrived(start, (state) => readContexts.arrivals.read(state, inventory));
  const due = (state: AppState) =>
    contextsDue({ ...state, now: new Date(state.now.getTime() + 20_000) }).map(({ task }) => task);
  const [again, whole] = [readContextsAgain(inventory), readContexts()].map(({ task }) => task);
  t.deepEqual(contextsDue(known), []);
  t.deepEqual(due(known), [again]);
  const error = new AckringError('Internal', 'cannot be read', { remedy: 'none' });
  t.deepEqual(due(arrived(known, (state) => readContextsAgain.failed?.(state, error, inventory) ?? state)), [
    whole,
  ]);
});
