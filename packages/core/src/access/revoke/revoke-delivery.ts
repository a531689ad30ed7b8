import { type Access, accessOfServer, resolveAccess } from '../../endpoints.js';
import { AckringError, toAckringError } from '../../errors.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import type { DescribedCluster, IssuedKubeconfig } from '../../ports.js';
import { judgeAcceptance } from '../../rotation/credential/acceptance.js';
import { type FetchedCredential, readFetched } from '../../rotation/credential/read-credential.js';
import { word } from '../../shell-word.js';
import type { OldCopy } from './old-copy.js';
import type { RevokeOptions, RevokeStep } from './revoke.js';
import { placesOf, type RevokePlan } from './revoke-plan.js';
import { type HeldPlace, isHeld, placeName, type SinkPlace } from './sink-place.js';
import { accessOfPlace, deliverToSink } from './sink-places.js';

type Tell = (step: RevokeStep) => void;

const verifyTimeoutMs = 10_000;

/** One new kubeconfig for each kind and access that is held, and then each place its own. */
export async function renewPlaces(options: RevokeOptions, tell: Tell): Promise<void> {
  const { plan } = options;
  const issued = new Map<string, Promise<IssuedKubeconfig>>();
  const once = (access: Access, durationMinutes: number | null): Promise<IssuedKubeconfig> => {
    const key = `${access} ${durationMinutes !== null}`;
    const fetched = issued.get(key) ?? fetchNew(access, durationMinutes, options, tell);
    issued.set(key, fetched);
    return fetched;
  };
  for (const entry of plan.contexts) {
    const access = accessOf(entry, plan.cluster);
    if (access === null) continue;
    const durationMinutes = isTemporary(entry) ? minutesOf(entry) : null;
    await deliverTo(entry, once(access, durationMinutes), options, tell);
  }
  for (const place of placesOf(plan)) {
    const access = isHeld(place) ? accessOfPlace(place, plan.cluster) : null;
    if (isHeld(place) && access !== null) await deliverPlace(place, once(access, null), options, tell);
    else tell({ step: 'deliver', subject: placeName(place), result: 'skipped', error: errorOf(place) });
  }
}

function errorOf({ copy }: SinkPlace): AckringError | null {
  return copy.kind === 'unreadable' ? copy.error : null;
}

/** A sink gets the new one; what it then gives back is tried, as its consumers will. */
async function deliverPlace(
  place: HeldPlace,
  fetched: Promise<IssuedKubeconfig>,
  options: RevokeOptions,
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
    const { facts, ...fetched } = readFetched(issued.yaml, cluster.name);
    const target = await deliverToSink(sink, place, { ...fetched, facts }, cluster);
    tell({ step: 'deliver', subject, result: 'done', error: null });
    await verifyTarget({ target, facts }, subject, options, tell);
  } catch (thrown) {
    tell({ step: 'deliver', subject, result: 'failed', error: toAckringError(thrown) });
  }
}

/** By the address it dials; what its names and extensions say comes second, since an address may have moved. */
function accessOf({ server, ack }: ContextEntry, { endpoints }: DescribedCluster): Access | null {
  const dialled = server === null ? null : accessOfServer(endpoints, server);
  if (dialled !== null) return dialled;
  return resolveAccess(endpoints, ack?.access ?? 'auto') ?? resolveAccess(endpoints, 'auto');
}

/** The cloud's answers lag a revoke by up to ten seconds; until then it may give the dead one again. */
const fetchTries = 6;
const fetchPauseMs = 3_000;

/** A temporary one is replaced by one as long as the old one was. What is fetched must be another than what died. */
async function fetchNew(
  access: Access,
  durationMinutes: number | null,
  { plan, api, oldCopies, clock }: RevokeOptions,
  tell: Tell,
): Promise<IssuedKubeconfig> {
  const subject = `${access}, ${durationMinutes === null ? 'long-term' : `${durationMinutes} minutes`}`;
  try {
    for (let attempt = 1; ; attempt += 1) {
      const issued = await api.fetchKubeconfig({ cluster: plan.cluster, access, durationMinutes });
      if (isAnother(issued, plan, oldCopies)) {
        tell({ step: 'fetch', subject, result: 'done', error: null });
        return issued;
      }
      if (attempt === fetchTries) throw stillTheDead(plan);
      await clock.sleep(fetchPauseMs);
    }
  } catch (thrown) {
    tell({ step: 'fetch', subject, result: 'failed', error: toAckringError(thrown) });
    throw thrown;
  }
}

/** A revoke gives its holder another common name, which a renewal does not; by either of the two it is told. */
function isAnother({ yaml }: IssuedKubeconfig, plan: RevokePlan, copies: readonly OldCopy[]): boolean {
  const { certificate } = readFetched(yaml, plan.cluster.name).facts;
  const ofContexts = plan.contexts.flatMap(({ credential }) =>
    credential.kind === 'certificate' ? [credential] : [],
  );
  const dead = [...ofContexts, ...copies.map((copy) => copy.certificate)];
  return dead.every(
    ({ serial, subject }) =>
      serial !== certificate.serial && subject.commonName !== certificate.subject.commonName,
  );
}

function stillTheDead({ cluster }: RevokePlan): AckringError {
  return new AckringError(
    'NotRenewed',
    'the cloud still gives the one that was revoked: nothing was replaced',
    {
      remedy: `Fetch it in a minute: \`ackring get ${word(cluster.name)} --long-term\`.`,
    },
  );
}

async function deliverTo(
  entry: ContextEntry,
  fetched: Promise<IssuedKubeconfig>,
  options: RevokeOptions,
  tell: Tell,
): Promise<void> {
  const subject = entry.context;
  const issued = await fetched.catch(() => null);
  if (issued === null) return tell({ step: 'deliver', subject, result: 'skipped', error: null });
  try {
    await options.deliver(entry, issued);
    tell({ step: 'deliver', subject, result: 'done', error: null });
  } catch (thrown) {
    // What is there is not the new one: that the new one answers would be no word on it.
    return tell({ step: 'deliver', subject, result: 'failed', error: toAckringError(thrown) });
  }
  await verifyNew(issued, subject, options, tell);
}

async function verifyNew(
  issued: IssuedKubeconfig,
  subject: string,
  options: RevokeOptions,
  tell: Tell,
): Promise<void> {
  try {
    await verifyTarget(readFetched(issued.yaml, options.plan.cluster.name), subject, options, tell);
  } catch (thrown) {
    tell({ step: 'verify', subject, result: 'failed', error: toAckringError(thrown) });
  }
}

async function verifyTarget(
  { target, facts }: Pick<FetchedCredential, 'target' | 'facts'>,
  subject: string,
  { apiServer, clock }: RevokeOptions,
  tell: Tell,
): Promise<void> {
  const seen = await apiServer.whoAmI(target, { timeoutMs: verifyTimeoutMs });
  const accepted = judgeAcceptance(seen, facts, clock.now()).kind === 'accepted';
  const error = accepted ? null : notWorking(subject);
  tell({ step: 'verify', subject, result: accepted ? 'done' : 'failed', error });
}

function isTemporary({ status, credential }: ContextEntry): boolean {
  if (credential.kind !== 'certificate') return false;
  return status === 'temporary' || minutesBetween(credential) <= 4_326;
}

function minutesOf({ credential }: ContextEntry): number {
  return credential.kind === 'certificate'
    ? Math.min(4_320, Math.max(15, minutesBetween(credential) - 5))
    : 60;
}

function minutesBetween({ notBefore, notAfter }: { notBefore: Date; notAfter: Date }): number {
  return Math.floor((notAfter.getTime() - notBefore.getTime()) / 60_000);
}

function notWorking(context: string): AckringError {
  return new AckringError('VerificationFailed', `the new kubeconfig for ${context} is not accepted yet`, {
    remedy: `Verify it again in a minute: \`ackring verify ${word(context)}\`.`,
  });
}
