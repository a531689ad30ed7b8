import * as v from 'valibot';
import { ApiError } from '../http/reply.js';
import type { ServiceRequest } from '../http/request.js';

/** A JSON body in an operation's shape, or 400 naming the first member that does not fit. */
export function readJson<S extends v.GenericSchema>(schema: S, request: ServiceRequest): v.InferOutput<S> {
  const body = parsed(request);
  if (Array.isArray(body) && schema.type !== 'array')
    throw invalid('body: Expected Object but received Array');
  const result = v.safeParse(schema, body);
  if (result.success) return result.output;
  const [issue] = result.issues;
  throw invalid(`${v.getDotPath(issue) ?? 'body'}: ${issue.message}`);
}

function parsed({ body }: ServiceRequest): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    throw invalid('not JSON');
  }
}

function invalid(what: string): ApiError {
  return new ApiError(400, 'InvalidParameter', `the request body is not valid: ${what}`);
}
