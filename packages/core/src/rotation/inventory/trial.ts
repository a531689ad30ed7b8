import { collected } from '../../cloud/concurrently.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import { dayMs } from '../../words/duration.js';
import { judgeAcceptance, mayBeRevoked } from '../credential/acceptance.js';
import { readCredential } from '../credential/credential.js';
import type { KnownCredentials } from '../ledger/standing.js';
import { isTurn } from '../policy/spread.js';
import { type ManagedSubject, subjectKey, type Trial } from '../subject/subject.js';
import { wasChanged } from './described-subject.js';

const trialTimeoutMs = 10_000;

interface TrialSources {
  readonly configuration: { readonly probeDays: number; readonly concurrency: number };
  readonly apiServer: ApiServer;
  readonly known: KnownCredentials;
  readonly now: Date;
  readonly budget?: { hasTimeToTry(): boolean };
  readonly signal?: AbortSignal | undefined;
}

interface Tried {
  readonly subject: ManagedSubject;
  /** Holds a private key; null if there is none to try. */
  readonly text: string | null;
}

/**
 * Whether the stored copy is tried on its API server in this run. Calling each of 10,000 every night is too much:
 * they take turns, over `probeDays`; out of turn come those that the cloud changed recently, that missed their turn,
 * or that wait for their API server to accept them again.
 */
export function isTrialDue(
  subject: ManagedSubject,
  { configuration, known, now }: Pick<TrialSources, 'configuration' | 'known' | 'now'>,
): boolean {
  const key = subjectKey(subject);
  const before = known.get(key);
  if (before?.awaitsProof === true) return true;
  const { probeDays } = configuration;
  if (probeDays === 0) return false;
  // What was never seen before is proven at once.
  if (before === undefined) return true;
  const provenMs = before.lastProof?.getTime() ?? null;
  const isMissed = provenMs !== null && now.getTime() - provenMs > (probeDays + 1) * dayMs;
  return isTurn(key, probeDays, now) || wasChanged(subject.cluster, now) || isMissed;
}

/** Tries the due ones, concurrently, as long as there is time; an expired one needs no trial. */
export async function tryCopies<Seen extends Tried>(
  sources: TrialSources,
  seen: readonly Seen[],
): Promise<readonly Seen[]> {
  const attempt = async (each: Seen): Promise<Seen> => {
    const trial = each.text === null ? null : await tryCopy(sources, each.text);
    return { ...each, subject: { ...each.subject, trial }, text: null };
  };
  return collected(seen, sources.configuration.concurrency, attempt);
}

async function tryCopy(sources: TrialSources, text: string): Promise<Trial | null> {
  const { now, budget, signal } = sources;
  const { target, stored } = readCredential(text);
  if (target === null || now > stored.facts.certificate.notAfter) return null;
  if (signal?.aborted || budget?.hasTimeToTry() === false) return null;
  const observation = await askWithin(sources.apiServer, target, signal);
  if (observation === null) return null;
  const acceptance = judgeAcceptance(observation, stored.facts, now);
  return {
    acceptance,
    version: stored.facts.version,
    mayBeRevoked: mayBeRevoked(observation, stored.facts, now),
  };
}

/** Null if the run was cut short meanwhile: that is no answer. */
async function askWithin(
  apiServer: ApiServer,
  target: Parameters<ApiServer['whoAmI']>[0],
  signal: AbortSignal | undefined,
): Promise<Awaited<ReturnType<ApiServer['whoAmI']>> | null> {
  try {
    const options = { timeoutMs: trialTimeoutMs, signal };
    return await apiServer.whoAmI(target, options);
  } catch (error) {
    if (signal?.aborted) return null;
    throw error;
  }
}
