import { type Access, accessOfServer, resolveAccess } from '../../endpoints.js';
import { AckringError, toAckringError } from '../../errors.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerTarget, DescribedCluster, IssuedKubeconfig } from '../../ports.js';
import { readFetched } from '../../rotation/credential/read-credential.js';
import { word } from '../../shell-word.js';
import type { RevokeOptions, RevokeStep } from './revoke.js';
import { placesOf } from './revoke-plan.js';
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
    const target = await deliverToSink(sink, place, readFetched(issued.yaml, cluster.name), cluster);
    tell({ step: 'deliver', subject, result: 'done', error: null });
    await verifyTarget(target, subject, options, tell);
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

/** A temporary one is replaced by one as long as the old one was. */
async function fetchNew(
  access: Access,
  durationMinutes: number | null,
  { plan, api }: RevokeOptions,
  tell: Tell,
): Promise<IssuedKubeconfig> {
  const subject = `${access}, ${durationMinutes === null ? 'long-term' : `${durationMinutes} minutes`}`;
  try {
    const issued = await api.fetchKubeconfig({ cluster: plan.cluster, access, durationMinutes });
    tell({ step: 'fetch', subject, result: 'done', error: null });
    return issued;
  } catch (thrown) {
    tell({ step: 'fetch', subject, result: 'failed', error: toAckringError(thrown) });
    throw thrown;
  }
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
    tell({ step: 'deliver', subject, result: 'failed', error: toAckringError(thrown) });
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
    const kubeconfig = readKubeconfig(issued.yaml, { file: 'the new kubeconfig' });
    const target = apiServerTarget(kubeconfig, kubeconfig.contexts[0]?.name ?? '');
    await verifyTarget(target, subject, options, tell);
  } catch (thrown) {
    tell({ step: 'verify', subject, result: 'failed', error: toAckringError(thrown) });
  }
}

async function verifyTarget(
  target: ApiServerTarget,
  subject: string,
  { apiServer }: RevokeOptions,
  tell: Tell,
): Promise<void> {
  const seen = await apiServer.whoAmI(target, { timeoutMs: verifyTimeoutMs });
  const works = seen.kind === 'answered' && (seen.status < 300 || seen.rights === 'some');
  tell({
    step: 'verify',
    subject,
    result: works ? 'done' : 'failed',
    error: works ? null : notWorking(subject),
  });
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
