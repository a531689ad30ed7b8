/** A mouse action. Columns and rows start at 0. */
export type MouseAct =
  | { readonly kind: 'click'; readonly x: number; readonly y: number }
  /** Notches of the wheel; down is positive. */
  | { readonly kind: 'wheel'; readonly by: number };

export interface MouseReader {
  /** Extracts the reports from the terminal's input: the rest is the keyboard's. */
  read(chunk: string): { readonly keys: string; readonly acts: readonly MouseAct[] };
}

const pasteStart = '\x1b[200~';
const pasteEnd = '\x1b[201~';
const begin = '\x1b[<';
/** Escape in the kitty keyboard protocol, which Ink reads from any terminal: nothing behind it can combine with it. */
const escapeKey = '\x1b[27u';
/** The longest possible report has 20 characters: anything longer is not one. */
const longest = 32;

/**
 * Reads the reports of SGR mode (1006): `ESC [ < button ; column ; row M`. One that arrives in two pieces waits for
 * its rest, and is dropped if that never comes. Pasted text is text, whatever is in it. Answers to another program are
 * dropped.
 *
 * An Esc that a busy machine or a slow link delivers together with the sequence of the next key is passed on as a key
 * of its own. Ink would take both for one: the Esc would be lost before an arrow, and a paste would lose its bracket,
 * so that its text would press keys.
 */
export function createMouseReader(): MouseReader {
  let held = '';
  let isPaste = false;
  return {
    read(chunk) {
      const text = held + chunk;
      held = '';
      let keys = '';
      const acts: MouseAct[] = [];
      let at = 0;
      while (at < text.length) {
        if (isPaste) {
          const end = text.indexOf(pasteEnd, at);
          const stop = end === -1 ? text.length - cutLength(text, pasteEnd) : end + pasteEnd.length;
          keys += text.slice(at, Math.max(at, stop));
          isPaste = end === -1;
          if (isPaste) {
            held = text.slice(Math.max(at, stop));
            break;
          }
          at = stop;
          continue;
        }
        const start = nextOf(text, at);
        keys += separateEscapes(text.slice(at, start).replace(answers, ''), text.slice(start));
        if (start === text.length) break;
        if (text.startsWith(pasteStart, start)) {
          keys += pasteStart;
          isPaste = true;
          at = start + pasteStart.length;
        } else if (text.startsWith(begin, start)) {
          const [whole = begin, said = '', sign = ''] = report.exec(text.slice(start, start + longest)) ?? [];
          if (sign === '' && start + whole.length === text.length) {
            held = whole;
            break;
          }
          const act = actOf(said, sign);
          if (act !== null) acts.push(act);
          at = start + whole.length;
        } else {
          // The beginning of one or the other, with nothing after it yet.
          held = text.slice(start);
          break;
        }
      }
      return { keys, acts: together(acts) };
    },
  };
}

/**
 * What a terminal answers to a program that ran before and asked for its colours or its name, too late: read as keys,
 * the `f` of a colour fetches.
 */
const answers = /\x1b(?:\]\d+;|P[\d!>+])[^\x07\x1b]*(?:\x07|\x1b\\)/g;

const report = /^\x1b\[<([\d;]*)([Mm]?)/;

/** Where the next report or paste begins, or what may become one; the end of the text if there is none. */
function nextOf(text: string, from: number): number {
  for (let at = text.indexOf('\x1b[', from); at !== -1; at = text.indexOf('\x1b[', at + 1)) {
    const rest = text.slice(at, at + pasteStart.length);
    if (rest.startsWith(begin) || rest === pasteStart) return at;
    if (at + rest.length === text.length && (begin.startsWith(rest) || pasteStart.startsWith(rest)))
      return at;
  }
  return text.length;
}

/** The text with each Esc that a sequence follows, in it or right behind it, as a key of its own. */
function separateEscapes(text: string, behind: string): string {
  const apart = text.replace(/\x1b(?=\x1b)/g, escapeKey);
  return apart.endsWith('\x1b') && behind.startsWith('\x1b') ? `${apart.slice(0, -1)}${escapeKey}` : apart;
}

/** How much of a sequence the text ends with. */
function cutLength(text: string, sign: string): number {
  for (let length = sign.length - 1; length > 0; length -= 1) {
    if (text.endsWith(sign.slice(0, length))) return length;
  }
  return 0;
}

/**
 * Only the left button, when it goes down, and the wheel: combinations with modifiers are the terminal's, to select
 * text.
 */
function actOf(said: string, sign: string): MouseAct | null {
  const numbers = /^(\d{1,3});(\d{1,5});(\d{1,5})$/.exec(said)?.slice(1).map(Number);
  if (numbers === undefined || sign !== 'M') return null;
  const [button = -1, column = 0, row = 0] = numbers;
  if (button === 64 || button === 65) return { kind: 'wheel', by: button === 64 ? -1 : 1 };
  return button === 0 && column > 0 && row > 0 ? { kind: 'click', x: column - 1, y: row - 1 } : null;
}

/** Spinning the wheel is one act. */
function together(acts: readonly MouseAct[]): readonly MouseAct[] {
  const all: MouseAct[] = [];
  for (const act of acts) {
    const last = all.at(-1);
    if (act.kind === 'wheel' && last?.kind === 'wheel')
      all[all.length - 1] = { kind: 'wheel', by: last.by + act.by };
    else all.push(act);
  }
  return all;
}
