import test from 'ava';
import { matchesExpression, matchesWildcards } from './patterns.js';

const policy = { any: '*', one: '?' };

const wild = test.macro({
  title: (_, pattern: string, text: string, expected: boolean) =>
    `${pattern.slice(0, 30)} ${expected ? 'matches' : 'does not match'} ${text.slice(0, 30)}`,
  exec(t, pattern: string, text: string, expected: boolean) {
    t.is(matchesWildcards(pattern, text, policy), expected);
  },
});

test(wild, '*', '', true);
test(wild, '', '', true);
test(wild, '', 'a', false);
test(wild, 'a?c', 'abc', true);
test(wild, 'a?c', 'ac', false);
test(wild, 'a*c', 'abcbc', true);
test(wild, '*b*', 'abc', true);
test(wild, 'a*', 'ba', false);
test(wild, 'a.c', 'abc', false);
test(wild, 'a**', 'a', true);
test(wild, `${'*a'.repeat(100)}b`, 'a'.repeat(500), false);

test('an expression that takes too long, or is none, cannot be told', (t) => {
  t.true(matchesExpression('^a+$', 'aaa'));
  t.false(matchesExpression('^a+$', 'b'));
  t.is(matchesExpression('(', 'b'), null);
  t.is(matchesExpression('^(a+)+$', `${'a'.repeat(60)}!`), null);
});
