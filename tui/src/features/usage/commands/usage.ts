import { isDeepStrictEqual } from 'node:util';
import {
  boundUser,
  hasBoundRoles,
  leastRoles,
  leastRolesText,
  type UsageEvent,
  type UsageRow,
  usualSpanMs,
} from '@ackring/core/usage';
import { exitCodes, isCalled, visible } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { durationText, localDay } from '../../../messages/times.js';
import { type CommandContext, defineCommand, usageError } from '../../../shell/command.js';
import { parseSpan } from '../../../shell/duration.js';
import { foundCluster } from '../../../shell/named-account.js';
import { collectByAccount, placeOf, reportMissing, severalAccounts } from '../../../shell/sources.js';
import { printTable, readerOf } from '../../../shell/text-table.js';
import { fleetUsage, type LoggedFleet } from '../../../subjects/holding/fleet-usage.js';
import { withNames } from '../../../subjects/holding/known-names.js';
import { nobodyCalled } from '../../../subjects/holding/nobody.js';
import { addressesOf, printedUsage, usageTable } from '../../../subjects/holding/usage-table.js';

const options = {
  user: {
    type: 'string',
    value: 'NAME',
    completes: 'user',
    summary: 'this identity only, by name or uid',
  },
  since: { type: 'string', value: '90d', summary: 'so far back from now (default: 180d)' },
  unused: { type: 'boolean', summary: 'only certificates that were not used in that time' },
  rights: {
    type: 'boolean',
    summary: 'print the least RBAC that would have been enough, as manifests, instead of the list',
  },
  ...severalAccounts,
} as const;

type Context = CommandContext<typeof options>;

export const command = defineCommand({
  name: 'usage',
  summary: 'who used which certificate, when last, from where and for what, by the audit logs',
  usage: '[CLUSTER]',
  positionals: { min: 0, max: 1, completes: 'cluster' },
  options,
  examples: [
    { line: 'ackring usage prod', summary: 'every certificate of one cluster' },
    { line: 'ackring usage --user tom --since 30d', summary: 'where one person was in the last month' },
    { line: 'ackring usage --unused --json', summary: 'what nobody would miss, for a program' },
    {
      line: 'ackring usage prod --user ci --rights',
      summary: 'the role that would have been enough for what was done',
    },
  ],
  async run(context) {
    const { options, positionals, output, progress, signal } = context;
    if (options.rights && options.user === undefined) {
      throw usageError(
        say('`--rights` needs --user NAME: a role is for one identity'),
        say('Name whose rights are asked for; `ackring usage` lists who there is.'),
      );
    }
    const spanMs = options.since === undefined ? usualSpanMs : parseSpan(options.since);
    const [typed] = positionals;
    const fleet = await clustersOf(context, typed);
    const count = fleet.parts.reduce((sum, { clusters }) => sum + clusters.length, 0);
    const names = new Set<string>();
    const isAsked = ({ identity }: UsageRow) => {
      names.add(identity.name);
      return options.user === undefined || isCalled(identity, options.user);
    };
    const isShown = (row: UsageRow) => isAsked(row) && (!options.unused || row.verdict === 'unused');
    const rows: UsageRow[] = [];
    const counts = { used: 0, unused: 0, unknown: 0 };
    const unread: string[] = [];
    let isPartial = fleet.exitCode !== undefined;
    let answered = 0;
    const reportProgress = () => progress.show((words) => words.clusters(answered, count));
    const read = async (add: (row: UsageRow) => Promise<void> | void): Promise<void> => {
      reportProgress();
      const asked = { uids: uidsOf(options.user), spanMs, signal };
      await fleetUsage(fleet, asked, async (event) => {
        answered += 1;
        reportProgress();
        if (event.kind === 'failed' && typed !== undefined) throw event.error;
        if (reportLimits(event, context, isShown)) isPartial = true;
        if (event.kind !== 'rows') {
          unread.push(event.cluster.name);
          return;
        }
        for (const { verdict } of event.rows.filter(isAsked)) counts[verdict] += 1;
        for (const row of event.rows.filter(isShown)) await add(row);
      });
      progress.end();
    };
    if (output.json && !options.rights) {
      // For a large fleet nothing is kept.
      await output.stream((add) => read((row) => add(usageTable.toJson(row))));
      return isPartial ? exitCodes.partial : undefined;
    }
    await read((row) => void rows.push(row));
    if (options.rights) printRights(rows, context);
    else if (options.user !== undefined && counts.used + counts.unused + counts.unknown === 0)
      output.note(nobodyCalled(options.user, names));
    else {
      const met = await context.services.cachedHolders().catch(() => []);
      await printRows({ rows: withNames(rows, met), counts, unread, spanMs, isMany: fleet.isMany }, context);
      return isPartial ? exitCodes.partial : undefined;
    }
    if (unread.length > 0)
      output.note(
        say('no audit log could be read of {clusters}: nobody there is counted', { clusters: unread }),
      );
    return isPartial ? exitCodes.partial : undefined;
  },
});

interface AskedFleet extends LoggedFleet {
  readonly isMany: boolean;
  readonly exitCode: number | undefined;
}

async function clustersOf(context: Context, typed: string | undefined): Promise<AskedFleet> {
  const { options, output, progress } = context;
  if (typed !== undefined) {
    const finding = foundCluster(typed, context);
    const found = await progress.during(({ cloud }) => cloud, finding);
    return { parts: [{ ...found, clusters: [found.cluster] }], isMany: false, exitCode: undefined };
  }
  const fleet = await collectByAccount(context, options['all-profiles']);
  reportMissing(fleet, output);
  return fleet;
}

/** The account root's certificates say `kubernetes-admin` where a user's say the uid. */
function uidsOf(user: string | undefined): readonly string[] | null {
  return user !== undefined && /^\d+$/.test(user) ? [user, 'kubernetes-admin'] : null;
}

/**
 * Reports what could not be read, beside the answer. True if that leaves the answer incomplete: an unseen certificate
 * may have been used anyway.
 */
function reportLimits(event: UsageEvent, { output }: Context, isShown: (row: UsageRow) => boolean): boolean {
  const place = placeOf(event.cluster);
  if (event.kind === 'failed') {
    output.problem(place, event.error);
    return true;
  }
  const { compared: sight, rows, holdersUnread } = event;
  if (holdersUnread !== null) output.problem(place, holdersUnread);
  const name = event.cluster.name;
  if (sight.from > sight.asked.from) {
    const day = localDay(sight.from, '');
    output.note(
      say('{name}: its audit log goes back to {day} only: what was before is not known', { name, day }),
    );
  }
  if (sight.gaps.length > 0) {
    const gaps = sight.gaps.map(({ from, to }) => `${localDay(from, '')} – ${localDay(to, '')}`);
    output.note(say('{name}: of these days not everything is in its audit log: {gaps}', { name, gaps }));
  }
  return holdersUnread !== null || rows.some((row) => row.verdict === 'unknown' && isShown(row));
}

interface Printed {
  readonly rows: readonly UsageRow[];
  /** Of everybody asked for, shown or not. */
  readonly counts: Readonly<Record<UsageRow['verdict'], number>>;
  /** The clusters whose holders are in no count. */
  readonly unread: readonly string[];
  readonly spanMs: number;
  readonly isMany: boolean;
}

async function printRows({ rows, counts, unread, spanMs, isMany }: Printed, context: Context): Promise<void> {
  const { output, options } = context;
  const isWhole = output.columns === 0;
  await printTable(context, printedUsage({ isMany, isWhole }), rows, { withSigns: true });
  if (!isWhole) tellAddresses(rows, options.user !== undefined, output);
  const { messages } = await readerOf(context);
  const time = durationText(spanMs, messages);
  const sum = say('in the last {time}: {used} used (●), {unused} unused (·), {unknown} not known (?)', {
    ...counts,
    time,
  });
  output.note(
    unread.length === 0
      ? sum
      : say('{sum}; not counted, for want of an audit log: who is in {clusters}', { sum, clusters: unread }),
  );
  if (rows.some(({ verdict }) => verdict === 'unused'))
    output.note(
      say(
        'unused: no request that ACK’s audit policy logs; reads of events, /version and /healthz are in no log',
      ),
    );
  if (rows.some(({ newAddresses }) => newAddresses.length > 0)) {
    output.note(say('! an address that an old certificate is used from for the first time'));
  }
  const addresses = ownAddresses(rows);
  if (addresses.length > 0)
    output.note(
      say(
        'from {addresses} came only calls that call themselves `ackring`, as its own checks do; anybody can call theirs so',
        { addresses },
      ),
    );
}

/** A cell of a terminal names few addresses, cut where it is narrow: here are the new ones, and all of one person's. */
function tellAddresses(rows: readonly UsageRow[], isOnes: boolean, output: Context['output']): void {
  for (const row of rows) {
    const all = addressesOf(row);
    const addresses = (isOnes ? all : all.slice(0, row.newAddresses.length)).map(visible);
    const { identity, cluster } = row;
    if (addresses.length > 0)
      output.note(
        say('{identity} in {cluster}, from: {addresses}', {
          identity: identity.name || identity.uid,
          cluster: cluster.name,
          addresses,
        }),
      );
  }
  if (!isOnes && rows.some((row) => addressesOf(row).length > 2))
    output.note(say('+ more addresses: `--user NAME` names all of one person, `--json` those of everybody'));
}

/** New addresses with no agent but ours. An agent is what the caller says it is: their mark stays. */
function ownAddresses(rows: readonly UsageRow[]): readonly string[] {
  const uses = rows.flatMap(({ use, newAddresses }) =>
    (use?.addresses ?? []).filter(({ address }) => newAddresses.includes(address)),
  );
  const isOwn = ({ agents, isNamed }: (typeof uses)[number]): boolean =>
    isNamed && isDeepStrictEqual(agents, ['ackring']);
  const others = new Set(uses.filter((use) => !isOwn(use)).map(({ address }) => address));
  return [...new Set(uses.map(({ address }) => address))].filter((each) => !others.has(each)).map(visible);
}

function printRights(rows: readonly UsageRow[], { output }: Context): void {
  const used = rows.flatMap(({ use, cluster }) => (use === null ? [] : [{ use, cluster }]));
  for (const { use, cluster } of used) {
    output.write(
      `# ${visible(cluster.name)} (${visible(cluster.id)})\n${leastRolesText(use.commonName, leastRoles(use))}`,
    );
  }
  for (const { use } of used) {
    const { commonName: name } = use;
    const user = boundUser(name);
    output.note(
      user === null
        ? say('{name}: these roles are bound to nobody: its name changes with a revoke', { name })
        : say(
            'bound to {user}, as whom tokens come in (`ackring migrate`): what is bound to a certificate’s own name goes on letting the old key in after a revoke',
            { user },
          ),
    );
    if (hasBoundRoles(use))
      output.note(
        say('{name} wrote roles or bindings: that takes every right in them too, or `bind` and `escalate`', {
          name,
        }),
      );
    if (!use.isImpersonationKnown)
      output.note(
        say('{name}: this log does not tell what was done as somebody else; such rights are among these', {
          name,
        }),
      );
  }
  output.note(
    say(
      'of what was seen to be allowed: what is done seldom may be missing, and names of objects are not narrowed',
    ),
  );
}
