import { ApiError } from '../../http/api-error.js';

/** An object's members, or the cloud's refusal naming what was to be one. */
export function recordOf(value: unknown, name: string): Readonly<Record<string, unknown>> {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  throw new ApiError(400, 'InvalidArgument', `${name} is not an object`);
}

/** The same out of JSON in a string. */
export function jsonRecord(value: unknown, name: string): Readonly<Record<string, unknown>> {
  try {
    return recordOf(JSON.parse(String(value)), name);
  } catch {
    throw new ApiError(400, 'InvalidArgument', `${name} is not a JSON object`);
  }
}
