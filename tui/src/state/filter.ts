import fuzzysort from 'fuzzysort';

/** A row as the filter sees it. */
export interface Searchable {
  readonly id: string;
  readonly text: string;
}

/** Below this score a match is an accident: letters strewn over a long line. */
const threshold = 0.45;

/** The rows a filter lets through, in their order; a leading `!` turns it around. */
export function filteredIds(filter: string, rows: readonly Searchable[]): readonly string[] {
  const isInverse = filter.startsWith('!');
  const words = (isInverse ? filter.slice(1) : filter).trim();
  if (words === '') return rows.map(({ id }) => id);
  const hits = new Set(
    fuzzysort.go(words, rows, { key: 'text', limit: 0, threshold }).map(({ obj }) => obj.id),
  );
  return rows.filter(({ id }) => hits.has(id) !== isInverse).map(({ id }) => id);
}
