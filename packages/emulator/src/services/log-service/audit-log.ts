import { createHash } from 'node:crypto';
import type { AuditEvent } from '../../world/audit.js';
import type { ClusterRecord, Grant, PastUse } from '../../world/cluster.js';
import type { World } from '../../world/world.js';
import type { LogQuery, LogRecord } from './query.js';

/** The fields in the index of an audit log: a SELECT can name no others. */
export const auditIndex: ReadonlySet<string> = new Set([
  ...['auditID', 'stage', 'requestURI', 'verb', 'user', 'user.username', 'sourceIPs', 'userAgent'],
  ...['objectRef.resource', 'objectRef.namespace', 'objectRef.name', 'objectRef.apiGroup'],
  ...['objectRef.subresource', 'responseStatus.code', 'impersonatedUser', 'impersonatedUser.username'],
]);

/** A log as the service stores it: each member of the event is a field, as JSON unless it is text. */
export function auditRecord(event: AuditEvent): LogRecord {
  const fields = Object.entries(event).map(([name, value]) => [name, textOf(value)] as const);
  const time = Math.floor(Date.parse(event.stageTimestamp) / 1000);
  return { time, topic: '', fields: Object.fromEntries(fields) };
}

/** Before the end of an hour and of a day. */
const restMs = 30_000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const usualRetentionDays = 365;

/** What the log still holds of the recorded events, and the control plane's own events in the span asked for. */
export function keptEvents(
  { clock }: Pick<World, 'clock'>,
  cluster: ClusterRecord,
  {
    recorded,
    span,
  }: { readonly recorded: readonly LogRecord[]; readonly span: Pick<LogQuery, 'from' | 'to'> },
): readonly LogRecord[] {
  const { retentionDays = usualRetentionDays, off = null } = cluster.audit ?? {};
  const now = clock.now();
  const oldest = new Date(Math.max(now.getTime() - retentionDays * dayMs, cluster.created.getTime()));
  const isKept = ({ time }: LogRecord) => {
    const at = time * 1000;
    return at >= oldest.getTime() && (off === null || at < off.from.getTime() || at >= off.to.getTime());
  };
  const restless = restlessRecords(cluster, now, {
    from: new Date(Math.max(oldest.getTime(), span.from * 1000)),
    to: new Date(Math.min(now.getTime(), span.to * 1000)),
  });
  return [...restless, ...recorded].filter(isKept);
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

/** A scenario's history of use. */
export function pastRecords(cluster: ClusterRecord): LogRecord[] {
  const events = [...cluster.grants.values()].flatMap((grant) =>
    usesOf(cluster, grant).flatMap((use) =>
      Array.from({ length: use.times }, (_, index) => pastEvent(cluster, grant, use, index)),
    ),
  );
  return events.map(auditRecord).sort((one, other) => one.time - other.time);
}

/** By default use is by kubectl, from an address per identity. */
function usesOf(cluster: ClusterRecord, grant: Grant): readonly PastUse[] {
  if (grant.uses.length > 0 || grant.seenBefore === null) return grant.uses;
  const [minor = '1.34'] = /^\d+\.\d+/.exec(cluster.version) ?? [];
  const digest = createHash('sha256').update(grant.uid).digest();
  return [
    {
      at: grant.seenBefore,
      address: `203.0.113.${1 + ((digest[0] ?? 0) % 250)}`,
      agent: `kubectl/v${minor}.0 (linux/amd64) kubernetes/0000000`,
      verb: 'list',
      resource: 'pods',
      namespace: 'default',
      times: 1,
      impersonated: null,
      isByToken: false,
    },
  ];
}

function pastEvent(cluster: ClusterRecord, grant: Grant, use: PastUse, index: number): AuditEvent {
  const at = new Date(use.at.getTime() - index * 60_000);
  const [resource = '', subresource] = use.resource.split('/');
  const place = use.namespace === null ? '' : `/namespaces/${use.namespace}`;
  return {
    ...usualEvent(
      at,
      `${cluster.id} ${grant.uid} ${at.getTime()} ${use.address} ${use.resource} ${use.verb}`,
    ),
    requestURI: `/api/v1${place}/${use.resource}`,
    verb: use.verb,
    user: {
      username: nameOf(cluster, grant),
      groups: ['system:users', 'system:authenticated'],
      ...(use.isByToken ? { extra: { identitySource: ['ack-ram-authenticator'] } } : {}),
    },
    ...(use.impersonated === null ? {} : { impersonatedUser: use.impersonated }),
    sourceIPs: [use.address],
    userAgent: use.agent,
    objectRef: {
      resource,
      ...(use.namespace === null ? {} : { namespace: use.namespace }),
      apiVersion: 'v1',
      ...(subresource === undefined ? {} : { subresource }),
    },
  };
}

/** An event of an allowed and successful call. */
function usualEvent(at: Date, seed: string) {
  const time = at.toISOString().replace('Z', '000Z');
  return {
    kind: 'Event',
    apiVersion: 'audit.k8s.io/v1',
    level: 'Metadata',
    auditID: eventId(seed),
    stage: 'ResponseComplete',
    responseStatus: { metadata: {}, code: 200 },
    requestReceivedTimestamp: time,
    stageTimestamp: time,
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  } as const;
}

function nameOf({ accountId }: ClusterRecord, { uid, suffixBefore }: Grant): string {
  return `${uid === accountId ? 'kubernetes-admin' : uid}-${suffixBefore}`;
}

/** The control plane's own events: a renewed lease, here every second hour, and in the last week every hour. */
function restlessRecords(
  cluster: ClusterRecord,
  now: Date,
  { from, to }: { readonly from: Date; readonly to: Date },
): readonly LogRecord[] {
  const weekBefore = now.getTime() - 7 * dayMs;
  const lastWeek = new Date(Math.min(to.getTime(), Math.max(from.getTime(), weekBefore)));
  const times = [...everyBetween(2 * hourMs, from, lastWeek), ...everyBetween(hourMs, lastWeek, to)];
  if (lastAsked.cluster !== cluster) lastAsked = { cluster, made: new Map() };
  const { made } = lastAsked;
  const lease = auditRecord(leaseEvent(from)).fields;
  return times.map((time) => {
    const record = made.get(time) ?? leaseRecord(cluster.id, time, lease);
    made.set(time, record);
    return record;
  });
}

/** Thousands for each question, and the same for the next one about the cluster. */
let lastAsked: { readonly cluster: ClusterRecord | null; readonly made: Map<number, LogRecord> } = {
  cluster: null,
  made: new Map(),
};

function leaseRecord(clusterId: string, time: number, lease: LogRecord['fields']): LogRecord {
  const stamp = new Date(time).toISOString().replace('Z', '000Z');
  const own = { auditID: leaseId(clusterId, time), requestReceivedTimestamp: stamp, stageTimestamp: stamp };
  return { time: Math.floor(time / 1000), topic: '', fields: { ...lease, ...own } };
}

function leaseId(clusterId: string, time: number): string {
  const hex = clusterId.replace(/[^0-9a-f]/g, '').padEnd(19, '0');
  const end = time.toString(16).padStart(12, '0').slice(-12);
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${end}`;
}

function leaseEvent(at: Date): AuditEvent {
  return {
    ...usualEvent(at, 'lease'),
    requestURI: '/apis/coordination.k8s.io/v1/namespaces/kube-system/leases/kube-scheduler?timeout=5s',
    verb: 'update',
    user: { username: 'system:kube-scheduler', groups: ['system:authenticated'] },
    sourceIPs: ['192.168.0.2'],
    userAgent: 'kube-scheduler/v1.34.1 (linux/amd64) kubernetes/0000000/leader-election',
    objectRef: {
      resource: 'leases',
      namespace: 'kube-system',
      name: 'kube-scheduler',
      apiGroup: 'coordination.k8s.io',
      apiVersion: 'v1',
    },
  };
}

function everyBetween(everyMs: number, from: Date, to: Date): readonly number[] {
  const first = Math.ceil((from.getTime() + restMs) / everyMs);
  const count = Math.max(0, Math.ceil((to.getTime() + restMs) / everyMs) - first);
  return Array.from({ length: count }, (_, index) => (first + index) * everyMs - restMs);
}

function eventId(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}
