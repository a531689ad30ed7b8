import { blankLook, type Look, lookAfter, plainLook } from './look.js';

/** A line as the terminal keeps it, a column after the other, without the blanks at its end. */
export interface Cells {
  /** The sign of each column; empty in the right half of a wide one. */
  readonly signs: readonly string[];
  readonly looks: readonly Look[];
}

/** Signs outside ASCII that every terminal draws in one column: those of this program's own screens. */
const narrow =
  /^[\u00a1-\u00ac\u00ae-\u017e\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u2193\u2212\u2500-\u25a0\u25b2\u25b8\u25c9-\u25d0\u27f3\u2713\u2715]$/;
/** Those that every terminal draws in two: Kana, Han, Hangul syllables and full-width forms. */
const wide =
  /^[\u3000-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u3131-\u318e\u31a0-\u31bf\u31f0-\u321e\u3220-\u3247\u3250-\u4dbf\u4e00-\ua48c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe52\ufe54-\ufe66\uff01-\uff60\uffe0-\uffe6]$/;

const widths = new Map<string, 1 | 2 | null>();

/** Null where terminals disagree, or where a sign may melt into the one before it. */
function widthOfSign(sign: string): 1 | 2 | null {
  const known = widths.get(sign);
  if (known !== undefined) return known;
  const width = narrow.test(sign) ? 1 : wide.test(sign) ? 2 : null;
  widths.set(sign, width);
  return width;
}

/**
 * Reads a line of text with SGR sequences. Null when it cannot be said for every terminal which column each
 * sign comes to stand in (emoji, combining marks, rare scripts): such a line is only ever written whole.
 */
export function cellsOf(line: string): Cells | null {
  const signs: string[] = [];
  const looks: Look[] = [];
  let look = plainLook;
  let end = 0;
  for (let at = 0; at < line.length; at += 1) {
    const code = line.charCodeAt(at);
    if (code === 0x20) {
      signs.push(' ');
      const blank = blankLook(look);
      looks.push(blank);
      if (blank !== plainLook) end = signs.length;
    } else if (code > 0x20 && code < 0x7f) {
      signs.push(line.charAt(at));
      looks.push(look);
      end = signs.length;
    } else if (code === 0x1b) {
      const close = line.indexOf('m', at);
      const next = line.charAt(at + 1) === '[' ? lookAfter(look, line.slice(at + 2, close)) : null;
      if (next === null) return null;
      look = next;
      at = close;
    } else {
      const sign = line.charAt(at);
      const width = widthOfSign(sign);
      if (width === null) return null;
      signs.push(sign);
      looks.push(look);
      if (width === 2) {
        signs.push('');
        looks.push(look);
      }
      end = signs.length;
    }
  }
  signs.length = end;
  looks.length = end;
  return { signs, looks };
}
