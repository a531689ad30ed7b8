import test from 'ava';
import { homePath, homePaths } from './reader.js';

test('the home folder is ~, and only that', (t) => {
  t.is(homePath('/home/a/.kube/config', '/home/a'), '~/.kube/config');
  t.is(homePath('/home/ab/config', '/home/a'), '/home/ab/config');
  t.is(homePath('/config', ''), '/config');
  // As it was typed.
  t.is(homePath('~/.kube/config', '/home/a'), '~/.kube/config');
});

const texts: readonly (readonly [text: string, told: string])[] = [
  ['/home/a/.kube/config cannot be read', '~/.kube/config cannot be read'],
  ['Look: `ls -l /home/a/.kube/config /home/a/b`.', 'Look: `ls -l ~/.kube/config ~/b`.'],
  ['場所：/home/a/x', '場所：~/x'],
  ["`ls '/home/a/my files'`", "`ls '/home/a/my files'`"],
  ['file:///home/a/x', 'file:///home/a/x'],
  ['--output=/home/a/x', '--output=/home/a/x'],
  ['/mnt/home/a/x /home/ab/x /home/a', '/mnt/home/a/x /home/ab/x /home/a'],
];

for (const [text, told] of texts)
  test(`within a text the home folder is ~ where a shell agrees: ${text}`, (t) => {
    t.is(homePaths(text, '/home/a'), told);
    t.is(homePaths(text, ''), text);
  });
