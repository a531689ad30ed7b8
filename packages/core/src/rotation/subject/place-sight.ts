import type { VerdictCause } from '../../verification/verdict.js';
import { isShortened } from '../../words/certificate.js';
import { type CredentialFacts, isSupersededBy } from '../credential/credential.js';
import { isUsable, type ManagedSubject, type SinkCopy } from './subject.js';

/** What one run saw in one place, or left there. */
export interface PlaceSight {
  readonly sink: string;
  /** Its address there, where it does not follow from cluster and identity. */
  readonly place?: string;
  /** Where its cluster's name would have it by now, if that is elsewhere: see `rotate move`. */
  readonly named?: string;
  /** `held`: a usable copy. `unusable`: torn, or another's. `missing`: nothing. `unread`: nobody knows. */
  readonly state: 'held' | 'unusable' | 'missing' | 'unread';
  /** Names the certificate and the text around it. */
  readonly version?: string;
  readonly notAfter?: string;
  /** When it began, of a life that was shortened. */
  readonly notBefore?: string;
  /** What an API server said of exactly this version in this run; missing if none was asked, or none answered. */
  readonly proof?: 'accepted' | 'refused';
  readonly cause?: VerdictCause;
  /** This run put it there. */
  readonly isDelivered?: true;
  /** The cloud was asked for another one in this run, and has none. */
  readonly isSettled?: true;
  /** When the cloud's record of it ended then; missing if it could not be read. */
  readonly recorded?: string;
}

/** What a run did to the places of a credential. */
export interface Delivered {
  /** What the cloud returned; null if nothing was. */
  readonly fetched: CredentialFacts | null;
  /** The sinks that have it now. */
  readonly sinks: ReadonlySet<string>;
  /** Its API server let it in before it was promoted. */
  readonly isProven: boolean;
}

const nothingDelivered: Delivered = { fetched: null, sinks: new Set(), isProven: false };

/** What is known of each place when the run ends: what was read, or was put there and read back. */
export function placeSights(
  subject: ManagedSubject,
  delivered: Delivered = nothingDelivered,
): readonly PlaceSight[] {
  return subject.copies.map((copy) => {
    const { sink, place, named } = copy;
    return {
      sink,
      ...(place === undefined ? {} : { place }),
      ...(named === undefined ? {} : { named }),
      ...sightOf(copy, subject, delivered),
    };
  });
}

function sightOf(
  copy: SinkCopy,
  subject: ManagedSubject,
  { fetched, sinks, isProven }: Delivered,
): Omit<PlaceSight, 'sink' | 'place' | 'named'> {
  if (fetched !== null && sinks.has(copy.sink)) {
    return { state: 'held', ...lifeOf(fetched), ...(isProven ? accepted : {}), isDelivered: true };
  }
  const { stored } = copy;
  if (stored === null) return { state: 'unread' };
  if (stored.kind === 'missing') return { state: 'missing' };
  if (stored.kind === 'unreadable') return { state: 'unusable' };
  const life = lifeOf(stored.facts);
  if (isRevoked(stored.facts, subject, fetched)) return { state: 'held', ...life, ...refused('revoked') };
  if (!isUsable(copy, subject)) return { state: 'unusable', notAfter: life.notAfter };
  const isAsked = fetched !== null && fetched.certificate.sha256 === stored.facts.certificate.sha256;
  return {
    state: 'held',
    ...life,
    ...proofOf(stored.facts, subject, isAsked),
    ...(isAsked ? { isSettled: true, ...recordedIn(subject) } : {}),
  };
}

/** The cloud gave the identity a later name, or another place has one from after a revoke. */
function isRevoked(
  { certificate }: CredentialFacts,
  { copies }: ManagedSubject,
  fetched: CredentialFacts | null,
): boolean {
  const others = copies.flatMap(({ stored }) => (stored?.kind === 'readable' ? [stored.facts] : []));
  return [...others, ...(fetched === null ? [] : [fetched])].some((later) =>
    isSupersededBy(later.certificate, certificate),
  );
}

const accepted = { proof: 'accepted' } as const;

function refused(cause: NonNullable<PlaceSight['cause']>) {
  return { proof: 'refused', cause } as const;
}

/**
 * A trial speaks of the version that was tried, and of no other. Who is let in without any right of its own may have
 * been revoked, or had its rights removed: that is a proof once the cloud was asked for another one, and has none.
 */
function proofOf(
  { version }: CredentialFacts,
  { trial, settled, server }: ManagedSubject,
  isAsked: boolean,
): Pick<PlaceSight, 'proof' | 'cause'> {
  if (trial === null || trial.version !== version) return {};
  const { acceptance, mayBeRevoked } = trial;
  if (acceptance.kind === 'refused') return refused(acceptance.cause);
  if (acceptance.kind !== 'accepted' || server?.state === 'removed') return {};
  const isSettled = isAsked || (settled !== null && settled === settledMark(version, server));
  return mayBeRevoked && !isSettled ? {} : accepted;
}

function recordedIn({ server }: ManagedSubject): Pick<PlaceSight, 'recorded'> {
  const recorded = server?.notAfter ?? null;
  return recorded === null ? {} : { recorded: recorded.toISOString() };
}

/** That the cloud had no other one holds as long as its record is as it was then; null if that cannot be read. */
export function settledMark(version: string, server: ManagedSubject['server']): string | null {
  const recorded = server?.notAfter ?? null;
  return recorded === null ? null : `${shortVersion(version)} ${recorded.toISOString()}`;
}

function lifeOf({ version, certificate }: CredentialFacts) {
  const { notBefore, notAfter } = certificate;
  const began = isShortened(certificate) ? { notBefore: notBefore.toISOString() } : {};
  return { version: shortVersion(version), notAfter: notAfter.toISOString(), ...began };
}

/** Ten thousand of them have to fit: 16 digits of the certificate's fingerprint, 8 of the text's. */
export function shortVersion(version: string): string {
  const [certificate = '', text = ''] = version.split('-');
  return `${certificate.slice(0, 16)}-${text.slice(0, 8)}`;
}
