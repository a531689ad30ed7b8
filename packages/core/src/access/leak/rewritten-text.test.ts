import test from 'ava';
import { rewrittenTexts } from './rewritten-text.js';

const rewritten = (text: string) => [...rewrittenTexts(text)].map((each) => each.text.trimEnd());

const undone: readonly (readonly [what: string, text: string, told: readonly string[]])[] = [
  ['nothing', 'token: x', []],
  ['escapes of JSON', String.raw`token \"\u0041\/\t\x`, ['token "A/\tx']],
  ['percent signs', 'token%3Dx', ['token=x']],
  ['entities', 'token &quot;x&#65;&amp;', ['token "xA&']],
  ['entities by their code', 'token &#x4d;&#77;&#x1F511;&#x110000;', ['token MM🔑&#x110000;']],
  ['doubled quotes', 'token ""x""', ['token "x"']],
  ['a patch', '+token: x\n y', ['token: x\n y']],
  ['a mail in a mail', '> > token: x', ['token: x']],
  ['numbers of lines', '12:token: x\n13:y', ['token: x\ny']],
  ['percent signs where nothing hints at a credential', 'a%3Dx', []],
  ['a patch where nothing hints at a credential', '+a: x', ['a: x']],
  ['percent signs beside 56 letters', `${'x'.repeat(56)} a%3Db`, [`${'x'.repeat(56)} a=b`]],
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
