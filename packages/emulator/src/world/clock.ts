/** The emulator's time: follows the machine's from wherever it is set. */
export interface WorldClock {
  now(): Date;
  /**
   * The machine's time, plus the initial skew. Clients keep the machine's time wherever the emulator's clock is set,
   * so signatures are judged by this one too.
   */
  machine(): Date;
  /** Moves to `date`. Timers due by then run first, in order, each with the clock standing at its own time. */
  set(date: Date): Promise<void>;
  /** Moves by `ms`, like `set`. */
  advance(ms: number): Promise<void>;
  /** Stops following the machine until `follow` is called; `set` and `advance` still move it. */
  freeze(): void;
  follow(): void;
  /** Calls back once at `date`, by this clock; returns a function that cancels it. */
  schedule(date: Date, callback: () => void | Promise<void>): () => void;
  /** Cancels every timer. */
  stop(): void;
}

interface Timer {
  readonly at: number;
  readonly callback: () => void | Promise<void>;
}

/** Later years have another format. */
const lastMs = Date.UTC(9999, 11, 31);

/** The longest delay setTimeout takes. */
const longestDelayMs = 2 ** 31 - 1;

/** A clock that starts at `start`, or at the machine's time; `skewMs` is how far clients seem to be behind. */
export function createClock(start?: Date, skewMs = 0): WorldClock {
  let offsetMs = start ? start.getTime() - Date.now() : skewMs;
  let frozenAt: number | null = null;
  const timers = new Set<Timer>();
  let wake: NodeJS.Timeout | undefined;
  let running = 0;

  const read = () => frozenAt ?? Date.now() + offsetMs;
  const write = (time: number) => {
    if (frozenAt === null) offsetMs = time - Date.now();
    else frozenAt = time;
  };
  const next = () =>
    timers
      .values()
      .reduce<Timer | null>((first, timer) => (first && first.at <= timer.at ? first : timer), null);

  function arm(): void {
    clearTimeout(wake);
    const timer = next();
    // Timers are armed at the end: a second run beside the first would not be waited for.
    if (!timer || frozenAt !== null || running > 0) return;
    wake = setTimeout(() => void runDue(read()), Math.min(longestDelayMs, Math.max(0, timer.at - read())));
    wake.unref();
  }

  async function runDue(until: number): Promise<void> {
    clearTimeout(wake);
    running += 1;
    try {
      for (let timer = next(); timer && timer.at <= until; timer = next()) {
        timers.delete(timer);
        if (timer.at > read()) write(timer.at);
        await timer.callback();
      }
    } finally {
      running -= 1;
    }
    arm();
  }

  async function set(date: Date): Promise<void> {
    const target = date.getTime();
    if (!(target >= 0 && target <= lastMs)) throw new RangeError('the clock goes from 1970 to 9999');
    const timer = next();
    if (timer && timer.at <= target) await runDue(target);
    write(target);
    arm();
  }

  return {
    now: () => new Date(read()),
    machine: () => new Date(Date.now() + skewMs),
    set,
    advance: (ms) => set(new Date(read() + ms)),
    freeze() {
      frozenAt = read();
      arm();
    },
    follow() {
      if (frozenAt === null) return;
      const at = frozenAt;
      frozenAt = null;
      write(at);
      arm();
    },
    schedule(date, callback) {
      const timer = { at: date.getTime(), callback };
      timers.add(timer);
      arm();
      return () => {
        timers.delete(timer);
        arm();
      };
    },
    stop() {
      timers.clear();
      clearTimeout(wake);
    },
  };
}
