import { collected } from '@ackring/core/cloud';
import { accountsAtOnce, clustersCalled, findCluster } from '@ackring/core/fleet';
import {
  AckringError,
  type Cluster,
  type ClusterDetail,
  clusterPlace,
  memberAccount,
} from '@ackring/core/words';
import { say } from '../messages/say.js';
import { fleetProfiles, severalProfiles } from '../world/accounts.js';
import type { Services } from '../world/services.js';
import { type CommandContext, type ServicesChange, usageError } from './command.js';
import { accountIdOf, collectByAccount, type ListsClusters } from './sources.js';

/** What of the program it takes to find a cluster by its name. */
export type FindsClusters = ListsClusters & Pick<Services, 'findCluster'>;

/** A cluster, and who asks for it: its own account's credentials. */
export interface FoundCluster<Reach = Services> {
  readonly services: Reach;
  readonly cluster: ClusterDetail;
}

interface Context<Reach extends FindsClusters = Services>
  extends Pick<CommandContext, 'global' | 'output' | 'progress' | 'signal'> {
  readonly services: Reach;
  servicesFor(change: ServicesChange): Reach;
}

/** What is done to it: whoever changes something does not go by what was seen before. */
type Purpose = 'read' | 'change';

/** The cluster that was typed. Throws as `lookUp` and `findCluster`. */
export async function foundCluster<Reach extends FindsClusters>(
  typed: string,
  context: Context<Reach>,
  purpose: Purpose = 'read',
): Promise<FoundCluster<Reach>> {
  const { services, find } = await lookUp(typed, context, purpose);
  return { services, cluster: await find() };
}

/** Who asks for a cluster, and it, once it is asked for. */
interface Lookup<Reach> {
  readonly services: Reach;
  /** Whose account it is of; null for the one in use. */
  readonly profile: string | null;
  find(): Promise<ClusterDetail>;
}

/** The account that has the cluster that was typed. Throws as `namedPlace`. */
export async function lookUp<Reach extends FindsClusters>(
  typed: string,
  context: Context<Reach>,
  purpose: Purpose,
): Promise<Lookup<Reach>> {
  const { services, servicesFor, signal } = context;
  const { where, name } = await namedPlace(typed, context, purpose);
  if (where === null) return { services, profile: null, find: () => services.findCluster(name, { signal }) };
  const { profile } = where;
  return {
    // With the regions of the options, not only the cluster's own.
    services: servicesFor({ profile }),
    profile,
    find: async () => {
      const cluster = await servicesFor(where).findCluster(name, { signal });
      return { ...cluster, foundIn: `${profile}/${cluster.region}` };
    },
  };
}

/** Clusters of one account, and who asks there. */
interface OneAccount {
  readonly services: Services;
  /** Null for the account in use. */
  readonly profile: string | null;
  /** As they were typed for the account in use, else by their ids. */
  readonly clusters: readonly string[];
}

/** The one account that has all clusters that were typed, to change something there. Throws UsageInvalid for several. */
export async function oneAccount(typed: readonly string[], context: Context): Promise<OneAccount> {
  const lookups: Lookup<Services>[] = [];
  for (const name of typed) lookups.push(await lookUp(name, context, 'change'));
  const [first] = lookups;
  if (lookups.some(({ profile }) => profile !== first?.profile))
    throw usageError(
      say('these clusters are of several accounts: {clusters}', { clusters: typed }),
      say('Name those of one account at a time.'),
    );
  if (first === undefined || first.profile === null)
    return { services: context.services, profile: null, clusters: typed };
  const found = await Promise.all(lookups.map(({ find }) => find()));
  return { ...first, clusters: found.map(({ id }) => id) };
}

/** Where a cluster is looked for, and as what; null where the account in use is asked. */
interface NamedPlace {
  readonly where: ServicesChange | null;
  readonly name: string;
}

/**
 * `account/region/name`, with an account's profile or its id, is looked for with that account's credentials in that
 * region alone. Any other name is looked for in all chosen accounts, where there are several. Throws ClusterAmbiguous
 * for one that several accounts have, and what `findCluster` throws.
 */
async function namedPlace(
  typed: string,
  context: Context<FindsClusters>,
  purpose: Purpose,
): Promise<NamedPlace> {
  const { services, global } = context;
  const [, account, region, name] = /^([^/]+)\/([^/]+)\/([^/]+)$/.exec(typed) ?? [];
  const isOfOne = global.profile !== null && !global.profile.includes(',');
  if (isOfOne) return { where: null, name: typed };
  if (account !== undefined && region !== undefined && name !== undefined)
    return { where: { profile: await profileOf(account, context), regions: [region] }, name };
  const profiles = await severalProfiles(global.profile, services);
  if (profiles.length < 2) return { where: null, name: typed };
  const { aliases } = await services.settings();
  const own = profiles.find((profile) => Object.hasOwn(aliases[profile] ?? {}, typed));
  if (own !== undefined) return { where: { profile: own }, name: typed };
  const { account: owner, region: place, id } = await clusterAmong(profiles, typed, context, purpose);
  return { where: { profile: owner?.profile ?? '', regions: [place] }, name: id };
}

/**
 * The cluster of that id or name among the accounts: by the last complete scan of each, and only if one has none, or
 * nobody has seen it, or it is to be changed, by scans of all.
 */
async function clusterAmong(
  profiles: readonly string[],
  name: string,
  context: Context<FindsClusters>,
  purpose: Purpose,
): Promise<Cluster> {
  const known = purpose === 'change' ? [] : await seenAmong(profiles, name, context);
  if (known.length > 0) return onlyOne(await withAccounts(known, context), name);
  const { clusters, unread } = await collectByAccount(context, false);
  const found = clustersCalled(clusters, name);
  return found.length === 0 ? findCluster(clusters, name, unread) : onlyOne(found, name);
}

/** By the last scans; none where one is missing. */
async function seenAmong(
  profiles: readonly string[],
  name: string,
  { servicesFor }: Pick<Context<FindsClusters>, 'servicesFor'>,
): Promise<readonly Cluster[]> {
  const seen = await collected(profiles, accountsAtOnce, async (profile) => {
    const fleet = await servicesFor({ profile }).cachedFleet();
    return fleet?.clusters.map((cluster) => ({ ...cluster, account: { profile, id: null } })) ?? null;
  });
  return seen.includes(null)
    ? []
    : clustersCalled(
        seen.flatMap((clusters) => clusters ?? []),
        name,
      );
}

/** Each once: two profiles may be of one account. */
async function withAccounts(
  clusters: readonly Cluster[],
  { servicesFor, signal }: Pick<Context<FindsClusters>, 'servicesFor' | 'signal'>,
): Promise<readonly Cluster[]> {
  const profiles = [...new Set(clusters.map(({ account }) => account?.profile ?? ''))];
  if (profiles.length < 2) return clusters;
  const ids = await collected(profiles, accountsAtOnce, (profile) =>
    accountIdOf(servicesFor({ profile }), signal).catch((): string | null => null),
  );
  const places = clusters.map((cluster) => {
    const profile = cluster.account?.profile ?? '';
    const own = { ...cluster, account: { profile, id: ids[profiles.indexOf(profile)] ?? null } };
    return [clusterPlace(own), own] as const;
  });
  return [...new Map(places.toReversed()).values()].toReversed();
}

function onlyOne(candidates: readonly Cluster[], name: string): Cluster {
  const [first] = candidates;
  if (first !== undefined && candidates.length === 1) return first;
  const names = candidates.map((cluster) => `${cluster.account?.profile}/${cluster.region}/${cluster.name}`);
  throw new AckringError(
    'ClusterAmbiguous',
    say('{count} clusters are named {name}: {candidates}', {
      count: candidates.length,
      name,
      candidates:
        new Set(names).size === names.length ? names : candidates.map(({ id }, at) => `${names[at]} (${id})`),
    }),
    { remedy: say('Name the one you mean with its account and region, or by its id.') },
  );
}

/** The profile of that name, else the first whose credentials are of that account. Throws ProfileInvalid. */
async function profileOf(
  account: string,
  { services, servicesFor, signal }: Pick<Context<FindsClusters>, 'services' | 'servicesFor' | 'signal'>,
): Promise<string> {
  const profiles = [...(await services.profiles()), ...(await fleetProfiles(services))];
  if (profiles.includes(account)) return account;
  const { directory } = await services.settings();
  const member = profiles.find((name) => memberAccount(name, directory) === account);
  if (member !== undefined) return member;
  const ids = await collected(profiles, accountsAtOnce, (profile) =>
    servicesFor({ profile })
      .callerIdentity(signal)
      .then(
        ({ accountId }) => accountId,
        () => null,
      ),
  );
  const found = profiles[ids.indexOf(account)];
  if (found !== undefined) return found;
  throw new AckringError(
    'ProfileInvalid',
    say('{account} is neither a profile of the Alibaba Cloud CLI nor the account of one', { account }),
    { remedy: say('`ackring clusters --all-profiles` shows the clusters of each.') },
  );
}
