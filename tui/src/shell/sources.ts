import { collected } from '@ackring/core/cloud';
import {
  accountsAtOnce,
  type DescribeEvent,
  type FleetSource,
  type ManyAccounts,
  readAccounts,
  type WholeFleet,
} from '@ackring/core/fleet';
import { type AckringError, type Cluster, exitCodes, toAckringError } from '@ackring/core/words';
import { say } from '../messages/say.js';
import { severalProfiles } from '../world/accounts.js';
import type { Services } from '../world/services.js';
import { keepHeapModest } from '../world/v8-options.js';
import { collectFleet } from './collect-fleet.js';
import { type CommandContext, usageError } from './command.js';
import type { Output } from './output.js';

type Context = Pick<CommandContext, 'global' | 'services' | 'servicesFor' | 'progress' | 'signal'>;

/** The profiles whose accounts are asked, by option or else by the settings; empty for the one in use. Throws UsageInvalid. */
export async function chosenSources(
  { global, services }: Pick<Context, 'global' | 'services'>,
  isAll: boolean,
): Promise<readonly string[]> {
  const { profile } = global;
  if (isAll && profile !== null)
    throw usageError(say('--profile and --all-profiles exclude each other'), say('Give only one of them.'));
  if (isAll) return services.profiles();
  return severalProfiles(profile, services);
}

interface CollectedAccounts extends ManyAccounts {
  /** 7 if some accounts or regions failed, and the first one's if all did; undefined if all answered. */
  readonly exitCode: number | undefined;
  readonly missing: readonly MissingPart[];
}

/**
 * The clusters of several accounts; what is missing is still to be reported. If all fail, throws the first one's error,
 * unless what was last seen is taken and there is any.
 */
export async function collectAccounts(
  profiles: readonly string[],
  { global, services, servicesFor, progress, signal }: Context,
  { takesLastSeen = false }: { readonly takesLastSeen?: boolean } = {},
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
  const isSilent = first !== undefined && found.answered.length === 0;
  if (isSilent && (!takesLastSeen || found.lastSeen.length === 0)) throw first.error;
  const partial = found.unread.length === 0 ? undefined : exitCodes.partial;
  const missing = found.unread.map(({ profile, region, error }) => ({
    place: { profile, ...(region === null ? {} : { region }) },
    error,
  }));
  return { ...found, missing, exitCode: isSilent ? first.error.exitCode : partial };
}

/** The option of every command that may ask several accounts. */
export const severalAccounts = {
  'all-profiles': {
    type: 'boolean',
    summary: 'of the accounts of every Alibaba Cloud CLI profile; `--profile a,b` of those',
  },
} as const;

/** What of the fleet one account has, and who asks there. */
export interface AccountPart extends WholeFleet {
  /** Null for the account in use. */
  readonly profile: string | null;
  readonly services: Services;
}

/** The fleet, by account and together. */
export interface FleetByAccount extends WholeFleet {
  /** Of those that answered. */
  readonly parts: readonly AccountPart[];
  /** Profiles that did not answer. */
  readonly silent: readonly string[];
  /** Several were asked: rows are shown with their account. */
  readonly isMany: boolean;
  /** As of `collectAccounts`. */
  readonly exitCode: number | undefined;
  readonly missing: readonly MissingPart[];
}

/** What of a fleet did not answer, and why. */
interface MissingPart {
  readonly place: Readonly<Record<string, string>>;
  readonly error: AckringError;
}

/** Reports on stderr what is missing from the answer, and why. */
export function reportMissing(
  { missing }: { readonly missing: readonly MissingPart[] },
  output: Pick<Output, 'problem'>,
): void {
  for (const { place, error } of missing) output.problem(place, error);
}

/** The fleet of the accounts that options or settings choose, else of the one in use. */
export async function collectByAccount(context: Context, isAll: boolean): Promise<FleetByAccount> {
  const { services, servicesFor } = context;
  const chosen = await chosenSources(context, isAll);
  if (chosen.length === 0) {
    const fleet = await collectFleet(context);
    const missing = fleet.unread.map(({ region, error }) => ({ place: { region }, error }));
    const parts = [{ ...fleet, profile: null, services }];
    return { ...fleet, parts, silent: [], isMany: false, missing };
  }
  const { clusters, answered, regions, unread, exitCode, missing } = await collectAccounts(chosen, context);
  const own = Map.groupBy(clusters, ({ account }) => account?.profile ?? null);
  const cut = Map.groupBy(unread, ({ profile }) => profile);
  const parts = answered.map(({ profile, regions: regionsThere }): AccountPart => {
    const unreadThere = (cut.get(profile) ?? []).flatMap(({ region, error }) =>
      region === null ? [] : [{ region, error }],
    );
    const fleet = { clusters: own.get(profile) ?? [], regions: regionsThere, unread: unreadThere };
    return { ...fleet, profile, services: servicesFor({ profile }) };
  });
  return {
    clusters,
    regions,
    unread: unread.map(({ profile, region, error }) => ({
      region: region === null ? profile : `${profile}/${region}`,
      error,
    })),
    parts,
    silent: chosen.filter((profile) => answered.every((each) => each.profile !== profile)),
    isMany: chosen.length > 1,
    exitCode,
    missing,
  };
}

/** Of a part: regions whose list is complete. */
export function wholeRegions({ regions, unread }: WholeFleet): readonly string[] {
  const cut = new Set(unread.map(({ region }) => region));
  return regions.filter((region) => !cut.has(region));
}

/** The same work in each account, beside the others, in their order. `turn` waits for those before it. */
export function inAccounts<Result>(
  { parts }: Pick<FleetByAccount, 'parts'>,
  work: (part: AccountPart, turn: Promise<unknown>) => Promise<Result>,
): Promise<readonly Result[]> {
  let turn: Promise<unknown> = Promise.resolve();
  return collected(parts, accountsAtOnce, (part) => {
    const done = work(part, turn);
    turn = Promise.allSettled([turn, done]);
    return done;
  });
}

/** Where something failed, for a problem. */
export function placeOf({ name, id, account }: Cluster): Readonly<Record<string, string>> {
  return { ...(account === undefined ? {} : { profile: account.profile }), cluster: name, id };
}

/** Who asks for a cluster: its own account's credentials. */
export function servicesOf(
  { account }: Pick<Cluster, 'account'>,
  { services, servicesFor }: Pick<Context, 'services' | 'servicesFor'>,
): Services {
  return account === undefined ? services : servicesFor({ profile: account.profile });
}

interface AccountWorlds {
  /** Who asks the cloud for what is of an account; whoever is in use for one that was not chosen, or is not known. */
  worldOf(accountId: string | undefined): Services;
  /** 7 if some accounts do not say who they are. */
  readonly exitCode: number | undefined;
}

/**
 * The accounts that options choose, by their ids; not those of the settings, since contexts are verified without the
 * cloud too, and would wait for it. Reports those that do not answer.
 */
export async function accountWorlds(
  context: Context & Pick<CommandContext, 'output'>,
  isAll: boolean,
): Promise<AccountWorlds> {
  const { global, services, servicesFor, output, signal } = context;
  const isChosen = isAll || global.profile !== null;
  const chosen = isChosen ? await chosenSources(context, isAll) : [];
  const answers = await collected(chosen, accountsAtOnce, async (profile) => {
    const world = servicesFor({ profile });
    return world.callerIdentity(signal).then(
      ({ accountId }) => ({ profile, accountId, world }),
      (error: unknown) => ({ profile, error: toAckringError(error) }),
    );
  });
  const worlds = new Map<string, Services>();
  for (const answer of answers) {
    if ('error' in answer) output.problem({ profile: answer.profile }, answer.error);
    // Two profiles may be of one account: the first asks.
    else if (!worlds.has(answer.accountId)) worlds.set(answer.accountId, answer.world);
  }
  const isWhole = answers.every((answer) => !('error' in answer));
  return {
    worldOf: (accountId = '') => worlds.get(accountId) ?? services,
    exitCode: isWhole ? undefined : exitCodes.partial,
  };
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
