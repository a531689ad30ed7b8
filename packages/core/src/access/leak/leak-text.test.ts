import test from 'ava';
import { base64Fields, pemBlocks, type TextPiece, wrappedRuns } from './leak-text.js';

const runs = test.macro<[text: string, expected: readonly string[]]>({
  exec(t, text, expected) {
    const found = [...wrappedRuns(text, 4, 'standard')];
    t.deepEqual(
      found.map((run) => run.text),
      expected,
    );
    for (const run of found) t.true(text.startsWith(run.text.slice(0, 4), run.offset));
  },
  title: (_, text) => `runs of four and more in ${JSON.stringify(text)}${text.length}`,
});

test(runs, '', []);
test(runs, 'abc', []);
test(runs, 'abcd', ['abcd']);
test(runs, '-abcd-', ['abcd']);
test(runs, 'abc-abcde-ab-abcd', ['abcde', 'abcd']);
test(runs, '---abcdefghij==', ['abcdefghij==']);
test(runs, 'ab+/09AZ', ['ab+/09AZ']);
test(runs, 'abcd===', ['abcd==']);
test(runs, 'ab.cd:ef@gh[ij`kl{mn', []);
test(runs, 'abcd\nef', ['abcdef']);
test(runs, 'abcd \\\r\n  ef', ['abcdef']);
test(runs, '"abcd" +\n  "efgh=" x', ['abcdefgh=']);
test(runs, '+ abcd\n+ efgh', ['abcdefgh']);
test(runs, '> abcd\n>\n> efgh', ['abcdefgh']);
test(runs, '// abcd\n// efgh', ['abcdefgh']);
test(runs, 'abcd efgh', ['abcd', 'efgh']);
test(runs, `${'a'.repeat(32)} ${'b'.repeat(32)}`, ['a'.repeat(32) + 'b'.repeat(32)]);
test(runs, `${'a'.repeat(32)} ${'b'.repeat(31)}`, ['a'.repeat(32), 'b'.repeat(31)]);
test(runs, `${' '.repeat(40)}abcd ${'b'.repeat(32)}`, ['abcd', 'b'.repeat(32)]);
test(runs, 'abcde abc', ['abcde']);
test(runs, 'abcd= abc', ['abcd=']);
test(runs, 'abcd\n++ efgh', ['abcdefgh']);
test(runs, 'abcd\n+++ efgh', ['abcd+++', 'efgh']);
test(runs, 'abcd:\nefgh', ['abcd', 'efgh']);
test(runs, `abcd\n${' '.repeat(63)}efgh`, ['abcdefgh']);
test(runs, `abcd\n${' '.repeat(64)}efgh`, ['abcd', 'efgh']);

test('a run may begin at any of its first lines, and at each that is longer than the one before', (t) => {
  const text = `EOF\n${'a'.repeat(8)}\n${'b'.repeat(8)}\n${'c'.repeat(8)}\n${'d'.repeat(8)}\ne\n${'f'.repeat(9)}`;
  t.deepEqual(
    [...wrappedRuns(text, 4, 'standard')].map(({ starts }) => starts),
    [[0, 3, 11, 19, 36]],
  );
});

test('a run may begin at sixteen of its lines, and no more', (t) => {
  const text = Array.from({ length: 20 }, (_, index) => 'a'.repeat(index + 1)).join('\n');
  t.deepEqual(
    [...wrappedRuns(text, 4, 'standard')].map(({ starts }) => starts.length),
    [16],
  );
});

test('the other alphabet of base64 has - and _', (t) => {
  const found = (text: string) => [...wrappedRuns(text, 4, 'url')].map((run) => run.text);
  t.deepEqual([found('ab-_cd'), found('ab+/cdef')], [['ab-_cd'], ['cdef']]);
});

const word = 'QUJDREVGR0hJSktMTU5P';

const field = test.macro<[text: string, expected: readonly string[]]>({
  exec(t, text, expected) {
    t.deepEqual(
      [...base64Fields(text, 'x-data')].map((each) => each.text),
      expected,
    );
  },
  title: (_, text) => `fields in ${JSON.stringify(text).slice(0, 80)}`,
});

test(field, `x-data: ${word}`, [word]);
test(field, `{"x-data": "${word}"}`, [word]);
test(field, `{\\"x-data\\": \\"${word}\\"}`, [word]);
test(field, `x-data: >-\n    ${word}\n    ${word}==\n  y-data: no`, [word + word]);
test(field, `x-data: !!binary ${word}`, [word]);
test(field, `x-data\nx-data : ${word}`, [word]);
test(field, 'x-data: short', []);
test(field, `x-data: ${word}${' '.repeat(100)}${word}`, [word]);
test(field, `x-data: ${'A'.repeat(200_000)}`, []);

test('a block is found in real and in escaped lines, and only if complete', (t) => {
  const found = (text: string) => [...pemBlocks(text, ['CERTIFICATE'])].map((each) => each.text);
  const pem = `-----BEGIN CERTIFICATE-----\n${word}\n-----END CERTIFICATE-----\n`;
  t.deepEqual(found(`x${pem}y`), [pem]);
  t.deepEqual(found(JSON.stringify(JSON.stringify(pem))), [pem]);
  t.deepEqual(found(pem.replace('END CERT', 'END RSA CERT')), []);
  t.deepEqual(found(pem.replace(word, `${word}\u0000`)), []);
  t.deepEqual(found(`-----BEGIN CERTIFICATE-----\n${pem}`), [pem]);
  t.deepEqual(found(`-----END CERTIFICATE-----\n-----BEGIN CERTIFICATE-----\n${word}\n`), []);
});

const offsets = (pieces: Iterable<TextPiece>): readonly number[] => [...pieces].map(({ offset }) => offset);

test('each piece is reported with its offset', (t) => {
  t.deepEqual(offsets(wrappedRuns('--abcd--efghi', 4, 'standard')), [2, 8]);
  t.deepEqual(offsets(base64Fields(`a\nx-data: ${word}\n"x-data": "${word}"`, 'x-data')), [2, 32]);
  const pem = `-----BEGIN CERTIFICATE-----\n${word}\n-----END CERTIFICATE-----\n`;
  t.deepEqual(offsets(pemBlocks(`ab${pem}${pem}`, ['CERTIFICATE'])), [2, 2 + pem.length]);
});

test('every base64 character counts as one, and its neighbours do not', (t) => {
  const all = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  for (let code = 0; code < 256; code += 1) {
    const character = String.fromCharCode(code);
    const found = [...wrappedRuns(character.repeat(4), 4, 'standard')].length === 1;
    t.is(found, all.includes(character), JSON.stringify(character));
  }
});

const piece = (length: number): string => 'A'.repeat(length);

test('a field is at most as long as a certificate, its pieces no shorter and no further apart than lines', (t) => {
  const found = (text: string) =>
    [...base64Fields(`x-data: ${text}`, 'x-data')].map((each) => each.text.length);
  const apart = (gap: number) => `${piece(16)}\n${' '.repeat(gap - 1)}${piece(16)}`;
  t.deepEqual([found(piece(16)), found(piece(15))], [[16], []]);
  t.deepEqual([found(apart(40)), found(apart(41))], [[32], [16]]);
  t.deepEqual([found(piece(65_535)), found(piece(65_536))], [[65_535], []]);
});

test('only requested labels are taken, and blocks no longer than a certificate can be', (t) => {
  const block = (label: string, length: number) =>
    `-----BEGIN ${label}-----\n${piece(length)}\n-----END ${label}-----\n`;
  const found = (text: string) => [...pemBlocks(text, ['CERTIFICATE', 'PRIVATE KEY'])];
  t.is(found(block('PRIVATE KEY', 20)).length, 1);
  t.is(found(block('RSA PRIVATE KEY', 20)).length, 0);
  t.is(found(block('CERTIFICATE', 65_534)).length, 1);
  t.is(found(block('CERTIFICATE', 65_535)).length, 0);
  t.is(found(`-----BEGIN CERTIFICATE-----\n${piece(20)}`).length, 0);
  t.is(
    found(block('CERTIFICATE', 130))[0]?.text,
    `-----BEGIN CERTIFICATE-----\n${piece(64)}\n${piece(64)}\nAA\n-----END CERTIFICATE-----\n`,
  );
  t.is(found(block('CERTIFICATE', 64))[0]?.text, block('CERTIFICATE', 64));
});
