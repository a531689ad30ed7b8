import type { FunctionStatus } from '@ackring/core/cloud';
import type {
  FunctionHealth,
  FunctionLogLine,
  KeptRuns,
  OutcomeChange,
  RotationRecord,
  SimulatedEvent,
  Simulation,
} from '@ackring/core/rotation';
import type { AckringError } from '@ackring/core/words';
import type { Asked } from '../../screen/asked.js';

export const rotationTabs = ['plan', 'function', 'runs', 'calendar'] as const;

/** The views of the Rotation screen, in the order of their tabs. */
export type RotationTab = (typeof rotationTabs)[number];

/** What the runs left behind, in the order shown: reports, what differs between the last two, and lines of the log. */
export const historyParts = ['runs', 'changes', 'log'] as const;

export type HistoryPart = (typeof historyParts)[number];

/** The deployed function, with its timers' expressions explained. */
export interface FunctionView {
  readonly status: FunctionStatus;
  readonly timers: readonly TimerView[];
}

export interface TimerView {
  readonly name: string;
  readonly cron: string;
  readonly isOn: boolean;
  /** Null if the expression has none, such as `@every 1h`. */
  readonly timeZone: string | null;
  /** Null if it is off, or only Function Compute knows. */
  readonly nextAt: Date | null;
}

/** Past runs, and the differences between the last two. */
export interface RunsView extends KeptRuns {
  readonly changes: readonly OutcomeChange[];
}

/** What daily runs would do, by month. */
export interface CalendarView extends Pick<Simulation, 'from' | 'until' | 'failures'> {
  /** By `2027-05`, including empty months. */
  readonly months: ReadonlyMap<string, MonthView>;
  /** Renewals of all months together. */
  readonly renewals: number;
}

/** One month, counted once and not every frame: large fleets have thousands of events in it. */
export interface MonthView {
  /** `2027-05`. */
  readonly month: string;
  readonly events: readonly SimulatedEvent[];
  readonly renew: number;
  readonly deliver: number;
  readonly notify: number;
}

export interface LogView {
  /** Newest first. */
  readonly lines: readonly LogRow[];
  readonly isComplete: boolean;
  readonly since: Date;
}

export interface LogRow extends FunctionLogLine {
  readonly id: string;
  /** Its message, if it is the rotation's own. */
  readonly record: RotationRecord | null;
}

/** The data of the views other than the plan, each requested and failing separately. */
export interface RotationParts {
  readonly function: Asked<FunctionView>;
  readonly runs: Asked<RunsView>;
  readonly log: Asked<LogView>;
  readonly calendar: Asked<CalendarView>;
}

export const rotationParts = ['function', 'runs', 'log', 'calendar'] as const;

export type RotationPart = (typeof rotationParts)[number];

/** The result of requesting one part. */
export type PartAnswer =
  | { readonly part: 'function'; readonly value: FunctionView }
  | { readonly part: 'runs'; readonly value: RunsView }
  | { readonly part: 'log'; readonly value: LogView }
  | { readonly part: 'calendar'; readonly value: CalendarView }
  | { readonly part: RotationPart; readonly problem: AckringError };

declare module '../../screen/overlays.js' {
  interface Subjects {
    readonly outcome: { readonly kind: 'outcome'; readonly id: string };
    readonly rotation: {
      readonly kind: 'rotation';
      readonly tab: Exclude<RotationTab, 'plan'>;
      readonly id: string;
    };
  }
}

/** The parts that each view needs. */
export const partsOfTab: Readonly<Record<RotationTab, readonly RotationPart[]>> = {
  plan: [],
  function: ['function', 'runs', 'log'],
  runs: ['runs', 'function', 'log'],
  calendar: ['calendar'],
};

/** The function's state as one word of the health check; null before it was read. */
export type KnownHealth = FunctionHealth | null;
