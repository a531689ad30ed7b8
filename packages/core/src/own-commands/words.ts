/** A command's words with a row's values filled in. */
export type Filled =
  | { readonly kind: 'words'; readonly words: readonly [string, ...string[]] }
  /** The row has no such value. */
  | { readonly kind: 'missing'; readonly name: string }
  /** A value that would be taken for an option, or that no argument can hold. */
  | { readonly kind: 'refused'; readonly name: string };

/** What is wrong with a line before values are filled in. */
export type LineProblem = 'empty' | 'quote' | 'shell' | 'script' | 'program';

/**
 * The words of a line, split as by a shell, with quotes and backslashes; nothing else is special in it, since no
 * shell ever sees it.
 */
export function wordsOfLine(line: string): readonly [string, ...string[]] | LineProblem {
  const words = cutUp(line);
  if (words === null) return 'quote';
  const [program, ...args] = words;
  if (program === undefined) return 'empty';
  // It would be passed to the program as a word.
  if (/(^|\s)([|;&<>]+|\d?>+\S*)(\s|$)/.test(withoutQuoted(line))) return 'shell';
  if (placeholder.test(program.text)) return 'program';
  const texts = words.map(({ text }) => text);
  return texts.some((text, at) => placeholder.test(text) && isScript(texts, at))
    ? 'script'
    : [program.text, ...args.map(({ text }) => text)];
}

const placeholder = /\{\w+\}/;

/** Programs that take a program of their own as an argument. */
const interpreters = /^(?:.*\/)?(?:(?:ba|z|da|k|a|fi)?sh|python[\d.]*|perl|ruby|node|awk|eval)$/;

/** Whether the word at this place is a script: values filled in there would be run. */
function isScript(words: readonly string[], at: number): boolean {
  const isAfterFlag = /^-\w*[ce]$/.test(words[at - 1] ?? '');
  return isAfterFlag && words.slice(0, at).some((word) => interpreters.test(word));
}

/**
 * Fills in a row's values. Each stays within its word, whatever it contains: names come from outside. One that begins
 * a word and looks like an option is refused.
 */
export function filledWords(
  words: readonly [string, ...string[]],
  values: Readonly<Record<string, string | null>>,
): Filled {
  const filled: string[] = [];
  for (const word of words) {
    const names = [...word.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name);
    for (const name of names) {
      const value = Object.hasOwn(values, name) ? (values[name] ?? null) : null;
      if (value === null || value === '') return { kind: 'missing', name };
      const isOption = word.startsWith(`{${name}}`) && value.startsWith('-');
      if (isOption || value.includes('\0')) return { kind: 'refused', name };
    }
    filled.push(word.replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? ''));
  }
  const [program = '', ...args] = filled;
  return { kind: 'words', words: [program, ...args] };
}

interface Word {
  readonly text: string;
}

/** Null for an unclosed quote. */
function cutUp(line: string): readonly Word[] | null {
  const words: Word[] = [];
  let text = '';
  let isOpen = false;
  let quote: string | null = null;
  for (let at = 0; at < line.length; at += 1) {
    const sign = line.charAt(at);
    if (quote !== null) {
      if (sign === quote) quote = null;
      else if (sign === '\\' && quote === '"' && /["\\]/.test(line.charAt(at + 1))) text += line.charAt(++at);
      else text += sign;
    } else if (sign === '"' || sign === "'") {
      quote = sign;
      isOpen = true;
    } else if (sign === '\\' && at + 1 < line.length) {
      text += line.charAt(++at);
      isOpen = true;
    } else if (/\s/.test(sign)) {
      if (isOpen) words.push({ text });
      text = '';
      isOpen = false;
    } else {
      text += sign;
      isOpen = true;
    }
  }
  if (quote !== null) return null;
  return isOpen ? [...words, { text }] : words;
}

function withoutQuoted(line: string): string {
  return line.replace(/\\.|'[^']*'|"(?:\\.|[^"\\])*"/gs, 'x');
}
