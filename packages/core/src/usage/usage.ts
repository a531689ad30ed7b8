import type { AccessApi, Ack, KubeconfigState } from '../cloud/ack/api.js';
import type { LogService } from '../cloud/log-service/log-service.js';
import { askEach, type ClusterFailure } from '../fleet/ask-each.js';
import type { Clock } from '../machine/clock.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, toAckringError } from '../words/errors.js';
import { say } from '../words/say.js';
import {
  deedStatement,
  hourStatement,
  type LoggedStretch,
  type OriginRow,
  originStatement,
} from './audit-statements.js';
import { type AuditLogPlace, askWhole, type Sight, type Span, sightOf } from './sight.js';
import { createDeedTally, createOriginTally, type NameUse, type OriginTally, usesOf } from './tally.js';
import { type UsageRow, usageRows } from './usage-row.js';

/** What the audit log of one cluster says, or why it says nothing. */
export type UsageEvent =
  | {
      readonly kind: 'rows';
      readonly cluster: Cluster;
      readonly rows: readonly UsageRow[];
      readonly sight: Sight;
      /** Of all the time in which an address is looked for before it is called new. */
      readonly compared: Sight;
      /** Why the holders of kubeconfigs there are unknown: unseen ones are then left out. */
      readonly holdersUnread: AckringError | null;
    }
  | ClusterFailure;

/** The default period. */
export const usualSpanMs = 180 * 86_400_000;

export interface UsageOptions {
  readonly api: Pick<Ack, 'listKubeconfigStates'> & Pick<AccessApi, 'describeAuditLog'>;
  /** For the region of a project. */
  readonly logsIn: (region: string) => Pick<LogService, 'analyse'>;
  readonly clock: Clock;
  readonly clusters: readonly Cluster[];
  /** Only the identities with these uids; null for every certificate. */
  readonly uids?: readonly string[] | null;
  /** By the names that a migration gives the users of tokens, instead of the certificates'; default false. */
  readonly ofTokens?: boolean;
  /** Also what tokens did whose user a mapping gives the certificate's name: it ends with what is bound to that name. */
  readonly alsoByTokens?: boolean;
  /** Back from now; default 180 days. */
  readonly spanMs?: number;
  /**
   * Back from now, where an address and its certificate are looked for before it is called new; default no further
   * than `spanMs`, which fits whoever asks for no new addresses.
   */
  readonly comparedMs?: number;
  /** In one answer of Log Service; default 5,000. */
  readonly rowsPerPage?: number;
  readonly signal?: AbortSignal | undefined;
  /** Concurrent clusters; default 8. The API's limiter sets the pace. */
  readonly concurrency?: number;
}

/** Who used which certificate, from the audit logs. */
export interface Using {
  /** Cluster by cluster as they arrive; throws Cancelled only. */
  usage(
    clusters: readonly Cluster[],
    options?: Pick<UsageOptions, 'uids' | 'ofTokens' | 'alsoByTokens' | 'spanMs' | 'comparedMs' | 'signal'>,
  ): AsyncGenerator<UsageEvent, void>;
}

export function createUsing(ports: Pick<UsageOptions, 'api' | 'logsIn' | 'clock' | 'rowsPerPage'>): Using {
  return { usage: (clusters, options = {}) => scanUsage({ ...ports, clusters, ...options }) };
}

/**
 * Who used which certificate, cluster by cluster as they arrive, without keeping any. A cluster that cannot be read
 * is an event: AuditOff, Forbidden, ResourceNotFound for a project that is not in the cluster's region, and others.
 * Throws Cancelled only.
 */
export async function* scanUsage(options: UsageOptions): AsyncGenerator<UsageEvent, void> {
  const { clusters, signal, concurrency = 8 } = options;
  yield* askEach(clusters, { concurrency, signal }, (cluster) => readCluster(cluster, options));
}

async function readCluster(cluster: Cluster, options: UsageOptions): Promise<UsageEvent> {
  const { api, signal, uids = null } = options;
  const [seen, held] = await Promise.all([
    readAuditLog(cluster, options),
    api.listKubeconfigStates(cluster, signal).catch(toAckringError),
  ]);
  const isChosen = ({ identity }: KubeconfigState) => uids === null || uids.includes(identity.uid);
  const holders = held instanceof AckringError ? null : held.filter(isChosen);
  const holdersUnread = held instanceof AckringError ? held : null;
  const { sight, compared } = seen;
  return { kind: 'rows', cluster, rows: usageRows(cluster, seen, holders), sight, compared, holdersUnread };
}

interface Seen {
  readonly uses: readonly NameUse[];
  /** Before the requested period. */
  readonly earlier: readonly NameUse[];
  readonly sight: Sight;
  readonly compared: Sight;
}

async function readAuditLog(cluster: Cluster, options: UsageOptions): Promise<Seen> {
  const place = await findAuditLog(cluster, options);
  try {
    return await addUp(cluster, place, options);
  } catch (error) {
    if (error instanceof AckringError && error.code === 'ResourceNotFound')
      throw elsewhere(cluster, place, error);
    throw error;
  }
}

async function addUp(cluster: Cluster, place: AuditLogPlace, options: UsageOptions): Promise<Seen> {
  const { logsIn, clock, uids = null, ofTokens = false, spanMs = usualSpanMs, rowsPerPage, signal } = options;
  const whose = { uids, ofTokens };
  const { alsoByTokens = ofTokens } = options;
  const { comparedMs = spanMs } = options;
  const to = clock.now();
  const since = (ms: number): Span => ({ from: new Date(to.getTime() - ms), to });
  const [span, comparedSpan] = [since(spanMs), since(Math.max(spanMs, comparedMs))];
  const earlierSpan: Span = { from: comparedSpan.from, to: span.from };
  const shared = { ...place, logs: logsIn(cluster.region), span, rowsPerPage, signal };
  const [origins, earlier] = [createOriginTally(), createOriginTally()];
  const deeds = createDeedTally();
  const logged: LoggedStretch[] = [];
  const askOrigins = async (
    tally: OriginTally,
    during: Span,
    isCertificateKnown = true,
  ): Promise<readonly Span[]> =>
    askWhole({
      ...shared,
      span: during,
      statement: originStatement(whose, isCertificateKnown),
      take: (rows) =>
        tally.add(
          rows.filter(({ isByToken }) => alsoByTokens || !isByToken).map((row) => within(during, row)),
        ),
    }).catch((error: unknown) => {
      if (isCertificateKnown && isRejected(error) && tally.names.size === 0)
        return askOrigins(tally, during, false);
      throw error;
    });
  const askDeeds = (isDetailed: boolean) =>
    askWhole({ ...shared, statement: deedStatement(whose, isDetailed), take: deeds.add });
  const [before, ...partial] = await Promise.all([
    comparedMs > spanMs ? askOrigins(earlier, earlierSpan) : [],
    askOrigins(origins, span),
    askDeeds(true).catch((error: unknown) => {
      if (isRejected(error) && deeds.names.size === 0) return askDeeds(false);
      throw error;
    }),
    askWhole({
      ...shared,
      span: comparedSpan,
      statement: hourStatement,
      take: (rows) => void logged.push(...rows),
    }),
  ]);
  const unread = [...partial.flat(), ...(origins.isCut ? [span] : [])];
  const isInSpan = ({ to: end }: Span): boolean => end > span.from;
  const heard = logged.filter(({ last }) => last >= span.from);
  const sight = sightOf(span, heard, unread.filter(isInSpan));
  const compared = sightOf(comparedSpan, logged, [
    ...[...unread, ...before],
    ...(earlier.isCut ? [earlierSpan] : []),
  ]);
  if (sight === null || compared === null) throw emptyLog(cluster, place);
  return { uses: usesOf(origins, deeds), earlier: usesOf(earlier, createDeedTally()), sight, compared };
}

/** An index that lacks a field refuses the statement before it returns a row. */
function isRejected(error: unknown): boolean {
  return error instanceof AckringError && error.code === 'RequestRejected';
}

/** A log that answers for another time than the one asked for still shows a use: it must not be lost to its clock. */
function within({ from, to }: Span, row: OriginRow): OriginRow {
  const bound = (instant: Date): Date => (instant < from ? from : instant > to ? to : instant);
  const [first, last] = [bound(row.first), bound(row.last)];
  return { ...row, first: new Date(Math.min(first.getTime(), last.getTime())), last };
}

/** Throws AuditOff if nothing is logged. */
async function findAuditLog(
  cluster: Cluster,
  { api, signal }: Pick<UsageOptions, 'api' | 'signal'>,
): Promise<AuditLogPlace> {
  const { isEnabled, project } = await api.describeAuditLog(cluster, signal);
  if (!isEnabled || project === null) throw auditOff(cluster);
  return { project, logstore: `audit-${cluster.id}` };
}

function auditOff({ name }: Cluster): AckringError {
  return new AckringError(
    'AuditOff',
    say('cluster {name} keeps no audit log: who uses its certificates is not known', { name }),
    { remedy: say('Switch auditing on in the console, under Security: what was done before stays unknown.') },
  );
}

function emptyLog({ name }: Cluster, { project }: AuditLogPlace): AckringError {
  return new AckringError(
    'ResponseUnreadable',
    say('the audit log of cluster {name} in the project {project} has no event from that time', {
      name,
      project,
    }),
    { remedy: say('Check in the console of Log Service whether the project still receives the log.') },
  );
}

function elsewhere({ name, region }: Cluster, { project }: AuditLogPlace, cause: AckringError): AckringError {
  return new AckringError(
    'ResourceNotFound',
    say('the audit log of cluster {name} is in the project {project}, which {region} does not have', {
      name,
      project,
      region,
    }),
    {
      remedy: say('Look for the project in the console of Log Service: it may be in another region.'),
      cause,
    },
  );
}
