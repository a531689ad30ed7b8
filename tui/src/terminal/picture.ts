import type { AppState } from '../screen/app-state.js';
import { spellKeys } from '../screen/binding.js';
import type { Cursor } from '../screen/drawing/frame-writer.js';
import { colourDepth, createPaint, type Depth } from '../screen/drawing/paint.js';
import { drawsSigns } from '../screen/drawing/plain-signs.js';
import { skins } from '../screen/drawing/skins.js';
import { frame } from '../screen/frame.js';

/** A frame for the terminal: a painted line per row. */
export interface Picture {
  readonly rows: readonly string[];
  readonly columns: number;
  readonly cursor: Cursor | null;
}

export type PictureOf = (state: AppState) => Picture;

/**
 * Makes the picture of a state. As long as it looks the same, the very same picture is returned, so that React has
 * nothing to do: most changes of the state, including the passing of a second, change nothing visible.
 */
export function createPictures(depth: Depth, isPlain = false): PictureOf {
  let seen: { readonly state: AppState; readonly picture: Picture } | null = null;
  let paint = createPaint(skins.dark, depth, isPlain);
  let skin: AppState['settings']['skin'] = 'dark';
  return (state) => {
    if (seen?.state === state) return seen.picture;
    if (state.settings.skin !== skin) {
      skin = state.settings.skin;
      paint = createPaint(skins[skin], depth, isPlain);
    }
    const { lines, cursor } = frame(state);
    const next: Picture = { rows: lines.map(paint), columns: state.size.columns, cursor };
    const picture = seen !== null && looksLike(seen.picture, next) ? seen.picture : next;
    seen = { state, picture };
    return picture;
  };
}

/** As the terminal of this environment shows them. */
export function picturesFor(environment: Readonly<Record<string, string | undefined>>): PictureOf {
  const isPlain = !drawsSigns(environment);
  if (isPlain) spellKeys();
  return createPictures(colourDepth(environment), isPlain);
}

function looksLike(one: Picture, another: Picture): boolean {
  return (
    one.columns === another.columns &&
    one.cursor?.x === another.cursor?.x &&
    one.cursor?.y === another.cursor?.y &&
    one.rows.length === another.rows.length &&
    one.rows.every((row, index) => row === another.rows[index])
  );
}
