import { unseen } from './visible.js';

/** Several words in one slot: none, or an option with its value. */
type Slot = string | readonly string[];

/**
 * A command to be copied and pasted: ``shell`ackring get ${cluster} --long-term` ``. What fills a slot comes from a
 * cloud or a file and must run nothing: each value is one word of sh, bash, zsh and fish alike, and is never taken
 * for an option. A value that begins with `-` goes after `--`, or is joined to its option as `--option=value`; so
 * options with a value are written in their long form.
 */
export function shell(literals: TemplateStringsArray, ...slots: readonly Slot[]): string {
  const line: Token[] = [];
  literals.forEach((literal, at) => {
    const slot = slots[at - 1];
    if (slot !== undefined) fill(line, slot, literal);
    for (const part of literal.match(/'[^']*'|\s+|[^\s']+/g) ?? []) extend(line, part);
  });
  return simpleCommands(line).map(written).join(' ');
}

interface Token {
  text: string;
  /** The following text belongs to it. */
  open: boolean;
  /** A value that filled a slot alone, and could be taken for an option. */
  readonly slot: string | null;
}

function fill(line: Token[], slot: Slot, following: string): void {
  if (typeof slot !== 'string') {
    for (const text of slot) line.push({ text: word(text), open: false, slot: null });
  } else if (line.at(-1)?.open || /^\S/.test(following)) {
    extend(line, word(slot));
  } else {
    line.push({ text: word(slot), open: true, slot });
  }
}

function extend(line: Token[], part: string): void {
  const last = line.at(-1);
  if (/^\s/.test(part)) {
    if (last) last.open = false;
  } else if (last?.open) last.text += part;
  else line.push({ text: part, open: true, slot: null });
}

/** Splits at `|` and `&&`, each of which begins a command with its own options. */
function simpleCommands(line: readonly Token[]): readonly (readonly Token[])[] {
  const ends = line.flatMap(({ text, slot }, at) => (slot === null && /^(?:\||&&)$/.test(text) ? [at] : []));
  return [0, ...ends].map((start, at) => line.slice(start, ends[at]));
}

function written(tokens: readonly Token[]): string {
  const words = tokens.flatMap((token, at) => {
    if (isDash(token) && takesValue(tokens[at - 1])) return [];
    const next = tokens[at + 1];
    const value = takesValue(token) && next !== undefined && isDash(next) ? `=${next.text}` : '';
    return [{ ...token, text: token.text + value }];
  });
  const first = words.findIndex(isDash);
  if (first === -1) return textOf(words);
  const option = words.findIndex(({ text, slot }, at) => at > first && slot === null && text.startsWith('-'));
  const end = option === -1 ? words.length : option;
  const separator: Token = { text: '--', open: false, slot: null };
  return textOf([...words.slice(0, first), ...words.slice(end), separator, ...words.slice(first, end)]);
}

function isDash({ slot }: Token): boolean {
  return slot?.startsWith('-') ?? false;
}

function takesValue(token: Token | undefined): boolean {
  return token?.slot === null && token.text.startsWith('--');
}

function textOf(tokens: readonly Token[]): string {
  return tokens.map(({ text }) => text).join(' ');
}

/**
 * A text as one word of sh, bash, zsh and fish, unquoted if possible. Invisible characters, such as a newline, are
 * written in octal for printf(1), since a terminal would act on them; only newlines at the very end are lost.
 */
export function word(text: string): string {
  if (/^[\w@%+:,./-][\w@%+=:,./-]*$/.test(text)) return text;
  if (text.search(unseen) !== -1) return `"$(printf '${text.replace(unseenOrSpecial, octal)}')"`;
  // fish treats a backslash between quotes as an escape, the others do not: it is kept outside the quotes.
  return `'${text.replace(/['\\]/g, (character) => `'\\${character}'`)}'`;
}

// Within double quotes a shell expands `!`; printf interprets `%` and `\`, and takes a leading `-` for an option.
const unseenOrSpecial = new RegExp(`${unseen.source}|[-!"$'%\\\\\`]`, unseen.flags);

function octal(character: string): string {
  return [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, '0')}`).join('');
}
