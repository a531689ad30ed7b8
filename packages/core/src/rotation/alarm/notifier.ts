import type { RotationCounts } from '../report/report.js';
import type { Alarm } from './alarm.js';

/** What a notifier sends: one digest a run, and none when nothing changed. */
export interface Notice {
  readonly runId: string;
  readonly now: string;
  readonly counts: RotationCounts;
  readonly alarms: readonly Alarm[];
}

/** One way to tell people; throws AckringError, which ends in the report and stops nothing. */
export interface Notifier {
  /** Names it in reports, such as `dingtalk`. */
  readonly name: string;
  send(notice: Notice, signal?: AbortSignal): Promise<void>;
}
