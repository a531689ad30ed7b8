import { claimDead } from '../../claims/dead.js';
import { claimTaken } from '../../claims/taken.js';
import type { Ack } from '../../cloud/ack/api.js';
import { readUntil } from '../../cloud/ack/settle.js';
import { fetchOfToday, issuedName } from '../../fetch/fetch-proved.js';
import type { RevokedCertificate } from '../../fetch/issued-certificate.js';
import type { Journal } from '../../journal/journal.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { throwIfCancelled } from '../../machine/retry.js';
import { forgetAckRamTool, isAckRamTool } from '../../verification/rejected.js';
import { confirmations, fullName, wordFor } from '../../words/cluster.js';
import { stateWord } from '../../words/cluster-words.js';
import { accessOfServer } from '../../words/endpoints.js';
import { AckringError, mayHaveHappened, toAckringError } from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { isOwnProgram, targetByCertificate } from '../../words/target.js';
import { requireConfirmation } from '../confirmation.js';
import { notShutOut } from '../let-in/explain.js';
import type { Former, LetIn, LookWhoIsLetIn, Way } from '../let-in/look.js';
import { deadOnes, fetchPorts, type RenewalOptions, renewPlaces } from './revoke-delivery.js';
import type { RevokePlan, RevokeStep } from './revoke-plan.js';
import { findWitness, look, type OldCopy, type Witness } from './sink-places.js';

export interface RevokeOutcome {
  /** `unknown`: the call was cut off, and whether the cloud did it could not be determined. */
  readonly revoked: 'yes' | 'no' | 'unknown';
  readonly steps: readonly RevokeStep[];
  /** Who is still let in by the old one; null if it was not revoked. */
  readonly letIn: LetIn | null;
}

export interface RevokeOptions extends RenewalOptions {
  readonly api: Pick<Ack, 'revokeKubeconfig' | 'fetchKubeconfig'>;
  readonly journal: Journal;
  readonly runId: string;
  /** The cluster's name or id, typed. */
  readonly confirm: string | null;
  /**
   * Empties the exec plug-in's cache of this cluster, since kubectl would keep sending the dead one, and records what
   * died: the cloud may return it once more. Throws AckringError.
   */
  readonly forget: (dead: readonly RevokedCertificate[]) => Promise<void>;
  readonly lookWhoIsLetIn: LookWhoIsLetIn;
  readonly onStep?: (step: RevokeStep) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Revokes the caller's kubeconfig of one cluster: confirmed and recorded before the call; then a new one is fetched
 * for each place that held the old one, delivered and verified, and it is looked everywhere for what the old one may
 * still do. After the call nothing stops the rest: a failure is a failed step. A call that was cut off counts as done
 * only with proof: a copy that worked before and does not now, or another common name on the cloud's record. Throws only before the call
 * (ConfirmationMissing, Refused, journal errors, Cancelled), or when the cloud refuses it.
 */
export async function applyRevoke(asked: RevokeOptions): Promise<RevokeOutcome> {
  const { plan, journal, runId, signal } = asked;
  const { cluster } = plan;
  if (plan.verdict === 'refused') throw refused(plan);
  const what = say('revoke your kubeconfig of {cluster}', { cluster: fullName(cluster) });
  requireConfirmation({
    expected: confirmations(cluster),
    given: asked.confirm,
    what,
    flag: '--confirm',
  });
  throwIfCancelled(signal);
  const steps: RevokeStep[] = [];
  const tell = (step: RevokeStep): void => {
    steps.push(step);
    asked.onStep?.(step);
  };
  const { witness, probe } = await proveAlive(asked, tell);
  const options = { ...asked, oldCopies: [...asked.oldCopies, ...probe] };
  throwIfCancelled(signal);
  const details = { clusterId: cluster.id, region: cluster.region, uid: plan.callerUid };
  await journal.record({ action: 'revoke', phase: 'started', runId, summary: what, details });
  const final = await revoke(witness, options, tell);
  let letIn: LetIn | null = null;
  let successor = {};
  if (final === 'yes') {
    await forgetCached(options, tell);
    const way = await renewPlaces(options, tell);
    // What bears it was issued after the revoke, whatever the clocks say.
    if (way !== null) successor = { commonName: way.commonName };
    letIn = await proveOldDead({ witness, probe, way }, options, tell);
  }
  const phase = final === 'yes' ? 'done' : 'failed';
  const summary = say('{what}: {end}', { what, end: ends[final] });
  const ended = { ...details, ...successor };
  await journal.record({ action: 'revoke', phase, runId, summary, details: ended }).catch(() => undefined);
  return { revoked: final, steps, letIn };
}

const ends = {
  yes: say('revoked'),
  no: say('not revoked'),
  unknown: say('unknown'),
} as const;

/** What was seen before the call. `probe`: the copy that was issued for it, at most one. */
interface Before {
  readonly witness: Witness | null;
  readonly probe: readonly OldCopy[];
}

/**
 * Without a copy that works now, nothing can later show that it stopped working: where none is at hand, a temporary
 * one is issued, which dies with the others.
 */
async function proveAlive(options: RevokeOptions, tell: Tell): Promise<Before> {
  const step = 'proveAlive';
  const atHand = await findWitness(options.oldCopies, options);
  if (atHand !== null) {
    tell({ step, subject: atHand.copy.name, result: 'done', error: null, claim: atHand.claim });
    return { witness: atHand, probe: [] };
  }
  const probe = await issueProbe(options);
  if (probe instanceof AckringError) {
    tell({ step, subject: null, result: 'skipped', error: noWitness(probe) });
    return { witness: null, probe: [] };
  }
  const witness = await findWitness([probe], options);
  const told = say('a temporary one, issued to see it die');
  if (witness === null) tell({ step, subject: probe.name, told, result: 'skipped', error: noWitness(null) });
  else tell({ step, subject: probe.name, told, result: 'done', error: null, claim: witness.claim });
  return { witness, probe: [probe] };
}

async function issueProbe(options: RevokeOptions): Promise<OldCopy | AckringError> {
  const { plan, signal } = options;
  try {
    const sound = await fetchOfToday(plan.cluster, 'auto', fetchPorts(options), signal);
    const { certificate } = sound;
    return { name: 'temporary', target: targetByCertificate(sound), certificate, namespace: null };
  } catch (thrown) {
    return toAckringError(thrown);
  }
}

/**
 * Reported for contexts that use our plug-in, or on failure: otherwise it is no news. What another program keeps is not
 * ours to empty: it is named, with the command if we know it.
 */
async function forgetCached(options: RevokeOptions, tell: Tell): Promise<void> {
  const { forget, plan } = options;
  const step = 'forget';
  const programs = new Set(plan.plugins.flatMap(({ credential }) => certificateProgram(credential) ?? []));
  try {
    await forget(deadOnes(options));
    if ([...programs].some(isOwnProgram)) tell({ step, subject: null, result: 'done', error: null });
  } catch (thrown) {
    tell({ step, subject: null, result: 'failed', error: toAckringError(thrown) });
  }
  for (const subject of [...programs].filter((program) => !isOwnProgram(program)))
    tell({ step, subject, result: 'skipped', error: isAckRamTool(subject) ? keepsOld : null });
}

function certificateProgram(credential: ContextEntry['credential']): string | null {
  return credential.kind === 'exec' && credential.issues !== 'token' ? credential.command : null;
}

const keepsOld = new AckringError('Conflict', forgetAckRamTool, { remedy: forgetAckRamTool });

type Tell = (step: RevokeStep) => void;

/** One step, told once: of a call that was cut off, what could be shown of it afterwards. */
async function revoke(
  witness: Witness | null,
  options: RevokeOptions,
  tell: Tell,
): Promise<RevokeOutcome['revoked']> {
  const { plan, api, signal } = options;
  const step = { step: 'revoke', subject: null } as const;
  try {
    await api.revokeKubeconfig(plan.cluster, signal);
    tell({ ...step, result: 'done', error: null });
    return 'yes';
  } catch (thrown) {
    const error = toAckringError(thrown);
    if (!mayHaveHappened(error)) {
      tell({ ...step, result: 'failed', error });
      return 'no';
    }
    const isTaken = await wasTaken(witness, options);
    tell({ ...step, ...(isTaken ? takenAfterAll : { result: 'unknown', error: undecided(plan, error) }) });
    return isTaken ? 'yes' : 'unknown';
  }
}

const takenAfterAll = { result: 'done', error: null } as const;

/** A call that was cut off: was it carried out? The cluster takes a moment to learn it, so it is asked a few times. */
async function wasTaken(witness: Witness | null, options: RevokeOptions): Promise<boolean> {
  const { apiServer, clock } = options;
  const ask = async () => {
    const copy =
      witness === null
        ? null
        : {
            certificate: witness.copy.certificate,
            before: witness.before,
            after: await look(witness.copy, apiServer),
          };
    const isRenamed = witness === null ? null : await wasRenamed(witness, options);
    return claimTaken({ isRenamed, copy, now: clock.now() });
  };
  const claim = await readUntil(ask, ({ kind }) => kind === 'proven', { clock });
  return claim.kind === 'proven';
}

/**
 * Whatever the old one may still do, and wherever: the cloud takes away its own bindings, and no others. Null if that
 * was cut off, which takes back nothing of what was done.
 */
async function proveOldDead(
  { witness, probe, way }: Before & { readonly way: Way | null },
  options: RevokeOptions,
  tell: Tell,
): Promise<LetIn | null> {
  const { plan, oldCopies, clock, signal } = options;
  const former: Former = {
    cluster: plan.cluster,
    uid: plan.callerUid,
    by: 'holder',
    copies: oldCopies.map(({ certificate, target: { clientCertificate, clientKey } }) => ({
      certificate,
      clientCertificate,
      clientKey,
    })),
    namespaces: oldCopies.flatMap(({ namespace }) => namespace ?? []),
    way,
  };
  const ask = (): Promise<LetIn> => options.lookWhoIsLetIn(former, signal);
  const step = { step: 'proveOldDead', subject: null } as const;
  const seen = readUntil(ask, ({ claim }) => claim.kind === 'proven', { clock, signal });
  const letIn = await seen.catch((thrown: unknown) => toAckringError(thrown));
  if (letIn instanceof AckringError) {
    tell({ ...step, result: 'unknown', error: unlooked(letIn) });
    return null;
  }
  const claim = claimDead({
    shutOut: letIn.claim,
    wasLetIn: witness !== null,
    isRenamed: isRenamedSince(probe, letIn),
  });
  const result = ({ proven: 'done', refuted: 'failed', unknown: 'unknown' } as const)[claim.kind];
  const neverSeen = claim.kind === 'unknown' ? neverSeenIn(claim.wouldTell) : null;
  tell({ ...step, result, error: notShutOut(letIn, former) ?? neverSeen, claim });
  return letIn;
}

/** By the name of what was issued just before, and of what is issued now. */
function isRenamedSince([probe]: readonly OldCopy[], { callersName }: LetIn): boolean | null {
  if (probe === undefined || callersName === null) return null;
  return probe.certificate.subject.commonName !== callersName;
}

/** The witness worked, so its name was the current one until now. */
async function wasRenamed({ copy }: Witness, options: RevokeOptions): Promise<boolean | null> {
  const { cluster } = options.plan;
  const access = accessOfServer(cluster.endpoints, copy.target.server) ?? 'auto';
  try {
    const name = await issuedName(cluster, access, fetchPorts(options), undefined);
    return name !== copy.certificate.subject.commonName;
  } catch {
    return null;
  }
}

function refused({ cluster }: RevokePlan): AckringError {
  return new AckringError(
    'Refused',
    say('{cluster} is {state}: it has no API server to revoke at', {
      cluster: cluster.name,
      state: stateWord(cluster.state),
    }),
    {
      remedy: say('Wait until the cluster runs again; a cluster that is being deleted needs no revocation.'),
    },
  );
}

function noWitness(cause: AckringError | null): AckringError {
  return new AckringError(
    'VerificationFailed',
    cause === null
      ? say('no copy was seen to work, so its end cannot be shown')
      : say('no copy was seen to work, so its end cannot be shown: {why}', { why: cause.sentence }),
    { remedy: say('Look at the contexts of this cluster: `ackring verify --all`.'), cause },
  );
}

function neverSeenIn(remedy: Sentence): AckringError {
  return new AckringError(
    'VerificationFailed',
    say('no copy was seen to work before, and nothing shows that the name behind it has changed'),
    { remedy },
  );
}

function unlooked(cause: AckringError): AckringError {
  const why = cause.code === 'Cancelled' ? say('it was cut off') : cause.sentence;
  return new AckringError(
    cause.code,
    say('revoked, and whether the old one still opens anything was not seen: {why}', { why }),
    { remedy: say('See whether the old one still works: `ackring verify --all`.'), cause },
  );
}

function undecided({ cluster }: RevokePlan, cause: AckringError): AckringError {
  return new AckringError(
    'VerificationFailed',
    say('the call was cut off, and nothing shows whether the cloud carried it out'),
    {
      remedy: say(
        'See whether the old one still works: `ackring verify --all`; then plan again: `{command}`.',
        { command: shell`ackring revoke ${wordFor(cluster)}` },
      ),
      cause,
    },
  );
}
