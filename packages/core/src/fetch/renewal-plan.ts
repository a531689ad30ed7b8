import { claimRenewed, type Renewed } from '../claims/renewed.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { contextsNamed } from '../kubeconfig/context-names.js';
import { listContexts } from '../kubeconfig/contexts.js';
import type { Kubeconfig } from '../kubeconfig/kubeconfig.js';
import type { Placement } from '../kubeconfig/placement.js';
import { type Resolution, resolveContexts } from '../kubeconfig/resolve.js';
import { throwIfCancelled } from '../machine/retry.js';
import type { Verdict } from '../verification/verdict.js';
import { type CertificateFacts, isTemporary, renewalWindowDays, renewedFrom } from '../words/certificate.js';
import type { AccessChoice } from '../words/endpoints.js';
import { type AckringError, toAckringError } from '../words/errors.js';
import type { Sentence } from '../words/say.js';
import type { SoundKubeconfig } from './issued-proof.js';

/** The decision on one context; the first reason that applies counts. */
export type RenewalDecision = DueRenewal | SkippedRenewal;

interface SkippedRenewal {
  readonly kind: 'skip';
  readonly reason: SkipReason;
  readonly entry: ContextEntry;
}

export interface DueRenewal {
  readonly kind: 'renew';
  readonly reason: 'Expired' | 'WithinRenewalWindow';
  readonly entry: ContextEntry;
  readonly source: RenewalSource;
  /** The files with which kubectl reads the context, in their order. */
  readonly among: readonly string[];
  /** The user entry that gets the new certificate, and its file. */
  readonly user: { readonly name: string; readonly file: string; readonly isInline: boolean };
  readonly certificate: CertificateFacts;
}

/** Where the new certificate comes from. `region` is null if the context does not name it: ask the fleet. */
interface RenewalSource {
  readonly clusterId: string;
  readonly region: string | null;
  readonly access: AccessChoice;
}

export type SkipReason =
  /** A credential other than a certificate. */
  | 'NoCertificate'
  /** The certificate cannot be read, so it is unknown whether it is due. */
  | 'CertificateUnreadable'
  /** A temporary one is not renewed: a new one is fetched. */
  | 'Temporary'
  /** It does not say which ACK cluster it is for. */
  | 'NotAckCluster'
  /** The cloud would return the same certificate again. */
  | 'OutsideRenewalWindow'
  /** Contexts of several clusters share the user entry: a new certificate would fit only one. */
  | 'UserOfSeveralClusters'
  /** Another context with the same user is renewed: that serves both. */
  | 'SharesUser';

interface RenewalPlanOptions {
  readonly now: Date;
  /** Null for every context. */
  readonly contexts: readonly string[] | null;
  /** 1–180; 180 by default. */
  readonly renewBeforeDays?: number;
}

/**
 * Decides for each context whether a new long-term certificate is due: inside the window before its end, or past it.
 * Throws ContextNotFound for an unknown name.
 */
export function planRenewals(
  kubeconfigs: readonly Kubeconfig[],
  { now, contexts, renewBeforeDays = renewalWindowDays }: RenewalPlanOptions,
): RenewalDecision[] {
  const entries = listContexts(kubeconfigs, now);
  const resolution = resolveContexts(kubeconfigs);
  const chosen =
    contexts === null
      ? entries
      : contextsNamed(
          contexts,
          entries.map(({ context }) => context),
        ).flatMap((name) => entries.find(({ context }) => context === name) ?? []);
  const among = kubeconfigs.map(({ file }) => file);
  const decisions = chosen.map((entry) =>
    decide(entry, { resolution, among, entries, now, renewBeforeDays }),
  );
  const users = new Set<string>();
  return decisions.map((decision) => {
    if (decision.kind === 'skip') return decision;
    const { name, file } = decision.user;
    if (users.has(`${file}\0${name}`)) return { kind: 'skip', reason: 'SharesUser', entry: decision.entry };
    users.add(`${file}\0${name}`);
    return decision;
  });
}

/**
 * The same for groups of files that kubectl would not merge, in each of which a name means a context of its own. Throws
 * ContextNotFound for a name that is in none.
 */
export function planRenewalsApart(
  groups: readonly (readonly Kubeconfig[])[],
  { contexts, ...options }: RenewalPlanOptions,
): RenewalDecision[] {
  const names = groups.map((group) => group.flatMap((each) => each.contexts.map(({ name }) => name)));
  const meant = contexts === null ? null : contextsNamed(contexts, names.flat());
  return groups.flatMap((group, at) =>
    planRenewals(group, {
      ...options,
      contexts: meant?.filter((name) => names[at]?.includes(name)) ?? null,
    }),
  );
}

/** The contexts around one, and the instant of judgement. */
interface RenewalSurroundings {
  readonly entries: readonly ContextEntry[];
  readonly now: Date;
  /** 1–180; 180 by default. */
  readonly renewBeforeDays?: number;
}

/** Why a context is not renewed now, the first reason that applies; null if a new certificate is due. */
export function notDue(
  entry: ContextEntry,
  { entries, now, renewBeforeDays = renewalWindowDays }: RenewalSurroundings,
): Exclude<SkipReason, 'SharesUser'> | null {
  const { credential, ack } = entry;
  if (credential.kind === 'unreadable') return 'CertificateUnreadable';
  if (credential.kind !== 'certificate') return 'NoCertificate';
  if (ack === null) return 'NotAckCluster';
  if (isTemporary(credential)) return 'Temporary';
  if (renewedFrom(credential, renewBeforeDays) > now) return 'OutsideRenewalWindow';
  return clustersOfUser(entry, entries) > 1 ? 'UserOfSeveralClusters' : null;
}

function decide(
  entry: ContextEntry,
  {
    resolution,
    among,
    ...surroundings
  }: RenewalSurroundings & { readonly resolution: Resolution; readonly among: readonly string[] },
): RenewalDecision {
  const reason = notDue(entry, surroundings);
  if (reason !== null) return { kind: 'skip', reason, entry };
  const { credential: certificate, ack } = entry;
  const found = resolution.contexts.get(entry.context)?.user;
  if (certificate.kind !== 'certificate' || ack === null || found == null) {
    return { kind: 'skip', reason: 'NoCertificate', entry };
  }
  const isInline = found.entry.clientCertificate?.kind === 'inline';
  return {
    kind: 'renew',
    reason: certificate.notAfter < surroundings.now ? 'Expired' : 'WithinRenewalWindow',
    entry,
    source: { clusterId: ack.clusterId, region: ack.region, access: ack.access ?? 'auto' },
    among,
    user: { name: found.entry.name, file: found.kubeconfig.file, isInline },
    certificate,
  };
}

function clustersOfUser({ user }: ContextEntry, entries: readonly ContextEntry[]): number {
  return new Set(entries.filter((each) => each.user === user).map((each) => each.ack?.clusterId)).size;
}

/** What a renewal needs from outside. */
export interface RenewalPorts {
  /** The long-term kubeconfig as the cloud issues it now, through the door. */
  fetch(due: DueRenewal, signal: AbortSignal | undefined): Promise<IssuedRenewal>;
  /** Puts it into the entry that kubectl uses for the context, through the gate. */
  place(due: DueRenewal, issued: IssuedRenewal): Promise<void>;
  /** Calls the API server with the new certificate; absent skips that. */
  verify?(due: DueRenewal, signal: AbortSignal | undefined): Promise<Verdict>;
}

export interface IssuedRenewal extends Pick<SoundKubeconfig, 'text' | 'certificate' | 'unproven'> {
  /** Where it belongs, by the cloud's word. */
  readonly placement: Placement;
}

/** The outcome of one due renewal. `verdict` is null if verification was skipped. */
export type RenewalOutcome =
  | {
      readonly kind: 'renewed';
      readonly claim: Renewed;
      readonly due: DueRenewal;
      readonly after: CertificateFacts;
      /** What could not be checked, in words. */
      readonly unproven: readonly Sentence[];
      readonly verdict: Verdict | null;
    }
  /** The cloud returned nothing newer: nothing was written. */
  | { readonly kind: 'notRenewed'; readonly due: DueRenewal; readonly reason: NotNewerReason }
  | { readonly kind: 'failed'; readonly due: DueRenewal; readonly error: AckringError };

export type NotNewerReason = Exclude<Renewed['reason'], 'Newer'>;

/**
 * Renews one context after another: fetch, prove newer, replace in place, verify. A failure never stops the others.
 * Once the signal is aborted, each that is not written yet has failed with Cancelled.
 */
export async function* renewContexts(
  dues: readonly DueRenewal[],
  ports: RenewalPorts,
  signal?: AbortSignal,
): AsyncGenerator<RenewalOutcome> {
  for (const due of dues) {
    yield await renewOne(due, ports, signal);
  }
}

async function renewOne(due: DueRenewal, ports: RenewalPorts, signal?: AbortSignal): Promise<RenewalOutcome> {
  try {
    throwIfCancelled(signal);
    const issued = await ports.fetch(due, signal);
    const claim = claimRenewed({ current: due.certificate, issued: issued.certificate });
    if (claim.kind !== 'proven') return { kind: 'notRenewed', due, reason: claim.reason };
    throwIfCancelled(signal);
    await ports.place(due, issued);
    const verdict = (await ports.verify?.(due, signal)) ?? null;
    const { certificate: after, unproven } = issued;
    return { kind: 'renewed', claim, due, after, unproven, verdict };
  } catch (error) {
    return { kind: 'failed', due, error: toAckringError(error) };
  }
}
