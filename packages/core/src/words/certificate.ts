import { dayMs } from './duration.js';
/** The facts of a client certificate. `serial` and `sha256` are lower-case hex without colons. */
export interface CertificateFacts {
  readonly subject: { readonly organizations: readonly string[]; readonly commonName: string };
  readonly uid: string | null;
  readonly issuedAt: Date | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial: string;
  readonly sha256: string;
}

/** The cloud issues a new certificate at the earliest this many days before the old one ends. */
export const renewalWindowDays = 180;

/** Life of the cloud's long-term certificates: three years of 365 days. */
export const longTermMs = 1095 * dayMs;

export const criticalDays = 30;

/** The API's bounds for a temporary kubeconfig, in minutes (the console offers 30 at least). */
export const temporaryMinutes = { min: 15, max: 4320 } as const;

/** In minutes: what the API accepts for a temporary kubeconfig. */
export function isTemporaryLife(minutes: number): boolean {
  return minutes >= temporaryMinutes.min && minutes <= temporaryMinutes.max;
}

/**
 * Longest validity that still counts as temporary, in ms: 3 days, plus the 5 to 6 minutes by which
 * `notBefore` precedes the moment of issue.
 */
const temporaryLimitMs = (temporaryMinutes.max + 6) * 60_000;

export type CredentialStatus =
  | 'fresh'
  | 'renewable'
  | 'critical'
  | 'expired'
  | 'temporary'
  | 'notYetValid'
  | 'revoked'
  | 'unknown';

export interface Validity {
  readonly notBefore: Date;
  readonly notAfter: Date;
}

/** Issued for three days or less, and so never renewed: a new one is fetched instead. */
export function isTemporary({ notBefore, notAfter }: Validity): boolean {
  return notAfter.getTime() - notBefore.getTime() <= temporaryLimitMs;
}

/** The status of a credential at an instant. At `notAfter` itself it is still valid (RFC 5280). */
export function statusAt(validity: Validity, now: Date): CredentialStatus {
  const leftMs = validity.notAfter.getTime() - now.getTime();
  if (leftMs < 0) return 'expired';
  if (now < validity.notBefore) return 'notYetValid';
  return isTemporary(validity) ? 'temporary' : inForce(validity, leftMs);
}

/** The same for one that is known to be long-term, however short the life that the account root has set. */
export function longTermStatusAt(validity: Validity, now: Date): CredentialStatus {
  const status = statusAt(validity, now);
  return status === 'temporary' ? inForce(validity, validity.notAfter.getTime() - now.getTime()) : status;
}

/** Strictly within each limit, as the whole days left say it: with 30 of them left nothing is critical, with 29 it is. */
function inForce(validity: Validity, leftMs: number): 'fresh' | 'renewable' | 'critical' {
  if (leftMs < criticalLeadMs(validity)) return 'critical';
  return leftMs < renewalLeadMs(validity) ? 'renewable' : 'fresh';
}

/** The first instant after `now`, in ms, at which the status can be another; infinite once there is none. */
export function statusTurnsAt(validity: Validity, now: Date): number {
  const [start, end] = [validity.notBefore.getTime(), validity.notAfter.getTime()];
  const ways = [end - renewalLeadMs(validity), end - criticalLeadMs(validity), end];
  const turns = [start, ...ways.map((limit) => Math.floor(limit) + 1)];
  return Math.min(...turns.filter((turn) => turn > now.getTime()));
}

/** Less than the cloud's long-term certificates live: temporary, or of a life that the account root has set. */
export function isShortened({ notBefore, notAfter }: Validity): boolean {
  return notAfter.getTime() - notBefore.getTime() < longTermMs;
}

/**
 * The validity of a long-term certificate of which only the end is known, as in the cloud's lists: it then counts as
 * of the usual life, by which it is due no later than by a shorter one.
 */
export function usualValidity(notAfter: Date): Validity {
  return { notBefore: new Date(notAfter.getTime() - longTermMs), notAfter };
}

/**
 * How long before its end a certificate is renewed: so many days, by default those of the cloud's window, or a third of
 * its life if the account root shortened that. Two thirds are then left for use, and one for trying again.
 */
export function renewalLeadMs(
  { notBefore, notAfter }: Validity,
  renewBeforeDays = renewalWindowDays,
): number {
  return Math.min(renewBeforeDays * dayMs, (notAfter.getTime() - notBefore.getTime()) / 3);
}

/** How long before its end a certificate is critical: a sixth of what it is renewed before, 30 days of the usual 180. */
export function criticalLeadMs(validity: Validity): number {
  return (renewalLeadMs(validity) * criticalDays) / renewalWindowDays;
}

/** The first instant at which a certificate is to be renewed. */
export function renewedFrom(validity: Validity, renewBeforeDays = renewalWindowDays): Date {
  return new Date(validity.notAfter.getTime() - renewalLeadMs(validity, renewBeforeDays));
}

/** Whole days left, floored; negative once expired. */
export function daysLeft(notAfter: Date, now: Date): number {
  return Math.floor((notAfter.getTime() - now.getTime()) / dayMs);
}

/** The first instant at which the cloud issues a successor to a certificate that ends at `notAfter`. */
export function renewableFrom(notAfter: Date, renewBeforeDays = renewalWindowDays): Date {
  return new Date(notAfter.getTime() - renewBeforeDays * dayMs);
}
