import type { ReadStream, WriteStream } from 'node:tty';
import type { AppState } from '../screen/app-state.js';
import type { FrameWriter } from '../screen/drawing/frame-writer.js';
import { createPaint, type Depth } from '../screen/drawing/paint.js';
import { skins } from '../screen/drawing/skins.js';
import { frame } from '../screen/frame.js';

const enterScreen = '\x1b[?1049h';
const leaveScreen = '\x1b[?1049l\x1b[?25h';

/**
 * Draws the first frame by hand, before Ink and React are loaded: a frame is a pure function of the state, so Ink
 * draws the same lines over these a moment later. Raw mode begins here too: keys pressed meanwhile wait for Ink to
 * read them, and are not echoed over the picture. Returns a function that restores the terminal if the screen never
 * starts.
 */
export function paintFirstFrame(
  state: AppState,
  depth: Depth,
  { stdin, stdout, writer }: { stdin: ReadStream; stdout: WriteStream; writer: FrameWriter },
): () => void {
  const paint = createPaint(skins[state.settings.skin], depth);
  stdout.write(enterScreen + writer.next(frame(state).lines.map(paint), null, state.size));
  stdin.setRawMode(true);
  return () => {
    stdin.setRawMode(false);
    stdout.write(leaveScreen);
  };
}
