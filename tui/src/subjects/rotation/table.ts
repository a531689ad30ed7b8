import type { RotationOutcome } from '@ackring/core/rotation';
import { daysLeft, renewableFrom } from '@ackring/core/words';
import { type Messages, wordOf } from '../../messages/messages.js';
import { translateProblem } from '../../messages/problems/translate.js';
import { durationText, localDay } from '../../messages/times.js';
import { widestOf } from '../../screen/columns.js';
import { type Span, span } from '../../screen/drawing/line.js';
import type { Tone } from '../../screen/drawing/skins.js';
import { askedLeft } from '../../screen/life.js';
import { defineTable, type Reader, type Table, type TableColumn } from '../../screen/table.js';
import { outcomeId } from './rotation.js';

type Column = TableColumn<RotationOutcome, null>;

/** What will change comes first: that is what a plan is read for. */
const decisionOrder = { renew: 0, deliver: 1, notify: 2, skip: 3, keep: 4 } as const;

const decisionTones: Readonly<Record<RotationOutcome['decision']['kind'], Tone>> = {
  renew: 'accent',
  deliver: 'info',
  notify: 'warn',
  skip: 'dim',
  keep: 'dim',
};

const place: readonly Column[] = [
  {
    title: ({ columns }) => columns.cluster,
    sort: { column: 'cluster', key: 'C', by: ({ cluster }) => cluster.name },
    search: null,
    text: ({ cluster }) => cluster.name,
    cell: { min: 16, ideal: 24, growth: 1, sacrifice: 0, cut: 'middle' },
  },
  {
    title: ({ columns }) => columns.region,
    sort: null,
    search: ({ region }) => region,
    text: ({ region }) => region,
    cell: null,
    sacrifice: 8,
  },
  {
    title: ({ columns }) => columns.identity,
    sort: { column: 'identity', key: 'I', by: ({ identity }) => identity },
    search: ({ identity, holder }) => `${identity} ${holder ?? ''}`,
    text: holderName,
    cell: { min: 12, ideal: 18, growth: 2, sacrifice: 2, cut: 'middle', tone: 'dim' },
    // A printed row has nothing else that tells it from the others of its cluster.
    sacrifice: 1,
  },
];

const decided: readonly Column[] = [
  {
    ...dayColumn(({ columns }) => columns.end, notAfterOf),
    asked: { ends: (outcome) => dateOf(notAfterOf(outcome)) },
  },
  {
    title: ({ titles }) => titles.left,
    sort: {
      column: 'end',
      key: 'E',
      by: ({ notAfter }) => (notAfter === null ? null : Date.parse(notAfter)),
    },
    search: null,
    align: 'right',
    text: ({ notAfter }, { now, messages }) =>
      notAfter === null ? '–' : durationText(Date.parse(notAfter) - now.getTime(), messages),
    cell: { min: 7, sacrifice: 1, tone: 'dim' },
    sacrifice: 2,
    asked: askedLeft(({ notAfter }: RotationOutcome, _: null, { now }: Reader) =>
      notAfter === null ? null : daysLeft(new Date(notAfter), now),
    ),
  },
  {
    title: ({ columns }) => columns.decision,
    sort: {
      column: 'decision',
      key: 'D',
      by: ({ decision, error }) => (error === null ? decisionOrder[decision.kind] : -1),
    },
    search: ({ decision }) => decision.kind,
    text: decisionText,
    asked: { decision: null },
    cell: {
      words: ({ decisions }) => Object.values(decisions),
      sacrifice: 0,
      tone: ({ decision }) => decisionTones[decision.kind],
    },
  },
];

const became: Column = {
  title: ({ columns }) => columns.outcome,
  sort: { column: 'outcome', key: 'O', by: outcomeOrder },
  search: null,
  text: outcomeText,
  cell: { min: 17, ideal: 40, growth: 3, sacrifice: 0, tone: outcomeTone },
};

const shared: Pick<Table<RotationOutcome>, 'id' | 'tie' | 'sign' | 'fields'> = {
  id: outcomeId,
  // Of one decision the most urgent first, as on the command line.
  tie: [({ notAfter }) => notAfter ?? '~', ({ cluster, identity }) => `${cluster.name} ${identity}`],
  sign: signOf,
  // A report is its own contract; these are for the filter.
  fields: {
    cluster: ({ cluster }) => cluster.name,
    clusterId: ({ cluster }) => cluster.id,
    region: ({ region }) => region,
    identity: ({ identity }) => identity,
    decision: { kind: ({ decision }) => decision.kind, reason: ({ decision }) => decision.reason },
    notAfter: (outcome) => dateOf(notAfterOf(outcome)),
    error: ({ error }) => error?.message ?? null,
  },
};

/** What a run would do with each credential, and why. */
export const planTable = defineTable<RotationOutcome>({
  ...shared,
  columns: [...place, ...decided, reasonColumn({ sacrifice: 0 })],
});

/** The same with the outcome, which counts for more than why it was tried. */
export const runTable = defineTable<RotationOutcome>({
  ...shared,
  columns: [...place, ...decided, reasonColumn({ sacrifice: 3 }), became],
});

/** The outcome of what was worked on, for whoever was not there. */
export const resultTable = defineTable<RotationOutcome>({
  ...shared,
  columns: [
    ...place,
    dayColumn(
      ({ rotation }) => rotation.before.toUpperCase(),
      ({ before, notAfter }) => before?.notAfter ?? notAfter,
    ),
    dayColumn(
      ({ rotation }) => rotation.after.toUpperCase(),
      ({ after }) => after?.notAfter ?? null,
    ),
    became,
  ],
});

/** What will change first, and of that the soonest end: a plan's default order. */
export function inOrder(outcomes: readonly RotationOutcome[]): readonly RotationOutcome[] {
  return outcomes.toSorted(
    (a, b) =>
      decisionOrder[a.decision.kind] - decisionOrder[b.decision.kind] ||
      (a.notAfter ?? '').localeCompare(b.notAfter ?? '', 'en'),
  );
}

function reasonColumn({ sacrifice }: { readonly sacrifice: number }): Column {
  return {
    title: ({ columns }) => columns.reason,
    sort: { column: 'reason', key: 'R', by: ({ decision }) => decision.reason },
    search: null,
    text: reasonText,
    asked: { reason: (outcome, _, reader) => [outcome.decision.reason, reasonText(outcome, reader)] },
    cell: { min: 17, ideal: 34, wants: (_, messages) => everydayWidth(messages), sacrifice, tone: 'text' },
  };
}

function notAfterOf({ notAfter }: RotationOutcome): string | null {
  return notAfter;
}

function dateOf(text: string | null): Date | null {
  return text === null ? null : new Date(text);
}

export function reasonText(
  { decision: { reason } }: Pick<RotationOutcome, 'decision'>,
  { messages: { decisionReasons } }: Pick<Reader, 'messages'>,
): string {
  return wordOf(decisionReasons, reason);
}

/** By name where it is known: what a configuration calls itself is a word. */
export function holderName(
  { identity, holder = null }: Partial<Pick<RotationOutcome, 'holder'>> & Pick<RotationOutcome, 'identity'>,
  { messages: { rotation } }: Pick<Reader, 'messages'>,
): string {
  return holder ?? (identity === 'self' ? rotation.self : identity);
}

/** The room for the reasons that most rows of any plan have: a cluster's name can lose its middle. */
function everydayWidth({ decisionReasons: reasons }: Messages): number {
  return widestOf([
    reasons.WithinRenewalWindow,
    reasons.OutsideRenewalWindow,
    reasons.HeldByAnotherIdentity,
    reasons.OrphanedIdentity,
    reasons.ClusterNotServing,
  ]);
}

function dayColumn(title: Column['title'], endOf: (outcome: RotationOutcome) => string | null): Column {
  return {
    title,
    sort: null,
    search: null,
    text: (outcome, { timeZone }) => {
      const end = endOf(outcome);
      return end === null ? '–' : localDay(new Date(end), timeZone);
    },
    cell: null,
    sacrifice: 5,
  };
}

/** `✕` failed, `✓` changed, `▸` will change, `!` is somebody else's to act on now, `·` stays. */
function signOf(outcome: RotationOutcome, { now }: Pick<Reader, 'now'>): Span {
  const { error, steps, decision } = outcome;
  if (error !== null) return span('✕', 'bad');
  if (steps.length > 0) return span('✓', 'good');
  switch (decision.kind) {
    case 'renew':
    case 'deliver':
      return span('▸', 'accent');
    case 'notify':
      return isNoticeDue(outcome, now) ? span('!', 'warn') : span('·', 'faint');
    case 'skip':
    case 'keep':
      return span('·', 'faint');
  }
}

/** Whoever has nothing to do yet is not notified yet. */
export function decisionText(
  outcome: RotationOutcome,
  { messages, now }: Pick<Reader, 'messages' | 'now'>,
): string {
  const { kind } = outcome.decision;
  return wordOf(messages.decisions, kind === 'notify' && !isNoticeDue(outcome, now) ? 'leave' : kind);
}

/** An orphan's holder acts never; anybody else has nothing to do before the cloud would renew it. */
function isNoticeDue({ decision, notAfter }: RotationOutcome, now: Date): boolean {
  if (decision.reason === 'OrphanedIdentity') return true;
  return notAfter === null || now >= renewableFrom(new Date(notAfter));
}

/** `renewed, let in by its API server`, or what stopped it. */
export function outcomeText(
  { decision, steps, deferred, error, places = [] }: RotationOutcome,
  { messages }: Pick<Reader, 'messages'>,
): string {
  if (error !== null) return translateProblem(error, messages).message;
  const { rotation } = messages;
  if (deferred !== null) return wordOf(rotation.deferrals, deferred);
  if (steps.length === 0) return '–';
  const isDone = (name: string): boolean =>
    steps.some(({ step, result }) => step === name && result === 'done');
  if (!isDone('promote')) return rotation.became.unchanged;
  const what = decision.kind === 'renew' ? rotation.became.renewed : rotation.became.delivered;
  if (!isDone('prove works')) return what;
  // Who is known and has no right of its own may have been revoked: nothing works that was seen.
  const delivered = places.filter(({ isDelivered }) => isDelivered);
  const isRightless = delivered.length > 0 && delivered.every(({ proof }) => proof !== 'accepted');
  return isRightless ? rotation.became.rightless(what) : rotation.became.proven(what);
}

/** Failures first, then what was deferred, then what changed. */
function outcomeOrder({ steps, deferred, error }: RotationOutcome): string | null {
  if (error !== null) return `1 ${error.message}`;
  if (deferred !== null) return `2 ${deferred}`;
  return steps.length === 0 ? null : '3';
}

function outcomeTone({ steps, deferred, error }: RotationOutcome): Tone {
  if (error !== null) return 'bad';
  if (deferred !== null) return 'warn';
  return steps.length === 0 ? 'faint' : 'good';
}
