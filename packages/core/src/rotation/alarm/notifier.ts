import type { RunStanding } from '../report/kept-runs.js';
import type { RotationCounts } from '../report/report.js';
import type { Alarm } from './alarm.js';

/**
 * What a notifier sends: one digest per run with what this notifier has not been sent yet, and none if there is
 * nothing.
 */
export interface Notice {
  /** The function that ran, as `name@region`; null from a terminal. */
  readonly function: string | null;
  readonly runId: string;
  readonly now: string;
  readonly counts: RotationCounts;
  readonly alarms: readonly Alarm[];
}

/** That a run ended, and how: a missing heartbeat is noticed elsewhere. */
export interface Beat extends RunStanding {
  readonly function: string | null;
  readonly runId: string;
  readonly now: string;
  readonly finishedAt: string;
  readonly counts: RotationCounts;
  /** Regions, identities, sinks and notifiers that failed as a whole. */
  readonly failures: number;
}

/** Receives the end of each run; throws AckringError, which is reported and stops nothing. */
export interface Heartbeat {
  beat(beat: Beat, signal?: AbortSignal): Promise<void>;
}

/** One channel to people; throws AckringError, which is reported and stops nothing. */
export interface Notifier {
  /** Its name in reports, such as `dingtalk`. */
  readonly name: string;
  send(notice: Notice, signal?: AbortSignal): Promise<void>;
  /** The alarms for which its message has no room: not told, and first the next day. None if absent. */
  readonly leftOut?: (notice: Notice) => readonly Alarm[];
  /** What whoever may write the memory of alarms does not know of this channel; absent if it has no secret. */
  readonly secret?: () => Promise<string>;
  /**
   * What the keys of its incidents hold, without spaces; absent if it has no incidents, or their keys nothing of the
   * kind. What it was told is remembered with it: an incident goes on and ends under the key that it was opened with,
   * whoever runs the rotation by then.
   */
  readonly incidents?: string | undefined;
  /** Set if the end of each run is an event here too. */
  readonly beat?: Heartbeat['beat'];
}
