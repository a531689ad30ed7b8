import type { ReadStream } from 'node:tty';
import { createMouseReader, type MouseAct } from '../screen/mouse-reports.js';

/**
 * Ink's keyboard: the terminal's input without mouse reports, which go to `onAct`. Ink drops reports itself, but
 * takes one that is split in two for keys.
 */
export function withoutMouse(stdin: ReadStream, onAct: (act: MouseAct) => void): ReadStream {
  const reader = createMouseReader();
  const read = (size?: number): string | Buffer | null => {
    const chunk: unknown = stdin.read(size);
    if (chunk === null) return null;
    const { keys, acts } = reader.read(String(chunk));
    for (const act of acts) onAct(act);
    // Only reports: what follows them is still to be read.
    return keys === '' ? read(size) : keys;
  };
  return new Proxy(stdin, {
    get(target, key) {
      if (key === 'read') return read;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
