import test from 'ava';
import { robotMarkdown } from './robot.js';

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
