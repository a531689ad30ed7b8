import { AckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import type { Page } from './decode.js';

/** A list as far as it was read: `missing` is how many more items the server's total claims. */
export interface Listing<Item> {
  readonly items: readonly Item[];
  readonly missing: number;
}

/**
 * The complete list; an incomplete one is returned with its error passed to `onIncomplete`, or else thrown away with
 * the error: an unlisted cluster is an unseen expiry.
 */
export function wholeList<Item>(
  { items, missing }: Listing<Item>,
  doing: Sentence,
  onIncomplete?: (error: AckringError) => void,
): readonly Item[] {
  if (missing === 0) return items;
  const error = new AckringError(
    'ResponseUnreadable',
    say('could not {doing} to the end: {count} came, and the cloud counts {missing} more', {
      doing,
      count: items.length,
      missing,
    }),
    {
      remedy: say(
        'Run it again. If it persists, compare with the console: these credentials may not see everything.',
      ),
    },
  );
  if (onIncomplete === undefined) throw error;
  onIncomplete(error);
  return items;
}

/** A server whose total is never reached ends here. */
const mostPages = 2_000;
const mostReadings = 2;

interface Known<Item> {
  readonly item: Item;
  readonly page: Page<Item>;
  readonly rows: number;
}

/**
 * Reads page after page until the total is reached, or without one until a page is empty; each item once. Items that
 * appear or disappear meanwhile shift the others between pages, so a list that falls short of its total, or repeats
 * itself, is read once more for the missing ones.
 */
export async function readPages<Item>(
  read: (page: number) => Promise<Page<Item>>,
  keyOf: (item: Item) => string,
): Promise<Listing<Item>> {
  const known = new Map<string, Known<Item>>();
  let missing = 0;
  for (let reading = 1; reading <= mostReadings; reading += 1) {
    const { total, unreadable } = await readThrough(read, (page) => remember(known, page, keyOf));
    const rows = [...known.values()].reduce((sum, each) => sum + each.rows, unreadable);
    missing = Math.max(0, (total ?? rows) - rows);
    if (missing === 0) break;
  }
  return { items: [...known.values()].map(({ item }) => item), missing };
}

async function readThrough<Item>(
  read: (page: number) => Promise<Page<Item>>,
  take: (page: Page<Item>) => void,
): Promise<{ readonly total: number | null; readonly unreadable: number }> {
  let [received, unreadable, total]: [number, number, number | null] = [0, 0, null];
  for (let number = 1; number <= mostPages; number += 1) {
    const page = await read(number);
    take(page);
    total = page.total;
    received += page.received;
    unreadable += page.received - page.items.length;
    if (page.received === 0 || (total !== null && received >= total)) break;
  }
  return { total, unreadable };
}

/** The same key on another page is a repeat; on one page it is a row of its own. */
function remember<Item>(
  known: Map<string, Known<Item>>,
  page: Page<Item>,
  keyOf: (item: Item) => string,
): void {
  for (const item of page.items) {
    const key = keyOf(item);
    const before = known.get(key);
    if (before === undefined) known.set(key, { item, page, rows: 1 });
    else if (before.page === page) known.set(key, { item, page, rows: before.rows + 1 });
  }
}
