import {
  type AccessRow,
  type AuditEvent,
  compareRows,
  isPerhapsOrphan,
  orphansAmong,
  rolesAsAdministered,
  rolesSeen,
} from '@ackring/core/access';
import type { TokenReadiness } from '@ackring/core/tokens';
import { type Cluster, clusterPlace, exitCodes, isCalled, type Sentence } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { printedColumn } from '../../../screen/table.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { noneMatches, refuseAsSubcommand } from '../../../shell/commands.js';
import { filtered, refuseUnknownField } from '../../../shell/filtered.js';
import {
  type AccountPart,
  collectByAccount,
  type FleetByAccount,
  inAccounts,
  placeOf,
  reportMissing,
  servicesOf,
  severalAccounts,
} from '../../../shell/sources.js';
import { printTable } from '../../../shell/text-table.js';
import { namesAmong, namesLearnt, withNames } from '../../../subjects/holding/known-names.js';
import { nobodyCalled } from '../../../subjects/holding/nobody.js';
import {
  type AccessSurroundings,
  accessRowId,
  accessTable,
  accountsAccessTable,
} from '../../../subjects/holding/table.js';
import { standingSpan, standingToJson } from '../../../subjects/token/readiness.js';

/** Where the cloud names nobody, the rest is written as it comes. */
const mostKept = 10_000;

export const command = defineCommand({
  name: 'access',
  summary: 'who holds a kubeconfig of which cluster; orphans in front',
  usage: '[FILTER…]',
  filters: accessTable.named,
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  options: {
    user: { type: 'string', value: 'NAME', completes: 'user', summary: 'this identity only, by name or uid' },
    cluster: {
      type: 'string',
      multiple: true,
      value: 'CLUSTER',
      completes: 'cluster',
      summary: 'this cluster only (repeatable)',
    },
    orphans: { type: 'boolean', summary: 'only identities that are gone while their access lives on' },
    tokens: {
      type: 'boolean',
      summary: 'also whose RAM tokens each cluster takes: a call, and one to its API server',
    },
    record: { type: 'boolean', summary: 'keep a record of who holds what now, for `--at` later on' },
    at: {
      type: 'string',
      value: 'DATE',
      summary: 'who held what on that day, by the last record before its end and the journal',
    },
    export: {
      type: 'string',
      value: 'FILE',
      completes: 'file',
      summary: 'with `--at`: into a new .csv or .md file, signed: FILE.sig and FILE.pub beside it',
    },
    ...severalAccounts,
  },
  examples: [
    { line: 'ackring access', summary: 'also whom only bindings name, where a context here may read them' },
    { line: 'ackring access --orphans', summary: 'whom nobody can log in as any more' },
    { line: "ackring access tokyo 'status:expired'", summary: 'what the screen’s / finds' },
    { line: 'ackring access --user tom --json', summary: 'what one person holds' },
    { line: 'ackring access --cluster prod --tokens', summary: 'roles, and whose RAM tokens are taken' },
    { line: 'ackring access --record', summary: 'once a day, so that an audit can be answered' },
    { line: 'ackring access --at 2026-10-01 --export access.csv', summary: 'the signed answer to an audit' },
  ],
  async run(context) {
    const { options, positionals, output, progress, signal } = context;
    if (options.at !== undefined || options.export !== undefined || options.record) {
      const { accessInTime } = await import('./access-at.js');
      return accessInTime(context);
    }
    const filter = positionals.join(' ');
    await refuseUnknownField(filter, context, accessTable, 'access');
    const fleet = await chosenClusters(
      await collectByAccount(context, options['all-profiles']),
      options.cluster,
    );
    reportMissing(fleet, output);
    const { clusters } = fleet;
    const table = fleet.isMany ? accountsAccessTable : accessTable;
    const met = await context.services.cachedHolders().catch(() => []);
    const nameOf = namesAmong(met);
    const names = new Set<string>();
    const isChosen = ({ identity: { uid, name } }: AccessRow) => {
      const called = name === uid ? nameOf(uid) : name;
      names.add(called);
      return options.user === undefined || isCalled({ uid, name: called }, options.user);
    };
    const selves = await callersOf(fleet, signal);
    const isShown = (row: AccessRow) => row.orphan || !options.orphans || isPerhapsOrphan(row);
    const unread: string[] = [];
    let failed = 0;
    const answered = new Set<string>();
    const reportProgress = () => progress.show((words) => words.clusters(answered.size, clusters.length));
    const reportAnswered = (cluster: AccessRow['cluster'], { profile }: AccountPart): void => {
      answered.add(`${profile ?? ''}/${cluster.id}`);
      reportProgress();
    };
    const reportBindings = ({ cluster, error }: Extract<AuditEvent, { kind: 'bindingsUnread' }>): void => {
      unread.push(cluster.name);
      // For people one note names them all; without the bindings a list of orphans may lack some.
      if (output.json && options.orphans) output.problem(placeOf(cluster), error);
    };
    const exitCode = () =>
      failed > 0 || (options.orphans && unread.length > 0) ? exitCodes.partial : fleet.exitCode;
    const reportFailed = ({ cluster, error }: Extract<AuditEvent, { kind: 'failed' }>): void => {
      failed += 1;
      output.problem(placeOf(cluster), error);
    };
    reportProgress();
    const readinessOf = keptReadiness(context);
    const toJson = async (row: AccessRow): Promise<Record<string, unknown>> => {
      const readiness = options.tokens ? await readinessOf(row) : null;
      const json = table.toJson(row);
      return readiness === null ? json : { ...json, tokens: standingToJson(readiness, row.identity) };
    };
    if (output.json && filter === '') {
      // Of a large fleet little is kept: a cluster's rows are written once all of them are known, and last of all those
      // whose holder another cluster may name.
      const learnt = namesLearnt(met);
      const nameless: AccessRow[] = [];
      await output.stream(async (add) => {
        const addNamed = async (row: AccessRow): Promise<void> => {
          learnt.learn(row);
          if (!learnt.isWhole(row) && nameless.length < mostKept) nameless.push(row);
          else await add(await toJson(learnt.named(row)));
        };
        await inAccounts(fleet, async (part, turn) => {
          const events = part.services.incident.audit(part.clusters, {
            select: isChosen,
            isByCluster: true,
            withBindings: true,
            signal,
          });
          let ofCluster: AccessRow[] = [];
          const addCluster = async (): Promise<void> => {
            await turn;
            for (const row of ofCluster.filter(isShown).toSorted(compareRows)) await addNamed(row);
            ofCluster = [];
          };
          const accountOf = accountsIn(part, selves);
          for await (const event of events) {
            reportAnswered(clusterOf(event), part);
            if (event.kind === 'failed') reportFailed(event);
            else if (event.kind === 'bindingsUnread') reportBindings(event);
            else if (event.kind === 'completed') ofCluster.push(accountOf(event.row));
            else await addCluster();
          }
          await addCluster();
        });
        for (const row of nameless) await add(await toJson(learnt.named(row)));
      });
      noteBindings();
      return exitCode();
    }
    const rows = new Map<string, AccessRow>();
    await inAccounts(fleet, async (part) => {
      const accountOf = accountsIn(part, selves);
      for await (const event of part.services.incident.audit(part.clusters, {
        select: isChosen,
        withBindings: true,
        signal,
      })) {
        reportAnswered(clusterOf(event), part);
        if (event.kind === 'failed') reportFailed(event);
        else if (event.kind === 'bindingsUnread') reportBindings(event);
        else
          for (const row of event.kind === 'rows' ? event.rows : [event.row]) {
            const own = accountOf(row);
            rows.set(accessRowId(own), own);
          }
      }
    });
    progress.end();
    const named = withNames([...rows.values()], met);
    const shown = await filtered(context, table, {
      rows: named.filter(isShown).toSorted(compareRows),
      known: { endsAt: () => null },
      filter,
    });
    if (shown.length === 0) refuseAsSubcommand(context, 'access');
    if (output.json) {
      const json = new Map<AccessRow, Record<string, unknown>>();
      for (const row of shown) json.set(row, await toJson(row));
      output.list(shown, (row) => json.get(row) ?? {});
      return exitCode();
    }
    if (shown.length === 0 && (rows.size > 0 || options.user !== undefined)) {
      output.note(
        options.user !== undefined && rows.size === 0
          ? nobodyCalled(options.user, names)
          : noneMatches(context, 'access', { count: heldAmong(named), of: 'kubeconfigs' }),
      );
      noteBindings();
      return exitCode();
    }
    await printTable(context, options.tokens ? await withTokens(table, shown, readinessOf) : table, shown, {
      withSigns: true,
    });
    const { kubeconfigs, people, open } = orphansAmong(shown);
    const counts = { count: heldAmong(shown), orphaned: kubeconfigs, people: people.size };
    output.note(orphansNote(counts, open.length > 0 || failed > 0 || fleet.unread.length > 0));
    if (open.length > 0)
      output.note(
        say('{count} {count|is|are} of identities that are gone, with roles that could not all be read', {
          count: open.length,
        }),
      );
    if (shown.some((row) => rolesSeen(row) === 'asAdministered')) output.note(rolesAsAdministered);
    noteBindings();
    const bound = shown.filter(isPerhapsOrphan).length;
    if (bound > 0)
      output.note(
        say(
          '{bound} {bound|has|have} roles and no kubeconfig, by the bindings: whether still in RAM is not told, and `{command}` plans to take them away',
          { bound, command: 'ackring clean --user UID' },
        ),
      );
    return exitCode();

    function noteBindings(): void {
      if (unread.length === 0) return;
      output.note(
        options.orphans
          ? say(
              'who has roles and no kubeconfig is not known of {clusters}: their bindings could not be read',
              {
                clusters: unread.toSorted(),
              },
            )
          : say(
              'who has roles and no kubeconfig is not known of {count} of {all} clusters: `{command}` names them',
              {
                ...{ count: unread.length, all: clusters.length, command: 'ackring access --orphans' },
              },
            ),
      );
    }
  },
});

async function callersOf(
  { parts }: Pick<FleetByAccount, 'parts'>,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const known = await Promise.allSettled(parts.map(({ services }) => services.callerIdentity(signal)));
  return known.flatMap((each) => (each.status === 'fulfilled' ? each.value.uid : []));
}

/** The clusters that are named, of every account that has one so called; all of them where none is. */
async function chosenClusters(fleet: FleetByAccount, names: readonly string[]): Promise<FleetByAccount> {
  if (names.length === 0) return fleet;
  const { findCluster } = await import('@ackring/core/fleet');
  const parts = fleet.parts.map((part): AccountPart => {
    const clusters = names.flatMap((name) => {
      const isThere = part.clusters.some((each) => isNamed(each, name));
      return isThere ? findCluster(part.clusters, name) : [];
    });
    return { ...part, clusters };
  });
  for (const name of names)
    if (parts.every(({ clusters }) => !clusters.some((each) => isNamed(each, name))))
      findCluster(fleet.clusters, name, fleet.unread);
  return { ...fleet, parts, clusters: parts.flatMap(({ clusters }) => clusters) };
}

function isNamed(cluster: Cluster, name: string): boolean {
  return cluster.id === name || cluster.name.toLowerCase() === name.toLowerCase();
}

/** The rows of one account, each with it; whoever asks still is. */
function accountsIn({ clusters }: AccountPart, selves: readonly string[]): (row: AccessRow) => AccessRow {
  const account = clusters[0]?.account;
  const known = (row: AccessRow): AccessRow =>
    row.identity.state === 'unknown' && selves.includes(row.identity.uid)
      ? { ...row, identity: { ...row.identity, state: 'active' } }
      : row;
  return (row) => (account === undefined ? known(row) : { ...known(row), account });
}

type ReadinessOf = (row: AccessRow) => Promise<TokenReadiness>;

/** Each cluster is asked once, with its own account's credentials. */
function keptReadiness(context: Pick<CommandContext, 'services' | 'servicesFor' | 'signal'>): ReadinessOf {
  const known = new Map<string, Promise<TokenReadiness>>();
  return (row) => {
    const place = clusterPlace({ id: row.cluster.id, account: row.account });
    const { signal } = context;
    const asked = known.get(place) ?? servicesOf(row, context).tokenReadiness(row.cluster, { signal });
    known.set(place, asked);
    return asked;
  };
}

async function withTokens(table: typeof accessTable, rows: readonly AccessRow[], readinessOf: ReadinessOf) {
  const known = new Map<string, TokenReadiness>();
  for (const row of rows) known.set(accessRowId(row), await readinessOf(row));
  const tokens = printedColumn<AccessRow, AccessSurroundings>(
    (messages) => messages.tokens.title,
    (row, { messages }) =>
      row.cloudService === null
        ? standingSpan(known.get(accessRowId(row)) ?? null, row.identity, messages).text
        : '–',
  );
  return { ...table, columns: [...table.columns, tokens] };
}

function clusterOf(event: AuditEvent): AccessRow['cluster'] {
  return event.kind === 'completed' ? event.row.cluster : event.cluster;
}

interface HeldCounts {
  readonly count: number;
  readonly orphaned: number;
  readonly people: number;
}

function orphansNote(counts: HeldCounts, isInPart: boolean): Sentence {
  if (counts.orphaned === 0)
    return isInPart
      ? say('{count} {count|kubeconfig|kubeconfigs}, none known to be an orphan’s', counts)
      : say('{count} {count|kubeconfig|kubeconfigs}, none of them an orphan’s', counts);
  return isInPart
    ? say(
        '{count} {count|kubeconfig|kubeconfigs}; {people} {people|orphan holds|orphans hold} at least {orphaned} of them (!)',
        counts,
      )
    : say(
        '{count} {count|kubeconfig|kubeconfigs}; {people} {people|orphan holds|orphans hold} {orphaned} of them (!)',
        counts,
      );
}

/** How many of the rows are of a kubeconfig, rather than of roles alone. */
function heldAmong(rows: readonly AccessRow[]): number {
  return rows.filter(({ certificateState }) => certificateState !== 'unissued').length;
}
