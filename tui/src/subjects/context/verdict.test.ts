import type { Verdict } from '@ackring/core/internal/verification/verdict';
import { answering } from '@ackring/testkit/judged-rows';
import test from 'ava';
import { en } from '../../languages/en.js';
import { addNotice } from '../../screen/notify.js';
import { linesOf, opened } from '../../testkit.js';
import { verdictLines, verdictNotice } from './verdict.js';

const ok: Verdict = {
  context: 'prod',
  verdict: 'ok',
  claim: answering,
  cause: null,
  detail: 'it answers',
  remedy: null,
  identity: { username: '2123-1764000000', groups: ['system:users', 'system:authenticated'] },
  latencyMs: 37.6,
};

const said = test.macro({
  exec(t, verdict: Partial<Verdict>, expected: string) {
    t.is(verdictLines({ ...ok, ...verdict }, { messages: en }), expected);
  },
  title: (title) => `a verdict says ${title}`,
});

test('the user that the server sees', said, {}, '✓ prod answers as 2123-1764000000 in system:users · 38 ms');
test(
  'the limits of its rights',
  said,
  { scope: { kind: 'namespaces', names: ['ci', 'dev'] } },
  '✓ prod answers as 2123-1764000000 in system:users · 38 ms · rights seen in namespace ci, dev',
);
test(
  'that the server was not verified',
  said,
  { isServerProven: false },
  '✓ prod answers as 2123-1764000000 in system:users · 38 ms · unchecked: anyone may be answering',
);
test('what it saw of a user without a name', said, { identity: null }, '✓ prod: it answers');
test(
  'why it failed and what to do',
  said,
  { verdict: 'failed', claim: null, cause: 'expired', detail: 'it has ended', remedy: 'Fetch it again.' },
  '✕ prod: it has ended\n    remedy: Fetch it again.',
);
test(
  'no remedy if there is none',
  said,
  { verdict: 'failed', claim: null, cause: 'unknown', detail: 'nobody knows' },
  '✕ prod: nobody knows',
);

test('where a failure has no room, the name that its row shows is cut, and not the cause', (t) => {
  const context = 'ack/ap-northeast-1/prod-tokyo-api';
  const detail = 'does not accept the certificate of 234567890123456789';
  const failed: Verdict = { ...ok, context, verdict: 'failed', claim: null, cause: 'unknown', detail };
  const line = linesOf(addNotice(opened({ columns: 80 }), verdictNotice(failed))).at(-2) ?? '';
  t.is(line, ` ✕ ack/ap-nor…-tokyo-api: ${detail}`);
});
