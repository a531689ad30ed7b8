import { ApiError } from '../http/api-error.js';

export interface PageRequest {
  readonly number: number;
  readonly size: number;
}

/** Reads a page number and size; out of range is a 400, as a value that is no whole number is. */
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
  const value = Number(text);
  if (Number.isInteger(value) && value >= 1 && value <= maximum) return value;
  throw new ApiError(
    400,
    'InvalidParameter',
    `parameter ${name} must be a whole number from 1 to ${maximum}`,
  );
}
