import { isDeepStrictEqual } from 'node:util';
import { collected } from '@ackring/core/cloud';
import { accountsAtOnce } from '@ackring/core/fleet';
import {
  AckringError,
  type Directory,
  memberAccount,
  memberProfile,
  nearest,
  toAckringError,
} from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { fleetProfiles, memberProfiles } from '../../../world/accounts.js';
import type { Services } from '../../../world/services.js';
import type { Settings } from '../../../world/settings.js';

const allOption = { all: { type: 'boolean', summary: 'every profile, also those to come' } } as const;

const directoryOptions = {
  directory: {
    type: 'string',
    value: 'PROFILE',
    completes: 'profile',
    summary: 'the members of the resource directory that this profile may list',
  },
  role: {
    type: 'string',
    value: 'NAME',
    summary: 'the role assumed in each member; ResourceDirectoryAccountAccessRole by default',
  },
  'external-id': { type: 'string', value: 'ID', summary: 'what that role’s trust policy asks for' },
} as const;

export const add = defineCommand({
  name: 'accounts add',
  summary: 'take accounts into the fleet, by their profiles or as members of a directory',
  usage: 'PROFILE…|--all|--directory PROFILE',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'profile' },
  options: { ...allOption, ...directoryOptions },
  examples: [
    { line: 'ackring accounts add partner', summary: 'beside the profile in use' },
    { line: 'ackring accounts add --all', summary: 'every profile, also those to come' },
    {
      line: 'ackring accounts add --directory org --role ackring',
      summary: 'every member of a resource directory, by a role in each',
    },
  ],
  async run(context) {
    const { options, services } = context;
    const [profiles, known] = await Promise.all([services.profiles(), everyMember(services)]);
    const named = await namedProfiles(context, [...profiles, ...known]);
    const directory = await askedDirectory(context, profiles);
    const tried = await tryProfiles(context, named);
    return change(context, tried, (fleet) => {
      const isAll = options.all || fleet.accounts === 'all';
      const { own, members } = apart(named, fleet.directory);
      const added = directory === null ? own : [...own, directory.profile];
      return {
        accounts: isAll ? 'all' : [...new Set([...fleet.names, ...added])],
        directory: withMembers(withStanding(directory, fleet.directory), members),
      };
    });
  },
});

export const remove = defineCommand({
  name: 'accounts remove',
  summary: 'take accounts out of the fleet',
  usage: 'PROFILE…|--all|--directory',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'profile' },
  options: {
    all: { ...allOption.all, summary: 'all of them: the fleet is the profile in use again' },
    directory: { type: 'boolean', summary: 'the members of the resource directory' },
  },
  examples: [
    { line: 'ackring accounts remove partner', summary: 'its kubeconfigs and caches stay' },
    {
      line: 'ackring accounts remove org@1000000000000001',
      summary: 'one member of a directory: `accounts add` takes it in again',
    },
  ],
  async run(context) {
    const { options, services } = context;
    const [profiles, { names: standing }, known] = await Promise.all([
      services.profiles(),
      currentFleet(services),
      everyMember(services),
    ]);
    const named = await namedProfiles(context, [...profiles, ...standing, ...known]);
    return change(context, [], ({ accounts, names, directory }) => {
      if (options.all) return { accounts: [], directory: null };
      const { own, members } = apart(named, directory);
      const isAmong = names.some((name) => own.includes(name));
      return {
        accounts: isAmong ? names.filter((name) => !own.includes(name)) : accounts,
        directory: options.directory ? null : withoutMembers(directory, members),
      };
    });
  },
});

/** What the members of the settings' directory are called, those left out as well. */
async function everyMember(services: Services): Promise<readonly string[]> {
  const [{ directory }, known] = await Promise.all([services.settings(), services.knownDirectory()]);
  if (directory === null) return [];
  const left = directory.without.map((accountId) => memberProfile(directory, accountId));
  return [...left, ...memberProfiles({ ...directory, without: [] }, known)];
}

/** Profiles, and the accounts of members. */
function apart(named: readonly string[], directory: Directory | null) {
  const accountOf = (name: string) => memberAccount(name, directory);
  return {
    own: named.filter((name) => accountOf(name) === null),
    members: named.flatMap((name) => accountOf(name) ?? []),
  };
}

/** A role that is changed takes in nobody who was left out. */
function withStanding(next: Directory | null, standing: Directory | null): Directory | null {
  if (next === null) return standing;
  return next.profile === standing?.profile ? { ...next, without: standing.without } : next;
}

function withMembers(directory: Directory | null, members: readonly string[]): Directory | null {
  if (directory === null) return null;
  return { ...directory, without: directory.without.filter((account) => !members.includes(account)) };
}

function withoutMembers(directory: Directory | null, members: readonly string[]): Directory | null {
  if (directory === null) return null;
  return { ...directory, without: [...new Set([...directory.without, ...members])].toSorted() };
}

/** Throws UsageInvalid, and ProfileInvalid for a profile that is not among the known. */
async function namedProfiles(
  {
    options,
    positionals,
  }: Pick<CommandContext, 'positionals'> & {
    readonly options: { readonly all: boolean; readonly directory: string | boolean | undefined };
  },
  known: readonly string[],
): Promise<readonly string[]> {
  const isDirectory = options.directory !== undefined && options.directory !== false;
  const isNone = positionals.length === 0;
  if (options.all ? !isNone : isNone && !isDirectory)
    throw usageError(
      say('give profiles, --all or --directory'),
      say('`ackring accounts` lists the profiles.'),
    );
  refuseUnknown(positionals, known);
  return positionals;
}

/**
 * The directory to take in; null if none is asked for. Its members are listed before anything changes: what stands in
 * the way is said now. Throws UsageInvalid, ProfileInvalid, ConfigurationInvalid, and what listing them throws.
 */
async function askedDirectory(
  { options, services, output, progress, signal }: CommandContext<typeof directoryOptions>,
  known: readonly string[],
): Promise<Directory | null> {
  const { directory: profile, role, 'external-id': externalId } = options;
  if (profile === undefined) {
    if (role === undefined && externalId === undefined) return null;
    throw usageError(
      say('--role and --external-id are of a directory'),
      say('Name its profile with `--directory PROFILE`.'),
    );
  }
  refuseUnknown([profile], known);
  const { decodeDirectory } = await import('../../../world/settings-schema.js');
  const of = decodeDirectory({ profile, role, externalId });
  const now = await progress.during(({ cloud }) => cloud, services.directory({ of, signal }));
  if (now !== null && now.error !== null) throw now.error;
  output.note(
    say('the directory of {profile} has {count} {count|member|members}', {
      profile,
      count: now?.members.length ?? 0,
    }),
  );
  return of;
}

function refuseUnknown(names: readonly string[], known: readonly string[]): void {
  const unknown = names.find((name) => !known.includes(name));
  if (unknown === undefined) return;
  const meant = nearest(unknown, known);
  throw new AckringError(
    'ProfileInvalid',
    meant === null
      ? say('the Alibaba Cloud CLI has no profile {profile}', { profile: unknown })
      : say('the Alibaba Cloud CLI has no profile {profile}; did you mean {meant}?', {
          profile: unknown,
          meant,
        }),
    { remedy: say('`ackring accounts` lists the profiles; `aliyun configure` adds one.') },
  );
}

/** What the fleet is made of. */
interface CurrentFleet extends Pick<Settings, 'accounts' | 'directory'> {
  /** Profiles. */
  readonly names: readonly string[];
  /** What its directory's members are called. */
  readonly members: readonly string[];
  /** Null for keys that no profile holds, and without any. */
  readonly inUse: string | null;
}

export async function currentFleet(services: Services): Promise<CurrentFleet> {
  const [{ accounts, directory }, chosen, inUse] = await Promise.all([
    services.settings(),
    fleetProfiles(services),
    services.profileFacts().then(
      ({ profile }) => profile,
      () => null,
    ),
  ]);
  const members = chosen.filter((name) => memberAccount(name, directory) !== null);
  const own = chosen.filter((name) => !members.includes(name));
  const isEmpty = chosen.length === 0 && directory === null;
  return { accounts, directory, members, inUse, names: isEmpty && inUse !== null ? [inUse] : own };
}

async function change(
  context: CommandContext,
  tried: readonly Tried[],
  changed: (fleet: CurrentFleet) => Pick<Settings, 'accounts' | 'directory'>,
): Promise<undefined> {
  const { services, output } = context;
  await services.refuseWhenReadOnly(say('change the settings'));
  const before = await currentFleet(services);
  const { accounts, directory } = changed(before);
  // Taking the only one out leaves it in use.
  const isSame = isDeepStrictEqual(accounts, before.accounts) || isDeepStrictEqual(accounts, before.names);
  const isChanged = !isSame || !isDeepStrictEqual(directory, before.directory);
  if (isChanged) await services.saveSettings({ accounts, directory });
  const names = accounts === 'all' ? await services.profiles() : accounts;
  const isEmpty = names.length === 0 && directory === null && before.inUse !== null;
  const fleet = { ...before, directory, names: isEmpty ? [before.inUse ?? ''] : names };
  if (output.json)
    output.data({
      accounts: fleet.names,
      all: accounts === 'all',
      directory: directoryToJson(directory),
      changed: isChanged,
      tried: tried.map(({ profile, caller, error }) => ({
        profile,
        account: caller?.accountId ?? null,
        error: error === null ? null : { code: error.code, message: error.message },
      })),
    });
  else if (!isChanged) output.note(say('nothing to change'));
  for (const { profile, caller, error } of tried) {
    if (error !== null) output.problem({ profile }, error);
    if (caller === null) output.note(say('{profile} was taken in, and could not sign in', { profile }));
    else output.note(say('{profile} signs in, as account {account}', { profile, account: caller.accountId }));
  }
  tellFleet(context, fleet);
  return undefined;
}

/** Whether who was named can sign in now; an account may be down today, and is taken in all the same. */
interface Tried {
  readonly profile: string;
  /** Null where it could not. */
  readonly caller: Awaited<ReturnType<Services['callerIdentity']>> | null;
  readonly error: AckringError | null;
}

async function tryProfiles(
  { servicesFor, progress, signal }: CommandContext,
  profiles: readonly string[],
): Promise<readonly Tried[]> {
  const trying = collected(profiles, accountsAtOnce, (profile) =>
    servicesFor({ profile })
      .callerIdentity(signal)
      .then(
        (caller) => ({ profile, caller, error: null }),
        (thrown: unknown) => ({ profile, caller: null, error: toAckringError(thrown) }),
      ),
  );
  const tried = await progress.during(({ cloud }) => cloud, trying);
  signal.throwIfAborted();
  return tried;
}

function directoryToJson(directory: Directory | null) {
  if (directory === null) return null;
  const { profile, role, without } = directory;
  return { profile, role, without };
}

export function tellFleet(
  { output }: Pick<CommandContext, 'output'>,
  { names, directory }: Pick<CurrentFleet, 'names' | 'directory'>,
): void {
  if (names.length > 0) output.note(say('the fleet: {names}', { names }));
  if (directory !== null)
    output.note(
      say('the fleet: the members of the directory of {profile}, by their role {role}', {
        profile: directory.profile,
        role: directory.role,
      }),
    );
  if (directory !== null && directory.without.length > 0)
    output.note(
      say('left out of it: {names}', {
        names: directory.without.map((accountId) => memberProfile(directory, accountId)),
      }),
    );
  if (directory === null && names.length === 0)
    output.note(
      say('the fleet is what the keys in use see; `ackring accounts add PROFILE` makes it of profiles'),
    );
}
