/** Signs that every terminal draws in one column: ASCII, Latin letters, and those of this program's own screens. */
const narrow =
  /^[\x20-\x7e\u00a1-\u00ac\u00ae-\u017e\u2013\u2014\u2018-\u201d\u2026\u203a\u2190-\u2193\u2212\u23ce\u2500-\u25a0\u25b2\u25b8\u25c9-\u25d0\u270e\u27f3\u2713\u2715]$/;
/** Those that every terminal draws in two: Kana, Han, Hangul syllables and full-width forms. */
const wide =
  /^[\u3000-\u3029\u3030-\u303e\u3041-\u3096\u309b-\u30ff\u3105-\u312f\u3131-\u3163\u3165-\u318e\u31a0-\u31bf\u31f0-\u321e\u3220-\u3247\u3250-\u4dbf\u4e00-\ua48c\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe52\ufe54-\ufe66\uff01-\uff60\uffe0-\uffe6]$/;

const widths = new Map<string, 1 | 2 | null>();

/** Columns of one UTF-16 unit. Null where terminals disagree, or where it may melt into what stands before it. */
export function widthOfSign(sign: string): 1 | 2 | null {
  const known = widths.get(sign);
  if (known !== undefined) return known;
  const width = narrow.test(sign) ? 1 : wide.test(sign) ? 2 : null;
  widths.set(sign, width);
  return width;
}

/** Columns of a text all of whose signs are known; null sends to Unicode's tables, which take long to load. */
export function plainWidth(text: string): number | null {
  let width = 0;
  for (let at = 0; at < text.length; at += 1) {
    const columns = widthOfSign(text.charAt(at));
    if (columns === null) return null;
    width += columns;
  }
  return width;
}
