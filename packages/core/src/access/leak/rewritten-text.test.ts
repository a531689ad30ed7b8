import test from 'ava';
import { printedRuns, rewrittenTexts } from './rewritten-text.js';

const rewritten = (text: string) => [...rewrittenTexts(text)].map((each) => each.text.trimEnd());

const undone: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
  ['nothing', 'token: x', []],
  ['escapes of JSON', String.raw`token \"\u0041\/\t\x`, ['token "A/\tx']],
  ['percent signs', 'token%3Dx', ['token=x']],
  ['entities', 'token &quot;x&#65;&amp;&copy;', ['token "xA&&copy;']],
  ['entities by their code', 'token &#x4d;&#77;&#x10ffff;&#x110000;', ['token MM\u{10ffff}&#x110000;']],
  ['doubled quotes', 'token ""x""', ['token "x"']],
  ['a patch', '+token: x\n y', ['token: x\n y']],
  ['a mail in a mail', '> > token: x', ['token: x']],
  ['numbers of lines', '12:token: x\n13:y', ['token: x\ny']],
  ['percent signs where nothing hints at a credential', 'a%3Dx', []],
  ['a patch where nothing hints at a credential', '+a: x', ['a: x']],
  ['percent signs beside 56 letters', `${'x'.repeat(56)} a%3Db`, [`${'x'.repeat(56)} a=b`]],
  ['percent signs beside 55 letters behind a blank', ` ${'x'.repeat(55)} a%3Db`, []],
  ['percent signs beside 55 letters', `${'x'.repeat(55)} a%3Db`, []],
];
for (const [what, text, told] of undone)
  test(`undone: ${what}`, (t) => {
    t.deepEqual(rewritten(text), told);
  });

for (const count of [1, 2, 3, 4, 5, 7, 8, 9])
  test(`of ${count} lines each is found again where it was`, (t) => {
    const lines = Array.from({ length: count }, (_, index) => String.raw`token \"${index + 1}\"\n.`);
    const [{ text, outerLine } = t.fail()] = rewrittenTexts(lines.join('\n'));
    for (let line = 1; line <= count; line += 1) {
      const at = text.indexOf(`token "${line}"`);
      t.is(outerLine(at), line);
      t.is(outerLine(text.indexOf('.', at)), line);
    }
  });

const line = '9jqo^'.repeat(16);
const three = `${line}\n${line}\n${line}`;
const short = '9jqo^'.repeat(12);
const inLines = 'begin 644 config\n#86)C\n`\n';

const printed: readonly (readonly [
  what: string,
  text: string,
  runs: readonly (readonly [string, number])[],
])[] = [
  ['lines', three, [[line.repeat(3), 0]]],
  [
    'lines behind a key, and a last one that is shorter',
    `a\nkey: ${three}\n9jqo^\n${line}`,
    [[`${line.repeat(3)}9jqo^`, 2]],
  ],
  ['lines before words', `${three}\nand so on`, [[line.repeat(3), 0]]],
  [
    'lines before words of which the last is long',
    `${three}\nso ${three}`,
    [
      [line.repeat(3), 0],
      [line.repeat(3), 243],
    ],
  ],
  [
    'lines on both sides of an empty one',
    `${three}\n\n${three}`,
    [
      [line.repeat(3), 0],
      [line.repeat(3), 244],
    ],
  ],
  ['lines of 60 signs', `${short}\n${short}\n${short}\n${short}`, [[short.repeat(4), 0]]],
  ['lines of 59 signs', `${short.slice(1)}\n`.repeat(4), []],
  ['200 signs in all', `${line}\n${line}\n${line.slice(0, 40)}`, [[line.repeat(3).slice(0, 200), 0]]],
  ['199 signs in all', `${line}\n${line}\n${line.slice(0, 39)}`, []],
  ['letters and digits alone', `${'a0'.repeat(40)}\n`.repeat(3), []],
  ['what is uuencoded', `x\n${inLines}end\n`, [['#86)C\n`', 2]]],
  ['what is uuencoded, and cut off', `x\n${inLines}`, [['#86)C\n`\n', 2]]],
  [
    'what is uuencoded twice',
    `${inLines}end\n${inLines}end\n`,
    [
      ['#86)C\n`', 0],
      ['#86)C\n`', 29],
    ],
  ],
];

for (const [what, text, runs] of printed)
  test(`signs that can be printed: ${what}`, (t) => {
    const found = [...printedRuns(text)].map((run) => JSON.stringify([run.text, run.offset]));
    t.deepEqual(
      [...new Set(found)],
      runs.map((run) => JSON.stringify(run)),
    );
  });

const [adobe, git, zeroMq] = ['Adobe', 'git', 'ZeroMQ'].map((name, at) => ({ name, at }));
const decoded: readonly (readonly [whose: typeof adobe, text: string, bytes: string])[] = [
  [adobe, 'FCfN8', 'test'],
  [adobe, 'FCfN', 'tes'],
  [adobe, 'FCf', 'te'],
  [adobe, 'FC', 't'],
  [adobe, 's8W-!', '\xff\xff\xff\xff'],
  [adobe, 'zFCfN8z', '\0\0\0\0test\0\0\0\0'],
  [adobe, 'FCzzz', 't'],
  [adobe, 'FCfN8vvv', 'test'],
  [adobe, 'FCfN8~>~>', 'test'],
  [git, 'bY*jN', 'test'],
  [git, 'bY*', 'te'],
  [git, '|NsC0', '\xff\xff\xff\xff'],
  [git, 'bY*jN"""', 'test'],
  [zeroMq, 'HelloWorld', '\x86\x4f\xd2\x6f\xb5\x59\xf7\x5b'],
  [zeroMq, 'HelloWo', '\x86\x4f\xd2\x6f\xb5'],
  [zeroMq, 'Hello~~~', '\x86\x4f\xd2\x6f'],
];

for (const [whose, text, bytes] of decoded)
  test(`${text} is ${JSON.stringify(bytes)} in the base85 of ${whose?.name}`, (t) => {
    const decoders = [...printedRuns(three)].map(({ decode }) => decode);
    t.is(decoders[whose?.at ?? 3]?.(text).toString('latin1'), bytes);
  });

for (const [what, lines, bytes] of [
  ['a line of each length', '#86)C\n!80\n', 'abca'],
  ['a last line that lost its blanks', '#86)C\n#', 'abc\0\0\0'],
  ['an empty line', '#86)C\n\n#86)C', 'abcabc'],
  ['the line that ends it', '#86)C\n`', 'abc'],
  ['more than a line has', '"86)CXXXX', 'ab'],
] as const)
  test(`uuencoded, ${what}`, (t) => {
    const [run] = printedRuns(`begin 644 config\n${lines}\nend\n`);
    t.is(run?.decode(lines).toString('latin1'), bytes);
  });
