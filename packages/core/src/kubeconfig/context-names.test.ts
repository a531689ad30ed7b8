import test from 'ava';
import type { AckringError } from '../words/errors.js';
import { sentenceOf, toText } from '../words/say.js';
import { contextMeant, contextNamed, contextsNamed, nearestContext, similarTo } from './context-names.js';

const names = [
  'ack/cn-hangzhou/prod',
  'ack/eu-central-1/prod',
  'ack/cn-hangzhou/lab',
  'lab-of-tom',
  'prod/old',
];

const meant = test.macro<[string, string | null]>({
  exec(t, name, expected) {
    t.is(contextMeant(name, names), expected);
  },
  title: (_, name, expected) => `"${name}" means ${expected ?? 'nothing'}`,
});

test(meant, 'ack/cn-hangzhou/prod', 'ack/cn-hangzhou/prod');
test(meant, 'lab', 'ack/cn-hangzhou/lab');
test(meant, 'cn-hangzhou/prod', 'ack/cn-hangzhou/prod');
test(meant, 'ab', null);
test(meant, 'LAB', null);
test(meant, '', null);
test(meant, 'prod/', null);

test('the whole name wins over an ending, and an ending that several have is refused', (t) => {
  t.is(contextMeant('lab', [...names, 'lab']), 'lab');
  t.throws(() => contextMeant('prod', names), {
    code: 'ContextAmbiguous',
    message: 'several contexts end in "/prod": ack/cn-hangzhou/prod, ack/eu-central-1/prod',
  });
  // The same name in two files is one context to kubectl.
  t.is(contextMeant('x', ['a/x', 'a/x']), 'a/x');
});

test('a mistyped name is recognized by its end, too', (t) => {
  t.is(nearestContext('lba', names), 'ack/cn-hangzhou/lab');
  t.is(nearestContext('lab-of-tim', names), 'lab-of-tom');
  t.is(nearestContext('something-else', names), null);
  t.is(nearestContext('of-tom', names), 'lab-of-tom');
  t.is(nearestContext('a/bcdefh', ['z/a-bcdefh', 'a/bcdefg']), 'a/bcdefg', 'the whole name before its end');
  t.is(nearestContext('abc', ['x-abc-x-abc']), 'x-abc-x-abc');
  t.is(nearestContext('ab', ['x-ab-x-abcdef']), null, 'two letters are in many names');
  t.is(nearestContext('prod', ['a/prod-1/private', 'b/prod-1/private']), null);
  t.is(nearestContext('prod-1', ['a/prod-1/private', 'b/lab/private']), 'a/prod-1/private');
});

test('a name that has to mean one is found by its end, or told with what was meant', (t) => {
  t.is(contextNamed('lab', names), 'ack/cn-hangzhou/lab');
  t.deepEqual(contextsNamed(['lab', 'prod/old'], names), ['ack/cn-hangzhou/lab', 'prod/old']);
  const told = (wanted: readonly string[], among = names) =>
    t.throws(() => contextsNamed(wanted, among), { code: 'ContextNotFound' })?.message;
  t.regex(told(['lba']) ?? '', /holds context "lba"; did you mean "ack\/cn-hangzhou\/lab"\?$/);
  t.regex(told(['lab', 'x', 'y']) ?? '', /holds context "x", context "y"$/);
  t.throws(() => contextsNamed(['prod'], names), { code: 'ContextAmbiguous' });
});

test('a refusal calls a pattern no name, and tells of those that were found beside what is missing', (t) => {
  const refused = (...wanted: readonly string[]) =>
    t.throws<AckringError>(() => contextsNamed(wanted, names), { code: 'ContextNotFound' });
  t.regex(refused('zz?').message, /holds a context like "zz\?"$/);
  t.regex(refused('lab*x', 'y').message, /holds a context like "lab\*x", context "y"$/);
  const alone = 'Run `ackring contexts` for all of them.';
  t.is(refused('x').remedy, alone);
  t.is(refused('lab', 'x', 'prod/*').remedy, `Nothing was done with lab, prod/* either. ${alone}`);
});

const chosen = test.macro<[readonly string[], readonly string[] | null]>({
  exec(t, wanted, expected) {
    const among = [...names, 'ack/*'];
    if (expected === null) t.throws(() => contextsNamed(wanted, among), { code: 'ContextNotFound' });
    else t.deepEqual(contextsNamed(wanted, among), expected);
  },
  title: (_, wanted, expected) => `${wanted.join(' and ')} mean ${expected?.join(' and ') ?? 'nothing'}`,
});

test(chosen, ['*/prod'], ['ack/cn-hangzhou/prod', 'ack/eu-central-1/prod']);
test(chosen, ['ACK/*/lab'], ['ack/cn-hangzhou/lab']);
test(chosen, ['prod/???', 'lab*'], ['prod/old', 'ack/cn-hangzhou/lab', 'lab-of-tom']);
test(chosen, ['la*-tom', 'o?d'], ['lab-of-tom', 'prod/old']);
test(chosen, ['cn-*'], null);
test(chosen, ['lab', '*/lab', 'lab'], ['ack/cn-hangzhou/lab']);
test(chosen, ['ack/*'], ['ack/*']);
test(chosen, ['lab', 'none-*'], null);

test('what is near no name is told with those that have a part of it', (t) => {
  const hint = (name: string) => toText(sentenceOf(similarTo(name, names)));
  t.is(hint('hangzhou|tom'), '; similar names: ack/cn-hangzhou/prod, ack/cn-hangzhou/lab, lab-of-tom');
  t.is(hint('tom|lab'), '; similar names: lab-of-tom');
  t.is(hint('zz|cn'), '');
  const many = ['a', 'b', 'c', 'd', 'e', 'f', 'g'].map((end) => `prod-${end}`);
  const told = toText(sentenceOf(similarTo('prod|nothing', [...many, 'lab'])));
  t.is(told, '; similar names: prod-a, prod-b, prod-c and 4 more');
  t.is(similarTo('prod|nothing', many), '');
  t.is(toText(sentenceOf(similarTo('prod|nothing', ['prod-a']))), '; similar names: prod-a');
});
