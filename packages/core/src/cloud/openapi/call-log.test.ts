import test from 'ava';
import { AckringError } from '../../words/errors.js';
import { type CallTry, callLine, lastCalls, loggedCall, watchCalls } from './call-log.js';

const subject = { product: 'cs', operation: 'DescribeClusters', region: 'cn-hangzhou', number: 2 };
const at = new Date('2026-11-27T14:05:06.789Z');

test.serial('an attempt is a line: when, what, where, how long, which one, the request, the outcome', (t) => {
  const call = { ...subject, at, durationMs: 83.6, requestId: '3F2A-1', outcome: 'ok' as const };
  t.is(callLine(call), '14:05:06.789Z cs DescribeClusters cn-hangzhou 84 ms, try 2, request 3F2A-1, ok');
  t.regex(callLine({ ...call, requestId: null, outcome: 'Throttled' }), /no request id, Throttled$/);
});

test.serial('a watcher gets every attempt, and none before or after', async (t) => {
  const seen: CallTry[] = [];
  const call = (requestId: string | null) =>
    loggedCall(subject, async (begun) => {
      begun();
      return { result: 1, requestId };
    });
  await call('before');
  const unwatch = watchCalls((each) => seen.push(each));
  t.is(
    watchCalls(() => undefined),
    null,
    'two would log everything twice',
  );
  t.is(await call('watched'), 1);
  const refusal = new AckringError('Forbidden', 'no', { remedy: 'Ask.', requestId: 'refused' });
  await t.throwsAsync(
    loggedCall(subject, () => Promise.reject(refusal)),
    { is: refusal },
  );
  unwatch?.();
  await call('after');
  t.deepEqual(
    seen.map(({ requestId, outcome }) => [requestId, outcome]),
    [
      ['watched', 'ok'],
      ['refused', 'Forbidden'],
    ],
  );
});

test.serial('a request id that is not a plain word is left out: it comes from outside', async (t) => {
  for (const requestId of ['a\nb', '\u001b[2J', 'x'.repeat(65), 'key=secret', ''])
    await loggedCall(subject, async () => ({ result: null, requestId }));
  t.deepEqual(
    lastCalls()
      .slice(-5)
      .map((call) => call.requestId),
    [null, null, null, null, null],
  );
});

test.serial('no more than the last hundred are kept', async (t) => {
  for (const number of Array(150).keys())
    await loggedCall({ ...subject, number }, async () => ({ result: null, requestId: null }));
  t.is(lastCalls().length, 100);
  t.is(lastCalls().at(-1)?.number, 149);
});
