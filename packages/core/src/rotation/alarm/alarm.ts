import { word } from '../../shell-word.js';
import type { RotationOutcome, RotationReport } from '../report/report.js';
import { type AlarmStep, alarmStepAt } from './alarm-step.js';

/** Why somebody is told. */
export type AlarmKind =
  /** Ours, and it could not be rotated. */
  | 'failing'
  /** Held by somebody else, who must act. */
  | 'heldByOther'
  /** Held by an identity nobody can log in as any more. */
  | 'orphaned'
  /** A region, an identity or a sink failed as a whole. */
  | 'outage'
  /** What was told before is over. */
  | 'resolved';

/** One line of a digest. */
export interface Alarm {
  readonly kind: AlarmKind;
  /** Stable over runs: what it is about. */
  readonly key: string;
  readonly cluster: string | null;
  readonly region: string | null;
  readonly identity: string | null;
  readonly holder: string | null;
  readonly daysLeft: number | null;
  readonly step: AlarmStep | null;
  /** One sentence for people. */
  readonly detail: string;
  readonly remedy: string | null;
}

/** What was told last about one thing; the string changes when it is worth telling again. */
export interface AlarmMemory {
  readonly told: Readonly<Record<string, { readonly state: string; readonly label: string }>>;
}

export const nothingTold: AlarmMemory = { told: {} };

/** What is to be told after a run, and what to remember of it. */
export interface Digest {
  readonly alarms: readonly Alarm[];
  readonly memory: AlarmMemory;
}

/**
 * Compares a run with what was told before: new trouble, trouble that reached the next step (180, 60, 30, 7,
 * 1 days, the end) or changed its reason, and trouble that is over. The unchanged is not repeated. Without a
 * memory everything is new.
 */
export function digest(report: RotationReport, memory: AlarmMemory): Digest {
  const now = new Date(report.now);
  const current = [
    ...report.outcomes.flatMap((outcome) => alarmOf(outcome, now) ?? []),
    ...report.failures.map(outageOf),
  ];
  const fresh = current.filter((alarm) => memory.told[alarm.key]?.state !== stateOf(alarm));
  const keys = new Set(current.map(({ key }) => key));
  const unseen = unseenKeys(report);
  const over = Object.entries(memory.told).filter(([key]) => !keys.has(key) && !unseen(key));
  const stillOpen = Object.entries(memory.told).filter(([key]) => !keys.has(key) && unseen(key));
  const told = Object.fromEntries([
    ...stillOpen,
    ...current.map((alarm): [string, { state: string; label: string }] => [
      alarm.key,
      { state: stateOf(alarm), label: labelOf(alarm) },
    ]),
  ]);
  return {
    alarms: [...fresh, ...over.map(([key, { label }]) => resolved(key, label))].toSorted(byUrgency),
    memory: { told },
  };
}

function alarmOf(outcome: RotationOutcome, now: Date): Alarm | null {
  if (outcome.error !== null) return failing(outcome, now);
  if (outcome.decision.kind !== 'notify') return null;
  const step = stepOf(outcome, now);
  if (step === null) return null;
  const isOrphan = outcome.decision.reason === 'OrphanedIdentity';
  const who = outcome.holder ?? outcome.identity;
  return {
    ...aboutOutcome(outcome),
    kind: isOrphan ? 'orphaned' : 'heldByOther',
    step,
    detail: `${who} holds a kubeconfig of ${outcome.cluster.name} that ${endText(outcome)}`,
    remedy: isOrphan
      ? `Remove what is left of it: ackring clean --user ${word(outcome.identity)} --cluster ${word(outcome.cluster.id)}`
      : `Tell ${who} to renew it: ackring get ${word(outcome.cluster.id)} --long-term`,
  };
}

function failing(outcome: RotationOutcome, now: Date): Alarm {
  return {
    ...aboutOutcome(outcome),
    kind: 'failing',
    step: stepOf(outcome, now),
    detail: `${outcome.cluster.name}/${outcome.identity}: ${outcome.error?.message ?? ''}`,
    remedy: outcome.error?.remedy ?? null,
  };
}

function aboutOutcome({ cluster, region, identity, holder, daysLeft }: RotationOutcome) {
  return { key: `${cluster.id}/${identity}`, cluster: cluster.name, region, identity, holder, daysLeft };
}

function stepOf({ notAfter }: RotationOutcome, now: Date): AlarmStep | null {
  return notAfter === null ? null : alarmStepAt(new Date(notAfter), now);
}

function endText({ daysLeft }: RotationOutcome): string {
  if (daysLeft === null) return 'ends at a time nobody knows';
  if (daysLeft < 0) return `ended ${-daysLeft} days ago`;
  return daysLeft === 1 ? 'ends in 1 day' : `ends in ${daysLeft} days`;
}

function outageOf({ what, error }: RotationReport['failures'][number]): Alarm {
  return {
    kind: 'outage',
    key: `failure ${what}`,
    cluster: null,
    region: null,
    identity: null,
    holder: null,
    daysLeft: null,
    step: null,
    detail: `${what}: ${error.message}`,
    remedy: error.remedy,
  };
}

function resolved(key: string, label: string): Alarm {
  const nothing = { cluster: null, region: null, identity: null, holder: null, daysLeft: null, step: null };
  return { ...nothing, kind: 'resolved', key, detail: `over: ${label}`, remedy: null };
}

/**
 * What this run could not look at is neither open nor over: with a region or the server's records missing,
 * credentials it has no outcome for keep their place in the memory.
 */
function unseenKeys(report: RotationReport): (key: string) => boolean {
  const seen = new Set(report.outcomes.map(({ cluster, identity }) => `${cluster.id}/${identity}`));
  const isBlind = report.failures.length > 0;
  return (key) => isBlind && !key.startsWith('failure ') && !seen.has(key);
}

/** What must change for the same trouble to be told again. A failing one is repeated as its end comes nearer. */
function stateOf({ kind, step, detail }: Alarm): string {
  if (kind === 'failing' || kind === 'outage') return `${kind} ${step ?? ''} ${codeText(detail)}`.trim();
  return `${kind} ${step ?? ''}`;
}

/** Counters and times in a message must not make it new every day. */
function codeText(detail: string): string {
  return detail.replace(/[0-9]+/g, '#');
}

function labelOf({ cluster, identity, detail }: Alarm): string {
  return cluster === null ? detail : `${cluster}/${identity}`;
}

function byUrgency(left: Alarm, right: Alarm): number {
  return urgency(left) - urgency(right) || (left.key < right.key ? -1 : 1);
}

function urgency({ kind, step }: Alarm): number {
  if (kind === 'resolved') return 1_000;
  return kind === 'outage' ? -1 : (step ?? 500);
}
