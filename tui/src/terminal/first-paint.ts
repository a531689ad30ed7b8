import type { ReadStream, WriteStream } from 'node:tty';
import { frame } from '../screens/frame.js';
import type { AppState } from '../state/app-state.js';
import { createPaint, type Depth } from '../theme/paint.js';
import { skins } from '../theme/skins.js';

const beginFrame = '\x1b[?2026h';
const endFrame = '\x1b[?2026l';
const home = '\x1b[H';
const enterScreen = '\x1b[?1049h\x1b[?25l';
const leaveScreen = '\x1b[?1049l\x1b[?25h';

/**
 * Draws the first frame by hand, before Ink and React are loaded: a frame is a pure function of the state, so
 * the same lines come again from Ink a moment later, over these. Raw mode begins here too: keys pressed
 * meanwhile wait for Ink to read them, and are not echoed over the picture. Returns what gives the terminal back
 * when the screen never comes to be.
 */
export function paintFirstFrame(
  state: AppState,
  depth: Depth,
  stdin: ReadStream,
  stdout: WriteStream,
): () => void {
  const paint = createPaint(skins[state.settings.skin], depth);
  stdin.setRawMode(true);
  stdout.write(
    beginFrame + enterScreen + home + frame(state).lines.map(paint).join('\r\n') + home + endFrame,
  );
  return () => {
    stdin.setRawMode(false);
    stdout.write(leaveScreen);
  };
}
