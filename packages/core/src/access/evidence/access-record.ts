import { createHash } from 'node:crypto';
import * as v from 'valibot';
import type { JournalDraft, JournalLine } from '../../journal/journal.js';
import { say } from '../../words/say.js';
import { type AccessRow, accessRow, completeRow } from '../access-row.js';

/** A part of the fleet that could not be read when a record was made. */
export interface UnreadPlace {
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
