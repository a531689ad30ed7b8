import { collected } from '@ackring/core/cloud';
import { bySoonest, type ExpiryEntry, fileExpiry, heldExpiry, serverExpiry } from '@ackring/core/expiry';
import { accountsAtOnce, inClusterOrder, type WholeFleet } from '@ackring/core/fleet';
import type { RotationConfiguration } from '@ackring/core/rotation';
import { toAckringError, visible } from '@ackring/core/words';
import { say } from '../../messages/say.js';
import { collectFleet, reportUnread } from '../../shell/collect-fleet.js';
import type { CommandContext } from '../../shell/command.js';
import { placeOf, wholeRegions } from '../../shell/sources.js';
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
  readonly services: Pick<Services, 'scanFleet' | 'scanHolders' | 'contexts' | 'judgedByRecord' | 'clock'> & {
    readonly rotation: Pick<Services['rotation'], 'standings'>;
  };
}

/** A fleet, by whoever asks for its parts. */
export interface ExpiringFleet extends WholeFleet {
  readonly parts: readonly (WholeFleet & {
    readonly profile: string | null;
    readonly services: Pick<Services, 'scanHolders'>;
  })[];
  readonly silent: readonly string[];
}

/** The server's for every identity, and the local files'; each cluster and file is a source that may fail. */
export async function collectExpiry(
  context: Collecting,
  rotation: WatchedRotation | null,
  fleet?: ExpiringFleet,
): Promise<CollectedExpiry> {
  const { services, output } = context;
  const asked = fleet ?? (await ownFleet(context));
  const server = await collectServers(context, asked);
  const { files, entries: contexts, problems } = await services.contexts();
  const names = new Map(asked.clusters.map(({ id, name }) => [id, name]));
  const holders = new Map(server.entries.map(({ identity }) => [identity.uid, identity]));
  // A certificate has its holder's number; the server knows the name.
  const local = fileExpiry(await services.judgedByRecord(contexts), names).map((entry) => ({
    ...entry,
    identity: holders.get(entry.identity.uid) ?? entry.identity,
  }));
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
  const read = files.map((name) => ({ kind: 'file' as const, name, cluster: null, isUp: isUp(name) }));
  const held = rotation === null ? { entries: [], sources: [] } : await collectHeld(context, rotation);
  return {
    entries: [...server.entries, ...local, ...held.entries].toSorted(bySoonest),
    sources: [...server.sources, ...read, ...held.sources],
  };
}

async function ownFleet(context: Collecting): Promise<ExpiringFleet> {
  const fleet = await collectFleet(context);
  reportUnread(fleet, context.output);
  return { ...fleet, parts: [{ ...fleet, profile: null, services: context.services }], silent: [] };
}

/** What the server records, account by account, each beside the others. */
async function collectServers(
  { services: { clock }, output, progress, signal }: Collecting,
  { parts, silent, clusters }: ExpiringFleet,
): Promise<CollectedExpiry> {
  let answered = 0;
  const tell = () => progress.show((words) => words.clusters(answered, clusters.length));
  tell();
  const found = await collected(parts, accountsAtOnce, async (part): Promise<CollectedExpiry> => {
    const { profile } = part;
    const entries: ExpiryEntry[] = [];
    const whole = new Set(wholeRegions(part));
    // A region that failed half-way has answered as well.
    const names = [...new Set([...whole, ...part.unread.map(({ region }) => region)])];
    const sources: SourceHealth[] = names.map((name) => ({
      ...{ kind: 'region', name, cluster: null, isUp: whole.has(name), account: profile },
    }));
    const answers = part.services.scanHolders(part.clusters, { signal });
    for await (const event of inClusterOrder(part.clusters, answers)) {
      const { cluster } = event;
      answered += 1;
      tell();
      const source = { kind: 'cluster' as const, name: cluster.name, cluster, account: profile };
      if (event.kind === 'states') {
        const { account } = cluster;
        for (const entry of serverExpiry(event.states, clock.now()))
          entries.push(account === undefined ? entry : { ...entry, account });
        sources.push({ ...source, isUp: true });
      } else {
        output.problem(placeOf(cluster), event.error);
        sources.push({ ...source, isUp: false });
      }
    }
    return { entries, sources };
  });
  progress.end();
  const gone = silent.map((name) => ({ kind: 'account' as const, name, cluster: null, isUp: false }));
  return {
    entries: found.flatMap(({ entries }) => entries),
    sources: [...found.flatMap(({ sources }) => sources), ...gone],
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
