import type { WorldClock } from './clock.js';
import type { Switches } from './switches.js';

/** No answer lags further behind than this. */
const keptMs = 600_000;

interface Noted {
  /** When the change came that ended it. */
  readonly until: number;
  readonly before: unknown;
}

/** What was true before the changes of the last minutes, for answers that lag behind them. */
export class Past {
  readonly #clock: Pick<WorldClock, 'now'>;
  readonly #switches: Readonly<Switches>;
  readonly #noted = new Map<string, readonly Noted[]>();

  constructor(clock: Pick<WorldClock, 'now'>, switches: Readonly<Switches>) {
    this.#clock = clock;
    this.#switches = switches;
  }

  /** Notes what a thing was before it changes now. Nothing is kept while nothing lags. */
  note(key: string, before: unknown): void {
    if (this.#switches.lagMs === 0) return;
    const now = this.#clock.now().getTime();
    const recent = (this.#noted.get(key) ?? []).filter(({ until }) => until > now - keptMs);
    this.#noted.set(key, [...recent, { until: now, before }]);
  }

  /** The instant that lagging answers tell of. */
  toldUntil(): Date {
    return new Date(this.#clock.now().getTime() - this.#switches.lagMs);
  }

  /** What a lagging answer still takes a thing for. The key is the thing's own, so that its kind is the current one's. */
  told<T>(key: string, current: T): T {
    const at = this.toldUntil().getTime();
    const noted = (this.#noted.get(key) ?? []).find(({ until }) => until > at);
    return noted ? (noted.before as T) : current;
  }
}
