import { widthOfSign } from './line.js';
import { blankLook, type Look, lookAfter, plainLook } from './look.js';

/** A line as the terminal stores it, column by column, without trailing blanks. */
export interface Cells {
  /** The sign of each column; empty in the right half of a wide one. */
  readonly signs: readonly string[];
  readonly looks: readonly Look[];
}

/**
 * Reads a line of text with SGR sequences. Null if the column of a sign depends on the terminal (emoji, combining
 * marks, rare scripts): such a line is always written whole.
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
