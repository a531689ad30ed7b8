import test from 'ava';
import { drawsSigns, withPlainSigns } from './paint.js';

const terminal = test.macro<[Record<string, string>, expected: boolean]>({
  exec(t, environment, expected) {
    t.is(drawsSigns(environment), expected);
  },
  title: (_, environment, expected) =>
    `${JSON.stringify(environment)} ${expected ? 'draws signs' : 'is drawn in ASCII'}`,
});

test(terminal, {}, true);
test(terminal, { TERM: 'xterm-256color', LANG: 'ja_JP.UTF-8' }, true);
test(terminal, { TERM: 'screen', LANG: 'de_DE' }, true);
test(terminal, { LANG: 'C', LC_ALL: 'C.utf8' }, true);
test(terminal, { LC_CTYPE: 'UTF-8' }, true);
test(terminal, { TERM: 'linux', LANG: 'en_US.UTF-8' }, false);
test(terminal, { TERM: 'vt220' }, false);
test(terminal, { TERM: 'dumb' }, false);
test(terminal, { LANG: 'C' }, false);
test(terminal, { LANG: 'en_US.UTF-8', LC_ALL: 'POSIX' }, false);
test(terminal, { LANG: 'ja_JP.eucJP' }, false);
test(terminal, { LANG: 'de_DE.ISO-8859-15@euro' }, false);

test('own signs keep their places, and names stay as they are', (t) => {
  t.is(withPlainSigns('▌● 東京 ━━╎╍╍ −12 d · née…'), '|* 東京 ==|.. -12 d . née~');
  t.is(withPlainSigns('╭ ⟳ “it’s” ↑↓ ╮'), `+ @ "it's" ^v +`);
});

test('every sign that frames are drawn with has its ASCII', (t) => {
  for (let code = 0x2500; code <= 0x257f; code += 1) {
    const sign = String.fromCharCode(code);
    if (/[─│┃━┌┐└┘├┤┬┴┼═╌╍╎╭╮╯╰]/.test(sign)) t.not(withPlainSigns(sign), '?', sign);
  }
  for (const sign of '▁▂▃▄▅▆▇█▌▏●◉○◐✕✓▲▸★✎⟳←→↑↓⏎·–—−…›‘’“”×') t.regex(withPlainSigns(sign), /^[^?]$/, sign);
});
