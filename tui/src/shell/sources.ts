import { collected } from '@ackring/core/cloud';
import {
  accountsAtOnce,
  type DescribeEvent,
  type DirectoryNow,
  type FleetSource,
  type ManyAccounts,
  readAccounts,
  type WholeFleet,
} from '@ackring/core/fleet';
import {
  AckringError,
  type Cluster,
  exitCodes,
  isHubsRefusal,
  shell,
  toAckringError,
  visible,
} from '@ackring/core/words';
import { say } from '../messages/say.js';
import { fleetProfiles, severalProfiles } from '../world/accounts.js';
import type { Services } from '../world/services.js';
import { keepHeapModest } from '../world/v8-options.js';
import { collectFleet } from './collect-fleet.js';
import { type CommandContext, type ServicesChange, usageError } from './command.js';
import type { Output } from './output.js';

/** What of the program it takes to list the clusters of an account. */
export type ListsClusters = Pick<
  Services,
  'settings' | 'profiles' | 'directory' | 'knownDirectory' | 'scanFleet' | 'cachedFleet' | AsksWho
>;
type AsksWho = 'profileFacts' | 'callerIdentity';

/** `Reach` is all of the program that is called, of each account. */
interface Context<Reach extends ListsClusters = Services>
  extends Pick<CommandContext, 'global' | 'output' | 'progress' | 'signal'> {
  readonly services: Reach;
  servicesFor(change: ServicesChange): Reach;
}

/** The accounts to ask, by their profiles. */
export interface ChosenSources {
  readonly profiles: readonly string[];
  /** Why some may be missing among them. */
  readonly missing: readonly MissingPart[];
  /** The settings chose them, whatever keys are at hand. */
  readonly isOfSettings?: boolean;
}

/**
 * The profiles whose accounts are asked, by option or else by the settings, with the members that their directory has
 * now; none for the one in use. Says who joined and left. Throws UsageInvalid.
 */
export async function chosenSources(
  context: Omit<Context<ListsClusters>, 'servicesFor'>,
  isAll: boolean,
): Promise<ChosenSources> {
  const { global, services } = context;
  const { profile } = global;
  if (isAll && profile !== null)
    throw usageError(say('--profile and --all-profiles exclude each other'), say('Give only one of them.'));
  if (isAll) return { profiles: await services.profiles(), missing: [] };
  if (profile !== null) return { profiles: await severalProfiles(profile, services), missing: [] };
  const { now, missing } = await directoryNow(context);
  const profiles = await fleetProfiles({ ...services, knownDirectory: async () => now });
  const [first] = missing;
  if (profiles.length === 0 && first !== undefined) throw first.error;
  return { profiles, missing, isOfSettings: true };
}

/** The directory of the settings; without an answer, as it was last. */
export async function directoryNow({
  global,
  services,
  output,
  progress,
  signal,
}: Omit<Context<ListsClusters>, 'servicesFor'>): Promise<{
  readonly now: DirectoryNow | null;
  readonly missing: readonly MissingPart[];
}> {
  const { directory } = await services.settings();
  if (directory === null) return { now: null, missing: [] };
  const place = { profile: directory.profile };
  const isTold = !global.json && !global.quiet;
  try {
    const now = await progress.during(({ cloud }) => cloud, services.directory({ signal, isTold }));
    if (now !== null) tellChanges(now, output);
    const error = now?.error ?? null;
    return { now, missing: error === null ? [] : [{ place, error }] };
  } catch (error) {
    signal.throwIfAborted();
    return { now: null, missing: [{ place, error: toAckringError(error) }] };
  }
}

function tellChanges({ joined, leftSince, members }: DirectoryNow, output: Pick<Output, 'note'>): void {
  const facts = ({ accountId, name }: { readonly accountId: string; readonly name: string }) => ({
    account: accountId,
    name: visible(name),
  });
  for (const each of joined)
    output.note(say('account {account} ({name}) has joined the directory', facts(each)));
  for (const each of leftSince)
    output.note(
      say(
        'account {account} ({name}) has left the directory: its clusters are no longer asked for',
        facts(each),
      ),
    );
  for (const each of members)
    if (each.isBeingDeleted)
      output.note(say('account {account} ({name}) is being deleted, and was not asked', facts(each)));
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
  { profiles, missing: unlisted, isOfSettings = false }: ChosenSources,
  { global, services, servicesFor, progress, signal }: Context<ListsClusters>,
  { takesLastSeen = false, hubs = false }: { readonly takesLastSeen?: boolean; readonly hubs?: boolean } = {},
): Promise<CollectedAccounts> {
  keepHeapModest();
  progress.show(({ cloud }) => cloud);
  const { regions } = global.regions.length > 0 ? global : await services.settings();
  const isAsked = ({ region }: Cluster): boolean => regions.length === 0 || regions.includes(region);
  const sources = profiles.map((profile): FleetSource => {
    const world = servicesFor({ profile });
    const { scanFleet, cachedFleet } = world;
    return {
      profile,
      accountId: (limit) => accountIdOf(world, limit),
      scan: (limit) => scanFleet({ signal: limit, hubs }),
      lastSeen: async () => {
        const seen = await cachedFleet();
        return seen === null ? null : { ...seen, clusters: seen.clusters.filter(isAsked) };
      },
    };
  });
  const heard = (done: number) => progress.show((words) => words.accounts(done, sources.length));
  const read = await readAccounts(sources, { signal, heard });
  progress.end();
  signal.throwIfAborted();
  const found = isOfSettings ? { ...read, unread: read.unread.map(withWayOut) } : read;
  const [first] = found.unread;
  const isSilent = first !== undefined && found.answered.length === 0;
  if (isSilent && (!takesLastSeen || found.lastSeen.length === 0)) throw first.error;
  const unread = found.unread.map(({ profile, region, error }) => ({
    place: { profile, ...(region === null ? {} : { region }) },
    error,
  }));
  const missing = [...unlisted, ...unread];
  const isWhole = unlisted.length === 0 && found.unread.every(isHubsRefusal);
  const partial = isWhole ? undefined : exitCodes.partial;
  return { ...found, missing, exitCode: isSilent ? first.error.exitCode : partial };
}

const cannotSignIn: ReadonlySet<string> = new Set([
  'CredentialsInvalid',
  'CredentialsMissing',
  'ProfileInvalid',
]);

/** Keys of the environment do not help where the settings name an account that cannot sign in. */
function withWayOut<Unread extends { readonly profile: string; readonly error: AckringError }>(
  unread: Unread,
): Unread {
  const { profile, error } = unread;
  if (!cannotSignIn.has(error.code)) return unread;
  const remedy = say('{remedy} The settings have it in the fleet: `{command}` takes it out.', {
    remedy: error.said.remedy,
    command: shell`ackring accounts remove ${profile}`,
  });
  const { code, sentence, requestId } = error;
  return {
    ...unread,
    error: new AckringError(code, sentence, {
      remedy,
      cause: error,
      ...(requestId === null ? {} : { requestId }),
    }),
  };
}

/** A role names its account, which saves the call. */
export async function accountIdOf(
  { profileFacts, callerIdentity }: Pick<Services, AsksWho>,
  signal: AbortSignal,
): Promise<string> {
  return (await profileFacts()).accountId ?? (await callerIdentity(signal)).accountId;
}

/** The option of every command that may ask several accounts. */
export const severalAccounts = {
  'all-profiles': {
    type: 'boolean',
    summary: 'of the accounts of every Alibaba Cloud CLI profile; `--profile a,b` of those',
  },
} as const;

/** What of the fleet one account has, and who asks there. */
export interface AccountPart<Reach = Services> extends WholeFleet {
  /** Null for the account in use. */
  readonly profile: string | null;
  readonly services: Reach;
}

/** The fleet, by account and together. */
export interface FleetByAccount<Reach = Services> extends WholeFleet {
  /** Of those that answered. */
  readonly parts: readonly AccountPart<Reach>[];
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
export async function collectByAccount<Reach extends ListsClusters>(
  context: Context<Reach>,
  isAll: boolean,
): Promise<FleetByAccount<Reach>> {
  const { services, servicesFor } = context;
  const chosen = await chosenSources(context, isAll);
  if (chosen.profiles.length === 0) {
    const fleet = await collectFleet(context);
    const missing = fleet.unread.map(({ region, error }) => ({ place: { region }, error }));
    const parts = [{ ...fleet, profile: null, services }];
    return { ...fleet, parts, silent: [], isMany: false, missing };
  }
  const { clusters, answered, regions, unread, exitCode, missing } = await collectAccounts(chosen, context);
  const own = Map.groupBy(clusters, ({ account }) => account?.profile ?? null);
  const cut = Map.groupBy(unread, ({ profile }) => profile);
  const parts = answered.map(({ profile, regions: regionsThere }): AccountPart<Reach> => {
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
    silent: chosen.profiles.filter((profile) => answered.every((each) => each.profile !== profile)),
    isMany: chosen.profiles.length > 1,
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
export function inAccounts<Part, Result>(
  { parts }: { readonly parts: readonly Part[] },
  work: (part: Part, turn: Promise<unknown>) => Promise<Result>,
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
 * The accounts that options choose, by their ids, or `bySettings` those of the settings; contexts are verified without
 * the cloud too, and would wait for it. Reports those that do not answer.
 */
export async function accountWorlds(
  context: Context,
  isAll: boolean,
  { bySettings = false }: { readonly bySettings?: boolean } = {},
): Promise<AccountWorlds> {
  const { global, services, servicesFor, output, signal } = context;
  const isChosen = isAll || bySettings || global.profile !== null;
  const chosen = isChosen ? (await chosenSources(context, isAll)).profiles : [];
  const answers = await collected(chosen, accountsAtOnce, async (profile) => {
    const world = servicesFor({ profile });
    return accountIdOf(world, signal).then(
      (accountId) => ({ profile, accountId, world }),
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
