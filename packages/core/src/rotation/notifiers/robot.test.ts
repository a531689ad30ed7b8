import test from 'ava';
import { quoted } from '../../words/say.js';
import { refuseFailure, robotMarkdown } from './robot.js';

const digest = { title: 'two', entries: [], summary: 'of 3', leftOut: (count: number) => `${count} more` };
const failed = { mark: '✕', text: 'prod', remedy: 'mend it' } as const;
const over = { mark: '✓', text: 'dev', remedy: null } as const;

test('a robot’s message is a title, a line for each with what to do below it, what had no room, and the counts', (t) => {
  t.is(robotMarkdown(digest, [failed, over], 0), '#### two\n\n- ✕ prod  \n  mend it\n- ✓ dev\n\n> of 3');
  t.is(robotMarkdown(digest, [over], 1), '#### two\n\n- ✓ dev\n- 1 more\n\n> of 3');
});

test('what could begin a link, a tag or a mention becomes its twin, wherever it stands', (t) => {
  const text = '`a` <@all> [b](https://x) *#&\\|! 生产';
  const inert = "'a' ＜＠all＞ ［b］(https:／／x) ＊＃＆＼｜！ 生产";
  const hostile = { ...digest, title: text, summary: text, leftOut: () => text };
  const told = robotMarkdown(hostile, [{ mark: '·', text, remedy: text }], 1);
  t.is(told, `#### ${inert}\n\n- · ${inert}  \n  ${inert}\n- ${inert}\n\n> ${inert}`);
});

const answers = {
  robot: 'the robot',
  codeField: 'errcode' as const,
  tooFast: [45009],
  remedies: { 93000: quoted('Its key is wrong') },
  otherwise: quoted('See its log'),
};
const judged: readonly (readonly [answer: string, code: string, remedy: RegExp])[] = [
  ['{"errcode":45009}', 'Throttled', /^Others send by this robot too/],
  ['{"errcode":93000}', 'RequestRejected', /^Its key is wrong; the next run tells it again/],
  ['{"errcode":7}', 'RequestRejected', /^See its log; the next run tells it again/],
  ['{"errcode":"0"}', 'ResponseUnreadable', /the URL is the robot's own/],
  ['{"other":0}', 'ResponseUnreadable', /the URL is the robot's own/],
  ['<html>', 'ResponseUnreadable', /the URL is the robot's own/],
];
for (const [answer, code, remedy] of judged)
  test(`a robot that answers ${answer} was not told: ${code}`, (t) => {
    const error = t.throws(() => refuseFailure(answer, answers), { code });
    t.regex((error as { remedy?: string } | undefined)?.remedy ?? '', remedy);
  });

test('a robot that answers 0 was told', (t) => {
  t.notThrows(() => refuseFailure('{"errcode":0,"errmsg":"ok"}', answers));
});
