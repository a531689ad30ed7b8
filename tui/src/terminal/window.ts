import type { WriteStream } from 'node:tty';

/**
 * Calls `onChange` when the window may no longer show what was drawn, before anybody else hears of its new size.
 * A terminal cuts off what does not fit, and does not bring it back when it grows again; there and back before
 * Node looked is no resize to Node, but the signal still came. Returns what ends the watch.
 */
export function watchWindow(stdout: WriteStream, onChange: () => void): () => void {
  let isTold = false;
  const resized = (): void => {
    isTold = true;
    onChange();
  };
  // Node's own listener is older: when this one is called, a new size has been told.
  const signalled = (): void => {
    if (!isTold) onChange();
    isTold = false;
  };
  stdout.prependListener('resize', resized);
  process.on('SIGWINCH', signalled);
  return () => {
    stdout.off('resize', resized);
    process.off('SIGWINCH', signalled);
  };
}
