import { bySoonest, type ExpiryEntry, fileExpiry, heldExpiry, serverExpiry } from '@ackring/core/expiry';
import { inClusterOrder } from '@ackring/core/fleet';
import type { RotationConfiguration } from '@ackring/core/rotation';
import { toAckringError, visible } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { collectFleet, reportUnread } from '../../shell/collect-fleet.js';
import type { CommandContext } from '../../shell/command.js';
import type { Services } from '../../world/services.js';
import type { SourceHealth } from './prometheus.js';

/** What ends when, and which sources answered. */
export interface CollectedExpiry {
  readonly entries: readonly ExpiryEntry[];
  readonly sources: readonly SourceHealth[];
}

/** A rotation whose sinks count too: what their consumers hold, by its last run. */
export interface WatchedRotation {
  /** Its name for people. */
  readonly name: string;
  readonly configuration: RotationConfiguration;
}

/** Of the contexts that are left out. */
const mostNamed = 5;

interface Collecting extends Pick<CommandContext, 'output' | 'progress' | 'signal'> {
  readonly services: Pick<Services, 'scanFleet' | 'scanHolders' | 'contexts' | 'clock'> & {
    readonly rotation: Pick<Services['rotation'], 'standings'>;
  };
}

/** The server's for every identity, and the local files'; each cluster and file is a source that may fail. */
export async function collectExpiry(
  context: Collecting,
  rotation: WatchedRotation | null,
): Promise<CollectedExpiry> {
  const { services, output, progress, signal } = context;
  const fleet = await collectFleet(context);
  reportUnread(fleet, output);
  const entries: ExpiryEntry[] = [];
  const unread = new Set(fleet.unread.map(({ region }) => region));
  // A region that failed half-way has answered as well.
  const whole = fleet.regions.filter((name) => !unread.has(name));
  const sources: SourceHealth[] = [
    ...whole.map((name) => ({ kind: 'region' as const, name, cluster: null, isUp: true })),
    ...[...unread].map((name) => ({ kind: 'region' as const, name, cluster: null, isUp: false })),
  ];
  let answered = 0;
  progress.show((words) => words.clusters(answered, fleet.clusters.length));
  const answers = services.scanHolders(fleet.clusters, { signal });
  for await (const event of inClusterOrder(fleet.clusters, answers)) {
    const { cluster } = event;
    answered += 1;
    progress.show((words) => words.clusters(answered, fleet.clusters.length));
    const source = { kind: 'cluster' as const, name: cluster.name, cluster };
    if (event.kind === 'states') {
      entries.push(...serverExpiry(event.states, services.clock.now()));
      sources.push({ ...source, isUp: true });
    } else {
      output.problem({ cluster: cluster.name, id: cluster.id }, event.error);
      sources.push({ ...source, isUp: false });
    }
  }
  progress.end();
  const { files, entries: contexts, problems } = await services.contexts();
  const names = new Map(fleet.clusters.map(({ id, name }) => [id, name]));
  const holders = new Map(entries.map(({ identity }) => [identity.uid, identity]));
  // A certificate has its holder's number; the server knows the name.
  const local = fileExpiry(contexts, names).map((entry) => ({
    ...entry,
    identity: holders.get(entry.identity.uid) ?? entry.identity,
  }));
  entries.push(...local);
  const others = contexts.filter(({ credential, ack }) => credential.kind === 'certificate' && ack === null);
  if (others.length > 0)
    output.note(
      say('{count} local certificates are of no known ACK cluster, and left out: {contexts}', {
        count: others.length,
        contexts: others.slice(0, mostNamed).map(({ context: name }) => visible(name)),
      }),
    );
  for (const { file, error } of problems) output.problem({ file }, error);
  const broken = new Set(problems.map(({ file }) => file));
  const isUp = (file: string) => !broken.has(file);
  sources.push(...files.map((name) => ({ kind: 'file' as const, name, cluster: null, isUp: isUp(name) })));
  const held = rotation === null ? { entries: [], sources: [] } : await collectHeld(context, rotation);
  return {
    entries: [...entries, ...held.entries].toSorted(bySoonest),
    sources: [...sources, ...held.sources],
  };
}

/** A rotation with an unreadable memory is a failed source. */
async function collectHeld(
  { services, output, signal }: Collecting,
  { name, configuration }: WatchedRotation,
): Promise<CollectedExpiry> {
  const source = { kind: 'sinks' as const, name, cluster: null };
  try {
    const standings = await services.rotation.standings({ configuration, signal });
    return { entries: heldExpiry(standings, services.clock.now()), sources: [{ ...source, isUp: true }] };
  } catch (error) {
    output.problem({ file: name }, toAckringError(error));
    return { entries: [], sources: [{ ...source, isUp: false }] };
  }
}
