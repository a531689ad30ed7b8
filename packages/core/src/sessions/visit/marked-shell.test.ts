import test from 'ava';
import { markedShell, promptMark, type ShellMark } from './marked-shell.js';

for (const [name, isReadOnly, mark] of [
  ['prod', false, '[prod until 22:05]'],
  ['prod', true, '[prod read-only until 22:05]'],
  ['生产-1_a.b', false, '[生产-1_a.b until 22:05]'],
  ["a'$(id)`\\\n%\u001b", false, '[a___id______ until 22:05]'],
  ['x'.repeat(41), false, `[${'x'.repeat(40)} until 22:05]`],
  ['', false, '[ until 22:05]'],
] as const)
  test(`the prompt in ${JSON.stringify(name)} is ${mark}`, (t) => {
    t.is(promptMark(name, isReadOnly, '22:05'), mark);
  });

for (const [environment, own] of [
  [{ ENV: '$HOME/.shrc', HOME: '/home/me' }, '/home/me/.shrc'],
  [{ ENV: `\${HOME}/.shrc`, HOME: '/home/me' }, '/home/me/.shrc'],
  [{ ENV: '$HOME/.shrc' }, '/.shrc'],
  [{ ENV: '/etc/shrc', HOME: '/home/me' }, '/etc/shrc'],
  [{ ENV: '$HOMELY', HOME: '/home/me' }, "'$HOMELY'"],
  [{ HOME: '/home/me' }, null],
] as const)
  test(`sh reads first what it would have with ${JSON.stringify(environment)}`, async (t) => {
    const written: string[] = [];
    const folder = {
      path: '/s',
      write: async (name: string, text: string) => {
        written.push(text);
        return `/s/${name}`;
      },
    };
    const session = { mark: '[prod]', kubeconfig: '/s/config', folder } as unknown as ShellMark;
    const shell = await markedShell(environment, session);
    t.deepEqual(shell.command, ['/bin/sh', '-i']);
    t.is(shell.environment['ENV'], '/s/shrc');
    t.is(written.join('').startsWith(own === null ? 'for ' : `if [ -r ${own} ]; then . ${own}; fi\n`), true);
  });
