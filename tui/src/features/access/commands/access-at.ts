import type { AccessAt, AccessRow } from '@ackring/core/access';
import { AckringError, exitCodes, isCalled } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { collectFleet, reportUnread } from '../../../shell/collect-fleet.js';
import {
  type CommandContext,
  type OptionSpec,
  type OptionSpecs,
  usageError,
} from '../../../shell/command.js';
import { csvTable } from '../../../shell/csv-table.js';
import { markdownTable } from '../../../shell/markdown-table.js';
import { printTable, readerOf } from '../../../shell/text-table.js';
import { accessTable } from '../../../subjects/holding/table.js';

interface Asked extends OptionSpecs {
  readonly user: OptionSpec & { readonly type: 'string' };
  readonly cluster: OptionSpec & { readonly type: 'string'; readonly multiple: true };
  readonly orphans: OptionSpec & { readonly type: 'boolean' };
  readonly record: OptionSpec & { readonly type: 'boolean' };
  readonly at: OptionSpec & { readonly type: 'string' };
  readonly export: OptionSpec & { readonly type: 'string' };
}

type Context = CommandContext<Asked>;

/** `--record` now, or `--at` a past instant. */
export async function accessInTime(context: Context): Promise<number | undefined> {
  const { options, positionals, services } = context;
  const { user, cluster: clusters, orphans, record, at, export: file } = options;
  const others = [
    ...(at === undefined ? [] : ['--at']),
    ...(file === undefined ? [] : ['--export']),
    ...(user === undefined ? [] : ['--user']),
    ...(clusters.length === 0 ? [] : ['--cluster']),
    ...(orphans ? ['--orphans'] : []),
  ];
  const [other] = others;
  if (positionals.length > 0) {
    throw usageError(
      say('{option} does not go with {other}', { option: 'FILTER', other: record ? '--record' : '--at' }),
      say('Leave out one of them.'),
    );
  }
  if (record && other !== undefined) {
    throw usageError(
      say('{option} does not go with {other}', { option: '--record', other }),
      say('Leave out one of them.'),
    );
  }
  if (record) return recordNow(context);
  if (at === undefined) {
    throw usageError(
      say('`--export` needs --at DATE'),
      say('Give the day the audit is about: `ackring access --at 2026-10-01 --export access.csv`.'),
    );
  }
  if (file !== undefined && !/\.(csv|md)$/.test(file)) {
    throw usageError(
      say('evidence is exported as .csv or .md, not as "{file}"', { file }),
      say('Choose a name that ends in .csv or .md.'),
    );
  }
  const isShown = ({ identity, cluster, orphan }: AccessRow) =>
    (user === undefined || isCalled(identity, user)) &&
    (clusters.length === 0 || clusters.includes(cluster.name) || clusters.includes(cluster.id)) &&
    (orphan || !orphans);
  return printAccessAt(parseInstant(at, services.clock.now()), { file, isShown }, context);
}

/** The whole fleet: a partial record could be taken for a complete one. */
async function recordNow(context: Context): Promise<number | undefined> {
  const { services, output, progress, signal } = context;
  const fleet = await collectFleet(context);
  reportUnread(fleet, output);
  const unread = fleet.unread.map(({ region, error }) => ({ place: region, code: error.code }));
  const rows = new Map<string, AccessRow>();
  const answered = new Set<string>();
  progress.show((words) => words.clusters(0, fleet.clusters.length));
  for await (const event of services.incident.audit(fleet.clusters, { signal })) {
    const { cluster } = event.kind === 'completed' ? event.row : event;
    answered.add(cluster.id);
    progress.show((words) => words.clusters(answered.size, fleet.clusters.length));
    if (event.kind === 'failed') {
      unread.push({ place: cluster.name, code: event.error.code });
      output.problem({ cluster: cluster.name, id: cluster.id }, event.error);
      continue;
    }
    if (event.kind === 'bindingsUnread') continue;
    for (const row of event.kind === 'rows' ? event.rows : [event.row]) {
      rows.set(`${row.identity.uid} ${row.cluster.id}`, row);
    }
  }
  progress.end();
  const file = await services.incident.recordAccess({ rows: [...rows.values()], unread });
  if (output.json) output.data({ file, kubeconfigs: rows.size, unread });
  else output.note(say('{count} kubeconfigs recorded in {file}', { count: rows.size, file }));
  return unread.length > 0 ? exitCodes.partial : undefined;
}

/** A day means its end, and includes whoever held something on it. Throws UsageInvalid. */
function parseInstant(text: string, now: Date): Date {
  const day = /^\d{4}-\d\d-\d\d$/.test(text);
  const at = new Date(day ? `${text}T23:59:59.999Z` : text);
  const isInstant = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text);
  if (Number.isNaN(at.getTime()) || (!day && !isInstant)) {
    throw usageError(
      say('"{text}" is not a date', { text }),
      say('Give a day such as 2026-10-01, or an instant such as 2026-10-01T12:00:00Z.'),
    );
  }
  return at > now ? now : at;
}

/** Prints who held what then, or writes it into a file with its signature beside it. */
async function printAccessAt(
  at: Date,
  options: { readonly file: string | undefined; readonly isShown: (row: AccessRow) => boolean },
  context: Context,
): Promise<number | undefined> {
  const { services, output } = context;
  const found = await services.incident.accessAt(at);
  const rows = found.rows.filter(options.isShown);
  const problems = problemsOf(found);
  for (const problem of problems) output.problem({ record: found.recordedAt.toISOString() }, problem);
  if (options.file !== undefined) await writeSigned(options.file, { ...found, rows }, context);
  else if (output.json) output.data({ ...factsOf(found), holdings: rows.map(accessTable.toJson) });
  else {
    await printTable(context, accessTable, rows, { withSigns: true, now: found.at });
    output.note(
      say('recorded {recorded}, with {count} changes by {at} in the journal', {
        recorded: found.recordedAt.toISOString(),
        count: found.changes.length,
        at: found.at.toISOString(),
      }),
    );
  }
  return problems.length > 0 || found.unread.length > 0 ? exitCodes.partial : undefined;
}

function problemsOf({ flaws, lostRecords }: AccessAt): readonly AckringError[] {
  const remedy = say(
    '`ackring history --check` shows where; a backup of the state folder has what was there.',
  );
  return [
    ...(flaws.length === 0
      ? []
      : [new AckringError('Conflict', say('the journal was altered: what it says is no proof'), { remedy })]),
    ...lostRecords.map(
      (file) =>
        new AckringError('Conflict', say('the record {file} is missing or was altered', { file }), {
          remedy,
        }),
    ),
  ];
}

function factsOf({ at, recordedAt, changes, unread, flaws, lostRecords, journal }: AccessAt) {
  return {
    at,
    recordedAt,
    changes: changes.map(({ sequence, at: when, action, phase, summary }) => ({
      sequence,
      at: when,
      action,
      phase,
      summary,
    })),
    unread,
    journal: { ...journal, intact: flaws.length === 0 },
    lostRecords,
  };
}

/** The file, `FILE.sig` over its exact bytes, and `FILE.pub` to verify it. */
async function writeSigned(
  file: string,
  found: AccessAt,
  { home, language, services, output }: Context,
): Promise<void> {
  const reader = { ...(await readerOf({ home, language, services })), now: found.at };
  const text = file.endsWith('.csv')
    ? csvTable(evidenceTable(found), found.rows)
    : `${headText(found)}\n${markdownTable(accessTable, found.rows, reader)}\n`;
  const bytes = Buffer.from(text);
  const { signature, publicKey, fingerprint } = await services.incident.signEvidence(bytes);
  const { writeNewFile } = await import('@ackring/core/machine');
  const [beside, key] = [`${file}.sig`, `${file}.pub`];
  await writeNewFile(file, bytes);
  await writeNewFile(beside, signature);
  await writeNewFile(key, publicKey);
  output.note(
    say(
      '{count} kubeconfigs in {file}, signed with the key {fingerprint}: {signature} and {key} let `openssl pkeyutl -verify -rawin` check it',
      {
        count: found.rows.length,
        file: output.path(file),
        fingerprint,
        signature: output.path(beside),
        key: output.path(key),
      },
    ),
  );
}

/** Each line states its source. */
function evidenceTable({ at, recordedAt, journal, flaws }: AccessAt) {
  return {
    fields: {
      at: () => at,
      recordedAt: () => recordedAt,
      journal: () => `${journal.sequence} ${journal.hash}${flaws.length === 0 ? '' : ' ALTERED'}`,
      ...accessTable.fields,
    },
  };
}

function headText({ at, recordedAt, changes, unread, flaws, lostRecords, journal }: AccessAt): string {
  return [
    `# Who held what on ${at.toISOString()}`,
    '',
    `Recorded ${recordedAt.toISOString()}. Journal: ${journal.sequence} lines, head ${journal.hash}, ${flaws.length === 0 ? 'intact' : 'ALTERED'}.`,
    ...lostRecords.map((file) => `**Missing or altered:** ${file}`),
    ...unread.map(({ place, code }) => `**Not read then:** ${cell(place)} (${code})`),
    ...changes.map(({ at: when, summary, phase }) => `- ${when.toISOString()}: ${cell(summary)} (${phase})`),
    '',
  ].join('\n');
}

/** Names come from outside. */
function cell(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f]/g, ' ').replace(/[\\|`*_<>[\]]/g, '\\$&');
}
