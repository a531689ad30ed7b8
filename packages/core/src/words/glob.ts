/** Lower case, without accents, full-width letters narrow: the form for comparing texts. */
export function folded(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text.toLowerCase();
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}

/** Whether it is a pattern. */
export function isGlob(text: string): boolean {
  return /[*?]/.test(text);
}

/**
 * Whether the whole text matches a pattern, in which `*` stands for any letters and `?` for one of them. Linear in the
 * text for each star: a regular expression made of a hostile pattern could run for hours.
 */
export function matchesGlob(pattern: string, text: string): boolean {
  let [inPattern, inText] = [0, 0];
  // The position of the last star, and how much of the text it takes so far: the only choice to backtrack on.
  let [star, taken] = [-1, 0];
  while (inText < text.length) {
    const sign = pattern.charAt(inPattern);
    if (sign === '*') {
      star = inPattern;
      taken = inText;
      inPattern += 1;
    } else if (sign !== '' && (sign === '?' || sign === text.charAt(inText))) {
      inPattern += 1;
      inText += 1;
    } else if (star !== -1) {
      taken += 1;
      inText = taken;
      inPattern = star + 1;
    } else return false;
  }
  return /^\**$/.test(pattern.slice(inPattern));
}
