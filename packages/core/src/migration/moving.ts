import { randomUUID } from 'node:crypto';
import { namesOf } from '../access/clean/clean-plan.js';
import type { Cleaning } from '../access/clean/cleaning.js';
import { reachAsCaller } from '../fetch/reach.js';
import type { Journal, JournalDraft } from '../journal/journal.js';
import type { StoredObject } from '../machine/api-server/access-objects.js';
import type { ApiServer } from '../machine/api-server/api.js';
import { settled } from '../machine/api-server/settled.js';
import { throwIfCancelled } from '../machine/retry.js';
import { type AuthenticatorState, authenticatorIn } from '../tokens/authenticator.js';
import { AckringError, notKnown } from '../words/errors.js';
import type { Identity } from '../words/identity.js';
import { type Sentence, say } from '../words/say.js';
import { shell } from '../words/shell-word.js';
import type { ApiServerTarget } from '../words/target.js';
import { administratorTarget } from './cluster-sight.js';
import { type SwitchPorts, switchContexts } from './context-switch.js';
import { type MigrationStage, type MigrationStep, refusalError } from './migration-plan.js';
import type { MigrationRecord } from './record.js';
import type { MigrationSurveyPorts } from './request.js';
import { proveSameRights, proveToken } from './same-rights.js';
import { meantObjects, type TokenAccess } from './token-access.js';

export interface MigrationApplyPorts
  extends MigrationSurveyPorts,
    Pick<Cleaning, 'planClean' | 'applyClean'> {
  readonly apiServer: ApiServer;
  readonly journal: Journal;
  readonly switching: () => Promise<SwitchPorts>;
}

/** Records and tells that a stage was reached. */
export type Reach = (stage: MigrationStage, details?: JournalDraft['details']) => Promise<void>;

/**
 * Mapping, proof, contexts, and then the watch. Returns why some contexts keep the certificate, which the watch then sees
 * at work; null if none does. Throws it if all of them do.
 */
export async function move(
  step: MigrationStep,
  reach: Reach,
  ports: MigrationApplyPorts,
  signal: AbortSignal | undefined,
): Promise<AckringError | null> {
  const { cluster, access, commonName, isSelf, contexts, quietDays } = step;
  if (access === null || commonName === null) throw refusalError(step);
  const begun = step.record ?? newRecord(step, { access, commonName, now: ports.clock.now() });
  const record: MigrationRecord = {
    ...begun,
    access,
    commonName,
    quietDays,
    isSelf: begun.isSelf || isSelf,
  };
  // Its trace is there before anything else is.
  await ports.records.write({ ...record, stage: record.stage === 'watching' ? 'watching' : 'begun' });
  await reach('begun');
  // One's own token works only once the mapping is there.
  const { target, placement, servers } = isSelf
    ? await reachAsCaller(cluster, ports, signal)
    : await administratorTarget(cluster, await ports.caller(signal), ports, signal);
  await ensureAccess(step, { target, access }, ports, signal);
  const proofs = { apiServer: ports.apiServer, clock: ports.clock, signal };
  await proveSameRights(target, { access, commonName }, proofs);
  if (isSelf) await proveToken(target, { access, mint: () => ports.mintToken(cluster.id) }, proofs);
  if (record.stage !== 'watching') await ports.records.write({ ...record, stage: 'proven' });
  await reach('proven');
  const toSwitch = contexts.filter(({ change }) => change === 'switch');
  const order = { cluster, placement, recipients: { servers, authority: placement.authority } };
  const left =
    toSwitch.length === 0
      ? new Map<string, AckringError>()
      : await switchContexts(toSwitch, { ...order, task: record.task }, await ports.switching());
  const refusal = together([...left.values()]);
  if (refusal !== null && left.size === toSwitch.length) throw refusal;
  const isOld = record.watchedSince !== null && toSwitch.length === 0;
  const watchedSince = isOld ? record.watchedSince : ports.clock.now();
  await ports.records.write({ ...record, stage: 'watching', watchedSince });
  await reach('watching', { contexts: toSwitch.length - left.size });
  return refusal;
}

function together([first, ...others]: readonly AckringError[]): AckringError | null {
  if (first === undefined || others.length === 0) return first ?? null;
  return new AckringError(first.code, first.sentence, {
    remedy: first.said.remedy,
    problems: others.map(({ sentence }) => sentence),
  });
}

function newRecord(
  { cluster, identity, isSelf, quietDays }: MigrationStep,
  {
    access,
    commonName,
    now,
  }: { readonly access: TokenAccess; readonly commonName: string; readonly now: Date },
): MigrationRecord {
  const { id, name, region } = cluster;
  const { uid, type } = identity;
  return {
    version: 1,
    cluster: { id, name, region },
    identity: { uid, name: identity.name, type: type === 'role' ? 'role' : 'user' },
    isSelf,
    commonName,
    access,
    stage: 'begun',
    startedAt: now,
    watchedSince: null,
    unused: null,
    quietDays,
    task: randomUUID(),
  };
}

/** Writes what is missing; whatever is there must be exactly what is meant. Throws Conflict. */
export async function ensureAccess(
  moved: Moved,
  { target, access }: { readonly target: ApiServerTarget; readonly access: TokenAccess },
  { objects: open }: Pick<MigrationSurveyPorts, 'objects'>,
  signal: AbortSignal | undefined,
): Promise<void> {
  const looking = open(target, signal);
  // What is on its way goes on to its end: stopped, nobody would know of it.
  const objects = open(target, undefined);
  for (const { place, body, isSame } of meantObjects(access)) {
    const isMeant = (stored: StoredObject | null) => stored !== null && isSame(stored.body);
    const before = await looking.read(place);
    throwIfCancelled(signal);
    const isThere =
      before === null
        ? await settled(
            {
              place,
              send: () => objects.create(place, body),
              doubts: ['created', 'exists'],
              isDone: isMeant,
              look: lookAgain(moved),
            },
            objects,
          )
        : isMeant(before);
    if (!isThere) throw otherwise(place.name);
  }
}

interface Moved {
  readonly cluster: { readonly name: string };
  readonly identity: Pick<Identity, 'uid' | 'name'>;
}

/** The plan, which shows how far it is. */
export function lookAgain({ cluster, identity: { name, uid } }: Moved): string {
  return shell`ackring migrate --user ${name || uid} --cluster ${cluster.name} --dry-run`;
}

function otherwise(name: string): AckringError {
  return new AckringError('Conflict', say('{name} is in the cluster with another content', { name }), {
    remedy: say(
      'It is not overwritten. Look at whose it is: `kubectl get ramidentitymappings,clusterrolebindings`.',
    ),
  });
}

/**
 * Removes the certificate by the rules of `clean`; what the token needs is there before and after it. Returns why the
 * certificate is not known to be shut out; null if it is.
 */
export async function finish(
  step: MigrationStep,
  reach: Reach,
  ports: MigrationApplyPorts,
  signal: AbortSignal | undefined,
): Promise<AckringError | null> {
  const { cluster, identity, record } = step;
  let left: AckringError | null = null;
  const access = step.access ?? record?.access ?? null;
  if (record === null || access === null) throw refusalError(step);
  const admin = async (until: AbortSignal | undefined) =>
    (await administratorTarget(cluster, await ports.caller(until), ports, until)).target;
  if (step.reason !== 'Cleaned') {
    const plan = await ports.planClean({
      users: [identity.uid],
      clusters: [cluster.id],
      fleet: step.listed === null ? [] : [step.listed],
      pairs: new Set([`${cluster.id}/${identity.uid}`]),
      signal,
    });
    const [refused] = plan.steps.filter(({ verdict }) => verdict !== 'remove');
    if (refused !== undefined || plan.steps.length === 0)
      throw notCleaned(step, refused?.reason ?? 'Unreadable');
    // The last moment at which the certificate could still help.
    const target = await admin(signal);
    await ensureAccess(step, { target, access }, ports, signal);
    await requireWorkingToken(step, target, access, ports, signal);
    const [confirm = null] = namesOf(plan);
    throwIfCancelled(signal);
    // From here on it goes on to its end: stopped, it would leave the identity without certificate and token.
    const { outcomes, notShutOut, byCertificateName } = await ports.applyClean(plan, { confirm });
    const [outcome] = outcomes;
    const isGone = outcome?.result === 'removed' || outcome?.result === 'alreadyRemoved';
    if (outcome?.result === 'unknown' && outcome.error !== null)
      throw notKnown(say('{identity} in {cluster}', { identity: identity.name, cluster: cluster.name }), {
        why: outcome.error.sentence,
        look: lookAgain(step),
      });
    if (!isGone) throw outcome?.error ?? notCleaned(step, outcome?.step.reason ?? 'Unreadable');
    left = [...notShutOut, ...byCertificateName][0]?.error ?? null;
  }
  // ACK removes what it takes for its own; what went with it comes back.
  await ensureAccess(step, { target: await admin(undefined), access }, ports, undefined);
  await ports.records.write({ ...record, stage: 'cleaned' });
  await reach('cleaned');
  return left;
}

/**
 * What was seen at work may have ended since: mappings are switched off for a whole cluster at once. One's own token is
 * shown to the API server; of others' it is known what their mapping and bindings are, and that mappings count.
 */
async function requireWorkingToken(
  { cluster, isSelf }: MigrationStep,
  target: ApiServerTarget,
  access: TokenAccess,
  ports: MigrationApplyPorts,
  signal: AbortSignal | undefined,
): Promise<void> {
  const state = await authenticatorIn(ports.api, cluster, signal);
  if (state !== 'on') throw tokensNotTaken(cluster.name, state);
  if (!isSelf) return;
  const proofs = { apiServer: ports.apiServer, clock: ports.clock, signal };
  await proveToken(target, { access, mint: () => ports.mintToken(cluster.id) }, proofs);
}

const authenticatorWords = {
  missing: say('not installed'),
  off: say('switched off'),
  unset: say('not set'),
} as const satisfies Record<Exclude<AuthenticatorState, 'on'>, Sentence>;

function tokensNotTaken(cluster: string, state: keyof typeof authenticatorWords): AckringError {
  return new AckringError(
    'Refused',
    say('cluster {cluster} takes no RAM tokens now: ack-ram-authenticator is {state}', {
      cluster,
      state: authenticatorWords[state],
    }),
    { remedy: say('The certificate stays. `ackring migrate` shows what each reason means.') },
  );
}

function notCleaned({ identity, cluster }: MigrationStep, reason: string): AckringError {
  return new AckringError(
    'Refused',
    say('the certificate of {name} in {cluster} is not cleaned: {reason}', {
      name: identity.name,
      cluster: cluster.name,
      reason,
    }),
    { remedy: say('Its token works beside it. `ackring clean` shows what each reason means.') },
  );
}
