import { randomUUID } from 'node:crypto';
import { basename } from 'node:path';
import { concurrently } from '../../cloud/concurrently.js';
import type { UnreadRegion } from '../../fleet/find-cluster.js';
import { journalled } from '../../journal/journalled.js';
import { monotonicMs } from '../../machine/clock.js';
import {
  type Captured,
  type OutputRoom,
  type OutputStream,
  runCaptured,
} from '../../machine/processes/capture.js';
import { notStarted, whyNotStartable } from '../../machine/processes/on-path.js';
import { cancelled } from '../../machine/retry.js';
import { isSelected } from '../../rotation/configuration/selection.js';
import { byPlace, type Cluster } from '../../words/cluster.js';
import type { AccessChoice } from '../../words/endpoints.js';
import {
  AckringError,
  type RefuseWhenReadOnly,
  readOnlyRefusal,
  toAckringError,
} from '../../words/errors.js';
import { type Sentence, say } from '../../words/say.js';
import { shell } from '../../words/shell-word.js';
import type { RefusedRequest } from '../read-only/refusals.js';
import {
  type ClusterSession,
  type JournalledPorts,
  openSession,
  type SessionRequest,
} from '../session/session.js';
import { isKnownRead } from './known-read.js';

/** One command for many clusters, each with its own certificate. */
export interface RunRequest {
  /** In the order in which results are reported. */
  readonly clusters: readonly Cluster[];
  readonly words: readonly [string, ...string[]];
  readonly access: AccessChoice;
  /** The life of each certificate: 15–4320. */
  readonly durationMinutes: number;
  /** How many run at once. */
  readonly concurrency: number;
  /** How many clusters were confirmed; null for none. Not needed for commands known to read. */
  readonly confirm: number | null;
  /** Keeps each one's output, for the outcome; otherwise it is reported line by line. */
  readonly keepsOutput: boolean;
}

export type RunEvent =
  | { readonly kind: 'line'; readonly cluster: Cluster; readonly stream: OutputStream; readonly text: string }
  | { readonly kind: 'ended'; readonly outcome: RunOutcome };

export interface RunOutcome extends Pick<Captured, 'exit' | 'signal' | 'stdout' | 'stderr'> {
  readonly cluster: Cluster;
  /** Why nothing ran, or why it was ended; null if the command itself decided. */
  readonly error: AckringError | null;
  readonly durationMs: number;
  /** What a read-only proxy refused. */
  readonly refused: readonly RefusedRequest[];
}

export interface RunOptions {
  readonly signal: AbortSignal;
  readonly onEvent?: (event: RunEvent) => void;
  /** By whose credentials a cluster is reached; by default those of who runs it. */
  readonly worldOf?: (cluster: Cluster) => RunningWorld;
}

/** What one account's credentials reach. */
export interface RunningWorld {
  /** As `openSession`. */
  openSession(request: SessionRequest, signal: AbortSignal | undefined): Promise<ClusterSession>;
  readonly refuseWhenReadOnly: RefuseWhenReadOnly;
}

/** The limit of all kept output. */
const mostOutputBytes = 128 * 1_048_576;

/**
 * Runs a command for each cluster, at most this many at once, and returns the outcomes in order; a failure is an
 * outcome. Unless the command is known to read, the number of clusters must be confirmed before any certificate is
 * requested, and the run is recorded before and after. When aborted, running commands are ended and reported, and no
 * more are started. Throws ConfirmationMissing and ReadOnly.
 */
export async function runOver(
  request: RunRequest,
  ports: JournalledPorts,
  { signal, onEvent, worldOf }: RunOptions,
): Promise<readonly RunOutcome[]> {
  await requirePermission(request, ports, worldOf);
  const open: Running['open'] = (asked) =>
    worldOf === undefined
      ? openSession(asked, ports, signal)
      : worldOf(asked.cluster).openSession(asked, signal);
  const { environment } = ports;
  return recorded(request, ports, async () => {
    const room: OutputRoom = { left: mostOutputBytes };
    const outcomes = new Map<Cluster, RunOutcome>();
    const work = (cluster: Cluster) => runIn(cluster, { request, open, environment, signal, room, onEvent });
    for await (const outcome of concurrently(request.clusters, request.concurrency, work)) {
      outcomes.set(outcome.cluster, outcome);
      onEvent?.({ kind: 'ended', outcome });
    }
    return request.clusters.flatMap((cluster) => outcomes.get(cluster) ?? []);
  });
}

/** Whether the command succeeded there. */
export function isDone({ exit, error }: RunOutcome): boolean {
  return exit === 0 && error === null;
}

async function requirePermission(
  { clusters, words, confirm }: RunRequest,
  { isReadOnly }: JournalledPorts,
  worldOf: RunOptions['worldOf'],
): Promise<void> {
  if (isKnownRead(words)) return;
  const what = say('run {command} in {places}', { command: nameOf(words), places: placesText(clusters) });
  if (await isReadOnly()) throw readOnlyRefusal(what);
  const others = worldOf === undefined ? [] : new Set(clusters.map(worldOf));
  for (const { refuseWhenReadOnly } of others) await refuseWhenReadOnly(what);
  if (confirm === clusters.length) return;
  const why =
    confirm === null
      ? say('this may change something, and needs the number of clusters: {what}', { what })
      : say('this was not confirmed, another number was given: {what}', { what });
  throw new AckringError('ConfirmationMissing', why, {
    problems: clusters.map(({ name, region }) => `${name} (${region})`),
    remedy: say('Look at the list, then give the number: `{typed}`. `--yes` does not replace it.', {
      typed: shell`--confirm ${String(clusters.length)}`,
    }),
  });
}

function placesText({ length }: readonly Cluster[]): Sentence {
  return say('{count} {count|cluster|clusters}', { count: length });
}

/** The program, and kubectl's verb: what follows may be secret. */
function nameOf([program = '', verb = '']: readonly string[]): string {
  const name = basename(program);
  return name === 'kubectl' && /^[a-z][a-z-]*$/.test(verb) ? `${name} ${verb}` : name;
}

async function recorded(
  { clusters, words }: RunRequest,
  { journal }: JournalledPorts,
  run: () => Promise<readonly RunOutcome[]>,
): Promise<readonly RunOutcome[]> {
  if (isKnownRead(words)) return run();
  const summary = say('{command} in {places}', { command: nameOf(words), places: placesText(clusters) });
  const details = { clusters: clusters.map(({ id }) => id).join(' ') };
  return journalled(journal, { action: 'run', runId: randomUUID(), summary, details }, run, (outcomes) => {
    const failed = outcomes.filter((outcome) => !isDone(outcome));
    return {
      phase: failed.length === clusters.length ? 'failed' : 'done',
      details: {
        clusters: clusters.length,
        failed: failed.length,
        failedIn: failed.map(({ cluster }) => cluster.id).join(' '),
      },
    };
  });
}

interface Running {
  readonly request: RunRequest;
  readonly open: (asked: SessionRequest) => Promise<ClusterSession>;
  readonly environment: JournalledPorts['environment'];
  readonly signal: AbortSignal;
  readonly room: OutputRoom;
  readonly onEvent: RunOptions['onEvent'];
}

async function runIn(cluster: Cluster, running: Running): Promise<RunOutcome> {
  const { signal } = running;
  const startedAt = monotonicMs();
  const durationMs = () => Math.round(monotonicMs() - startedAt);
  const nothing = { cluster, exit: null, signal: null, stdout: '', stderr: '', refused: [] };
  let session: ClusterSession | null = null;
  try {
    if (signal.aborted) throw cancelled(signal.reason);
    requireProgram(running.request.words, running.environment);
    session = await running.open(sessionRequest(cluster, running.request));
    const { problem, ...captured } = await runThere(cluster, session, running);
    const isCut = signal.aborted && captured.exit !== 0;
    const error = isCut
      ? cancelled(signal.reason)
      : problem === null
        ? null
        : problemOf(problem, running.request.words);
    return { cluster, ...captured, error, durationMs: durationMs(), refused: session.refused() };
  } catch (error) {
    return { ...nothing, error: toAckringError(error), durationMs: durationMs() };
  } finally {
    await session?.close().catch(() => undefined);
  }
}

function sessionRequest(cluster: Cluster, { access, durationMinutes }: RunRequest): SessionRequest {
  return { cluster, access, durationMinutes, namespace: null, isReadOnly: false, withSecrets: false };
}

function runThere(
  cluster: Cluster,
  { environment }: ClusterSession,
  { request, signal, room, onEvent }: Running,
): Promise<Captured> {
  const onLine = (stream: OutputStream, text: string) => onEvent?.({ kind: 'line', cluster, stream, text });
  return runCaptured(request.words, {
    environment,
    signal,
    room,
    onLine: request.keepsOutput ? null : onLine,
  });
}

/** To be asked before a certificate is. Throws FileNotFound and FileUnreadable for a program that cannot be started. */
export function requireProgram(
  [program]: RunRequest['words'],
  environment: JournalledPorts['environment'],
): void {
  const problem = whyNotStartable(program, environment);
  if (problem !== null) throw notStarted(problem, program);
}

function problemOf(problem: NonNullable<Captured['problem']>, [program]: RunRequest['words']): AckringError {
  return problem === 'tooLong'
    ? new AckringError('ResponseUnreadable', say('it wrote more than is kept, and was ended'), {
        remedy: say('Ask for less, or for fewer clusters at once.'),
      })
    : notStarted(problem, program);
}

/** Which clusters to select; empty criteria match everything. */
interface ClusterSelection {
  /** Names or ids, with `*` and `?`: any of them matches. */
  readonly names: readonly string[];
  /** All of them match. */
  readonly tags: Readonly<Record<string, string>>;
}

/**
 * The matching clusters of a fleet, by region and name. Throws ClusterNotFound if there is none, and ClusterNotSeen
 * if there may be one in a region that did not answer.
 */
export function selectClusters(
  { clusters, unread }: { readonly clusters: readonly Cluster[]; readonly unread: readonly UnreadRegion[] },
  { names, tags }: ClusterSelection,
): readonly Cluster[] {
  const select = { tags, ...(names.length === 0 ? {} : { names: [...names] }) };
  const found = clusters.filter((cluster) => isSelected(cluster, select));
  if (found.length > 0) return found.toSorted(byPlace);
  const [first] = unread;
  const by = names.length === 0 ? '' : say(' by {names}', { names });
  if (first === undefined) {
    throw new AckringError('ClusterNotFound', say('no cluster is selected{by}', { by }), {
      remedy: say('See `ackring clusters` for names and regions, and `ackring clusters --json` for tags.'),
    });
  }
  throw new AckringError(
    'ClusterNotSeen',
    say('no cluster is selected{by} in the regions that answered', { by }),
    {
      problems: unread.map(({ region, error }) =>
        say('{region}: {problem}', { region, problem: error.sentence }),
      ),
      remedy: say('There may be some in the others. {remedy}', { remedy: first.error.said.remedy }),
      cause: first.error,
    },
  );
}
