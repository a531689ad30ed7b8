import type { JournalCheck, JournalFlaw, JournalLine } from '../../journal/journal.js';
import { AckringError } from '../../words/errors.js';
import { instantOf, say } from '../../words/say.js';
import { type AccessRow, completeRow } from '../access-row.js';
import { type AccessRecord, hashOf, parseRecord, recordedIn, type UnreadPlace } from './access-record.js';

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
const changing = new Set(['clean', 'revoke', 'grant', 'ungrant', 'life', 'migrate']);

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
