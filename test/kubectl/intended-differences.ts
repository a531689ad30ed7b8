/**
 * What kubectl accepts and ackring refuses, on purpose: with the line and column, before anything is written. Nothing
 * is here that ackring would accept and kubectl refuse, and nothing that both accept and read differently.
 */
export const intendedRefusals: readonly { readonly why: string; readonly isIn: (text: string) => boolean }[] =
  [
    {
      why: 'A byte order mark within the text is no content to anybody: two files were put into one.',
      isIn: (text) => text.lastIndexOf('\uFEFF') > 0,
    },
    {
      why: 'Bytes as a list of numbers (`certificate-authority-data: [45, 45]`): Go takes them, nothing writes them.',
      isIn: (text) => /-data['"]?\s*:\s*(?:&\S+\s*)?\[/.test(text),
    },
    {
      why: 'A quoted text that goes on with less indentation than its key is no YAML but to libyaml.',
      isIn: (text) => /"[^"\n\r]*[\n\r][^"]*"|'[^'\n\r]*[\n\r][^']*'/.test(text),
    },
    {
      why: 'So is a bracket that is closed with less indentation than its key.',
      isIn: (text) => /[[{][^\]}\n\r]*[\n\r]/.test(text),
    },
    {
      why: 'An escaped line break before an empty line is a line break to libyaml, and a blank to other parsers.',
      isIn: (text) => /\\\r?\n[ \t]*\r?\n/.test(text),
    },
    { why: "`\\'` in double quotes is an escape to libyaml alone.", isIn: (text) => text.includes("\\'") },
  ];

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
