import type { FrameSize, Picture } from 'ackring/screen/drawing/drawn-rows';
import { type Line, span } from 'ackring/screen/drawing/line';
import { createInk, type Depth } from 'ackring/screen/drawing/paint';
import { type Ground, skins, type Tone } from 'ackring/screen/drawing/skins';

/** Frames as screens make them, each made from the last by a random change. */
export interface FrameSource {
  /** A new object after the window has been resized. */
  readonly size: FrameSize;
  next(): { readonly picture: Picture; readonly change: string };
}

const words = [
  ...['prod-tokyo-api', 'ap-northeast-1', 'managed', '912 d', 'F', '', ' ', '          ', 'a'],
  ...['━━━━╎╍╍╍', '●', '◐', '▌', '│', '╭─╮', '…', '⟳', 'é', '–', '·', '↓'],
  ...['東京', '集群', 'クラスター', 'ｆｕｌｌ', '　', '한국', '日', '「」、。'],
  // What a screen forgot to clean.
  'to\x1b[2Jday',
  // Terminals do not agree on how wide these are.
  ...['🚀', '👩‍💻', '🇯🇵', 'e\u0301', 'か\u3099', 'ﾊﾟ', '❤️', 'กำ', '☃'],
];
const tones: readonly Tone[] = ['text', 'dim', 'faint', 'strong', 'title', 'accent', 'good', 'warn', 'bad'];
const grounds: readonly (Ground | undefined)[] = [
  undefined,
  undefined,
  undefined,
  'selected',
  'bar',
  'field',
];

/** With `isPlain`, for a terminal that draws ASCII only. */
export function createFrameSource(seed: number, depth: Depth, isPlain: boolean): FrameSource {
  const random = mulberry32(seed);
  const below = (end: number): number => Math.floor(random() * end);
  const oneOf = <T>(items: readonly [T, ...T[]] | readonly T[]): T => items[below(items.length)] as T;
  const ink = createInk(skins.dark, depth, isPlain);
  let size: FrameSize = { columns: 40, rows: 12 };
  let frame: readonly Line[] = Array.from({ length: size.rows }, line);

  function line(): Line {
    if (below(5) === 0) return [];
    const ground = oneOf(grounds);
    return Array.from({ length: below(9) }, () => {
      const text = below(3) === 0 ? `${oneOf(words)}${below(1000)}` : oneOf(words);
      return span(text, oneOf(tones), below(4) === 0 ? oneOf(grounds) : ground);
    });
  }

  const changes = {
    everything: () => Array.from({ length: size.rows }, line),
    nothing: () => frame,
    'one line': () => frame.with(below(frame.length), line()),
    'one word': () => {
      const row = below(frame.length);
      const old = frame[row] ?? [];
      if (old.length === 0) return frame;
      return frame.with(row, old.with(below(old.length), span(oneOf(words), oneOf(tones), oneOf(grounds))));
    },
    'another row selected': () => {
      const row = below(frame.length);
      return frame.map((old, at) =>
        old.map(({ text, tone }) => span(text, tone, at === row ? 'selected' : undefined)),
      );
    },
    'other signs of the same width': () =>
      frame.map((old) =>
        old.map(({ text, ...look }) => ({
          ...look,
          text: text
            .replace(/\d/g, (digit) => (below(2) === 0 ? digit : String(below(10))))
            .replace(/\p{sc=Han}/gu, (sign) => (below(2) === 0 ? sign : oneOf(['東', '京', '集', '群']))),
        })),
      ),
    'a part moved': () => {
      const top = below(frame.length - 4);
      const bottom = top + 3 + below(frame.length - top - 3);
      const by = 1 + below(3);
      const inside = frame.slice(top, bottom + 1);
      const fresh = Array.from({ length: by }, line);
      const moved = below(2) === 0 ? [...inside.slice(by), ...fresh] : [...fresh, ...inside.slice(0, -by)];
      return [...frame.slice(0, top), ...moved, ...frame.slice(bottom + 1)];
    },
    'another size': () => {
      size = { columns: 12 + below(50), rows: 6 + below(12) };
      return Array.from({ length: size.rows }, (_, row) => frame[row] ?? line());
    },
  };
  const names = Object.keys(changes) as readonly (keyof typeof changes)[];

  return {
    get size() {
      return size;
    },
    next() {
      // Mostly scrolling, with other changes in between.
      const change = below(3) === 0 ? 'a part moved' : oneOf(names);
      frame = changes[change]();
      const cursor = below(3) === 0 ? { x: below(size.columns), y: below(size.rows) } : null;
      return { picture: { lines: frame, cursor, ink }, change };
    },
  };
}

/** Mulberry32: the same frames for the same seed. */
function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
