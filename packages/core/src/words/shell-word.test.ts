import { execFileSync } from 'node:child_process';
import test from 'ava';
import { shell, word } from './shell-word.js';

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
  'a\\',
  '-n',
  'a\n\u001bb',
  "\u202e'%s!\\$(id)`id`",
];

for (const name of names) {
  test(`a shell takes ${JSON.stringify(name)} as one word`, (t) => {
    t.is(execFileSync('sh', ['-c', `printf %s ${word(name)}`], { encoding: 'utf8' }), name);
  });
}

test('a plain name stays as it is, and no control character gets through', (t) => {
  t.is(word('ack/cn-hangzhou/prod'), 'ack/cn-hangzhou/prod');
  t.is(word('a\n\u001bb!'), `"$(printf 'a\\012\\033b\\041')"`);
});

const dashed = test.macro({
  exec: (t, written: string, expected: string) => t.is(written, expected),
  title: (_, __, expected) => `a name that begins with a dash is no option: ${expected}`,
});

test(dashed, shell`ackring get ${'-x'}`, 'ackring get -- -x');
test(dashed, shell`ackring get ${'-x'} --long-term`, 'ackring get --long-term -- -x');
test(
  dashed,
  shell`ackring verify ${'-x'} --kubeconfig ${'-f'} --trust`,
  'ackring verify --kubeconfig=-f --trust -- -x',
);
test(
  dashed,
  shell`ackring get ${'-x'} --stdout | ackring inspect -`,
  'ackring get --stdout -- -x | ackring inspect -',
);
test(dashed, shell`mkdir -p ${'-x'} && ls -ld ${'-x'}`, 'mkdir -p -- -x && ls -ld -- -x');
test(dashed, shell`ssh ${'-oProxyCommand=id'} true`, 'ssh -- -oProxyCommand=id true');
test(dashed, shell`rm -rf ${'a'} ${'-b'}`, 'rm -rf a -- -b');
test(dashed, shell`aliyun oss mb oss://${'-b'} --region ${'-r'}`, 'aliyun oss mb oss://-b --region=-r');

test('several words fit into one slot, and none leaves no gap', (t) => {
  t.is(shell`ackring get ${'a b'} ${[]}`, "ackring get 'a b'");
  t.is(shell`ackring get prod ${['--access', 'public']} --use`, 'ackring get prod --access public --use');
});

test('quotes in the command itself stay as they are', (t) => {
  t.is(
    shell`kubectl get secret ${"it's"} -o jsonpath='{.type} {.immutable}'`,
    String.raw`kubectl get secret 'it'\''s' -o jsonpath='{.type} {.immutable}'`,
  );
});
