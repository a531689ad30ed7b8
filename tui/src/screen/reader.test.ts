import test from 'ava';
import { homePath } from './reader.js';

test('the home folder is ~, and only that', (t) => {
  t.is(homePath('/home/a/.kube/config', '/home/a'), '~/.kube/config');
  t.is(homePath('/home/ab/config', '/home/a'), '/home/ab/config');
  t.is(homePath('/config', ''), '/config');
  // As it was typed.
  t.is(homePath('~/.kube/config', '/home/a'), '~/.kube/config');
});
