import test from 'ava';
import { base64Fields, base64Runs, pemBlocks } from './leak-text.js';

const runs = test.macro<[text: string, expected: readonly string[]]>({
  exec(t, text, expected) {
    const found = [...base64Runs(text, 4)];
    t.deepEqual(
      found.map((run) => run.text),
      expected,
    );
    for (const run of found) t.true(text.startsWith(run.text, run.offset));
  },
  title: (_, text) => `runs of four and more in ${JSON.stringify(text)}`,
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

test('a block is found in real and in escaped lines, and only whole', (t) => {
  const found = (text: string) => [...pemBlocks(text, ['CERTIFICATE'])].map((each) => each.text);
  const pem = `-----BEGIN CERTIFICATE-----\n${word}\n-----END CERTIFICATE-----\n`;
  t.deepEqual(found(`x${pem}y`), [pem]);
  t.deepEqual(found(JSON.stringify(JSON.stringify(pem))), [pem]);
  t.deepEqual(found(pem.replace('END CERT', 'END RSA CERT')), []);
  t.deepEqual(found(pem.replace(word, `${word}\u0000`)), []);
  t.deepEqual(found(`-----BEGIN CERTIFICATE-----\n${pem}`), [pem]);
});
