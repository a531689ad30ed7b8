import type { AcquirePlan } from '@ackring/core/internal/fetch/request';
import { quoted } from '@ackring/core/internal/words/say';
import test from 'ava';
import { en } from '../../languages/en.js';
import { planText } from './plan-text.js';

const reader = { now: new Date(0), timeZone: 'UTC', home: '/home/ops', messages: en };
const plan = {
  request: { cluster: { id: 'c1', name: 'prod', region: 'cn-hangzhou' }, durationMinutes: 480 },
  access: 'public',
  server: 'https://203.0.113.10:6443',
  file: '/home/ops/.kube/config',
  context: 'ack/prod',
  changes: [
    { path: 'users/ack/prod', change: 'add', detail: quoted('certificate') },
    { path: 'current-context', change: 'update', detail: quoted('ack/prod'), file: '/home/ops/other' },
  ],
  currentContext: { before: 'dev', after: 'dev', file: null },
  untouchedContexts: 14,
} as unknown as AcquirePlan;

test('the preview lists every change, with its file if that is another, and what stays', (t) => {
  t.deepEqual(planText(plan, reader).split('\n'), [
    'prod (cn-hangzhou): temporary, 8 h, public https://203.0.113.10:6443, into ~/.kube/config',
    '  + users/ack/prod  certificate',
    '  ~ current-context  ack/prod, in ~/other',
    '    14 other contexts untouched · current-context stays "dev"',
  ]);
});

test('a current context that no file has is said to be missing', (t) => {
  const missing = { ...plan, currentContext: { ...plan.currentContext, isMissing: true as const } };
  t.regex(planText(missing, reader), /current-context stays "dev", which no file has$/);
});

test('the preview says where the current context goes', (t) => {
  const switched = { ...plan, currentContext: { before: 'dev', after: 'ack/prod', file: null } };
  t.regex(planText(switched, reader), /14 other contexts untouched · current-context becomes "ack\/prod"$/);
});
