import test from 'ava';
import {
  cutMiddle,
  cutName,
  cutText,
  fitLine,
  fitText,
  indented,
  lineText,
  lineWidth,
  overlay,
  sliceLine,
  span,
  wrapText,
} from './line.js';

const widths = test.macro({
  exec(t, text: string, width: number, expected: string) {
    t.is(fitText(text, width), expected);
  },
  title: (_, text, width) => `"${text}" fits ${width} columns exactly`,
});

test(widths, 'prod', 6, 'prod  ');
test(widths, 'prod', 4, 'prod');
test(widths, 'production', 4, 'pro…');
test(widths, '東京', 4, '東京');
test(widths, '東京都', 4, '東… ');
test(widths, '東京都', 5, '東京…');
test(widths, '東京', 1, '…');

test('long names lose their middle, since their ends distinguish them', (t) => {
  t.is(cutMiddle('prod', 8), 'prod');
  t.is(cutMiddle('ack/cn-hangzhou/prod-payments-api', 11), 'ack/c…s-api');
  t.is(cutMiddle('クラスター本番東京', 9), 'クラ…東京');
});

test('a line is sliced by columns, and half a wide character becomes a space', (t) => {
  const line = [span('ab'), span('東京', 'good'), span('cd')];
  t.is(lineText(sliceLine(line, 1, 4)), 'b東');
  t.is(lineText(sliceLine(line, 3, 5)), '  ');
  t.is(lineText(sliceLine(line, 3, 7)), ' 京c');
  t.is(sliceLine(line, 4, 6)[0]?.tone, 'good');
  const cutAt = (width: number) => lineText(sliceLine(line, 0, width, true));
  t.deepEqual([3, 4, 5, 6].map(cutAt), ['ab…', 'ab… ', 'ab東…', 'ab東… ']);
});

test('a line that is too long ends in an ellipsis and has the requested width', (t) => {
  const fitted = fitLine([span('production'), span(' cluster')], 12);
  t.is(lineText(fitted), 'production …');
  t.is(lineWidth(fitted), 12);
});

test('a dialog covers what is under it and nothing else', (t) => {
  const base = ['0123456789', '東京東京東', 'abcdefghij'].map((text) => [span(text)]);
  const lines = overlay(base, [[span('XXX')], [span('YYY')]], 3, 1).map(lineText);
  t.deepEqual(lines, ['0123456789', '東 XXX京東', 'abcYYYghij']);
});

test('text is wrapped at spaces, and a word longer than a line is split', (t) => {
  t.deepEqual(wrapText('run ackring doctor now', 11), ['run ackring', 'doctor now']);
  t.deepEqual(wrapText('abcdefgh ij', 4), ['abcd', 'efgh', 'ij']);
  t.deepEqual(indented('  run ackring doctor now', 13), ['  run ackring', '  doctor now']);
  t.deepEqual(wrapText('one\n\ntwo', 10), ['one', '', 'two']);
  t.deepEqual(wrapText('a=1  b=2', 10), ['a=1  b=2']);
});

test('text without spaces is wrapped between its characters, and no line begins with a closing sign', (t) => {
  t.deepEqual(wrapText('まだ何も。ackring の', 8), ['まだ何', 'も。', 'ackring', 'の']);
  t.deepEqual(wrapText('还没有上下文。按 1', 13), ['还没有上下', '文。按 1']);
  t.is(cutText('', 3), '');
});

test('a name that is too long for what is said behind it loses its middle, and only without room for both that goes', (t) => {
  const cut = (width: number): string => cutName('old-pipeline (deleted)', 'old-pipeline', width);
  t.is(cut(22), 'old-pipeline (deleted)');
  t.is(cut(21), 'old-p…eline (deleted)');
  t.is(cut(18), 'old-…ine (deleted)');
  t.is(cut(16), 'old-p… (deleted)');
  t.is(cut(15), 'old-pipeline');
  t.is(cut(9), 'old-…line');
});
