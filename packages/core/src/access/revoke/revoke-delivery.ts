import { judgeAnswers } from '../../claims/accepted.js';
import { claimAnswers } from '../../claims/answers.js';
import type { Ack } from '../../cloud/ack/api.js';
import { fetchProof, type ProvedFetchPorts } from '../../fetch/fetch-proved.js';
import type { RevokedCertificate } from '../../fetch/issued-certificate.js';
import { isStillRevoked, type SoundKubeconfig, soundOr } from '../../fetch/issued-proof.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import type { ApiServer } from '../../machine/api-server/api.js';
import type { Clock } from '../../machine/clock.js';
import { type FetchedCredential, fetchedCredential } from '../../rotation/credential/credential.js';
import type { Sink } from '../../rotation/sinks/sink.js';
import { type DescribedCluster, wordFor } from '../../words/cluster.js';
import { type Access, accessOfServer, resolveAccess } from '../../words/endpoints.js';
import { AckringError, toAckringError } from '../../words/errors.js';
import { say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import { type ApiServerTarget, targetByCertificate } from '../../words/target.js';
import type { Way } from '../let-in/look.js';
import {
  type HeldPlace,
  isHeld,
  placeName,
  placesOf,
  type RevokePlan,
  type RevokeStep,
  type SinkPlace,
} from './revoke-plan.js';
import { accessOfPlace, deliverToSink, type OldCopy } from './sink-places.js';

export interface RenewalOptions {
  readonly plan: RevokePlan;
  readonly api: Pick<Ack, 'fetchKubeconfig'>;
  readonly apiServer: ApiServer;
  readonly clock: Clock;
  /** Copies of what dies: one is seen working before, and seen dead afterwards. */
  readonly oldCopies: readonly OldCopy[];
  /** Puts the new kubeconfig where the old one was, and returns what kubectl then makes of it. Throws AckringError. */
  readonly deliver: (
    entry: ContextEntry,
    issued: Pick<SoundKubeconfig, 'text' | 'certificateAuthority'>,
  ) => Promise<ApiServerTarget>;
  /** Those named by the plan's places. */
  readonly sinks: readonly Sink[];
}

type Tell = (step: RevokeStep) => void;

const verifyTimeoutMs = 10_000;

/**
 * Fetches one kubeconfig per kind and access in use, then gives each place its own. Returns one of them, by which the
 * cluster can be asked; null if none came.
 */
export async function renewPlaces(options: RenewalOptions, tell: Tell): Promise<Way | null> {
  const { plan } = options;
  const issued = new Map<string, Promise<SoundKubeconfig>>();
  const once = (access: Access, durationMinutes: number | null): Promise<SoundKubeconfig> => {
    const key = `${access} ${durationMinutes !== null}`;
    const fetched = issued.get(key) ?? fetchNew(access, durationMinutes, options, tell);
    issued.set(key, fetched);
    return fetched;
  };
  for (const entry of plan.contexts) {
    const access = accessOf(entry, plan.cluster);
    if (access === null) continue;
    await deliverTo(entry, once(access, minutesOf(entry)), options, tell);
  }
  for (const place of placesOf(plan)) {
    const access = isHeld(place) ? accessOfPlace(place, plan.cluster) : null;
    if (isHeld(place) && access !== null) await deliverPlace(place, once(access, null), options, tell);
    else tell({ step: 'deliver', subject: placeName(place), result: 'skipped', error: errorOf(place) });
  }
  for (const fetched of issued.values()) {
    const sound = await fetched.catch(() => null);
    if (sound !== null)
      return { target: targetByCertificate(sound), commonName: sound.certificate.subject.commonName };
  }
  return null;
}

function errorOf({ copy }: SinkPlace): AckringError | null {
  return copy.kind === 'unreadable' ? copy.error : null;
}

/** A sink gets the new one; what it then returns is tried, as its consumers will use it. */
async function deliverPlace(
  place: HeldPlace,
  fetched: Promise<SoundKubeconfig>,
  options: RenewalOptions,
  tell: Tell,
): Promise<void> {
  const subject = placeName(place);
  const { cluster } = options.plan;
  const issued = await fetched.catch(() => null);
  const sink = options.sinks.find(({ name }) => name === place.sink);
  if (issued === null || sink === undefined) {
    return tell({ step: 'deliver', subject, result: 'skipped', error: null });
  }
  try {
    const fetched = fetchedCredential(issued);
    const target = await deliverToSink(sink, place, fetched, cluster);
    tell({ step: 'deliver', subject, result: 'done', error: null });
    await verifyTarget({ ...fetched, target, namespace: null }, subject, options, tell);
  } catch (thrown) {
    tell({ step: 'deliver', subject, result: 'failed', error: toAckringError(thrown) });
  }
}

/** By the address it dials; its names and extensions come second, since an address may have moved. */
function accessOf({ server, ack }: ContextEntry, { endpoints }: DescribedCluster): Access | null {
  const dialled = server === null ? null : accessOfServer(endpoints, server);
  if (dialled !== null) return dialled;
  return resolveAccess(endpoints, ack?.access ?? 'auto') ?? resolveAccess(endpoints, 'auto');
}

/** The cloud's answers lag a revoke by up to ten seconds; until then it may return the dead one again. */
const fetchTries = 6;
const fetchPauseMs = 3_000;

/** Through the door, which rejects what died. A temporary one is replaced by one of the same life. */
async function fetchNew(
  access: Access,
  durationMinutes: number | null,
  options: RenewalOptions,
  tell: Tell,
): Promise<SoundKubeconfig> {
  const subject = `${access}, ${durationMinutes === null ? 'long-term' : `${durationMinutes} minutes`}`;
  const named = { access: access === 'public' ? say('public') : say('private') };
  const told =
    durationMinutes === null
      ? say('{access}, long-term', named)
      : durationMinutes % 60 === 0
        ? say('{access}, {hours} h', { ...named, hours: durationMinutes / 60 })
        : say('{access}, {minutes} minutes', { ...named, minutes: durationMinutes });
  const { cluster } = options.plan;
  const { endpoints } = cluster;
  const request = { cluster, access, durationMinutes, endpoints, revoked: deadOnes(options) };
  try {
    for (let attempt = 1; ; attempt += 1) {
      const proof = await fetchProof(request, fetchPorts(options), undefined);
      if (!isStillRevoked(proof)) {
        const sound = soundOr(proof, cluster);
        tell({ step: 'fetch', subject, told, result: 'done', error: null });
        return sound;
      }
      if (attempt === fetchTries) throw stillTheDead(options.plan);
      await options.clock.sleep(fetchPauseMs);
    }
  } catch (thrown) {
    tell({ step: 'fetch', subject, told, result: 'failed', error: toAckringError(thrown) });
    throw thrown;
  }
}

/** The cloud operations of a revoke, for the identity that the plan was made for. */
export function fetchPorts({ plan, api, clock }: RenewalOptions): ProvedFetchPorts {
  const { callerUid, isAccountRoot } = plan;
  return {
    ack: api,
    clock,
    caller: async () => ({ uid: callerUid, type: isAccountRoot ? 'root' : 'user' }),
  };
}

/** What the call has killed, as far as it is at hand. */
export function deadOnes({ plan, oldCopies }: RenewalOptions): readonly RevokedCertificate[] {
  const ofContexts = plan.contexts.flatMap(({ credential }) =>
    credential.kind === 'certificate' ? [credential] : [],
  );
  return [...ofContexts, ...oldCopies.map(({ certificate }) => certificate)];
}

function stillTheDead({ cluster }: RevokePlan): AckringError {
  return new AckringError(
    'NotRenewed',
    say('the cloud still returns the one that was revoked: nothing was replaced'),
    {
      remedy: say('Fetch it in a minute: `{command}`.', {
        command: shell`ackring get ${wordFor(cluster)} --long-term`,
      }),
    },
  );
}

async function deliverTo(
  entry: ContextEntry,
  fetched: Promise<SoundKubeconfig>,
  options: RenewalOptions,
  tell: Tell,
): Promise<void> {
  const subject = entry.context;
  const issued = await fetched.catch(() => null);
  if (issued === null) return tell({ step: 'deliver', subject, result: 'skipped', error: null });
  const target = await options.deliver(entry, issued).catch(toAckringError);
  // The place does not hold the new one: that the new one works would say nothing about it.
  if (target instanceof AckringError)
    return tell({ step: 'deliver', subject, result: 'failed', error: target });
  tell({ step: 'deliver', subject, result: 'done', error: null });
  const { namespace } = entry;
  await verifyTarget({ ...fetchedCredential(issued), target, namespace }, subject, options, tell).catch(
    (thrown: unknown) => tell({ step: 'verify', subject, result: 'failed', error: toAckringError(thrown) }),
  );
}

/** As `verify` would: whoever is let in and was seen to have no right may have been left without one. */
async function verifyTarget(
  {
    target,
    facts: { certificate },
    namespace,
  }: Pick<FetchedCredential, 'target' | 'facts'> & { readonly namespace: string | null },
  subject: string,
  { apiServer, clock }: RenewalOptions,
  tell: Tell,
): Promise<void> {
  const namespaces = [namespace ?? 'default'];
  const observation = await apiServer.whoAmI(target, { timeoutMs: verifyTimeoutMs, namespaces });
  const claim = claimAnswers(judgeAnswers({ observation, certificate, now: clock.now() }));
  const seen = { step: 'verify', subject, claim } as const;
  if (claim.kind === 'proven') return tell({ ...seen, result: 'done', error: null });
  if (claim.reason === 'NoRightSeen')
    return tell({ ...seen, result: 'unknown', error: noRightSeen(subject, namespaces) });
  tell({ ...seen, result: 'failed', error: notWorking(subject) });
}

function noRightSeen(context: string, namespaces: readonly string[]): AckringError {
  return new AckringError(
    'VerificationFailed',
    say(
      'the API server knows {who}{current}, but no rights of its own were seen in namespace {namespaces}; it may have some in others',
      { who: say('this identity'), current: '', namespaces },
    ),
    {
      remedy: say('Ask the cluster’s administrator for a role; see what there is with `{command}`.', {
        command: shell`kubectl --context ${context} auth can-i --list`,
      }),
    },
  );
}

/** How long the new one is to live; null for long-term. */
function minutesOf({ status, credential }: ContextEntry): number | null {
  if (credential.kind !== 'certificate') return null;
  const minutes = Math.floor((credential.notAfter.getTime() - credential.notBefore.getTime()) / 60_000);
  const isTemporary = status === 'temporary' || minutes <= 4_326;
  return isTemporary ? Math.min(4_320, Math.max(15, minutes - 5)) : null;
}

function notWorking(context: string): AckringError {
  return new AckringError(
    'VerificationFailed',
    say('the new kubeconfig for {context} is not accepted yet', { context }),
    {
      remedy: say('Verify it again in a minute: `{command}`.', { command: shell`ackring verify ${context}` }),
    },
  );
}
