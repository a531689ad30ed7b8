import type { Alarm } from '../alarm/alarm.js';

/** As PagerDuty names them; see `payload.severity` of its Events API v2. */
export type Severity = 'critical' | 'error' | 'warning' | 'info';

const lower: Readonly<Record<Severity, Severity>> = {
  critical: 'error',
  error: 'warning',
  warning: 'info',
  info: 'info',
};

/** How loud an alarm is, by its level: whoever must act on what others hold is a level further away. */
export function severityOf({ kind, step, key }: Pick<Alarm, 'kind' | 'step' | 'key'>): Severity {
  switch (kind) {
    case 'resolved':
    case 'mended':
      return 'info';
    case 'outage':
      return key === 'failure run' ? 'critical' : 'error';
    case 'heldByOther':
    case 'orphaned':
      return lower[severityAt(step)];
    case 'failing':
    case 'blocked':
    case 'pending':
      return severityAt(step);
  }
}

function severityAt(step: Alarm['step']): Severity {
  if (step === null || step > 60) return 'info';
  if (step > 30) return 'warning';
  return step > 7 ? 'error' : 'critical';
}
