// The input is anybody's text, of any size: it is scanned by hand, each character a bounded number of times. Regular
// expressions with counted repeats overflowed the stack on megabytes of one letter, and ran out of memory while
// compiling, which ends the process.

/** A piece of a text. */
export interface TextPiece {
  readonly text: string;
  readonly offset: number;
}

/** No certificate or key comes close. */
const longestValue = 65_536;

/** Runs of base64 of at least this many characters, including padding. */
export function* base64Runs(text: string, atLeast: number): Generator<TextPiece, void> {
  for (let start = 0; start < text.length; start += 1) {
    // A run that does not reach this far from here starts after what breaks it.
    if (!isBase64(text.charCodeAt(start + atLeast - 1))) start += atLeast - 1;
    else {
      let begin = start + atLeast - 1;
      while (begin > start && isBase64(text.charCodeAt(begin - 1))) begin -= 1;
      const end = runEnd(text, start + atLeast);
      if (end - begin >= atLeast) yield { text: text.slice(begin, paddingEnd(text, end)), offset: begin };
      start = end;
    }
  }
}

/**
 * The base64 of a field in YAML, JSON or JSON escaped into JSON, in one piece or folded over lines; `offset` is that
 * of the field's name.
 */
export function* base64Fields(text: string, name: string): Generator<TextPiece, void> {
  for (let at = text.indexOf(name); at !== -1; at = text.indexOf(name, at + name.length)) {
    opening.lastIndex = at + name.length;
    if (!opening.test(text)) continue;
    const value = foldedValue(text, opening.lastIndex);
    if (value !== '') yield { text: value, offset: at };
  }
}

/** From the end of the name to the value: the colon, and whatever may precede a value. */
const opening =
  /\\{0,16}["']?\s{0,64}:\s{0,64}(?:[>|][-+0-9]{0,3}\s{1,64}|\\{0,16}["']|!!\w{1,16}\s{1,64})?/y;

/** Shorter pieces are words of the surrounding text. */
const shortestPiece = 16;
const widestGap = 40;

function foldedValue(text: string, start: number): string {
  let value = '';
  for (let at = start; value.length < longestValue; ) {
    const end = runEnd(text, at);
    if (end - at < shortestPiece) return value;
    value += text.slice(at, end);
    const next = spaceEnd(text, paddingEnd(text, end));
    if (next - end > widestGap) return value;
    at = next;
  }
  return '';
}

/** PEM blocks with these labels, with real or JSON-escaped line ends, returned as PEM. */
export function* pemBlocks(text: string, labels: readonly string[]): Generator<TextPiece, void> {
  const begin = '-----BEGIN ';
  for (let at = text.indexOf(begin); at !== -1; at = text.indexOf(begin, at + begin.length)) {
    const label = labels.find((each) => text.startsWith(`${each}-----`, at + begin.length));
    if (label === undefined) continue;
    const start = at + begin.length + label.length + 5;
    const end = text.indexOf('-', start);
    if (end === -1 || end - start > longestValue || !text.startsWith(`-----END ${label}-----`, end)) continue;
    const base64 = text.slice(start, end).replace(/\\{1,16}[nr]|\s/g, '');
    if (/^[A-Za-z0-9+/=]+$/.test(base64)) yield { text: toPem(label, base64), offset: at };
  }
}

function toPem(label: string, base64: string): string {
  return `-----BEGIN ${label}-----\n${base64.replace(/.{64}(?=.)/g, '$&\n')}\n-----END ${label}-----\n`;
}

function runEnd(text: string, start: number): number {
  let end = start;
  while (isBase64(text.charCodeAt(end))) end += 1;
  return end;
}

function paddingEnd(text: string, start: number): number {
  let end = start;
  while (end < start + 2 && text.charAt(end) === '=') end += 1;
  return end;
}

function spaceEnd(text: string, start: number): number {
  let end = start;
  while (end <= start + widestGap && /\s/.test(text.charAt(end))) end += 1;
  return end;
}

/** `+`, `/` to `9`, and the letters; false for the NaN beyond the end. */
function isBase64(code: number): boolean {
  return (
    (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || (code >= 47 && code <= 57) || code === 43
  );
}
