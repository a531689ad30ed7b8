/** A screen that was drawn before the program was loaded: see `opening.ts`. */
export interface Opened {
  /** Whoever takes it over draws from here on, and restores the terminal at the end. */
  handOver(): void;
  /** Restores the terminal, before anything else is written to it. */
  restore(): void;
}

// The opening is a bundle of its own, which shares no module with the program.
const place = Symbol.for('ackring.opened');

export function leaveOpened(opened: Opened): void {
  Reflect.set(globalThis, place, opened);
}

/** What was left for us, once; null if there is nothing. */
export function takeOpened(): Opened | null {
  const opened: Opened | null = Reflect.get(globalThis, place) ?? null;
  Reflect.deleteProperty(globalThis, place);
  return opened;
}
