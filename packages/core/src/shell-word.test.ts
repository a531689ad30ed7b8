import { execFileSync } from 'node:child_process';
import test from 'ava';
import { word } from './shell-word.js';

const names = [
  'prod',
  'prod-1.tokyo:6443',
  '$(touch /tmp/x)',
  '`id`',
  "it's",
  'two words',
  '; rm -rf ~',
  '東京',
  '~',
  '*',
  '',
];

for (const name of names) {
  test(`a shell takes ${JSON.stringify(name)} as one word`, (t) => {
    t.is(execFileSync('sh', ['-c', `printf %s ${word(name)}`], { encoding: 'utf8' }), name);
  });
}

test('a plain name stays as it is, and no control character comes through', (t) => {
  t.is(word('ack/cn-hangzhou/prod'), 'ack/cn-hangzhou/prod');
  t.is(word('a\n\u001bb'), "'a??b'");
});
