import * as v from 'valibot';
import type { DocumentStore } from '../delivery/sink.js';

/** A list that may be longer than one document: laid over `name`, `name-1` and so on, as many as it takes. */
export interface PartedDocument {
  /** What it belongs to: parts of two writings never make one list. */
  readonly mark: string;
  /** What is said once, in the first document. */
  readonly head: unknown;
  readonly items: readonly unknown[];
}

const partSchema = v.object({
  mark: v.string(),
  head: v.optional(v.unknown(), null),
  items: v.array(v.unknown()),
  /** How many documents there are in all; in the first one only. */
  parts: v.optional(v.number(), 1),
});

function nameOf(name: string, part: number): string {
  return part === 0 ? name : `${name}-${part}`;
}

/** Writes the first document last: what it speaks of is there. Throws what the store throws. */
export async function writeParted(
  store: DocumentStore,
  name: string,
  { mark, head, items }: PartedDocument,
  signal?: AbortSignal,
): Promise<void> {
  const textOf = (part: readonly unknown[], parts: number): string =>
    JSON.stringify({ mark, head, items: part, parts });
  const parts = split(items, (part) => store.fits(textOf(part, items.length)));
  for (const [index, part] of [...parts.entries()].toReversed()) {
    const text = index === 0 ? textOf(part, parts.length) : JSON.stringify({ mark, items: part });
    await store.write(nameOf(name, index), text, signal);
  }
}

/** The list as it was written last, or null where there is none of one piece. Throws what the store throws. */
export async function readParted(
  store: DocumentStore,
  name: string,
  signal?: AbortSignal,
): Promise<PartedDocument | null> {
  const first = await readPart(store, nameOf(name, 0), signal);
  if (first === null) return null;
  const items = [...first.items];
  for (let index = 1; index < first.parts; index += 1) {
    const part = await readPart(store, nameOf(name, index), signal);
    if (part?.mark !== first.mark) return null;
    for (const item of part.items) items.push(item);
  }
  return { mark: first.mark, head: first.head, items };
}

/** Halves what does not fit; a single item that does not is for the store to refuse. */
function split<Item>(
  items: readonly Item[],
  fits: (part: readonly Item[]) => boolean,
): readonly (readonly Item[])[] {
  if (items.length <= 1 || fits(items)) return [items];
  const half = Math.ceil(items.length / 2);
  return [...split(items.slice(0, half), fits), ...split(items.slice(half), fits)];
}

async function readPart(store: DocumentStore, name: string, signal?: AbortSignal) {
  const text = await store.read(name, signal);
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), partSchema), text);
  return parsed.success ? parsed.output : null;
}
