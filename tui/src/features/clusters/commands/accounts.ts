import { isDeepStrictEqual } from 'node:util';
import { collected } from '@ackring/core/cloud';
import { accountsAtOnce, type CachedFleet } from '@ackring/core/fleet';
import { AckringError, errorToJson, exitCodes, nearest, toAckringError, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { durationText } from '../../../messages/times.js';
import { span } from '../../../screen/drawing/line.js';
import { defineTable, printedColumn } from '../../../screen/table.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { printTable } from '../../../shell/text-table.js';
import { fleetProfiles } from '../../../world/accounts.js';
import type { Services } from '../../../world/services.js';
import type { Settings } from '../../../world/settings.js';

export const list = defineCommand({
  name: 'accounts',
  summary: 'list the Alibaba Cloud CLI’s profiles: whose account each is, and which make the fleet',
  usage: '',
  positionals: { min: 0, max: 0 },
  options: {},
  examples: [
    { line: 'ackring accounts', summary: 'who one is in each, and what the last scan saw' },
    { line: 'ackring accounts add work partner', summary: '`ackring clusters` lists both from now on' },
  ],
  async run(context) {
    const { services, servicesFor, output, progress, signal } = context;
    const [profiles, fleet] = await Promise.all([services.profiles(), currentFleet(services)]);
    // Those of the settings that the CLI no longer has say so.
    const names = [...new Set([...profiles, ...fleet.names])];
    let done = 0;
    const rows = await collected(names, accountsAtOnce, async (profile): Promise<Account> => {
      const isInUse = profile === fleet.inUse;
      const account = await readAccount(servicesFor({ profile }), signal);
      const seen = newer(account.seen, isInUse ? await services.cachedFleet() : null);
      done += 1;
      progress.show((words) => words.accounts(done, names.length));
      return { ...account, profile, isInUse, seen, isInFleet: fleet.names.includes(profile) };
    });
    progress.end();
    signal.throwIfAborted();
    if (output.json) output.list(rows, accountTable.toJson);
    else if (rows.length > 0) await printTable(context, accountTable, rows);
    for (const { profile, error } of rows) if (error !== null) output.problem({ profile }, error);
    tellFleet(context, fleet);
    return rows.some(({ isInFleet, error }) => isInFleet && error !== null) ? exitCodes.partial : undefined;
  },
});

const allOption = { all: { type: 'boolean', summary: 'every profile, also those to come' } } as const;

export const add = defineCommand({
  name: 'accounts add',
  summary: 'take accounts into the fleet, by their profiles',
  usage: 'PROFILE…|--all',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'profile' },
  options: allOption,
  examples: [
    { line: 'ackring accounts add partner', summary: 'beside the profile in use' },
    { line: 'ackring accounts add --all', summary: 'every profile, also those to come' },
  ],
  async run(context) {
    const { options, services } = context;
    const named = await namedProfiles(context, await services.profiles());
    return change(context, ({ setting, names }) =>
      options.all || setting === 'all' ? 'all' : [...new Set([...names, ...named])],
    );
  },
});

export const remove = defineCommand({
  name: 'accounts remove',
  summary: 'take accounts out of the fleet',
  usage: 'PROFILE…|--all',
  positionals: { min: 0, max: Number.POSITIVE_INFINITY, completes: 'profile' },
  options: { all: { ...allOption.all, summary: 'all of them: the fleet is the profile in use again' } },
  examples: [{ line: 'ackring accounts remove partner', summary: 'its kubeconfigs and caches stay' }],
  async run(context) {
    const { options, services } = context;
    const [profiles, { names: standing }] = await Promise.all([services.profiles(), currentFleet(services)]);
    const named = await namedProfiles(context, [...profiles, ...standing]);
    return change(context, ({ setting, names }) => {
      if (options.all) return [];
      return names.some((name) => named.includes(name))
        ? names.filter((name) => !named.includes(name))
        : setting;
    });
  },
});

/** Throws UsageInvalid, and ProfileInvalid for a profile that is not among the known. */
async function namedProfiles(
  { options, positionals }: CommandContext<typeof allOption>,
  known: readonly string[],
): Promise<readonly string[]> {
  if (options.all !== (positionals.length === 0))
    throw usageError(say('give either profiles or --all'), say('`ackring accounts` lists the profiles.'));
  const unknown = positionals.find((name) => !known.includes(name));
  if (unknown === undefined) return positionals;
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
interface CurrentFleet {
  readonly setting: Settings['accounts'];
  readonly names: readonly string[];
  /** Null for keys that no profile holds, and without any. */
  readonly inUse: string | null;
}

async function currentFleet(services: Services): Promise<CurrentFleet> {
  const [{ accounts: setting }, chosen, inUse] = await Promise.all([
    services.settings(),
    fleetProfiles(services),
    services.profileFacts().then(
      ({ profile }) => profile,
      () => null,
    ),
  ]);
  return { setting, names: chosen.length > 0 || inUse === null ? chosen : [inUse], inUse };
}

async function change(
  context: CommandContext,
  changed: (fleet: CurrentFleet) => Settings['accounts'],
): Promise<undefined> {
  const { services, output } = context;
  await services.refuseWhenReadOnly(say('change the settings'));
  const before = await currentFleet(services);
  const accounts = changed(before);
  // Taking the only one out leaves it in use.
  const isChanged =
    !isDeepStrictEqual(accounts, before.setting) && !isDeepStrictEqual(accounts, before.names);
  if (isChanged) await services.saveSettings({ accounts });
  const names = accounts === 'all' ? await services.profiles() : accounts;
  const fleet = { ...before, names: names.length > 0 || before.inUse === null ? names : [before.inUse] };
  if (output.json) output.data({ accounts: fleet.names, all: accounts === 'all', changed: isChanged });
  else if (!isChanged) output.note(say('nothing to change'));
  tellFleet(context, fleet);
  return undefined;
}

function tellFleet({ output }: Pick<CommandContext, 'output'>, { names }: CurrentFleet): void {
  output.note(
    names.length === 0
      ? say('the fleet is what the keys in use see; `ackring accounts add PROFILE` makes it of profiles')
      : say('the fleet: {names}', { names }),
  );
}

interface Account {
  readonly profile: string;
  readonly isInFleet: boolean;
  readonly isInUse: boolean;
  /** Null if it did not answer. */
  readonly caller: Awaited<ReturnType<Services['callerIdentity']>> | null;
  readonly error: AckringError | null;
  /** By the last complete scan; null before the first. */
  readonly seen: CachedFleet | null;
}

async function readAccount(
  services: Services,
  signal: AbortSignal,
): Promise<Pick<Account, 'caller' | 'error' | 'seen'>> {
  const seen = await services.cachedFleet();
  try {
    return { caller: await services.callerIdentity(signal), error: null, seen };
  } catch (error) {
    return { caller: null, error: toAckringError(error), seen };
  }
}

/** The profile in use is scanned by its name and without. */
function newer(one: CachedFleet | null, other: CachedFleet | null): CachedFleet | null {
  if (one === null || other === null) return one ?? other;
  return one.seenAt < other.seenAt ? other : one;
}

const accountTable = defineTable<Account>({
  id: ({ profile }) => profile,
  tie: ({ profile }) => profile,
  sign: ({ error }) => (error === null ? span('●', 'good') : span('!', 'bad')),
  columns: [
    printedColumn(
      ({ accounts }) => accounts.profile,
      ({ profile }) => visible(profile),
    ),
    printedColumn(
      ({ accounts }) => accounts.fleet,
      ({ isInFleet }, { messages }) => (isInFleet ? messages.accounts.inFleet : messages.accounts.none),
    ),
    printedColumn(
      ({ titles }) => titles.account,
      ({ caller }, { messages }) => caller?.accountId ?? messages.accounts.none,
    ),
    printedColumn(
      ({ accounts }) => accounts.who,
      ({ caller, error }, { messages: { accounts } }) =>
        caller === null
          ? (error?.code ?? accounts.none)
          : `${accounts.types[caller.type]} ${visible(caller.uid)}`,
      2,
    ),
    printedColumn(
      ({ accounts }) => accounts.clusters,
      ({ seen }, { messages }) => (seen === null ? messages.accounts.none : String(seen.clusters.length)),
    ),
    printedColumn(
      ({ accounts }) => accounts.seen,
      ({ seen }, { now, messages }) =>
        seen === null
          ? messages.accounts.none
          : messages.header.fresh(durationText(Math.max(0, now.getTime() - seen.seenAt.getTime()), messages)),
      3,
    ),
  ],
  fields: {
    profile: ({ profile }) => profile,
    inFleet: ({ isInFleet }) => isInFleet,
    inUse: ({ isInUse }) => isInUse,
    account: ({ caller }) => caller?.accountId ?? null,
    identity: ({ caller }) => (caller === null ? null : { type: caller.type, uid: caller.uid }),
    error: ({ error }) => (error === null ? null : errorToJson(error).error),
    clusters: ({ seen }) => seen?.clusters.length ?? null,
    seenAt: ({ seen }) => seen?.seenAt ?? null,
  },
});
