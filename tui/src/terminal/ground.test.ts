import { PassThrough } from 'node:stream';
import test from 'ava';
import '../features.js';
import { defaultSettings } from '../world/settings.js';
import { dropLateAnswer, groundOf, groundQuestion } from './ground.js';

const answers: readonly (readonly [string, ReturnType<typeof groundOf>])[] = [
  ['11;rgb:ffff/ffff/ffff', 'light'],
  ['11;rgb:0000/0000/0000', 'dark'],
  ['11;rgb:fd/f6/e3', 'light'],
  ['11;rgb:1e1e/1e1e/1e1e', 'dark'],
  ['11;rgba:ffff/ffff/ffff/cccc', 'light'],
  ['11;#fafafa', 'light'],
  ['11;#00002b', 'dark'],
  // A saturated blue is dark to the eye, a yellow light.
  ['11;rgb:0000/0000/ffff', 'dark'],
  ['11;rgb:ffff/ffff/0000', 'light'],
  ['11;?', null],
  ['11;rgb:ffff/ffff', null],
  ['11;rgb:gggg/0000/0000', null],
  ['10;rgb:ffff/ffff/ffff', null],
  ['', null],
];

for (const [answer, ground] of answers) {
  test(`"${answer}" is ${ground ?? 'no answer'}`, (t) => t.is(groundOf(answer), ground));
}

const asks = test.macro<[Record<string, string>, boolean, Partial<typeof defaultSettings>?]>({
  exec: (t, environment, isAsked, settings = {}) =>
    t.is(groundQuestion(environment, { settings: { ...defaultSettings, ...settings } }) !== '', isAsked),
  title: (title) => `${title}`,
});

const usual = { TERM: 'xterm-256color' };
test('a terminal of which nothing is known is asked', asks, usual, true);
test('one that has told its ground is not', asks, { ...usual, COLORFGBG: '15;0' }, false);
test('nor where the setting says it', asks, usual, false, { skin: 'light' });
test('nor without colours', asks, { ...usual, NO_COLOR: '1' }, false);
test('nor the Linux console, which would print it', asks, { TERM: 'linux' }, false);

test('an answer that comes when the screen is left is read away, and what comes right behind it is not', async (t) => {
  const stdin = new PassThrough();
  const dropped = dropLateAnswer(stdin);
  for (const piece of ['\x1b]11;rgb:ffff/', 'ffff/ffff\x1b', '\\']) stdin.write(piece);
  await dropped;
  stdin.write('ls');
  t.is(String(stdin.read()), 'ls');
});
