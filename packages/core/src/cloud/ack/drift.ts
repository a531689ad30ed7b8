import * as v from 'valibot';

// A drifting field must not cost the item, nor a drifting item the list: every field falls back.

export const text = v.fallback(
  v.pipe(
    v.union([v.string(), v.number(), v.boolean()]),
    v.transform((value) => String(value)),
  ),
  '',
);
export const list = v.fallback(v.array(v.unknown()), []);
export const count = v.fallback(v.nullable(v.number()), null);
export const anything = v.fallback(v.unknown(), null);
export const truth = v.fallback(v.boolean(), false);
// A fallback stands outermost: inside a pipe, valibot hands it out for a missing key without the rest of the pipe.
export const instant = v.fallback(
  v.pipe(
    v.string(),
    v.transform((value): Date | null => {
      const ms = Date.parse(value);
      return Number.isNaN(ms) ? null : new Date(ms);
    }),
  ),
  null,
);
