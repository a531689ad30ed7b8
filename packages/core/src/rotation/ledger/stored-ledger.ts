import { randomUUID } from 'node:crypto';
import * as v from 'valibot';
import { AckringError, type ErrorCode, errorTable, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { type KeyedDocument, readKeyed, readToWrite, writeKeyed } from '../report/keyed-document.js';
import type { DocumentStore } from '../sinks/sink.js';
import { isOnlyWatched } from './condition.js';
import { placeKey } from './place.js';
import { failurePrefix, noStandings, type Standing, type Standings } from './standing.js';

const name = 'conditions';

const mark = 'ackring.conditions/v1';

const text = v.optional(v.nullable(v.string()), null);

/** An instant of RFC 3339. Of anything else a length of time is no number, and what is told by it never told again. */
const instant = v.pipe(v.string(), v.isoTimestamp());
const someInstant = v.optional(v.nullable(instant), null);

const conditionSchema = v.object({
  state: v.picklist(['ready', 'pending', 'failing', 'blocked']),
  reason: v.string(),
  since: instant,
  heldUntil: someInstant,
  heldFrom: v.optional(instant),
  brokenSince: someInstant,
  lastProof: someInstant,
  awaitsProof: text,
  nextAttempt: someInstant,
  message: text,
  remedy: text,
});

const obligationSchema = v.object({
  sink: v.string(),
  place: text,
  version: text,
  until: someInstant,
  from: someInstant,
  proven: v.optional(v.nullable(v.object({ version: v.string(), at: instant })), null),
  refused: text,
  settled: text,
  brokenSince: someInstant,
});

const standingSchema = v.object({
  label: v.string(),
  cluster: text,
  clusterId: text,
  region: text,
  identity: text,
  holder: text,
  condition: v.optional(v.nullable(conditionSchema), null),
  outage: v.optional(
    v.nullable(
      v.object({
        code: v.custom<ErrorCode>(isErrorCode),
        message: v.string(),
        remedy: v.string(),
        since: instant,
        until: v.optional(instant),
      }),
    ),
    null,
  ),
  mended: v.optional(v.nullable(v.object({ cause: v.string(), from: someInstant, until: instant })), null),
  goneBecause: text,
  places: v.optional(v.array(obligationSchema), []),
  left: text,
  dismissed: v.optional(v.nullable(v.object({ reason: v.string(), at: instant })), null),
  told: v.optional(v.record(v.string(), v.string()), {}),
});

function isErrorCode(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}

/** What earlier runs left, and whether all of it could be read. */
export interface Ledger {
  readonly standings: Standings;
  /**
   * What is wrong with the memory: the document is torn, and its older copy was taken, or nothing is known; or the first
   * store did not take it.
   */
  readonly trouble: AckringError | null;
  /** When that older copy was made; RFC 3339; null if there is none. */
  readonly copiedAt: string | null;
  /** What each store has, as it was read or written last: see `StoredLedger`. What could not be read is missing. */
  readonly revisions: ReadonlyMap<DocumentStore, string | null>;
}

export const emptyLedger: Ledger = {
  standings: noStandings,
  trouble: null,
  copiedAt: null,
  revisions: new Map(),
};

/** A copy of the whole is kept beside it, and made anew after so many days. */
const copyDays = 7;
const copyName = `${name}-copy`;

const headSchema = v.object({ copiedAt: someInstant, revision: text });

/** What one store has of it. */
interface StoredLedger extends Omit<Ledger, 'revisions'> {
  /** Names what is written, and begins with when: what changed last is the greatest. Null in what older versions kept. */
  readonly revision: string | null;
}

/**
 * What earlier runs remember, from the store that changed last: each has the whole, so that none takes it away when it
 * leaves the configuration, and what only one that lags behind still owes is owed. What no run of ours can have written
 * counts as not remembered, and is told anew: an item that cannot be read, of another key, or that knows the future. A
 * torn document is told, and its copy is read. Throws what the stores throw if none can be read.
 */
export async function readLedger(
  stores: readonly DocumentStore[],
  now: Date,
  signal?: AbortSignal,
): Promise<Ledger> {
  const failures: unknown[] = [];
  const revisions = new Map<DocumentStore, string | null>();
  const read = stores.map(async (store) => {
    try {
      const ledger = await readFrom(store, now, signal);
      revisions.set(store, ledger?.revision ?? null);
      return ledger;
    } catch (error) {
      failures.push(error);
      return null;
    }
  });
  const found = (await Promise.all(read)).filter((each) => each !== null);
  const whole = found.filter(({ trouble }) => trouble === null).toSorted(byRevision);
  const [latest, ...lagging] = whole.length > 0 ? whole : found;
  if (latest === undefined && failures.length > 0) throw failures[0];
  if (latest === undefined) return { ...emptyLedger, revisions };
  const { standings, trouble, copiedAt } = latest;
  return { standings: withOwed(standings, lagging), trouble, copiedAt, revisions };
}

/** The last first; of equals the first store's. */
function byRevision({ revision: left }: StoredLedger, { revision: right }: StoredLedger): number {
  return left === right ? 0 : (left ?? '') > (right ?? '') ? -1 : 1;
}

/** Nobody heard of it through the store that knows more. */
function withOwed(standings: Standings, lagging: readonly StoredLedger[]): Standings {
  const owed = lagging
    .flatMap((ledger) => [...ledger.standings.values()])
    .filter((each) => !standings.has(each.key) && isOwed(each));
  return new Map([
    ...standings,
    ...owed.map((each): [string, Standing] => [each.key, { ...each, told: {} }]),
  ]);
}

function isOwed({ condition, holder, goneBecause, dismissed, places }: Standing): boolean {
  const isOpen = goneBecause === null && dismissed === null;
  return condition !== null && holder === null && isOpen && places.length > 0;
}

/** Null if there is none. */
async function readFrom(store: DocumentStore, now: Date, signal?: AbortSignal): Promise<StoredLedger | null> {
  const kept = await readDocument(store, name, now, signal);
  if (kept !== null) return { ...kept, trouble: null };
  if ((await store.read(name, signal)) === null) return null;
  const copy = await readDocument(store, copyName, now, signal);
  return copy === null
    ? { standings: noStandings, copiedAt: null, revision: null, trouble: tornLedger(null) }
    : { ...copy, standings: unsure(copy.standings), trouble: tornLedger(copy.copiedAt) };
}

/** Of what an older copy says nothing is proven: its API server is asked again. */
function unsure(standings: Standings): Standings {
  const asked = [...standings].map(([key, standing]): [string, Standing] => {
    const { condition } = standing;
    if (condition === null || condition.awaitsProof !== null) return [key, standing];
    return [key, { ...standing, condition: { ...condition, awaitsProof: 'AwaitsProof' } }];
  });
  return new Map(asked);
}

async function readDocument(
  store: DocumentStore,
  document: string,
  now: Date,
  signal?: AbortSignal,
): Promise<Omit<StoredLedger, 'trouble'> | null> {
  const kept = await readKeyed(store, document, signal);
  return kept?.mark === mark ? { ...headIn(kept), standings: standingsIn(kept, now) } : null;
}

function headIn({ head }: KeyedDocument): Pick<StoredLedger, 'copiedAt' | 'revision'> {
  const parsed = v.safeParse(headSchema, head);
  return parsed.success ? parsed.output : { copiedAt: null, revision: null };
}

function standingsIn({ items }: KeyedDocument, now: Date): Standings {
  const standings = items.flatMap(({ key, value }): [string, Standing][] => {
    const parsed = v.safeParse(standingSchema, value);
    if (!parsed.success) return [];
    const standing = { key, ...parsed.output };
    return isOurs(standing, now) ? [[key, standing]] : [];
  });
  return new Map(standings);
}

function tornLedger(copiedAt: string | null): AckringError {
  return copiedAt === null
    ? new AckringError(
        'ResponseUnreadable',
        say('the memory of the rotation is torn, and there is no copy of it'),
        {
          remedy: say(
            'What is selected is read and told anew; see what else the sinks hold: ackring rotate plan',
          ),
        },
      )
    : new AckringError(
        'ResponseUnreadable',
        say('the memory of the rotation is torn; its copy of {day} was taken', {
          day: copiedAt.slice(0, 10),
        }),
        { remedy: say('Nothing needs doing: it is written anew. See who else writes there.') },
      );
}

/** Clocks differ, by hours where somebody set one by hand. */
const clocksMs = 86_400_000;

function isOurs({ key, clusterId, identity, left, condition, outage, mended }: Standing, now: Date): boolean {
  const own = `${clusterId}/${identity}${left === null ? '' : ` ${left}`}`;
  const isNamed = condition === null ? key.startsWith(failurePrefix) : key === own;
  const past = [
    condition?.since,
    condition?.brokenSince,
    condition?.lastProof,
    outage?.since,
    mended?.from,
    mended?.until,
  ];
  const latest = now.getTime() + clocksMs;
  return isNamed && !past.some((each) => typeof each === 'string' && Date.parse(each) > latest);
}

export interface WriteLedger {
  /** What this run read: what differs from it by now was written by another run. */
  readonly read: Ledger;
  readonly now: Date;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Writes it into every store, with what another run wrote meanwhile, so that equal ledgers give equal documents, and no
 * new version of a secret. Now and then a copy comes first. Throws if no store takes it; returns what it wrote, the base
 * of a later write.
 */
export async function writeLedger(
  stores: readonly DocumentStore[],
  standings: Standings,
  { read, now, signal }: WriteLedger,
): Promise<Ledger> {
  const isCopyDue =
    read.copiedAt === null || now.getTime() - Date.parse(read.copiedAt) >= copyDays * 86_400_000;
  const copiedAt = isCopyDue ? now.toISOString() : read.copiedAt;
  const failures = new Map<DocumentStore, unknown>();
  const revisions = new Map(read.revisions);
  let written = standings;
  const writeTo = async (store: DocumentStore, isFirst: boolean): Promise<void> => {
    const { document: found, seen } = await readToWrite(store, name, signal);
    const kept = found?.mark === mark ? found : null;
    const before = kept === null ? null : headIn(kept).revision;
    // One that merely lags behind has nothing new; of one that is being written some is.
    const isSeen = kept === null || (isFirst && read.revisions.get(store) === before);
    const merged = isSeen ? standings : mergedWith(standings, read.standings, standingsIn(kept, now));
    const items = itemsOf(merged);
    const revision = kept !== null && isSameItems(items, kept.items) ? before : newRevision(now);
    const document = { mark, head: { copiedAt, revision }, items };
    if (isCopyDue && isFirst) await writeKeyed(store, copyName, document, { signal });
    await writeKeyed(store, name, document, { seen, signal });
    written = merged;
    revisions.set(store, revision);
  };
  for (const store of stores) {
    try {
      await untilUnopposed((isFirst) => writeTo(store, isFirst));
    } catch (error) {
      failures.set(store, error);
    }
  }
  const [first] = stores;
  const refusal = first === undefined ? undefined : failures.get(first);
  if (failures.size > 0 && failures.size === stores.length) throw refusal;
  const trouble = refusal === undefined ? null : toAckringError(refusal);
  return { standings: written, trouble, copiedAt, revisions };
}

/** Another run that writes the same ends; at most this many were seen at once. */
const mostTries = 8;

/** Repeats a write that another run's came before. */
export async function untilUnopposed(write: (isFirst: boolean) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await write(attempt === 1);
    } catch (error) {
      if (attempt === mostTries || !isConflict(error)) throw error;
    }
  }
}

function isConflict(error: unknown): boolean {
  return error instanceof AckringError && error.code === 'Conflict';
}

function newRevision(now: Date): string {
  return `${now.toISOString()} ${randomUUID()}`;
}

function isSameItems(ours: KeyedDocument['items'], kept: KeyedDocument['items']): boolean {
  const values = new Map(kept.map(({ key, value }) => [key, value]));
  const isKept = ({ key, value }: KeyedDocument['items'][number]): boolean =>
    JSON.stringify(values.get(key)) === JSON.stringify(value);
  return values.size === ours.length && ours.every(isKept);
}

function itemsOf(standings: Standings) {
  return [...standings.values()]
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ key, ...rest }) => ({ key, value: brief(rest) }));
}

/** Another run's entries stay where ours has nothing new, and nobody is told twice what either told. */
function mergedWith(ours: Standings, read: Standings, current: Standings): Standings {
  const next = new Map(ours);
  for (const [key, theirs] of current) {
    const before = read.get(key);
    if (before !== undefined && isSame(before, theirs)) continue;
    const own = ours.get(key);
    if (own === undefined && before !== undefined) continue;
    next.set(key, own === undefined ? theirs : mergedStanding(own, theirs, before?.places ?? []));
  }
  return next;
}

/** Ours, with whom they told, what a person dismissed meanwhile, and the places that came and went. */
function mergedStanding(own: Standing, theirs: Standing, before: Standing['places']): Standing {
  const isWatched = own.condition !== null && isOnlyWatched(own.condition);
  const [known, kept, present] = [before, theirs.places, own.places].map(
    (some) => new Set(some.map(placeKey)),
  );
  const stay = own.places.filter((place) => !known?.has(placeKey(place)) || kept?.has(placeKey(place)));
  const came = theirs.places.filter(
    (place) => !known?.has(placeKey(place)) && !present?.has(placeKey(place)),
  );
  return {
    ...own,
    places: [...stay, ...came],
    dismissed: own.dismissed ?? (isWatched ? theirs.dismissed : null),
    told: { ...theirs.told, ...own.told },
  };
}

function isSame(left: Standing, right: Standing): boolean {
  return left === right || JSON.stringify(brief(left)) === JSON.stringify(brief(right));
}

/** Without null and empty fields: ten thousand of these have to fit. */
function brief(value: object): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, each]) => {
      if (each === null || isEmpty(each)) return [];
      return [[field, briefly(each)]];
    }),
  );
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) ? value.length === 0 : isPlain(value) && Object.keys(value).length === 0;
}

function briefly(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(briefly);
  return isPlain(value) ? brief(value) : value;
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
