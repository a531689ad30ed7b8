import { isShortened, longTermMs } from '../../words/certificate.js';
import { dayMs } from '../../words/duration.js';
import { preferredEndpoint } from '../../words/endpoints.js';
import type { CredentialFacts } from '../credential/credential.js';
import type { Inventory } from '../inventory/inventory.js';
import { alarmStepAt, alarmSteps } from '../ledger/standing.js';
import type { Decision } from '../policy/decision.js';
import { decide, type RotationRules, renewalDue } from '../policy/policy.js';
import {
  type ForeignSubject,
  heldUntil,
  heldValidity,
  type ManagedSubject,
  newestCopy,
  recordedUntil,
  type SinkCopy,
  subjectIdentity,
} from '../subject/subject.js';

/** One action of a future run. */
export interface SimulatedEvent {
  readonly at: Date;
  readonly cluster: { readonly id: string; readonly name: string };
  readonly region: string;
  readonly identity: string;
  readonly decision: Decision;
  /** When the credential ends afterwards. */
  readonly notAfter: Date | null;
}

export interface SimulationSpan {
  readonly from: Date;
  /** Default: three years after `from`. */
  readonly until?: Date;
}

/**
 * What daily runs would do from `from` on, if the fleet stayed as it is and every renewal succeeded: a calendar of
 * the next three years. Credentials that are kept or skipped are left out; others' are listed on the days their
 * owners would be notified. Pure, and fast enough for 10,000 clusters: it jumps from one relevant date to the next.
 */
export function simulateRotation(
  inventory: Inventory,
  rules: RotationRules,
  { from, until = new Date(from.getTime() + longTermMs) }: SimulationSpan,
): readonly SimulatedEvent[] {
  return inventory.subjects
    .flatMap((subject) =>
      subject.kind === 'managed'
        ? managedEvents(subject, rules, from, until)
        : foreignEvents(subject, rules, from, until),
    )
    .toSorted((left, right) => left.at.getTime() - right.at.getTime());
}

function managedEvents(
  start: ManagedSubject,
  rules: RotationRules,
  from: Date,
  until: Date,
): SimulatedEvent[] {
  const events: SimulatedEvent[] = [];
  let subject = start;
  for (let at = from; at <= until; at = nextRun(subject, rules, at)) {
    const decision = decide(subject, rules, at);
    if (decision.kind === 'skip') break;
    if (decision.kind === 'keep') continue;
    subject = afterwards(subject, decision, at);
    events.push(eventOf(subject, decision, at));
  }
  return events;
}

/** The next daily run at which something may change; blackouts are checked day by day. */
function nextRun(subject: ManagedSubject, rules: RotationRules, at: Date): Date {
  const due = renewalDue(subject, rules) ?? at;
  const dueDays = Math.ceil((due.getTime() - at.getTime()) / dayMs);
  return new Date(at.getTime() + Math.max(1, dueDays) * dayMs);
}

/** The world after a successful run. A delivery fetches, and inside the window a fetch renews. */
function afterwards(subject: ManagedSubject, decision: Decision, at: Date): ManagedSubject {
  const recorded = recordedUntil(subject);
  const renews = decision.kind === 'renew' || recorded === null;
  const lifeMs = lifeOf(subject);
  const ends = renews ? new Date(at.getTime() + lifeMs) : recorded;
  const facts = deliveredFacts(subject, ends, lifeMs);
  const copies = subject.copies.map(
    ({ sink }): SinkCopy => ({ sink, stored: { kind: 'readable', facts }, error: null }),
  );
  return { ...subject, copies, trial: null, server: { notAfter: ends, state: 'unexpired' } };
}

/** A life that the account root has set stays: the next certificate lives as long as the one held. */
function lifeOf(subject: ManagedSubject): number {
  const validity = heldValidity(subject);
  if (validity === null || !isShortened(validity)) return longTermMs;
  return validity.notAfter.getTime() - validity.notBefore.getTime();
}

/** The newest copy's facts with a new end; if there was none, just what the policy reads. */
function deliveredFacts(subject: ManagedSubject, notAfter: Date, lifeMs: number): CredentialFacts {
  const { uid } = subject.identity;
  const newest = newestCopy(subject.copies);
  const certificate = newest?.certificate ?? {
    subject: { organizations: [], commonName: '' },
    issuedAt: null,
    serial: '',
    sha256: '',
  };
  return {
    certificate: { ...certificate, notBefore: new Date(notAfter.getTime() - lifeMs), notAfter, uid },
    keyMatches: true,
    server: serverAfterwards(subject) ?? newest?.server ?? '',
    clusterId: subject.cluster.id,
    authority: newest?.authority ?? null,
    version: newest?.version ?? '',
  };
}

function serverAfterwards({ access, cluster }: ManagedSubject): string | null {
  return access === null || cluster.endpoints === null ? null : preferredEndpoint(cluster.endpoints, access);
}

function foreignEvents(
  subject: ForeignSubject,
  rules: RotationRules,
  from: Date,
  until: Date,
): SimulatedEvent[] {
  const { notAfter } = subject.state;
  if (notAfter === null) return [];
  const days = alarmSteps.map((step) => new Date(notAfter.getTime() - step * dayMs));
  const first = alarmStepAt(notAfter, from) === null ? [] : [from];
  const later = days.filter((day) => day > from && day <= until);
  return [...first, ...later].map((at) => eventOf(subject, decide(subject, rules, at), at));
}

function eventOf(subject: ManagedSubject | ForeignSubject, decision: Decision, at: Date): SimulatedEvent {
  const { id, name, region } = subject.cluster;
  const identity = subjectIdentity(subject);
  return { at, cluster: { id, name }, region, identity, decision, notAfter: heldUntil(subject) };
}

/** How many events fall into each month, `YYYY-MM` in UTC, including empty months. */
export function eventsByMonth(
  events: readonly SimulatedEvent[],
  { from, until = new Date(from.getTime() + longTermMs) }: SimulationSpan,
): ReadonlyMap<string, readonly SimulatedEvent[]> {
  const months = new Map<string, SimulatedEvent[]>();
  const first = Date.UTC(from.getUTCFullYear(), from.getUTCMonth());
  for (let month = new Date(first); month <= until; month.setUTCMonth(month.getUTCMonth() + 1)) {
    months.set(month.toISOString().slice(0, 7), []);
  }
  for (const event of events) months.get(event.at.toISOString().slice(0, 7))?.push(event);
  return months;
}
