import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { DocumentStore, Sink } from '../sinks/sink.js';

/** Items by name, spread over as many documents as necessary. */
interface KeyedDocument {
  /** What it belongs to: two writes of one mark may mix, and each item is still whole. */
  readonly mark: string;
  /** What is stored once. */
  readonly head: unknown;
  readonly items: readonly KeyedItem[];
}

interface KeyedItem {
  readonly key: string;
  readonly value: unknown;
}

const itemsSchema = v.array(v.tuple([v.string(), v.unknown()]));

const headSchema = v.object({
  mark: v.string(),
  head: v.optional(v.unknown(), null),
  /** How many documents hold the items; 1: this one. */
  parts: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(4096)),
  items: v.optional(itemsSchema, []),
});

const partSchema = v.object({ mark: v.string(), items: itemsSchema });

/**
 * Writes it. Each item has its place by its key, and each document is replaced whole, the one that names the others
 * last: a write that is killed half-way, or runs concurrently with another, leaves every item as one of them wrote
 * it. Throws what the store throws.
 */
export async function writeKeyed(
  store: DocumentStore,
  name: string,
  { mark, head, items }: KeyedDocument,
  signal?: AbortSignal,
): Promise<void> {
  const whole = JSON.stringify({ mark, head, parts: 1, items: items.map(pair) });
  if (store.fits(whole)) return store.write(name, whole, signal);
  const texts = divided(items, mark, store);
  for (const [index, text] of texts.entries()) {
    await store.write(partName(name, texts.length, index), text, signal);
  }
  await store.write(name, JSON.stringify({ mark, head, parts: texts.length }), signal);
}

/** The last written one; null if there is none, or it is incomplete. Throws what the store throws. */
export async function readKeyed(
  store: DocumentStore,
  name: string,
  signal?: AbortSignal,
): Promise<KeyedDocument | null> {
  const first = parse(headSchema, await store.read(name, signal));
  if (first === null) return null;
  const items = first.items.map(toItem);
  for (let index = 0; index < first.parts && first.parts > 1; index += 1) {
    const part = parse(partSchema, await store.read(partName(name, first.parts, index), signal));
    if (part?.mark !== first.mark) return null;
    for (const item of part.items) items.push(toItem(item));
  }
  return { mark: first.mark, head: first.head, items };
}

/** Doubles the number of parts until each fits; a single item that does not is left for the store to refuse. */
function divided(items: readonly KeyedItem[], mark: string, store: DocumentStore): readonly string[] {
  const placed = items.map((item) => ({ item: pair(item), hash: hashOf(item) }));
  for (let parts = 2; ; parts *= 2) {
    const held = Array.from({ length: parts }, (): ReturnType<typeof pair>[] => []);
    for (const { item, hash } of placed) held[hash % parts]?.push(item);
    const texts = held.map((some) => JSON.stringify({ mark, items: some }));
    if (parts >= items.length || texts.every((text) => store.fits(text))) return texts;
  }
}

/** The number of parts is in the name: the parts of a failed write belong to nobody else. */
function partName(name: string, parts: number, index: number): string {
  return `${name}-${parts}-${index}`;
}

/** Its place, modulo the number of parts. */
function hashOf({ key }: KeyedItem): number {
  return createHash('sha256').update(key).digest().readUInt32BE(0);
}

function pair({ key, value }: KeyedItem): readonly [string, unknown] {
  return [key, value];
}

function toItem([key, value]: readonly [string, unknown]): KeyedItem {
  return { key, value };
}

function parse<Schema extends v.GenericSchema>(
  schema: Schema,
  text: string | null,
): v.InferOutput<Schema> | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), schema), text);
  return parsed.success ? parsed.output : null;
}

/**
 * The sink with reports and alarms' memory under a name of their own. Otherwise functions that share a sink, one per
 * VPC, would take each other's clusters for gone, and their alarms for over. Credentials stay where they are.
 */
export function withNamedDocuments(sink: Sink, name: string | undefined): Sink {
  const { documents } = sink;
  if (name === undefined || documents === null) return sink;
  const own = (document: string) => `${name}.${document}`;
  return {
    ...sink,
    documents: {
      fits: (text) => documents.fits(text),
      read: (document, signal) => documents.read(own(document), signal),
      write: (document, text, signal) => documents.write(own(document), text, signal),
    },
  };
}
