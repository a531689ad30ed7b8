import {
  type AckringError,
  byPlace,
  type Cluster,
  clusterPlace,
  exitCodes,
  folded,
  isGlob,
  matchesGlob,
} from '@ackring/core/words';
import { loadedMessages } from '../../../messages/messages.js';
import { say } from '../../../messages/say.js';
import { cutMiddle } from '../../../screen/drawing/line.js';
import { type Likeness, lettersInOrder, mostSimilar } from '../../../screen/fuzzy.js';
import { collectFleet } from '../../../shell/collect-fleet.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { noneMatches, refuseAsSubcommand } from '../../../shell/commands.js';
import { filtered, foundUnseen, refuseUnknownField } from '../../../shell/filtered.js';
import {
  chosenSources,
  collectAccounts,
  describeInAccounts,
  reportMissing,
  severalAccounts,
} from '../../../shell/sources.js';
import { printTable } from '../../../shell/text-table.js';
import {
  accountsClusterTable,
  asksForEndpoints,
  type ClusterSurroundings,
  clusterTable,
  lastSeenClusterTable,
} from '../../../subjects/cluster/table.js';

/** How many clusters are asked for their endpoints, and how long somebody at a terminal waits for what they answer. */
interface Patience {
  readonly atMost: number;
  readonly ms: number;
}

const wholly: Patience = { atMost: Number.POSITIVE_INFINITY, ms: Number.POSITIVE_INFINITY };

/**
 * Endpoints cost a call per cluster: listing a large fleet for a person does not wait for all of them, nor does it keep
 * the rows from somebody at a terminal while a slow cloud tells what is in one column of them.
 */
const forPeople: Patience = { atMost: 100, ms: 3000 };

export const command = defineCommand({
  name: 'clusters',
  summary: "list every region's clusters",
  usage: '[FILTER…]',
  filters: clusterTable.named,
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    name: {
      type: 'string',
      value: 'NAME',
      summary: 'only clusters with this in their name, or named by a pattern such as "prod-*"',
    },
    ...severalAccounts,
  },
  examples: [
    { line: 'ackring clusters', summary: 'the whole fleet' },
    { line: "ackring clusters tkyo tag:env=prod '!state:running'", summary: 'what the screen’s / finds' },
    { line: 'ackring clusters --region ap-northeast-1 --name "prod-*" --json', summary: 'a part, as JSON' },
    { line: 'ackring clusters --profile work,partner', summary: 'of two accounts' },
  ],
  async run(context) {
    const { options, positionals, output } = context;
    const filter = positionals.join(' ');
    await refuseUnknownField(filter, context, clusterTable, 'clusters');
    const sources = await chosenSources(context, options['all-profiles']);
    const { profiles } = sources;
    const isMany = profiles.length > 0;
    const fleet = isMany
      ? await collectAccounts(sources, context, { takesLastSeen: true, hubs: true })
      : await collectAccount(context);
    reportMissing(fleet, output);
    const all = [...fleet.clusters, ...fleet.lastSeen];
    const named = withName(all, options.name);
    // What is chosen by its endpoints is chosen once all are known.
    const isByEndpoints = asksForEndpoints(filter, await loadedMessages(context.language));
    const asked = isByEndpoints ? await collectEndpoints(named, context, wholly) : null;
    const rows = asked?.clusters ?? named;
    const chosen = (await filtered(context, clusterTable, { rows, known: nothingBeside, filter })).toSorted(
      byPlace,
    );
    if (chosen.length === 0) refuseAsSubcommand(context, 'clusters');
    if (chosen.length === 0 && all.length > 0 && !output.json) {
      output.note(noneMatches(context, 'clusters', { count: all.length, of: 'clusters' }));
      return (asked?.refused ?? 0) > 0 ? exitCodes.partial : fleet.exitCode;
    }
    const { clusters, refused, unasked, late } =
      asked === null
        ? await collectEndpoints(chosen, context, output.json ? wholly : forPeople)
        : { ...asked, clusters: chosen };
    if (output.json) output.list(clusters, clusterTable.toJson);
    else await printTable(context, tableFor(clusters, profiles.length > 1), clusters);
    const facts = { shown: clusters.length, all: all.length, regions: fleet.regions.length };
    output.note(
      isMany
        ? say(
            '{shown} of {all} {all|cluster|clusters} in {regions} {regions|region|regions} of {count} {count|profile|profiles}',
            {
              ...{ ...facts, count: profiles.length },
            },
          )
        : say('{shown} of {all} {all|cluster|clusters} in {regions} {regions|region|regions}', facts),
    );
    if (!output.json) await tellUnseen(clusters, filter, context);
    const old = clusters.filter(({ asOf }) => asOf !== undefined).length;
    if (old > 0)
      output.note(
        say('· {count} of them as last seen: their account or region did not answer, and they may be gone', {
          count: old,
        }),
      );
    if (unasked > 0)
      output.note(
        say('· {count} of them were not asked for their endpoints; `ackring clusters --json` asks all', {
          count: unasked,
        }),
      );
    if (late > 0)
      output.note(
        say(
          '· {count} did not tell their endpoints within {seconds} s; `ackring clusters --json` waits for all',
          {
            ...{ count: late, seconds: forPeople.ms / 1000 },
          },
        ),
      );
    return refused > 0 ? exitCodes.partial : fleet.exitCode;
  },
});

/** A note has no room for more. */
const mostUnseen = 3;

/** Tells why rows are listed that do not show what was asked for. */
async function tellUnseen(
  clusters: readonly Cluster[],
  filter: string,
  context: CommandContext,
): Promise<void> {
  const { output } = context;
  const unseen = await foundUnseen(context, clusterTable, { rows: clusters, known: nothingBeside, filter });
  if (unseen.length === 0) return;
  const told = unseen
    .slice(0, mostUnseen)
    .map(({ row, facts }) => `${row.name} (${facts.map((fact) => cutMiddle(fact, longestFact)).join(', ')})`);
  const [names, n] = [told.join(', '), unseen.length - told.length];
  output.note(
    say('· found by what no column shows: {names}', {
      names: n === 0 ? names : say('{names} and {n} more', { names, n }),
    }),
  );
}

/** In terminal columns. */
const longestFact = 40;

async function collectAccount(context: CommandContext) {
  const fleet = await collectFleet({ ...context, hubs: true });
  const missing = fleet.unread.map(({ region, error }) => ({ place: { region }, error }));
  return { ...fleet, missing, lastSeen: [] };
}

function tableFor(clusters: readonly Cluster[], isOfMany: boolean): typeof clusterTable {
  if (clusters.some(({ asOf }) => asOf !== undefined)) return lastSeenClusterTable;
  return isOfMany ? accountsClusterTable : clusterTable;
}

interface CollectedEndpoints {
  /** The given ones, with their endpoints if known now. */
  readonly clusters: readonly Cluster[];
  /** Clusters whose detail was refused, each reported on stderr. */
  readonly refused: number;
  /** Clusters that were not asked, since there were more than `atMost`. */
  readonly unasked: number;
  /** Clusters that were asked and had not answered when patience ended, which is at a terminal only. */
  readonly late: number;
}

/** Requests missing endpoints, a call per cluster; a refusal only affects that cluster. */
async function collectEndpoints(
  clusters: readonly Cluster[],
  {
    services,
    servicesFor,
    output,
    progress,
    signal,
  }: Pick<CommandContext, 'services' | 'servicesFor' | 'output' | 'progress' | 'signal'>,
  { atMost, ms }: Patience,
): Promise<CollectedEndpoints> {
  const unknown = clusters.filter(({ endpoints, asOf }) => endpoints === null && asOf === undefined);
  const described = new Map<string, Cluster>();
  const refusals = new Map<Cluster, AckringError>();
  const asked = unknown.slice(0, atMost);
  const patience = new AbortController();
  const isWaitedFor = output.isTerminal && Number.isFinite(ms);
  const timer = isWaitedFor ? setTimeout(() => patience.abort(), ms) : undefined;
  const answered = (): number => described.size + refusals.size;
  const tellProgress = (): void => progress.show((words) => words.endpoints(answered(), asked.length));
  tellProgress();
  try {
    await describeInAccounts(asked, {
      services,
      servicesFor,
      signal: AbortSignal.any([signal, patience.signal]),
      hear: (event) => {
        if (event.kind === 'described') described.set(clusterPlace(event.cluster), event.cluster);
        else refusals.set(event.cluster, event.error);
        tellProgress();
      },
    });
  } catch (error) {
    if (!patience.signal.aborted || signal.aborted) throw error;
  } finally {
    clearTimeout(timer);
    progress.end();
  }
  for (const cluster of asked) {
    const error = refusals.get(cluster);
    if (error !== undefined)
      output.problem({ cluster: cluster.name, id: cluster.id, region: cluster.region }, error);
  }
  const known = clusters.map((cluster) => {
    const endpoints = cluster.endpoints ?? described.get(clusterPlace(cluster))?.endpoints ?? null;
    return { ...cluster, endpoints };
  });
  const unasked = Math.max(0, unknown.length - atMost);
  return { clusters: known, refused: refusals.size, unasked, late: asked.length - answered() };
}

/** The command line reads no kubeconfig file for this. */
const nothingBeside: ClusterSurroundings = {
  isWithoutFiles: true,
  held: () => null,
  isUnread: false,
  answer: () => null,
  isCurrent: () => false,
  favourites: new Set(),
  alias: () => null,
  isRefused: () => false,
};

/** Those whose name matches a pattern, or contains it; if none does, those with its letters in order. */
function withName(clusters: readonly Cluster[], sought: string | undefined): readonly Cluster[] {
  if (sought === undefined) return clusters;
  const plain = folded(sought);
  if (isGlob(plain)) return clusters.filter(({ name }) => matchesGlob(plain, folded(name)));
  const isIn: Likeness = (word, name) => name.includes(word);
  return mostSimilar(clusters, ({ name }) => name, sought, [isIn, ...lettersInOrder]);
}
