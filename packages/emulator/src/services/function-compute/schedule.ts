import { Cron } from 'croner';
import { ApiError } from '../../http/api-error.js';

const everyPattern = /^@every (\d+)(m|h)$/;
const zonePattern = /^(?:CRON_TZ|TZ)=(\S+)\s+(.+)$/;

/**
 * When a timer trigger fires next after an instant: `@every 5m`, or six cron fields (second first) in UTC, or in
 * the zone of a leading `CRON_TZ=`. Null when it never does. Throws ApiError for what is neither.
 */
export function nextRun(expression: string, after: Date): Date | null {
  const [, amount, unit] = everyPattern.exec(expression) ?? [];
  if (amount && unit) return new Date(after.getTime() + Number(amount) * (unit === 'h' ? 3_600_000 : 60_000));
  const [, zone = 'Etc/UTC', fields = expression] = zonePattern.exec(expression) ?? [];
  if (fields.trim().split(/\s+/).length !== 6) throw invalidExpression(expression);
  try {
    return new Cron(fields, { timezone: zone, paused: true }).nextRun(after);
  } catch {
    throw invalidExpression(expression);
  }
}

function invalidExpression(expression: string): ApiError {
  return new ApiError(400, 'InvalidArgument', `cron expression '${expression}' is invalid`);
}
