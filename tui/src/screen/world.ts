import type { Services } from '../world/services.js';
import type { Slot, StopReason } from './task.js';

/** A profile that is watched; null is the one the environment and the settings choose. */
export type ProfileName = string | null;

/** What tasks may touch. */
export interface World {
  /** The services of a profile that is watched. */
  servicesOf(profile: ProfileName): Services;
  /** The services through whose eyes a cluster is seen. */
  servicesFor(clusterId: string): Services;
  /** The first watched profile's: for local files, settings and all that no account owns. */
  local(): Services;
  watched(): readonly ProfileName[];
  /** Makes the services anew, for other profiles or regions. */
  watch(profiles: readonly ProfileName[], regions: readonly string[], isReadOnly: boolean): void;
  /** Makes the services anew, since settings they were made with have changed. */
  renew(): void;
  readonly terminal: TerminalControl;
  /** Stops what goes on in a slot, or in every slot that this stops. */
  stop(what: StopReason | Slot): void;
  /** Ends the screen, once what must be kept is kept. */
  leave(exitCode: number): void;
  /** Aborted when the screen is left. */
  readonly signal: AbortSignal;
}

/** The terminal beyond what is drawn on it. */
export interface TerminalControl {
  /** Puts text on the clipboard; says who took it. */
  copy(text: string): Promise<'terminal' | 'program'>;
  /** Opens a file in the person's editor, the screen giving way meanwhile. */
  edit(file: string): Promise<void>;
  /** Shows a text in the person's pager. */
  page(text: string): Promise<void>;
  /** Gives the terminal to `work`, which may say something on it first; the screen comes back after it. */
  lend<T>(work: (say: (line: string) => void) => Promise<T>): Promise<T>;
  /** Draws the whole screen anew, whatever another program has written over it. */
  redraw(): void;
  /** Gives the terminal back to the shell until it brings the program to the front again. */
  suspend(): Promise<void>;
}
