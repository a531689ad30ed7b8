import test from 'ava';
import { matchesGlob } from './glob.js';

const globs = test.macro({
  exec: (t, pattern: string, text: string, expected: boolean) => t.is(matchesGlob(pattern, text), expected),
  title: (_, pattern, text) => `${text} as ${pattern}`,
});

test(globs, 'prod-*', 'prod-', true);
test(globs, 'prod-*', 'a prod-1', false);
test(globs, '*-api', 'prod-api-api', true);
test(globs, '*-api', 'prod-api-', false);
test(globs, 'a?c', 'abc', true);
test(globs, 'a?c', 'ac', false);
test(globs, '*', '', true);
test(globs, '', 'a', false);
test(globs, 'a*b*c', 'a-b-b-c', true);
test(globs, '[a].+', '[a].+', true);
test(globs, `${'a*'.repeat(30)}b`, 'a'.repeat(2000), false);
