import { usageError } from './usage-error.js';

/** A date or an instant as typed; a date is its first instant in UTC. Throws UsageInvalid. */
export function parseInstant(text: string): Date {
  const instant = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d)?Z)?$/.test(text) ? new Date(text) : null;
  if (instant !== null && !Number.isNaN(instant.getTime())) return instant;
  throw usageError(`"${text}" is not a date`, 'Give one such as 2027-05-01 or 2027-05-01T04:00:00Z.');
}
