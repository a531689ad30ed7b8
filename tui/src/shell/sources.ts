import { collected } from '@ackring/core/cloud';
import {
  accountsAtOnce,
  type DescribeEvent,
  type FleetSource,
  type ManyAccounts,
  readAccounts,
} from '@ackring/core/fleet';
import { type Cluster, exitCodes } from '@ackring/core/words';
import { say } from '../messages/say.js';
import type { Services } from '../world/services.js';
import { keepHeapModest } from '../world/v8-options.js';
import { collectFleet, reportUnread } from './collect-fleet.js';
import { type CommandContext, usageError } from './command.js';

type Context = Pick<CommandContext, 'global' | 'services' | 'servicesFor' | 'progress' | 'signal' | 'output'>;

/** The profiles whose accounts are asked, by option or else by the settings; empty for the one in use. Throws UsageInvalid. */
export async function chosenSources(
  { global, services }: Pick<Context, 'global' | 'services'>,
  isAll: boolean,
): Promise<readonly string[]> {
  const { profile } = global;
  if (isAll && profile !== null)
    throw usageError(say('--profile and --all-profiles exclude each other'), say('Give only one of them.'));
  if (isAll) return services.profiles();
  if (profile === null) return fleetProfiles(services);
  if (!profile.includes(',') || (await services.profiles()).includes(profile)) return [];
  return [...new Set(profile.split(',').map((name) => name.trim()))].filter((name) => name !== '');
}

/** The profiles that the settings' fleet is made of; empty for the one in use. */
export async function fleetProfiles({
  settings,
  profiles,
}: Pick<Services, 'settings' | 'profiles'>): Promise<readonly string[]> {
  const { accounts } = await settings();
  return accounts === 'all' ? profiles() : accounts;
}

interface CollectedAccounts extends ManyAccounts {
  /** 7 if some accounts or regions failed, and the first one's if all did; undefined if all answered. */
  readonly exitCode: number | undefined;
}

/**
 * The clusters of several accounts. Reports on stderr what is missing; if all fail and nothing was seen before, throws
 * the first one's error.
 */
export async function collectAccounts(
  profiles: readonly string[],
  { global, services, servicesFor, progress, signal, output }: Context,
): Promise<CollectedAccounts> {
  keepHeapModest();
  progress.show(({ cloud }) => cloud);
  const { regions } = global.regions.length > 0 ? global : await services.settings();
  const isAsked = ({ region }: Cluster): boolean => regions.length === 0 || regions.includes(region);
  const sources = profiles.map((profile): FleetSource => {
    const { callerIdentity, scanFleet, cachedFleet } = servicesFor({ profile });
    return {
      profile,
      accountId: async (limit) => (await callerIdentity(limit)).accountId,
      scan: (limit) => scanFleet({ signal: limit }),
      lastSeen: async () => {
        const seen = await cachedFleet();
        return seen === null ? null : { ...seen, clusters: seen.clusters.filter(isAsked) };
      },
    };
  });
  const heard = (done: number) => progress.show((words) => words.accounts(done, sources.length));
  const found = await readAccounts(sources, { signal, heard });
  progress.end();
  signal.throwIfAborted();
  const [first] = found.unread;
  const isSilent = first !== undefined && found.profiles.length === 0;
  if (isSilent && found.lastSeen.length === 0) throw first.error;
  for (const { profile, region, error } of found.unread)
    output.problem({ profile, ...(region === null ? {} : { region }) }, error);
  const partial = found.unread.length === 0 ? undefined : exitCodes.partial;
  return { ...found, exitCode: isSilent ? first.error.exitCode : partial };
}

/** What of the fleet one account has, and who asks there. */
export interface AccountPart {
  /** Null for the account in use. */
  readonly profile: string | null;
  readonly services: Services;
  readonly clusters: readonly Cluster[];
  /** Those whose list is complete. */
  readonly regions: readonly string[];
}

/** The fleet by account: of several if the options name them, else of the one in use. Reports and throws as above. */
export async function collectByAccount(
  context: Context,
  isAll: boolean,
): Promise<{ readonly accounts: readonly AccountPart[]; readonly exitCode: number | undefined }> {
  const { services, servicesFor, output } = context;
  const chosen = await chosenSources(context, isAll);
  if (chosen.length === 0) {
    const { clusters, regions, unread, exitCode } = await collectFleet(context);
    reportUnread({ unread }, output);
    const isWhole = (region: string) => unread.every((each) => each.region !== region);
    return { accounts: [{ profile: null, services, clusters, regions: regions.filter(isWhole) }], exitCode };
  }
  const { clusters, profiles, regions, unread, exitCode } = await collectAccounts(chosen, context);
  const own = Map.groupBy(clusters, ({ account }) => account?.profile ?? null);
  const accounts = profiles.map((profile): AccountPart => {
    const cut = new Set(unread.filter((each) => each.profile === profile).map(({ region }) => region));
    const whole = regions.filter((region) => !cut.has(region));
    return { profile, services: servicesFor({ profile }), clusters: own.get(profile) ?? [], regions: whole };
  });
  return { accounts, exitCode };
}

/** The details of clusters of several accounts, as they arrive: each asked of its own account, beside the others. */
export async function describeInAccounts(
  clusters: readonly Cluster[],
  {
    services,
    servicesFor,
    signal,
    hear,
  }: Pick<Context, 'services' | 'servicesFor' | 'signal'> & {
    hear(event: DescribeEvent): void;
  },
): Promise<void> {
  const groups = [...Map.groupBy(clusters, ({ account }) => account?.profile ?? null)];
  await collected(groups, accountsAtOnce, async ([profile, own]) => {
    const account = new Map(own.map((cluster) => [cluster.id, cluster.account]));
    const asked = profile === null ? services : servicesFor({ profile });
    for await (const event of asked.describeClusters(own, { signal }))
      hear(
        event.kind === 'failed'
          ? event
          : { ...event, cluster: { ...event.cluster, account: account.get(event.cluster.id) } },
      );
  });
}
