import type { ReadStream } from 'node:tty';
import type { Suspend } from './control.js';
import { createInputScanner, type Reading } from './input-scanner.js';

export interface Keyboard {
  /** What Ink reads: whole keys and pastes. */
  readonly stdin: ReadStream;
  /** Whether another program has the terminal: keys that were read before it could are nobody's. */
  isLent(): boolean;
  /** Hands over the terminal, and forgets afterwards what was typed ahead for whoever had it. */
  lending(suspend: Suspend): Suspend;
}

/** The terminal's input, of which all but keys goes to `onOther`. */
export function openKeyboard(
  terminal: ReadStream,
  onOther: (reading: Exclude<Reading, { readonly kind: 'keys' }>) => void,
): Keyboard {
  let scanner = createInputScanner();
  let readings: Reading[] = [];
  let timer: NodeJS.Timeout | undefined;
  let isLent = false;

  const read = (): string | null => {
    for (;;) {
      const reading = readings.shift();
      if (reading?.kind === 'keys') return reading.keys;
      if (reading !== undefined) {
        onOther(reading);
        continue;
      }
      const chunk: unknown = isLent ? null : terminal.read();
      if (chunk === null) return null;
      readings.push(...scanner.read(String(chunk), performance.now()));
      wait();
    }
  };

  function wait(): void {
    clearTimeout(timer);
    const dueMs = scanner.dueMs();
    if (dueMs === null) return;
    // On a busy machine the rest may have come, and only wait to be read: that is done before `setImmediate`.
    timer = setTimeout(() => setImmediate(settle), Math.max(0, dueMs - performance.now()));
    timer.unref();
  }

  function settle(): void {
    readings.push(...scanner.settle(performance.now()));
    wait();
    if (readings.length > 0) terminal.emit('readable');
  }

  function forget(): void {
    clearTimeout(timer);
    scanner = createInputScanner();
    readings = [];
    if (terminal.readableLength > 0) terminal.read();
  }

  const stdin = new Proxy(terminal, {
    get(target, key) {
      if (key === 'read') return read;
      const value: unknown = Reflect.get(target, key, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
  return {
    stdin,
    isLent: () => isLent,
    lending: (suspend) => (work) =>
      suspend(async () => {
        isLent = true;
        readings = [];
        try {
          await work();
        } finally {
          forget();
          isLent = false;
        }
      }),
  };
}
