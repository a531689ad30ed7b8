import type { WriteStream } from 'node:tty';

/**
 * Calls `onChange` when the window may no longer show what was drawn, before anybody else learns its new size. A
 * terminal cuts off what does not fit, and does not restore it when it grows again; a quick change there and back is
 * no resize to Node, but the signal still came. Returns a function that ends the watch.
 */
export function watchWindow(stdout: WriteStream, onChange: () => void): () => void {
  let isShown = false;
  const resized = (): void => {
    isShown = true;
    onChange();
  };
  // Node's own listener is older: when this one is called, a new size has been reported.
  const signalled = (): void => {
    if (!isShown) onChange();
    isShown = false;
  };
  stdout.prependListener('resize', resized);
  process.on('SIGWINCH', signalled);
  return () => {
    stdout.off('resize', resized);
    process.off('SIGWINCH', signalled);
  };
}
