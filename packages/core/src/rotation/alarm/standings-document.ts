import * as v from 'valibot';
import { type ErrorCode, errorTable } from '../../errors.js';
import type { DocumentStore } from '../delivery/sink.js';
import { readKeyed, writeKeyed } from '../report/keyed-document.js';
import { noStandings, type Standing, type Standings } from './standing.js';

const name = 'conditions';
const mark = 'ackring.conditions/v1';

const text = v.optional(v.nullable(v.string()), null);

const conditionSchema = v.object({
  state: v.picklist(['ready', 'pending', 'failing', 'blocked']),
  reason: v.string(),
  since: v.string(),
  heldUntil: text,
  brokenSince: text,
  lastProof: text,
  awaitsProof: text,
  nextAttempt: text,
  message: text,
  remedy: text,
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
        since: v.string(),
      }),
    ),
    null,
  ),
  mended: v.optional(v.nullable(v.object({ cause: v.string(), from: text, until: v.string() })), null),
  goneBecause: text,
  told: v.optional(v.record(v.string(), v.string()), {}),
});

function isErrorCode(value: unknown): boolean {
  return typeof value === 'string' && Object.hasOwn(errorTable, value);
}

/** What runs before remember; an item that cannot be made out counts as not remembered. Throws what the store throws. */
export async function readStandings(store: DocumentStore | null, signal?: AbortSignal): Promise<Standings> {
  const kept = store === null ? null : await readKeyed(store, name, signal);
  if (kept?.mark !== mark) return noStandings;
  const standings = kept.items.flatMap(({ key, value }): [string, Standing][] => {
    const parsed = v.safeParse(standingSchema, value);
    return parsed.success ? [[key, { key, ...parsed.output }]] : [];
  });
  return new Map(standings);
}

/** Written so that the same standings are the same documents, and no new version of a secret. */
export async function writeStandings(
  store: DocumentStore,
  standings: Standings,
  signal?: AbortSignal,
): Promise<void> {
  const items = [...standings.values()]
    .toSorted((left, right) => (left.key < right.key ? -1 : 1))
    .map(({ key, ...rest }) => ({ key, value: brief(rest) }));
  await writeKeyed(store, name, { mark, head: null, items }, signal);
}

/** Without what is null or empty: ten thousand of these have to fit. */
function brief(value: object): object {
  return Object.fromEntries(
    Object.entries(value).flatMap(([field, each]) => {
      if (each === null || (isPlain(each) && Object.keys(each).length === 0)) return [];
      return [[field, isPlain(each) ? brief(each) : each]];
    }),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
