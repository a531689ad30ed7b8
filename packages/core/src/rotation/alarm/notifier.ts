import type { RunStanding } from '../report/kept-runs.js';
import type { RotationCounts } from '../report/report.js';
import type { Alarm } from './alarm.js';

/** What a notifier sends: one digest a run of what this notifier has not been told, and none when there is nothing. */
export interface Notice {
  readonly runId: string;
  readonly now: string;
  readonly counts: RotationCounts;
  readonly alarms: readonly Alarm[];
}

/** That a run came to its end, and how: what is missing where it did not is noticed elsewhere. */
export interface Beat extends RunStanding {
  readonly runId: string;
  readonly now: string;
  readonly finishedAt: string;
  readonly counts: RotationCounts;
  /** Regions, identities, sinks and notifiers that failed as a whole. */
  readonly failures: number;
}

/** Where the end of each run is told; throws AckringError, which ends in the report and stops nothing. */
export interface Heartbeat {
  beat(beat: Beat, signal?: AbortSignal): Promise<void>;
}

/** One way to tell people; throws AckringError, which ends in the report and stops nothing. */
export interface Notifier {
  /** Names it in reports, such as `dingtalk`. */
  readonly name: string;
  send(notice: Notice, signal?: AbortSignal): Promise<void>;
  /** Where the end of each run is an event here too. */
  readonly beat?: Heartbeat['beat'];
}
