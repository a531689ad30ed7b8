import { createContext, Script } from 'node:vm';

/** The signs of a pattern for any text, and for one character. */
interface Wildcards {
  readonly any: string;
  readonly one: string;
}

/** Whether a whole text matches. Linear in the pattern: patterns come from outside, and may hold many wildcards. */
export function matchesWildcards(pattern: string, text: string, { any, one }: Wildcards): boolean {
  let [at, from, star, mark] = [0, 0, -1, 0];
  while (from < text.length) {
    if (pattern[at] === any) {
      [star, mark] = [at, from];
      at += 1;
    } else if (pattern[at] === one || pattern[at] === text[from]) {
      at += 1;
      from += 1;
    } else {
      if (star < 0) return false;
      // The last wildcard takes one character more.
      mark += 1;
      [at, from] = [star + 1, mark];
    }
  }
  return [...pattern.slice(at)].every((sign) => sign === any);
}

const script = new Script('expressions.get(key).test(text)');

const expressions = new Map<string, RegExp>();

// One for all: a context costs a millisecond.
const context = createContext({ expressions, key: '', text: '' });

/** Answers to what was asked before: of the same log the same is asked again and again. */
const known = new Map<string, boolean | null>();

const mostKnown = 20_000;

/** Go's and the service's expressions need time in proportion to the text; JavaScript's may need it for ever. */
const mostMs = 200;

/**
 * Whether a text contains what an expression from outside describes; null if that cannot be told, because it is none
 * in JavaScript, or takes too long.
 */
export function matchesExpression(source: string, text: string, flags = ''): boolean | null {
  const key = `/${source}/${flags}`;
  const asked = `${key}${text}`;
  const found = known.get(asked);
  if (found !== undefined) return found;
  if (known.size >= mostKnown) {
    known.clear();
    expressions.clear();
  }
  const told = judged(key, source, flags, text);
  known.set(asked, told);
  return told;
}

function judged(key: string, source: string, flags: string, text: string): boolean | null {
  try {
    if (!expressions.has(key)) expressions.set(key, new RegExp(source, flags));
  } catch {
    return null;
  }
  Object.assign(context, { key, text });
  const before = process.cpuUsage();
  for (;;) {
    try {
      return Boolean(script.runInContext(context, { timeout: mostMs }));
    } catch {
      // On a busy machine the time may be over before anything was done.
      if (process.cpuUsage(before).user >= (mostMs / 2) * 1000) return null;
    }
  }
}
