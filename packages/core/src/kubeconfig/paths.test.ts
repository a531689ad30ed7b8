import { delimiter } from 'node:path';
import test from 'ava';
import { kubeconfigPaths, memberForNewEntries } from './paths.js';

const home = '/home/dev';
const list = (...members: string[]) => members.join(delimiter);

test('without KUBECONFIG it is ~/.kube/config', (t) => {
  t.deepEqual(kubeconfigPaths({ kubeconfig: undefined, home }), ['/home/dev/.kube/config']);
  t.deepEqual(kubeconfigPaths({ kubeconfig: '', home }), ['/home/dev/.kube/config']);
});

test('a KUBECONFIG of separators alone names no file, as for kubectl', (t) => {
  t.deepEqual(kubeconfigPaths({ kubeconfig: list('', ''), home }), []);
  t.is(memberForNewEntries([]), null);
});

test('members keep their order, without empty ones and duplicates', (t) => {
  t.deepEqual(kubeconfigPaths({ kubeconfig: list('/b', '', '/a', '/b'), home }), ['/b', '/a']);
});

const member = (path: string, exists: boolean, isWritable: boolean) => ({ path, exists, isWritable });

test('new entries go to the first existing file, else the last, and never to a read-only one', (t) => {
  t.is(
    memberForNewEntries([member('a', false, true), member('b', true, true), member('c', true, true)]),
    'b',
  );
  t.is(memberForNewEntries([member('a', false, true), member('b', false, true)]), 'b');
  t.is(memberForNewEntries([member('a', true, false), member('b', true, true)]), 'b');
  t.is(memberForNewEntries([member('a', true, false), member('b', false, false)]), 'a');
  t.is(memberForNewEntries([]), null);
});
