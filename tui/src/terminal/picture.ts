import type { AppState } from '../screen/app-state.js';
import { spellKeys } from '../screen/binding.js';
import type { Cursor } from '../screen/drawing/frame-writer.js';
import type { Line } from '../screen/drawing/line.js';
import { colourDepth, createPaint, type Depth, terminalSkin } from '../screen/drawing/paint.js';
import { drawsSigns } from '../screen/drawing/plain-signs.js';
import { skins } from '../screen/drawing/skins.js';
import { frame } from '../screen/frame.js';

/** A frame for the terminal: a painted line per row. */
export interface Picture {
  readonly rows: readonly string[];
  readonly cursor: Cursor | null;
}

export type PictureOf = (state: AppState) => Picture;

/**
 * Draws states in the skin of their settings, else in the terminal's own. Lines of the last frame, of which most are
 * kept, are not painted again: in a map of their own for each, since entries of a `WeakMap` take longer to collect than
 * a line to paint.
 */
export function createPictures(
  depth: Depth,
  isPlain = false,
  own: ReturnType<typeof terminalSkin> = 'dark',
): PictureOf {
  let skin: keyof typeof skins = own;
  let paint = createPaint(skins[skin], depth, isPlain);
  let painted: ReadonlyMap<Line, string> = new Map();
  return (state) => {
    const chosen = state.settings.skin ?? own;
    if (chosen !== skin) {
      skin = chosen;
      paint = createPaint(skins[skin], depth, isPlain);
      painted = new Map();
    }
    const { lines, cursor } = frame(state);
    const rows = lines.map((line) => painted.get(line) ?? paint(line));
    painted = new Map(lines.map((line, at) => [line, rows[at] ?? '']));
    return { rows, cursor };
  };
}

/** As the terminal of this environment shows them. */
export function picturesFor(environment: Readonly<Record<string, string | undefined>>): PictureOf {
  const isPlain = !drawsSigns(environment);
  if (isPlain) spellKeys();
  return createPictures(colourDepth(environment), isPlain, terminalSkin(environment));
}
