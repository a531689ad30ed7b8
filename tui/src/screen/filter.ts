import fuzzysort from 'fuzzysort';

/** A row as the filter sees it. */
export interface Searchable {
  readonly id: string;
  readonly text: string;
}

/** Below this score a match is an accident: letters strewn over a long line. */
const threshold = 0.45;

type Target = ReturnType<typeof fuzzysort.prepare>;

/** Texts made ready for the search, for as long as their rows live: fuzzysort's own cache forgets none. */
const targets = new WeakMap<Searchable, Target>();

/** The rows a filter lets through, in their order; a leading `!` turns it around. */
export function filteredIds(filter: string, rows: readonly Searchable[]): readonly string[] {
  const isInverse = filter.startsWith('!');
  const words = (isInverse ? filter.slice(1) : filter).trim();
  if (words === '') return rows.map(({ id }) => id);
  const hits = matching(words, rows);
  return rows.filter((row) => hits.has(row) !== isInverse).map(({ id }) => id);
}

function matching(words: string, rows: readonly Searchable[]): ReadonlySet<Searchable> {
  const hits = new Set<Searchable>();
  fuzzysort.go(words, rows, {
    key: targetOf,
    limit: 0,
    // Nobody asks for the hits in the order of their scores, which takes longer than the search.
    scoreFn: ({ score, obj }) => {
      if (score >= threshold) hits.add(obj);
      return 0;
    },
  });
  return hits;
}

/** Makes texts ready ahead of a search, and the search itself: code that has never run is slow as well. */
export function makeReady(rows: readonly Searchable[]): void {
  matching('a', rows);
}

function targetOf(row: Searchable): Target {
  const known = targets.get(row);
  if (known !== undefined) return known;
  const target = fuzzysort.prepare(row.text);
  targets.set(row, target);
  return target;
}
