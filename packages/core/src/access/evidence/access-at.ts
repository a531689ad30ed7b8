import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { JournalCheck, JournalDraft, JournalFlaw, JournalLine } from '../../journal/journal.js';
import { AckringError } from '../../words/errors.js';
import { instantOf, say } from '../../words/say.js';
import { type AccessRow, accessRow, completeRow } from '../access-row.js';

/** Who held what at an instant: the last record before it, with the journal's changes since. */
export interface AccessAt {
  readonly at: Date;
  readonly recordedAt: Date;
  readonly rows: readonly AccessRow[];
  /** Changes between the record and the instant; removals are already applied to the rows. */
  readonly changes: readonly JournalLine[];
  readonly unread: readonly UnreadPlace[];
  /** Where the journal's chain is broken; torn writes do not count. */
  readonly flaws: readonly JournalFlaw[];
  /** Earlier records that are missing or were altered. An older one was then used. */
  readonly lostRecords: readonly string[];
  readonly journal: { readonly sequence: number; readonly hash: string };
}

/** Changes by others, or from another machine, are not in the journal and not known here. */
const changing = new Set(['clean', 'revoke', 'grant', 'withdraw', 'life', 'migrate']);

/**
 * Computes it from the journal and the records that it vouches for; `read` returns a record's text, null if it is
 * missing. Throws ResourceNotFound if nothing had been recorded by then.
 */
export async function accessAt(
  at: Date,
  journal: JournalCheck,
  read: (file: string) => Promise<string | null>,
): Promise<AccessAt> {
  const lostRecords: string[] = [];
  for (const recorded of recordedIn(journal.lines).toReversed()) {
    if (recorded.at > at) continue;
    const text = await read(recorded.file);
    const record = text !== null && hashOf(text) === recorded.sha256 ? parseRecord(text, at) : null;
    if (record === null || record.at > at) {
      lostRecords.push(recorded.file);
      continue;
    }
    // By the journal's order: a clock that went back does not bring a change before the record.
    const changes = journal.lines.filter(
      (line) => isChange(line) && line.sequence > recorded.sequence && line.at <= at,
    );
    const flaws = journal.flaws.filter(({ kind }) => kind !== 'torn');
    const { rows, unread } = withoutRemoved(record, changes, at);
    return { at, recordedAt: record.at, rows, unread, changes, flaws, lostRecords, journal: journal.head };
  }
  throw nothingRecorded(at, lostRecords);
}

function isChange({ action, phase }: JournalLine): boolean {
  return changing.has(action) && phase !== 'started' && phase !== 'refused';
}

/** A clean leaves neither kubeconfig nor bindings. */
function withoutRemoved(record: AccessRecord, changes: readonly JournalLine[], now: Date): AccessRecord {
  const removed = new Set(
    changes
      .filter(({ action, details }) => action === 'clean' && isTaken(details?.['result']))
      .map(({ details }) => `${details?.['clusterId']}/${details?.['uid']}`),
  );
  const rows = record.rows.map((row): AccessRow => {
    if (!removed.has(`${row.cluster.id}/${row.identity.uid}`)) return row;
    const gone = { ...row, certificateState: 'removed', status: 'revoked' } as const;
    return completeRow(gone, { permissions: [], isWhole: row.areRolesWhole }, now);
  });
  return { ...record, rows };
}

function isTaken(result: unknown): boolean {
  return result === 'removed' || result === 'unconfirmed' || result === 'alreadyRemoved';
}

function nothingRecorded(at: Date, lost: readonly string[]): AckringError {
  const time = instantOf(at);
  return lost.length === 0
    ? new AckringError('ResourceNotFound', say('who held what was not recorded by {time}', { time }), {
        remedy: say('Record it from now on, best every day: `ackring access --record`.'),
      })
    : new AckringError(
        'ResourceNotFound',
        say('every record by {time} is missing or was altered: {files}', { time, files: lost }),
        { remedy: say('Restore the files from a backup: the journal knows what was in them.') },
      );
}

/** A part of the fleet that could not be read when a record was made. */
interface UnreadPlace {
  /** A region or a cluster. */
  readonly place: string;
  /** From the error table. */
  readonly code: string;
}

/** Who held what at one instant, as far as it could be read. Contains no secret. */
export interface AccessRecord {
  readonly at: Date;
  readonly rows: readonly AccessRow[];
  readonly unread: readonly UnreadPlace[];
}

const instant = v.pipe(
  v.string(),
  v.isoTimestamp(),
  v.transform((text) => new Date(text)),
);
const role = v.object({
  clusterId: v.nullable(v.string()),
  namespace: v.nullable(v.string()),
  scope: v.picklist(['cluster', 'namespace', 'console', 'unknown']),
  role: v.string(),
  isOwner: v.boolean(),
});
const holding = v.object({
  identity: v.object({
    uid: v.string(),
    name: v.string(),
    type: v.picklist(['root', 'user', 'role', 'unknown']),
    state: v.picklist(['active', 'inactive', 'deleted', 'unknown']),
  }),
  cluster: v.object({ id: v.string(), name: v.string(), region: v.string() }),
  notAfter: v.nullable(instant),
  notBefore: v.optional(instant),
  certificateState: v.picklist(['unexpired', 'expired', 'unissued', 'removed', 'unknown']),
  revokable: v.boolean(),
  cloudService: v.nullable(v.string()),
  roles: v.nullable(v.array(role)),
  areRolesWhole: v.boolean(),
});
const recordSchema = v.object({
  schema: v.literal('ackring.access/v1'),
  at: instant,
  holdings: v.array(holding),
  unread: v.array(v.object({ place: v.string(), code: v.string() })),
});

/** The record as the text of a file. */
export function recordText({ at, rows, unread }: AccessRecord): string {
  const holdings = rows.map(({ identity, cluster, notAfter, notBefore, certificateState, ...row }) => {
    const { id, name, region } = cluster;
    const { revokable, cloudService, roles, areRolesWhole } = row;
    const held = { notAfter, notBefore, certificateState, revokable, cloudService, roles, areRolesWhole };
    return { identity, cluster: { id, name, region }, ...held };
  });
  return `${JSON.stringify({ schema: 'ackring.access/v1', at, holdings, unread })}\n`;
}

/** Parses a record, each row judged as of `now`; null for anything else. */
export function parseRecord(text: string, now: Date): AccessRecord | null {
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), recordSchema), text);
  if (!parsed.success) return null;
  const { at, holdings, unread } = parsed.output;
  const rows = holdings.map(({ roles, areRolesWhole, notBefore, ...rest }) => {
    const state = { ...rest, ...(notBefore === undefined ? {} : { notBefore }) };
    return completeRow(accessRow(state, now), { permissions: roles, isWhole: areRolesWhole }, now);
  });
  return { at, rows, unread };
}

/** The journal's line about a record, with its hash, so that a changed or exchanged file is noticed. */
export function recordedLine(file: string, text: string, record: AccessRecord): Omit<JournalDraft, 'runId'> {
  const { rows, unread } = record;
  return {
    action: 'access-record',
    phase: 'done',
    summary: say('who holds what was recorded: {count} kubeconfigs', { count: rows.length }),
    details: { file, sha256: hashOf(text), kubeconfigs: rows.length, unread: unread.length },
  };
}

/** The journal's lines about records, latest last. */
export function recordedIn(lines: readonly JournalLine[]): readonly {
  readonly at: Date;
  readonly sequence: number;
  readonly file: string;
  readonly sha256: string;
}[] {
  return lines.flatMap(({ action, at, sequence, details }) => {
    const { file, sha256 } = details ?? {};
    if (action !== 'access-record' || typeof file !== 'string' || typeof sha256 !== 'string') return [];
    return [{ at, sequence, file, sha256 }];
  });
}

export function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
