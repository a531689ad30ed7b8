import { unseen } from '@ackring/core/words';

/** A line of text being typed; the cursor counts code points. */
export interface TextField {
  readonly value: string;
  readonly cursor: number;
}

export const emptyField: TextField = { value: '', cursor: 0 };

export function fieldOf(value: string): TextField {
  return { value, cursor: Array.from(value).length };
}

/** Keyboard input: one key, or a paste, which is text whatever is in it. */
export type Input = { readonly key: string } | { readonly paste: string };

/** The field after an input; null for a key that does not edit. */
export function edited(field: TextField, input: Input): TextField | null {
  return 'paste' in input ? insertText(field, input.paste) : editField(field, input.key);
}

/** Inserts text at the cursor; line ends become spaces, and what cannot be seen is dropped: it would run unseen. */
function insertText(field: TextField, text: string): TextField {
  const clean = Array.from(text.replace(/[\r\n\t]+/g, ' ').replace(unseen, ''));
  const letters = Array.from(field.value);
  letters.splice(field.cursor, 0, ...clean);
  return { value: letters.join(''), cursor: field.cursor + clean.length };
}

/** The field after an editing key, or null if the key does not edit. */
function editField(field: TextField, key: string): TextField | null {
  const letters = Array.from(field.value);
  const { cursor } = field;
  switch (key) {
    case 'left':
    case 'ctrl-b':
      return { ...field, cursor: Math.max(0, cursor - 1) };
    case 'right':
    case 'ctrl-f':
      return { ...field, cursor: Math.min(letters.length, cursor + 1) };
    case 'home':
    case 'ctrl-a':
      return { ...field, cursor: 0 };
    case 'end':
    case 'ctrl-e':
      return { ...field, cursor: letters.length };
    case 'backspace':
      return cut(letters, Math.max(0, cursor - 1), cursor);
    case 'delete':
      return cut(letters, cursor, cursor + 1);
    case 'ctrl-u':
      return cut(letters, 0, cursor);
    case 'ctrl-k':
      return cut(letters, cursor, letters.length);
    case 'ctrl-w':
      return cut(letters, wordStart(letters, cursor), cursor);
    case 'space':
      return insertText(field, ' ');
    default:
      return isPrintable(key) ? insertText(field, key) : null;
  }
}

function cut(letters: readonly string[], from: number, to: number): TextField {
  return { value: [...letters.slice(0, from), ...letters.slice(to)].join(''), cursor: from };
}

function wordStart(letters: readonly string[], cursor: number): number {
  let at = cursor;
  while (at > 0 && letters[at - 1] === ' ') at--;
  while (at > 0 && letters[at - 1] !== ' ') at--;
  return at;
}

/** Key names have more than one letter; a printable key is its own letter. */
function isPrintable(key: string): boolean {
  return Array.from(key).length === 1 && !/\p{Cc}/u.test(key);
}
