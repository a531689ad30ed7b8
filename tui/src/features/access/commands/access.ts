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
import { exitCodes, isCalled } from '@ackring/core/words';
import { say } from '../../../messages/say.js';
import { printedColumn } from '../../../screen/table.js';
import { collectFleet, reportUnread } from '../../../shell/collect-fleet.js';
import { type CommandContext, defineCommand } from '../../../shell/command.js';
import { filtered, refuseUnknownField } from '../../../shell/filtered.js';
import { printTable } from '../../../shell/text-table.js';
import { type AccessSurroundings, accessTable } from '../../../subjects/holding/table.js';
import { standingSpan, standingToJson } from '../../../subjects/token/readiness.js';

export const command = defineCommand({
  name: 'access',
  summary: 'who holds a kubeconfig of which cluster; orphans in front',
  usage: '[FILTER…]',
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
  },
  examples: [
    { line: 'ackring access --orphans', summary: 'whom nobody can log in as any more' },
    { line: "ackring access tokyo 'status:expired'", summary: 'what the screen’s / finds' },
    { line: 'ackring access --user tom --json', summary: 'what one person holds' },
    { line: 'ackring access --cluster prod --tokens', summary: 'roles, and whose RAM tokens are taken' },
    { line: 'ackring access --record', summary: 'once a day, so that an audit can be answered' },
    { line: 'ackring access --at 2026-10-01 --export access.csv', summary: 'the signed answer to an audit' },
  ],
  async run(context) {
    const { options, positionals, services, output, progress, signal } = context;
    if (options.at !== undefined || options.export !== undefined || options.record) {
      const { accessInTime } = await import('./access-at.js');
      return accessInTime(context);
    }
    const filter = positionals.join(' ');
    refuseUnknownField(filter, accessTable.named);
    const fleet = await collectFleet(context);
    const { findCluster } = await import('@ackring/core/fleet');
    const clusters =
      options.cluster.length > 0
        ? options.cluster.map((each) => findCluster(fleet.clusters, each, fleet.unread))
        : fleet.clusters;
    reportUnread(fleet, output);
    const isChosen = ({ identity }: AccessRow) =>
      options.user === undefined || isCalled(identity, options.user);
    const isShown = (row: AccessRow) => row.orphan || !options.orphans || isPerhapsOrphan(row);
    const unread: string[] = [];
    let failed = 0;
    const answered = new Set<string>();
    const reportProgress = () => progress.show((words) => words.clusters(answered.size, clusters.length));
    const reportAnswered = (id: string): void => {
      answered.add(id);
      reportProgress();
    };
    const reportBindings = ({ cluster }: Extract<AuditEvent, { kind: 'bindingsUnread' }>): void =>
      void unread.push(cluster.name);
    const reportFailed = ({ cluster, error }: Extract<AuditEvent, { kind: 'failed' }>): void => {
      failed += 1;
      output.problem({ cluster: cluster.name, id: cluster.id }, error);
    };
    reportProgress();
    const readinessOf = keptReadiness(context);
    const toJson = async (row: AccessRow): Promise<Record<string, unknown>> => {
      const readiness = options.tokens ? await readinessOf(row.cluster) : null;
      const json = accessTable.toJson(row);
      return readiness === null ? json : { ...json, tokens: standingToJson(readiness, row.identity) };
    };
    if (output.json && filter === '') {
      // For a large fleet nothing is kept: a cluster's rows are written once all of them are known.
      const events = services.incident.audit(clusters, {
        select: isChosen,
        isByCluster: true,
        withBindings: true,
        signal,
      });
      await output.stream(async (add) => {
        let ofCluster: AccessRow[] = [];
        const addCluster = async (): Promise<void> => {
          for (const row of ofCluster.filter(isShown).toSorted(compareRows)) await add(await toJson(row));
          ofCluster = [];
        };
        for await (const event of events) {
          reportAnswered(clusterOf(event).id);
          if (event.kind === 'failed') reportFailed(event);
          else if (event.kind === 'bindingsUnread') reportBindings(event);
          else if (event.kind === 'completed') ofCluster.push(event.row);
          else await addCluster();
        }
        await addCluster();
      });
      noteBindings();
      // Programs read no note: without the bindings a list of orphans may lack some.
      const isPartial = failed > 0 || (options.orphans && unread.length > 0);
      return isPartial ? exitCodes.partial : fleet.exitCode;
    }
    const rows = new Map<string, AccessRow>();
    for await (const event of services.incident.audit(clusters, {
      select: isChosen,
      withBindings: true,
      signal,
    })) {
      reportAnswered(clusterOf(event).id);
      if (event.kind === 'failed') {
        reportFailed(event);
        continue;
      }
      if (event.kind === 'bindingsUnread') {
        reportBindings(event);
        continue;
      }
      for (const row of event.kind === 'rows' ? event.rows : [event.row]) {
        rows.set(`${row.identity.uid} ${row.cluster.id}`, row);
      }
    }
    progress.end();
    const shown = await filtered(context, accessTable, {
      rows: [...rows.values()].filter(isShown).toSorted(compareRows),
      known: { isAsked: () => true },
      filter,
    });
    if (output.json) {
      const json = new Map<AccessRow, Record<string, unknown>>();
      for (const row of shown) json.set(row, await toJson(row));
      output.list(shown, (row) => json.get(row) ?? {});
      return failed > 0 ? exitCodes.partial : fleet.exitCode;
    }
    await printTable(context, options.tokens ? await withTokens(shown, readinessOf) : accessTable, shown, {
      withSigns: true,
    });
    const { kubeconfigs, people, open } = orphansAmong(shown);
    const counts = { count: shown.length, orphaned: kubeconfigs, people: people.size };
    output.note(
      open.length > 0 || failed > 0 || fleet.unread.length > 0
        ? say(
            '{count} kubeconfigs, at least {orphaned} of them (!) of {people} {people|orphan|orphans}',
            counts,
          )
        : say('{count} kubeconfigs, {orphaned} of them (!) of {people} {people|orphan|orphans}', counts),
    );
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
          '{bound} have roles and no kubeconfig, by the bindings: whether they still are in RAM is not told',
          {
            bound,
          },
        ),
      );
    return failed > 0 ? exitCodes.partial : fleet.exitCode;

    function noteBindings(): void {
      if (!options.orphans || unread.length === 0) return;
      output.note(
        say('who has roles and no kubeconfig is not known of {clusters}: their bindings could not be read', {
          clusters: unread.toSorted(),
        }),
      );
    }
  },
});

type ReadinessOf = (cluster: AccessRow['cluster']) => Promise<TokenReadiness>;

/** Each cluster is asked once. */
function keptReadiness({ services, signal }: Pick<CommandContext, 'services' | 'signal'>): ReadinessOf {
  const known = new Map<string, Promise<TokenReadiness>>();
  return (cluster) => {
    const asked = known.get(cluster.id) ?? services.tokenReadiness(cluster, { signal });
    known.set(cluster.id, asked);
    return asked;
  };
}

async function withTokens(rows: readonly AccessRow[], readinessOf: ReadinessOf) {
  const known = new Map<string, TokenReadiness>();
  for (const { cluster } of rows) known.set(cluster.id, await readinessOf(cluster));
  const tokens = printedColumn<AccessRow, AccessSurroundings>(
    (messages) => messages.tokens.title,
    ({ cluster, identity, cloudService }, { messages }) =>
      cloudService === null ? standingSpan(known.get(cluster.id) ?? null, identity, messages).text : '–',
  );
  return { ...accessTable, columns: [...accessTable.columns, tokens] };
}

function clusterOf(event: AuditEvent): AccessRow['cluster'] {
  return event.kind === 'completed' ? event.row.cluster : event.cluster;
}
