import { AckringError, toAckringError } from '../../errors.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import type { Ack, ApiServer, ApiServerTarget, Clock, IssuedKubeconfig } from '../../ports.js';
import { throwIfCancelled } from '../../retry.js';
import type { Sink } from '../../rotation/delivery/sink.js';
import { requireConfirmation } from '../confirmation.js';
import type { Journal } from '../journal/journal.js';
import { readUntil } from '../list-lag.js';
import { renewPlaces } from './revoke-delivery.js';
import type { RevokePlan } from './revoke-plan.js';

export type RevokeStepName = 'revoke' | 'fetch' | 'deliver' | 'verify' | 'proveOldDead';

export interface RevokeStep {
  readonly step: RevokeStepName;
  /** What it was done to: a context, a place, an endpoint; null for the cluster as a whole. */
  readonly subject: string | null;
  readonly result: 'done' | 'failed' | 'skipped';
  readonly error: AckringError | null;
}

export interface RevokeOutcome {
  /** `unknown`: the call was cut off, and whether the cloud did it could not be found out. */
  readonly revoked: 'yes' | 'no' | 'unknown';
  readonly steps: readonly RevokeStep[];
}

export interface RevokeOptions {
  readonly plan: RevokePlan;
  readonly api: Pick<Ack, 'revokeKubeconfig' | 'fetchKubeconfig'>;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly runId: string;
  /** The cluster's name or id, typed. */
  readonly confirm: string | null;
  /** How the old one answered before, to show it dead afterwards; null when there is none at hand. */
  readonly oldTarget: ApiServerTarget | null;
  /** Puts the new kubeconfig where the old one was; throws AckringError. */
  readonly deliver: (entry: ContextEntry, issued: IssuedKubeconfig) => Promise<void>;
  /** Those that the plan's places name. */
  readonly sinks: readonly Sink[];
  readonly onStep?: (step: RevokeStep) => void;
  readonly signal?: AbortSignal;
}

const verifyTimeoutMs = 10_000;

/**
 * Revokes the caller's kubeconfig of one cluster: confirmed and written down before the call; then a new one is
 * fetched for each place that held the old one, delivered, verified, and the old one is shown to be dead. After
 * the call nothing stops the rest: what fails is a step that failed. Throws before the call only:
 * ConfirmationMissing, Refused, what the journal throws, Cancelled; and Refused by the cloud as it comes.
 */
export async function applyRevoke(options: RevokeOptions): Promise<RevokeOutcome> {
  const { plan, journal, runId, signal } = options;
  const { cluster } = plan;
  if (plan.verdict === 'refused') throw refused(plan);
  const what = `revoke your kubeconfig of ${cluster.name}`;
  requireConfirmation({
    expected: [cluster.name, cluster.id],
    given: options.confirm,
    what,
    flag: '--confirm',
  });
  throwIfCancelled(signal);
  const details = { clusterId: cluster.id, region: cluster.region, uid: plan.callerUid };
  await journal.record({ action: 'revoke', phase: 'started', runId, summary: what, details });
  const steps: RevokeStep[] = [];
  const tell = (step: RevokeStep): void => {
    steps.push(step);
    options.onStep?.(step);
  };
  const revoked = await revoke(options, tell);
  if (revoked === 'yes') await renewPlaces(options, tell);
  if (revoked !== 'no') await proveOldDead(options, tell);
  const final = settle(revoked, steps);
  const phase = final === 'yes' ? 'done' : 'failed';
  const summary = `${what}: ${final === 'yes' ? 'revoked' : final === 'no' ? 'not revoked' : 'unknown'}`;
  await journal.record({ action: 'revoke', phase, runId, summary, details }).catch(() => undefined);
  return { revoked: final, steps };
}

type Tell = (step: RevokeStep) => void;

async function revoke({ plan, api, signal }: RevokeOptions, tell: Tell): Promise<RevokeOutcome['revoked']> {
  try {
    await api.revokeKubeconfig(plan.cluster, signal);
    tell({ step: 'revoke', subject: null, result: 'done', error: null });
    return 'yes';
  } catch (thrown) {
    const error = toAckringError(thrown);
    tell({ step: 'revoke', subject: null, result: 'failed', error });
    return mayHaveHappened(error) ? 'unknown' : 'no';
  }
}

/** After these the call may have reached the cloud, and been carried out. */
function mayHaveHappened({ code }: AckringError): boolean {
  return ['Unreachable', 'TimedOut', 'ServerFault', 'ResponseUnreadable', 'Cancelled', 'Internal'].includes(
    code,
  );
}

/** A call that was cut off is settled by the old kubeconfig: dead is dead. */
function settle(revoked: RevokeOutcome['revoked'], steps: readonly RevokeStep[]): RevokeOutcome['revoked'] {
  if (revoked !== 'unknown') return revoked;
  return steps.some(({ step, result }) => step === 'proveOldDead' && result === 'done') ? 'yes' : 'unknown';
}

/** The old one must be refused now. The cluster takes a moment to hear of it, so it is asked a few times. */
async function proveOldDead({ oldTarget, apiServer, clock }: RevokeOptions, tell: Tell): Promise<void> {
  const step = 'proveOldDead';
  if (oldTarget === null) return tell({ step, subject: null, result: 'skipped', error: null });
  const ask = async (): Promise<boolean> => {
    const seen = await apiServer.whoAmI(oldTarget, { timeoutMs: verifyTimeoutMs });
    return seen.kind === 'answered' && isRefusal(seen.status, seen.rights);
  };
  const isDead = await readUntil(ask, (dead) => dead, { clock });
  if (isDead) tell({ step, subject: null, result: 'done', error: null });
  else tell({ step, subject: null, result: 'failed', error: stillAlive() });
}

function isRefusal(status: number, rights: 'some' | 'none' | 'unknown'): boolean {
  return status === 401 || (status === 403 && rights !== 'some');
}

function refused({ cluster }: RevokePlan): AckringError {
  return new AckringError(
    'Refused',
    `${cluster.name} is ${cluster.state}: it has no API server to revoke at`,
    {
      remedy: 'Wait until the cluster runs again; a cluster that is being deleted needs no revocation.',
    },
  );
}

function stillAlive(): AckringError {
  return new AckringError('VerificationFailed', 'the old kubeconfig was not seen to be refused', {
    remedy:
      'Verify again in a minute; if it still works, have the identity’s permissions removed by an administrator.',
  });
}
