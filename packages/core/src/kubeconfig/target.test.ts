import test from 'ava';
import { AckringError } from '../words/errors.js';
import { readKubeconfig } from './read.js';
import { apiServerTarget } from './target.js';

const of = (user: string) =>
  apiServerTarget(
    readKubeconfig(
      `apiVersion: v1
kind: Config
clusters: [{name: c, cluster: {server: "https://203.0.113.1:6443"}}]
contexts: [{name: x, context: {cluster: c, user: u}}]
users: [{name: u, user: ${user}}]
`,
      { file: 'f' },
    ),
    'x',
  );

test('whom an entry acts as is part of the target', (t) => {
  t.is(of('{token: t}').impersonation, null);
  t.deepEqual(of('{token: t, as: alice}').impersonation, { user: 'alice', uid: null, groups: [], extra: {} });
  const all = '{token: t, as: alice, as-uid: "7", as-groups: [a, b], as-user-extra: {why: [x, z]}}';
  t.deepEqual(of(all).impersonation, {
    user: 'alice',
    uid: '7',
    groups: ['a', 'b'],
    extra: { why: ['x', 'z'] },
  });
});

test('groups, a uid or extras of nobody are refused, as by kubectl', (t) => {
  for (const user of ['{as-groups: [a]}', '{as-uid: "7"}', '{as-user-extra: {why: [x]}}']) {
    t.is(t.throws(() => of(user), { instanceOf: AckringError })?.code, 'KubeconfigInvalid', user);
  }
});
