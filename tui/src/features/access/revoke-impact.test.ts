import type { RevokePlan, RevokeStep } from '@ackring/core/internal/access/revoke/revoke-plan';
import { AckringError } from '@ackring/core/internal/words/errors';
import test from 'ava';
import { en } from '../../languages/en.js';
import { impactText, stepText } from './revoke-impact.js';

const reader = {
  now: new Date('2026-11-24T00:00:00Z'),
  timeZone: 'UTC',
  home: '/home/ops',
  messages: en,
};
const context = {
  context: 'prod',
  file: '/home/ops/.kube/config',
  credential: { kind: 'certificate', serial: '1f' },
};
const held = {
  kind: 'held',
  serial: '1f',
  notAfter: reader.now,
  server: 'https://203.0.113.10:6443',
} as const;
const plan = {
  cluster: { name: 'prod', region: 'cn-hangzhou' },
  verdict: 'revoke',
  reason: 'InUseRecently',
  contexts: [context],
  leftAlone: [],
  elsewhere: [{ ...context, context: 'handed', file: '/home/ops/ci.yaml' }],
  plugins: [{ ...context, context: 'plugged', credential: { kind: 'exec', command: 'ackring' } }],
  sinks: {
    kind: 'searched',
    places: [
      { sink: 'kms:ackring/', holder: 'self', copy: held },
      {
        sink: 'oss:keys',
        holder: 'self',
        copy: { kind: 'unreadable', error: new AckringError('Forbidden', 'not allowed', { remedy: 'Ask.' }) },
      },
    ],
  },
  lastActivity: { kind: 'seen', at: new Date('2026-11-22T00:00:00Z'), isActive: true },
  recentUse: {
    kind: 'used',
    last: new Date(reader.now.getTime() - 180_000),
    addresses: [{}, {}, {}, {}],
    agents: ['argocd', 'kubectl\u001b[2J'],
  },
} as unknown as RevokePlan;

test('a revoke names what is replaced, what only stops working, and what could not be read', (t) => {
  t.deepEqual(impactText(plan, reader).split('\n'), [
    'Revoke your kubeconfig · prod (cn-hangzhou)',
    'Last used: 2 d ago · used within the last 7 days',
    '4 addresses in the last 7 days, the last 3 min ago: argocd, kubectl\\x1b[2J',
    'Stops working, and gets the new one:',
    '  ✕ prod · ~/.kube/config · serial 1f',
    '  ✕ plugged · ~/.kube/config · what its plug-in has cached, which it then fetches again',
    '  ✕ kms:ackring/ as self · serial 1f',
    'Stops working:',
    '  ✕ every other copy, on whatever machine, temporary ones too',
    '  ✕ handed · ~/ci.yaml · kubectl is not given this file: it stays as it is',
    '  ? oss:keys as self could not be looked into, and gets nothing: not allowed',
  ]);
});

test('unreadable use is never reported as none', (t) => {
  const error = new AckringError('AuditOff', 'no audit log', { remedy: 'Switch it on.' });
  const lines = (recentUse: RevokePlan['recentUse']) =>
    impactText({ ...plan, recentUse }, reader).split('\n');
  t.is(
    lines({ kind: 'unknown', error })[2],
    'the audit log does not show all of the last 7 days: no audit log',
  );
  t.is(lines({ kind: 'unused' })[2], 'no call in the last 7 days, by the audit log');
});

test('a revoke says so if there is no context, and if no sink is known or holds a copy', (t) => {
  const bare = { ...plan, contexts: [], plugins: [], sinks: { kind: 'none' } as const };
  const lines = impactText(bare, reader).split('\n');
  t.is(lines[3], 'Stops working:');
  t.regex(
    lines.slice(4).join('\n'),
    /· no context of your kubeconfig files holds it: fetch a new one.*\n {2}\? no rotation\.yaml/,
  );
  const searched = { ...plan, sinks: { kind: 'searched', places: [] } as const };
  t.regex(impactText(searched, reader), /· no sink of the rotation holds a copy of yours$/);
});

test('what could not be tried is not told as if it had been', (t) => {
  const told = (change: Partial<RevokeStep>): string =>
    stepText(
      { step: 'proveOldDead', subject: null, result: 'skipped', error: null, ...change },
      reader.messages,
    );
  t.is(told({ step: 'proveAlive' }), 'whether the old one works');
  t.is(told({ result: 'unknown' }), 'whether the old one is dead');
  t.is(told({ result: 'done', subject: 'prod' }), 'the old one is dead · prod');
});
