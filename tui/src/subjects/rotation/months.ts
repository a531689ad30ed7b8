import { eventsByMonth, type SimulatedEvent } from '@ackring/core/rotation';
import { countOf } from './calendar-tables.js';
import type { MonthView } from './views.js';

/** The events of a period by month, including months without any. Counted once: large fleets have thousands in one. */
export function monthsOf({
  events,
  from,
  until,
}: {
  readonly events: readonly SimulatedEvent[];
  readonly from: Date;
  readonly until: Date;
}): readonly MonthView[] {
  return [...eventsByMonth(events, { from, until })].map(([month, ofMonth]) => ({
    month,
    events: ofMonth,
    renew: countOf(ofMonth, 'renew'),
    deliver: countOf(ofMonth, 'deliver'),
    notify: countOf(ofMonth, 'notify'),
  }));
}
