import type { AppState } from '../screen/app-state.js';
import { spellKeys } from '../screen/binding.js';
import type { Picture } from '../screen/drawing/drawn-rows.js';
import { colourDepth, createInk, type Depth, drawsSigns, terminalSkin } from '../screen/drawing/paint.js';
import { skins } from '../screen/drawing/skins.js';
import { frame } from '../screen/frame.js';

export type PictureOf = (state: AppState) => Picture;

/** Draws states in the skin of their settings, else of the ground that the terminal has told. */
export function createPictures(
  depth: Depth,
  isPlain = false,
  own: ReturnType<typeof terminalSkin> = 'dark',
): PictureOf {
  let skin: keyof typeof skins = own;
  let ink = createInk(skins[skin], depth, isPlain);
  return (state) => {
    const chosen = state.settings.skin ?? state.ground ?? own;
    if (chosen !== skin) {
      skin = chosen;
      ink = createInk(skins[skin], depth, isPlain);
    }
    return { ...frame(state), ink };
  };
}

/** As the terminal of this environment shows them. */
export function picturesFor(environment: Readonly<Record<string, string | undefined>>): PictureOf {
  const isPlain = !drawsSigns(environment);
  if (isPlain) spellKeys();
  return createPictures(colourDepth(environment), isPlain, terminalSkin(environment));
}
