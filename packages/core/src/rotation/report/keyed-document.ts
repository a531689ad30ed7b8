import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { DocumentStore, Sink } from '../sinks/sink.js';

/** Items by name, spread over as many documents as necessary. */
export interface KeyedDocument {
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

/** What documents held when they were read; null where there was none. */
export type SeenTexts = ReadonlyMap<string, string | null>;

export interface WriteKeyed {
  /** What is over these is only written if they still hold that: throws Conflict. */
  readonly seen?: SeenTexts;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes it. Each item has its place by its key, and each document is replaced whole, the one that names the others
 * last: a write that is killed half-way, or runs concurrently with another, leaves every item as one of them wrote
 * it. Throws what the store throws.
 */
export async function writeKeyed(
  store: DocumentStore,
  name: string,
  { mark, head, items }: KeyedDocument,
  { seen = new Map(), signal }: WriteKeyed = {},
): Promise<void> {
  const put = async (document: string, text: string): Promise<void> => {
    const over = seen.get(document);
    if (text === over) return;
    if (over === undefined || store.replace === undefined) await store.write(document, text, signal);
    else await store.replace(document, { over, text }, signal);
  };
  const whole = JSON.stringify({ mark, head, parts: 1, items: items.map(pair) });
  if (store.fits(whole)) return put(name, whole);
  const texts = divided(items, mark, store);
  for (const [index, text] of texts.entries()) await put(partName(name, texts.length, index), text);
  await put(name, JSON.stringify({ mark, head, parts: texts.length }));
}

/** The last written one; null if there is none, or it is incomplete. Throws what the store throws. */
export async function readKeyed(
  store: DocumentStore,
  name: string,
  signal?: AbortSignal,
): Promise<KeyedDocument | null> {
  return (await readToWrite(store, name, signal)).document;
}

/** The same, and what it was read from, to write over that alone. */
export async function readToWrite(
  store: DocumentStore,
  name: string,
  signal?: AbortSignal,
): Promise<{ readonly document: KeyedDocument | null; readonly seen: SeenTexts }> {
  const seen = new Map<string, string | null>();
  const read = async (document: string): Promise<string | null> => {
    const text = await store.read(document, signal);
    seen.set(document, text);
    return text;
  };
  return { document: await readParts(name, read), seen };
}

async function readParts(
  name: string,
  read: (document: string) => Promise<string | null>,
): Promise<KeyedDocument | null> {
  const first = parse(headSchema, await read(name));
  if (first === null) return null;
  const items = first.items.map(toItem);
  for (let index = 0; index < first.parts && first.parts > 1; index += 1) {
    const part = parse(partSchema, await read(partName(name, first.parts, index)));
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
  const { replace } = documents;
  return {
    ...sink,
    documents: {
      fits: (text) => documents.fits(text),
      read: (document, signal) => documents.read(own(document), signal),
      write: (document, text, signal) => documents.write(own(document), text, signal),
      ...(replace && { replace: (document, change, signal) => replace(own(document), change, signal) }),
    },
  };
}
