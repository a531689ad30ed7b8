import type { AccessApi, TaskProgress } from '../cloud/ack/api.js';
import { followTask } from '../cloud/ack/settle.js';
import type { Journal } from '../journal/journal.js';
import { journalled } from '../journal/journalled.js';
import type { ServerNames } from '../machine/api-server/server-names.js';
import type { Clock } from '../machine/clock.js';
import { throwIfCancelled } from '../machine/retry.js';
import { type ClusterDetail, type ClusterRef, confirmations, fullName } from '../words/cluster.js';
import { clusterKind, clusterKinds } from '../words/cluster-kind.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { type Sentence, say } from '../words/say.js';
import { requireConfirmation } from './confirmation.js';

export interface SanOutcome {
  /** The cloud accepted the names. */
  readonly changed: boolean;
  /** The API server was seen presenting them. */
  readonly verified: boolean;
  readonly error: AckringError | null;
}

export interface SanOptions {
  readonly plan: SanPlan;
  readonly cluster: ClusterRef & { readonly name: string };
  readonly server: string;
  readonly api: Pick<AccessApi, 'changeSans' | 'describeTask'>;
  readonly names: ServerNames;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly runId: string;
  /** The cluster's name or id, typed: its API server restarts. */
  readonly confirm: string | null;
  readonly onProgress?: (progress: TaskProgress) => void;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Adds a plan's names to the API server's certificate: confirmed and recorded first, then the task is followed, the
 * restart awaited, and the new names seen in a handshake. Never replaces existing names. Throws only before the call:
 * Refused for a plan that adds nothing, ConfirmationMissing, the journal's errors.
 */
export async function applySan(options: SanOptions): Promise<SanOutcome> {
  const { plan, cluster, journal, runId, signal } = options;
  if (plan.kind !== 'add') throw nothingToAdd(plan, cluster.name);
  const what = say('add {names} to the certificate of {cluster}, which restarts its API server', {
    names: plan.names,
    cluster: fullName(cluster),
  });
  requireConfirmation({ expected: confirmations(cluster), given: options.confirm, what, flag: '--confirm' });
  throwIfCancelled(signal);
  const details = { clusterId: cluster.id, region: cluster.region, names: plan.names.join(',') };
  return journalled(
    journal,
    { action: 'san', runId, summary: what, details },
    () => change(plan.names, options),
    ({ changed, verified, error }) => ({
      phase: changed && error === null ? 'done' : 'failed',
      details: { ...details, verified, error: error?.code ?? null },
    }),
  );
}

async function change(names: readonly string[], options: SanOptions): Promise<SanOutcome> {
  const { api, cluster, signal } = options;
  let taskId: string | null;
  try {
    ({ taskId } = await api.changeSans(cluster, { names, action: 'append' }, signal));
  } catch (thrown) {
    return { changed: false, verified: false, error: toAckringError(thrown) };
  }
  try {
    const end = taskId === null ? null : await follow(taskId, options);
    if (end?.state === 'failed') return { changed: false, verified: false, error: taskFailed(end) };
    return { changed: true, verified: await waitForNames(names, options), error: null };
  } catch (thrown) {
    // Accepted by the cloud and in progress: only our watching ended.
    return { changed: true, verified: false, error: toAckringError(thrown) };
  }
}

function follow(
  taskId: string,
  { api, cluster, clock, onProgress, signal }: SanOptions,
): Promise<TaskProgress> {
  const { region } = cluster;
  const watching = { ...(onProgress ? { onProgress } : {}), ...(signal ? { signal } : {}) };
  return followTask({ api, clock, taskId, region, ...watching });
}

const handshakeTimeoutMs = 5_000;

const handshakes = 24;

const handshakePauseMs = 5_000;

/** The API server is down while it restarts: it is asked again, for two minutes in all. */
async function waitForNames(wanted: readonly string[], options: SanOptions): Promise<boolean> {
  const { names, server, clock, signal } = options;
  const bounds = { timeoutMs: handshakeTimeoutMs, signal };
  for (let attempt = 1; attempt <= handshakes; attempt += 1) {
    const presented = await names
      .presented({ server, proxyUrl: null, tlsServerName: null }, bounds)
      .catch(() => null);
    if (presented !== null && wanted.every((name) => isNamed(name, presented))) return true;
    if (signal?.aborted) return false;
    await clock.sleep(handshakePauseMs, signal).catch(() => undefined);
  }
  return false;
}

function taskFailed({ id, errorCode }: TaskProgress): AckringError {
  return new AckringError(
    'Refused',
    errorCode === null
      ? say('the cloud could not change the certificate')
      : say('the cloud could not change the certificate ({code})', { code: errorCode }),
    { remedy: say('Look at task {id} in the console; the names were not added.', { id }) },
  );
}

function nothingToAdd({ kind }: Exclude<SanPlan, { kind: 'add' }>, cluster: string): AckringError {
  const [why, remedy] = explanations[kind];
  return new AckringError('Refused', say('no names are added to {cluster}: {why}', { cluster, why }), {
    remedy,
  });
}

const explanations: Readonly<Record<Exclude<SanPlan['kind'], 'add'>, readonly [Sentence, Sentence]>> = {
  fine: [
    say('its certificate names every address that is dialled'),
    say('Verify the context: `ackring verify`.'),
  ],
  pending: [
    say('they were added before and are not presented yet'),
    say('Wait for the restart, then look again.'),
  ],
  lastResort: [
    say('a dedicated cluster takes names only when it is created'),
    say('Dial an address that the certificate names, or take the last resort that `ackring san` proposes.'),
  ],
  byOperator: [
    say('this cluster’s certificate is made by its operator'),
    say('Ask its operator to add the names.'),
  ],
  impossible: [
    say('some of them are not names or addresses that a certificate can hold'),
    say('Leave out scheme, port and path.'),
  ],
};

/** What can be done about an API server's certificate that does not name the dialled address. */
export type SanPlan =
  /** It names everything that is dialled. */
  | { readonly kind: 'fine' }
  /** Names can be added; the API server restarts. */
  | { readonly kind: 'add'; readonly names: readonly string[] }
  /** Added before, but not presented yet: the restart is pending, or something else answers. */
  | { readonly kind: 'pending'; readonly names: readonly string[] }
  /** A dedicated cluster takes names only at its creation: the last resort is to switch the check off. */
  | { readonly kind: 'lastResort'; readonly names: readonly string[] }
  /** The certificate is made by whoever runs the cluster. */
  | { readonly kind: 'byOperator'; readonly names: readonly string[] }
  /** Not a name or address that a certificate could hold. */
  | { readonly kind: 'impossible'; readonly names: readonly string[] };

interface SanPlanInput {
  readonly cluster: ClusterDetail;
  /** Dialled hosts: of the endpoints, of local contexts, and those asked for. */
  readonly dialled: readonly string[];
  /** The result of the handshake. */
  readonly presented: readonly string[];
}

/** The proposal by cluster type, before anything is changed. */
export function planSan({ cluster, dialled, presented }: SanPlanInput): SanPlan {
  const wanted = [...new Set(dialled.map((name) => name.toLowerCase()))];
  const missing = wanted.filter((name) => !isNamed(name, presented));
  if (missing.length === 0) return { kind: 'fine' };
  const impossible = missing.filter((name) => !isSan(name));
  if (impossible.length > 0) return { kind: 'impossible', names: impossible };
  const { names } = clusterKinds[clusterKind(cluster)];
  if (names === 'atCreation') return { kind: 'lastResort', names: missing };
  if (names === 'byOperator') return { kind: 'byOperator', names: missing };
  const isAsked = missing.every((name) => isNamed(name, cluster.extraSans));
  return { kind: isAsked ? 'pending' : 'add', names: missing };
}

/** A certificate's wildcard matches exactly one label. */
function isNamed(host: string, presented: readonly string[]): boolean {
  const wildcard = host.replace(/^[^.]+\./, '*.');
  return presented.some((name) => {
    const known = name.toLowerCase();
    return known === host || (known.startsWith('*.') && known === wildcard && !isAddress(host));
  });
}

/** What ACK accepts: a host name, or an IPv4 or IPv6 address, without scheme or port. */
function isSan(name: string): boolean {
  if (isAddress(name)) return true;
  const label = '[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?';
  return name.length <= 253 && new RegExp(`^(\\*\\.)?${label}(\\.${label})*$`).test(name);
}

function isAddress(name: string): boolean {
  if (name.includes(':')) return URL.canParse(`https://[${name}]/`);
  const parts = name.split('.');
  return parts.length === 4 && parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255);
}

/** The names in the certificate of the first server that answers. */
interface SanLook {
  readonly server: string;
  readonly presented: readonly string[];
}

/** A server that answers at all does not take longer to shake hands. */
const lookTimeoutMs = 10_000;

/**
 * Asks every server at once, as those of a VPC may be unreachable from here, and takes the first in order that
 * answers; null if none does. Throws Cancelled only.
 */
export async function lookAtServers(
  servers: readonly string[],
  names: ServerNames,
  signal: AbortSignal | undefined,
): Promise<SanLook | null> {
  const enough = new AbortController();
  const options = {
    timeoutMs: lookTimeoutMs,
    signal: signal === undefined ? enough.signal : AbortSignal.any([signal, enough.signal]),
  };
  const looks = servers.map((server) =>
    names.presented({ server, proxyUrl: null, tlsServerName: null }, options).catch(() => null),
  );
  try {
    for (const [index, look] of looks.entries()) {
      const [presented, server] = [await look, servers[index]];
      if (presented !== null && server !== undefined) return { server, presented };
    }
  } finally {
    enough.abort();
  }
  throwIfCancelled(signal);
  return null;
}

/** The name or address a server is dialled by, as a certificate would hold it. */
export function hostOf(server: string): string {
  return URL.canParse(server) ? new URL(server).hostname.replace(/^\[|\]$/g, '') : server;
}
