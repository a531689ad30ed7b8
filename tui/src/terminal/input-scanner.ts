import { type MouseAct, mouseAct } from '../screen/mouse-reports.js';
import {
  brokenSequence,
  cutSequence,
  escapeKey,
  isRestOf,
  pasteEnd,
  pasteStart,
  sequence,
  stringEnd,
  stringStart,
} from './sequences.js';

/** What was read, in its order: keys, in the bytes from which Ink knows them, or an act of the mouse. */
export type Reading =
  | { readonly kind: 'keys'; readonly keys: string }
  /** A whole OSC string, such as the answer to a question for a colour. */
  | { readonly kind: 'told'; readonly text: string }
  | { readonly kind: 'mouse'; readonly act: MouseAct };

export interface InputScanner {
  /** Takes what the terminal has sent. Times are in milliseconds, by any monotonic clock. */
  read(chunk: string, nowMs: number): readonly Reading[];
  /** Decides on what is held if its rest has not come in time. */
  settle(nowMs: number): readonly Reading[];
  /** When there is something to decide; null if nothing is waited for. */
  dueMs(): number | null;
}

const waitsMs = {
  /** An Esc alone is the key, unless it begins a sequence. */
  escape: 20,
  /** A busy machine and a slow link cut sequences. */
  sequence: 200,
  behindPaste: 100,
  /** After this silence Ctrl-C ends a paste whose end never came. */
  paste: 1000,
};

/** In characters. Of a longer paste only so much is kept that no field takes it. */
const longest = 2 ** 20;
const longestSequence = 256;
/** More than any key sends: what comes in such pieces is still coming. */
const manyAtOnce = 16;

/**
 * Separates what the terminal's input is made of: text, the sequences of keys, mouse reports, pastes, and answers, also
 * to what another program asked before us and did not wait for: read as keys, the `f` of a colour fetches. A sequence cut
 * in two is one: its beginning waits for its rest, and is dropped, never pressed, if that does not come in time.
 *
 * An Esc that a sequence follows, in the same read or soon after, is a key of its own. Ink would take both for one: the
 * Esc would be lost before an arrow, and a paste would lose its bracket, so that its text would press keys.
 *
 * Pasted text is text, whatever is in it. One that contains the end of a paste would press what follows: therefore what
 * comes right behind a paste waits, and is text too if another bracket follows.
 */
export function createInputScanner(): InputScanner {
  let mode: 'keys' | 'string' | 'paste' | 'behindPaste' = 'keys';
  /** What can only be read with its rest. */
  let held = '';
  /** What was given up last, for a rest that comes too late. */
  let late = '';
  /** Of a string or a paste, so far. */
  let size = 0;
  let pasted = '';
  /** Of an OSC string; null within any other, whose text is nobody's. */
  let told: string | null = null;
  let isStalled = false;
  /** Whether the string may have been the keys Esc and a letter: nobody sends such strings. */
  let isDoubtful = false;
  /** Since when we wait; null for what has begun just now. */
  let sinceMs: number | null = null;
  let dueMs: number | null = null;
  let readings: Reading[] = [];
  /** Each reads from the beginning of a text, and returns what is behind that. */
  const scanners = { keys: scanKeys, string: scanString, paste: scanPaste, behindPaste: scanBehindPaste };

  return {
    read: (chunk, nowMs) => {
      if (chunk === '') return [];
      if (isStalled && interrupt.test(chunk)) begin('keys');
      isStalled = false;
      const text = (isRestOf(late, chunk) ? late : held) + chunk;
      late = '';
      scan(text);
      if (chunk.length >= manyAtOnce || mode === 'paste') sinceMs = null;
      return taken(nowMs);
    },
    settle: (nowMs) => {
      if (dueMs === null || nowMs < dueMs) return [];
      giveUp();
      return taken(nowMs);
    },
    dueMs: () => dueMs,
  };

  function taken(nowMs: number): readonly Reading[] {
    const waitMs = isStalled ? null : wait();
    if (waitMs === null) sinceMs = null;
    else sinceMs ??= nowMs;
    dueMs = waitMs === null || sinceMs === null ? null : sinceMs + waitMs;
    const all = readings;
    readings = [];
    return all;
  }

  function wait(): number | null {
    if (mode === 'paste' || mode === 'behindPaste') return waitsMs[mode];
    if (mode === 'string') return waitsMs.sequence;
    if (held === '') return null;
    return held === '\x1b' ? waitsMs.escape : waitsMs.sequence;
  }

  function scan(text: string): void {
    held = '';
    for (let rest = text; rest !== ''; ) rest = scanners[mode](rest);
  }

  function begin(next: typeof mode): void {
    mode = next;
    held = '';
    size = 0;
    pasted = '';
    sinceMs = null;
  }

  function giveUp(): void {
    const given = held;
    const before = mode;
    if (before === 'paste') {
      isStalled = true;
      return;
    }
    begin('keys');
    switch (before) {
      case 'behindPaste':
        scan(given);
        break;
      case 'string':
        late = `\x1b]0;${given}`;
        // The Esc may be the user's, or the string's own end.
        if (isDoubtful || given === '\x1b') press(escapeKey);
        break;
      case 'keys':
        // Esc and a letter are as likely as the beginning of a sequence.
        if (given.length <= 2) press(escapeKey + given.slice(1));
        late = given;
    }
  }

  function scanKeys(text: string): string {
    const at = text.indexOf('\x1b');
    if (at !== 0) {
      press(at === -1 ? text : text.slice(0, at));
      return at === -1 ? '' : text.slice(at);
    }
    if (stringStart.test(text)) {
      begin('string');
      isDoubtful = /^.[X^_]/s.test(text);
      told = text.startsWith('\x1b]') ? '' : null;
      return text.slice(2);
    }
    const [whole] = sequence.exec(text) ?? [];
    if (whole !== undefined) {
      take(whole);
      return text.slice(whole.length);
    }
    if (cutSequence.test(text)) {
      // One without end is dropped up to its end.
      held = text.length > longestSequence ? '\x1b[=' : text;
      return '';
    }
    const [broken] = brokenSequence.exec(text) ?? [];
    if (broken === undefined) press(escapeKey);
    sinceMs = null;
    return text.slice(broken?.length ?? 1);
  }

  function take(whole: string): void {
    sinceMs = null;
    if (whole === pasteStart) begin('paste');
    else if (whole.startsWith('\x1b[<')) {
      const act = mouseAct(whole);
      if (act !== null) move(act);
    } else if (whole !== pasteEnd && !whole.startsWith('\x1b[M')) press(whole);
  }

  /** All but what an answer can be is dropped as it comes. */
  function scanString(text: string): string {
    const at = text.search(stringEnd);
    size += text.length;
    if (told !== null) told = size > longestSequence ? null : told + (at === -1 ? text : text.slice(0, at));
    if (at === -1) {
      if (size > longest) begin('keys');
      return '';
    }
    const end = text.charAt(at);
    if (end === '\x1b' && at === text.length - 1) {
      held = end;
      return '';
    }
    begin('keys');
    const isBell = end === '\x07' || end === '\x9c';
    if (isBell || text.startsWith('\x1b\\', at)) {
      if (told) readings.push({ kind: 'told', text: told });
      return text.slice(at + (isBell ? 1 : 2));
    }
    // It was cut off by a key.
    if (isDoubtful) press(escapeKey);
    return text.slice(at);
  }

  function scanPaste(text: string): string {
    const end = text.indexOf(pasteEnd);
    const stop = end === -1 ? text.length - cutLength(text, pasteEnd) : end;
    size += stop;
    if (pasted.length <= longest) pasted += text.slice(0, stop);
    if (end === -1) {
      held = text.slice(stop);
      return '';
    }
    paste(pasted);
    begin('behindPaste');
    return text.slice(end + pasteEnd.length);
  }

  function scanBehindPaste(text: string): string {
    const bracket = /\x1b\[20[01]~/.exec(text);
    if (bracket === null) {
      held = text.length > longest ? '' : text;
      return '';
    }
    if (bracket.index > 0) paste(text.slice(0, bracket.index));
    begin(bracket[0] === pasteStart ? 'paste' : 'behindPaste');
    return text.slice(bracket.index + pasteStart.length);
  }

  function paste(text: string): void {
    if (text !== '') press(pasteStart + text + pasteEnd);
  }

  function press(keys: string): void {
    const last = readings.at(-1);
    if (last?.kind === 'keys') readings[readings.length - 1] = { kind: 'keys', keys: last.keys + keys };
    else readings.push({ kind: 'keys', keys });
  }

  /** Spinning the wheel is one act. */
  function move(act: MouseAct): void {
    const last = readings.at(-1);
    if (last?.kind === 'mouse' && last.act.kind === 'wheel' && act.kind === 'wheel')
      readings[readings.length - 1] = { kind: 'mouse', act: { kind: 'wheel', by: last.act.by + act.by } };
    else readings.push({ kind: 'mouse', act });
  }
}

/** Ctrl-C, by itself or as a number. */
const interrupt = /^(?:\x03|\x1b\[99;5u)$/;

/** How much of a sequence the text ends with. */
function cutLength(text: string, sign: string): number {
  for (let length = sign.length - 1; length > 0; length -= 1) {
    if (text.endsWith(sign.slice(0, length))) return length;
  }
  return 0;
}
