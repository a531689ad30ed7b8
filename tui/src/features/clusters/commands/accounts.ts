import { collected } from '@ackring/core/cloud';
import { accountsAtOnce, type CachedFleet, type DirectoryNow } from '@ackring/core/fleet';
import {
  type AckringError,
  type Directory,
  errorToJson,
  exitCodes,
  memberProfile,
  toAckringError,
  visible,
} from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { durationText } from '../../../messages/times.js';
import { span } from '../../../screen/drawing/line.js';
import { defineTable, printedColumn } from '../../../screen/table.js';
import { defineCommand } from '../../../shell/command.js';
import { directoryNow, reportMissing } from '../../../shell/sources.js';
import { printTable } from '../../../shell/text-table.js';
import type { Services } from '../../../world/services.js';
import { currentFleet, tellFleet } from './fleet-accounts.js';

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
    const { now, missing } = await directoryNow(context);
    const [profiles, all, fleet] = await Promise.all([
      services.profiles(),
      services.profiles({ withEmpty: true }),
      currentFleet({ ...services, knownDirectory: async () => now }),
    ]);
    const members = membersOf(now, fleet.directory);
    // Those of the settings that the CLI no longer has say so.
    const names = [...new Set([...profiles, ...fleet.names, ...members.keys()])];
    let done = 0;
    const rows = await collected(names, accountsAtOnce, async (profile): Promise<Account> => {
      const isInUse = profile === fleet.inUse;
      const member = members.get(profile) ?? null;
      const world = servicesFor({ profile });
      const account = await (member === null || member.state === 'joined'
        ? readAccount(world, signal)
        : unasked(world));
      const seen = newer(account.seen, isInUse ? await services.cachedFleet() : null);
      done += 1;
      progress.show((words) => words.accounts(done, names.length));
      const isInFleet = fleet.names.includes(profile) || fleet.members.includes(profile);
      return { ...account, profile, member, isInUse, seen, isInFleet };
    });
    progress.end();
    signal.throwIfAborted();
    if (output.json) output.list(rows, accountTable.toJson);
    else if (rows.length > 0) await printTable(context, accountTable, rows);
    reportMissing({ missing }, output);
    for (const { profile, error } of rows) if (error !== null) output.problem({ profile }, error);
    const empty = all.filter((name) => !profiles.includes(name)).map((name) => visible(name));
    if (empty.length > 0)
      output.note(say('never filled in, so not asked: {profiles}', { profiles: empty.join(', ') }));
    tellFleet(context, fleet);
    const isPartial = missing.length > 0 || rows.some(({ isInFleet, error }) => isInFleet && error !== null);
    return isPartial ? exitCodes.partial : undefined;
  },
});

interface Account {
  readonly profile: string;
  /** Null for what is a profile of the CLI. */
  readonly member: Member | null;
  readonly isInFleet: boolean;
  readonly isInUse: boolean;
  /** Null if it did not answer. */
  readonly caller: Awaited<ReturnType<Services['callerIdentity']>> | null;
  readonly error: AckringError | null;
  /** By the last complete scan; null before the first. */
  readonly seen: CachedFleet | null;
}

/** Of a resource directory. Only one that has joined is asked. */
interface Member {
  readonly name: string;
  readonly state: 'joined' | 'leftOut' | 'beingDeleted' | 'left';
}

function membersOf(now: DirectoryNow | null, directory: Directory | null): ReadonlyMap<string, Member> {
  if (now === null || directory === null) return new Map();
  const stateOf = ({ accountId, isBeingDeleted }: DirectoryNow['members'][number]): Member['state'] => {
    if (isBeingDeleted) return 'beingDeleted';
    return directory.without.includes(accountId) ? 'leftOut' : 'joined';
  };
  const joined = now.members.map((member) => ({ ...member, state: stateOf(member) }));
  const left = now.left.map((member) => ({ ...member, state: 'left' as const }));
  return new Map(
    [...joined, ...left].map(({ accountId, name, state }) => [
      memberProfile(directory, accountId),
      { name, state },
    ]),
  );
}

async function unasked({ cachedFleet }: Services): Promise<Pick<Account, 'caller' | 'error' | 'seen'>> {
  return { caller: null, error: null, seen: await cachedFleet() };
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
      ({ profile, member }, { messages }) => {
        const name = visible(profile);
        return member === null ? name : messages.aside(name, visible(member.name));
      },
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
      ({ caller, error, member }, { messages: { accounts } }) => {
        if (caller !== null) return `${accounts.types[caller.type]} ${visible(caller.uid)}`;
        if (error !== null) return error.code;
        return member === null || member.state === 'joined' ? accounts.none : accounts[member.state];
      },
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
    member: ({ member }) => member,
    account: ({ caller }) => caller?.accountId ?? null,
    identity: ({ caller }) => (caller === null ? null : { type: caller.type, uid: caller.uid }),
    error: ({ error }) => (error === null ? null : errorToJson(error).error),
    clusters: ({ seen }) => seen?.clusters.length ?? null,
    seenAt: ({ seen }) => seen?.seenAt ?? null,
  },
});
