/** A file that ackring refuses: its text, and what was said of it. */
export interface Refusal {
  readonly text: string;
  readonly error: { readonly message: string; readonly problems: readonly string[] };
}

interface Intended {
  readonly why: string;
  /** `at` is the place that was named; the text's beginning if none was. */
  readonly isSo: (refusal: Refusal, at: number) => boolean;
}

/**
 * What kubectl accepts and ackring refuses, on purpose: with the line and column, before anything is written. Nothing
 * is here that ackring would accept and kubectl refuse, and nothing that both accept and read differently. Each is
 * known by what is said and by what stands at the very place: a refusal for another reason in the same file is none.
 */
const intendedRefusals: readonly Intended[] = [
  {
    why: 'A byte order mark within the text is no content to anybody: two files were put into one.',
    isSo: ({ text, error }) => /control characters/.test(error.message) && text.lastIndexOf('\uFEFF') > 0,
  },
  {
    why: 'Bytes as a list of numbers (`certificate-authority-data: [45, 45]`): Go takes them, nothing writes them.',
    isSo: ({ error: { problems } }) =>
      problems.length > 0 && problems.every((each) => /-data is a list, not text$/.test(each)),
  },
  {
    why: 'A quoted text that goes on with less indentation than its key is no YAML but to libyaml.',
    isSo: invalid(
      (text, at) => /(?:^|[\s:,[{-])(["'])(?:(?!\1)[\s\S])*$/.test(text.slice(0, at)) && isBroken(text, at),
    ),
  },
  {
    why: 'So is what goes on in brackets with less indentation than their key.',
    isSo: invalid((text, at) => isBroken(text, at) && isInBrackets(text.slice(0, at))),
  },
  {
    why: 'An escaped line break before an empty line is a line break to libyaml, and a blank to other parsers.',
    isSo: invalid((text, at) => /^"(?:[^"\\]|\\.)*?\\\r?\n[ \t]*\r?\n/s.test(text.slice(at))),
  },
  {
    why: 'A comma after the bracket that closes all of the file: libyaml does not look at what follows, which was meant.',
    isSo: invalid(
      (text, at) =>
        /^\s*,/.test(text.slice(at)) && /\}\s*$/.test(text.slice(0, at)) && !isInBrackets(text.slice(0, at)),
    ),
  },
  {
    why: 'A dash alone in brackets is a text to libyaml alone.',
    isSo: invalid((text, at) => /^-\s*[,\]}]/.test(text.slice(at))),
  },
  {
    why: 'A line break of Unicode within a text stays what it is to libyaml, and is a blank or a line break to others.',
    isSo: invalid((text, at) => /^[\u2028\u2029]/.test(text.slice(at))),
  },
  {
    why: 'A question mark that begins a word in brackets is the mark of a key to libyaml, with no blank behind it.',
    isSo: invalid((text, at) => /^\?\S/.test(text.slice(at)) && isInBrackets(text.slice(0, at))),
  },
  {
    why: "`\\'` in double quotes is an escape to libyaml alone.",
    isSo: invalid((text, at) => text.startsWith("\\'", at)),
  },
];

export function isIntended(refusal: Refusal): boolean {
  const [, line = '1', column = '1'] = /, line (\d+), column (\d+): /.exec(refusal.error.message) ?? [];
  const lines = refusal.text.split('\n').slice(0, Number(line) - 1);
  const at = lines.reduce((sum, each) => sum + each.length + 1, 0) + Number(column) - 1;
  return intendedRefusals.some(({ isSo }) => isSo(refusal, at));
}

function invalid(isAt: (text: string, at: number) => boolean): Intended['isSo'] {
  return ({ text, error }, at) => error.message.endsWith(': not valid YAML') && isAt(text, at);
}

/** Whether a line ends at the place, or has just ended. */
function isBroken(text: string, at: number): boolean {
  return /^\r?\n/.test(text.slice(at)) || /[\r\n][ \t]*$/.test(text.slice(0, at));
}

function isInBrackets(text: string): boolean {
  const count = (pattern: RegExp): number => text.match(pattern)?.length ?? 0;
  return count(/[[{]/g) > count(/[\]}]/g);
}

/**
 * What both refuse, in words that are allowed to differ: details of Go's parsers.
 */
const details: readonly (readonly [RegExp, string])[] = [
  [/(failed to parse certificate).*/s, '$1'],
  [
    /tls: (?:failed to parse private key|private key type does not match public key type).*/s,
    'tls: private key does not match public key',
  ],
  [/^x509: .*/s, 'tls: private key does not match public key'],
  [/^parse ".*/s, 'parse'],
  [/^(?:open|read) .*(?:no such file or directory|is a directory)$/s, 'open'],
];

export function plainWords(objection: string): string {
  return details.reduce((text, [detail, plain]) => text.replace(detail, plain), objection);
}
