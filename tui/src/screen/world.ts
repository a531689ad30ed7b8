import type { Services } from '../world/services.js';

/** A watched profile; null is the one the environment and the settings choose. */
export type ProfileName = string | null;

/** A cluster by its id, and its account as far as it is known. */
export interface WhoseCluster {
  readonly id: string;
  readonly account?: { readonly profile?: string; readonly id: string | null } | undefined;
}

/** What tasks may touch. */
export interface World {
  /** The services of a watched profile. */
  servicesOf(profile: ProfileName): Services;
  /** The services of the profile that sees a cluster: its own account's, whatever another has of the same id. */
  servicesFor(cluster: WhoseCluster): Services;
  /** The first watched profile's: for local files, settings and everything that belongs to no account. */
  local(): Services;
  watched(): readonly ProfileName[];
  /** Recreates the services, for other profiles or regions. */
  watch(profiles: readonly ProfileName[], regions: readonly string[], isReadOnly: boolean): void;
  /** Recreates the services, since settings they depend on have changed. */
  renew(): void;
  readonly terminal: Pick<TerminalControl, 'copy' | 'redraw'>;
  /** Stops the work in a slot, or in every slot that this stops. */
  stop(what: StopReason | Slot): void;
  /** Ends the screen, once what must be kept is kept. */
  leave(exitCode: number): void;
  /** Aborted when the screen is closed. */
  readonly signal: AbortSignal;
}

/** What a task may touch that says that it gives the terminal to another program. */
export interface LendingWorld extends World {
  readonly terminal: TerminalControl;
}

/**
 * What is known of a copied text: a program of the clipboard took it; the terminal was asked to, which says nothing of
 * whether it did; or tmux kept it.
 */
export type Copied = 'program' | 'terminal' | 'kept';

/** The terminal beyond what is drawn on it. */
export interface TerminalControl {
  /** Puts text on the clipboard. */
  copy(text: string): Promise<Copied>;
  /** Opens a file in the user's editor, at a line if that can be told, with the screen suspended. */
  edit(file: string, line: number | null): Promise<void>;
  /** Shows a text in the user's pager. */
  page(text: string): Promise<void>;
  /** Gives the terminal to `work`, which may print something first; the screen comes back afterwards. */
  lend<T>(work: (say: (line: string) => void) => Promise<T>): Promise<T>;
  /** Redraws the whole screen, whatever another program has written over it. */
  redraw(): void;
  /** Gives the terminal back to the shell until it continues the program. */
  suspend(): Promise<void>;
}

/** Only one piece of work runs per slot: starting another stops the one before. */
export interface Slot {
  readonly name: string;
  /** What else stops it: `cancel` is the key, `watch` means that other profiles or regions are watched. */
  readonly stopsOn: readonly StopReason[];
}

export type StopReason = 'cancel' | 'watch';
