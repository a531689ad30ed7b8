import * as v from 'valibot';
import type { Misissue } from '../faults/faults.js';
import { ApiError, type Reply } from '../http/reply.js';
import { type ServiceRequest, wholeNumber } from '../http/request.js';
import type { ServedOperation } from '../services/service.js';
import type { Caller } from '../world/identities.js';
import type { World } from '../world/world.js';

/** One call as an operation sees it: authenticated, its path split. */
export interface AckCall {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly caller: Caller;
  /** The path's variables, decoded. */
  readonly path: Readonly<Record<string, string>>;
  /** A fault: what is issued is not what was requested. */
  readonly misissue: Misissue | null;
}

/** One operation of the API: its path and its handler. */
export interface AckRoute extends ServedOperation {
  readonly handle: (call: AckCall) => Promise<Reply> | Reply;
}

interface PageRequest {
  readonly number: number;
  readonly size: number;
}

/** Parses a page number and size; out of range is a 400, and so is a value that is not an integer. */
export function readPage(
  query: URLSearchParams,
  names: { readonly number: string; readonly size: string },
  limits: { readonly usual: number; readonly maximum: number },
): PageRequest {
  return {
    number: readWhole(query.get(names.number), names.number, 1, Number.MAX_SAFE_INTEGER),
    size: readWhole(query.get(names.size), names.size, limits.usual, limits.maximum),
  };
}

export function slice<T>(items: readonly T[], page: PageRequest): readonly T[] {
  return items.slice((page.number - 1) * page.size, page.number * page.size);
}

/** The page's own facts, in the API's casing. */
export function pageInfo(page: PageRequest, total: number) {
  return { page_number: page.number, page_size: page.size, total_count: total };
}

function readWhole(text: string | null, name: string, usual: number, maximum: number): number {
  if (text === null || text === '') return usual;
  const value = wholeNumber(text);
  if (value >= 1 && value <= maximum) return value;
  throw new ApiError(
    400,
    'InvalidParameter',
    `parameter ${name} must be a whole number from 1 to ${maximum}`,
  );
}

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
