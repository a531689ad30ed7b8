import * as v from 'valibot';
import type { LogRow } from '../cloud/log-service/log-service.js';

/**
 * Fields of ACK's audit log as Log Service indexes them: each member of an audit.k8s.io/v1 event is a field, and
 * objects are JSON whose leaves have dotted names (the vendor's page "kube-apiserver audit logs" searches by
 * `user.username` and `objectRef.namespace`). Whether every cluster's index has all of these is not documented: the
 * service names a missing one when it refuses.
 */
const user = '"user.username"';

/** Maximum number of rows in one answer: `LIMIT y, x` takes 10,000, and the service's default is 100. */
export const pageRows = 5_000;

/** The service returns no rows past this one (page "LIMIT clause", 2025-10). */
export const lastRow = 1_000_000;

/** A SELECT over an audit log, without its page. */
export interface AuditStatement<Row> {
  readonly text: string;
  /** Null for an unusable row. */
  readonly read: (row: LogRow) => Row | null;
}

export function pageOf(
  { text }: Pick<AuditStatement<unknown>, 'text'>,
  offset: number,
  rows = pageRows,
): string {
  return `* | ${text} limit ${offset},${rows}`;
}

/** From where, with what, and how often. */
export interface OriginRow {
  readonly commonName: string;
  /** SHA-256 of the certificate in lower-case hex; null if the API server does not report it (before 1.32). */
  readonly certificate: string | null;
  /**
   * The address that the API server saw itself. Earlier ones in `sourceIPs` come from the caller's own headers, which
   * a thief can set at will.
   */
  readonly address: string;
  readonly agent: string;
  /** By a RAM token, whose user a mapping may give a certificate's name; add-ons before 0.4.1 do not tell. */
  readonly isByToken: boolean;
  readonly first: Date;
  readonly last: Date;
  readonly calls: number;
}

/** The requested uids, null for everybody; by their certificates' names, or by those of their tokens' users. */
export interface Whose {
  readonly uids: readonly string[] | null;
  readonly ofTokens: boolean;
}

/**
 * Where calls came from. `whose` is the requested uids, or null for every certificate that ACK issued: nodes and the
 * control plane have names of another form. With `isCertificateKnown` the certificate is requested too, and whether it
 * was a token, from the event's `user.extra`, which is not a field of its own.
 */
export function originStatement(whose: Whose, isCertificateKnown: boolean): AuditStatement<OriginRow> {
  const keys = ['name', ...(isCertificateKnown ? ['certificate', 'source'] : []), 'addresses', 'agent'];
  const columns = [
    `${user} as name`,
    ...(isCertificateKnown
      ? [
          `coalesce(json_extract_scalar("user", '${credentialId}'), '') as certificate`,
          `coalesce(json_extract_scalar("user", '${identitySource}'), '') as source`,
        ]
      : []),
    `coalesce("sourceIPs", '') as addresses`,
    `coalesce("userAgent", '') as agent`,
    'min(__time__) as used_from',
    'max(__time__) as used_to',
    calls,
  ];
  return { text: grouped(columns, keys, whose), read: ofAsked(whose, readOrigin) };
}

/** What was done, and whether it was allowed. */
export interface DeedRow {
  readonly commonName: string;
  readonly verb: string;
  readonly apiGroup: string;
  /** With its subresource, as in `pods/exec`; empty for a non-resource path, such as `/version`. */
  readonly resource: string;
  /** Null for the cluster as a whole, and for a list over all namespaces. */
  readonly namespace: string | null;
  /** Of a request for no resource, without its query, such as `/metrics`; empty for the others, and if unknown. */
  readonly path: string;
  /** As whom it was done (`--as`); empty for oneself, and null if the log does not tell. */
  readonly impersonated: string | null;
  /** In which groups (`--as-group`). */
  readonly impersonatedGroups: readonly string[];
  /** Refused as unauthenticated (401) or by RBAC (403). */
  readonly isRefused: boolean;
  readonly calls: number;
}

/** With `isDetailed` also paths and who was impersonated, which not every index may have. */
export function deedStatement(whose: Whose, isDetailed: boolean): AuditStatement<DeedRow> {
  const columns = [
    `${user} as name`,
    'verb',
    `coalesce("objectRef.apiGroup", '') as api_group`,
    `coalesce("objectRef.resource", '') as resource`,
    `coalesce("objectRef.subresource", '') as part`,
    `coalesce("objectRef.namespace", '') as namespace`,
    `coalesce(cast("responseStatus.code" as varchar), '') as code`,
    ...(isDetailed
      ? [
          `if("objectRef.resource" is null, split_part("requestURI", '?', 1), '') as path`,
          `coalesce("impersonatedUser", '') as impersonated`,
        ]
      : []),
    calls,
  ];
  const details = isDetailed ? ['path', 'impersonated'] : [];
  const keys = ['name', 'verb', 'api_group', 'resource', 'part', 'namespace', 'code', ...details];
  return { text: grouped(columns, keys, whose), read: ofAsked(whose, readDeed) };
}

/** The hours with any logged event, and their first and last one. Null for a row that contradicts itself. */
export const hourStatement: AuditStatement<LoggedStretch> = {
  text: 'select __time__ - __time__ % 3600 as slot, min(__time__) as earliest, max(__time__) as latest from log group by slot order by slot',
  read: ({ slot, earliest, latest }) => {
    const [start, first, last] = [slot, earliest, latest].map(instantOf);
    if (start == null || first == null || last == null) return null;
    const isOrdered = start <= first && first <= last && last.getTime() < start.getTime() + 3_600_000;
    return isOrdered ? { first, last } : null;
  },
};

/** From one logged event to another, with no longer silence between them than within an hour. */
export interface LoggedStretch {
  readonly first: Date;
  readonly last: Date;
}

/**
 * A long-running call, such as a watch, is logged when it begins and when it ends: it counts once, and its last use
 * is the end.
 */
const calls = `count_if(stage = 'ResponseComplete') as calls`;

/** `ack-ram-authenticator`, from v0.4.1 (the vendor's page on the add-on). */
const identitySource = '$.extra["identitySource"][0]';

const credentialId = '$.extra["authentication.kubernetes.io/credential-id"][0]';

function grouped(columns: readonly string[], keys: readonly string[], whose: Whose): string {
  const by = keys.join(', ');
  return `select ${columns.join(', ')} from log where ${whoseNames(whose)} group by ${by} order by ${by}`;
}

/** Rows of names that were not asked for are of another log, or made up: they cannot be read as this one's. */
function ofAsked<Row extends { readonly commonName: string }>(
  whose: Whose,
  read: (row: LogRow, commonName: string) => Row | null,
): AuditStatement<Row>['read'] {
  const names = new RegExp(namePattern(whose));
  return (row) => {
    const { name = '' } = row;
    return names.test(name) ? read(row, name) : null;
  };
}

function whoseNames(whose: Whose): string {
  return `regexp_like(${user}, '${namePattern(whose)}')`;
}

/** Uids become part of the statement: anything but a number never does. */
function namePattern({ uids: whose, ofTokens }: Whose): string {
  const uids = (whose ?? ['[0-9]+', 'kubernetes-admin']).filter(
    (uid) => whose === null || /^(\d+|kubernetes-admin)$/.test(uid),
  );
  return ofTokens ? `^ram:(${uids.join('|')})$` : `^(${uids.join('|')})-[0-9A-Za-z]+$`;
}

function readOrigin(row: LogRow, commonName: string): OriginRow | null {
  const first = instantOf(row['used_from']);
  const last = instantOf(row['used_to']);
  if (first === null || last === null) return null;
  const [, sha256 = null] = /^X509SHA256=([0-9a-f]{64})$/.exec(row['certificate'] ?? '') ?? [];
  const address = lastAddress(row['addresses'] ?? '');
  return {
    commonName,
    certificate: sha256,
    address,
    agent: agentName(row['agent'] ?? ''),
    isByToken: (row['source'] ?? '') !== '',
    first,
    last,
    calls: countOf(row['calls']),
  };
}

function readDeed(row: LogRow, commonName: string): DeedRow {
  const { verb = '', api_group: apiGroup = '', resource = '', part, namespace, code } = row;
  const { path, impersonated } = row;
  const acting = actingAs(impersonated);
  return {
    commonName,
    verb,
    apiGroup,
    resource: part ? `${resource}/${part}` : resource,
    namespace: namespace || null,
    path: path ?? '',
    impersonated: acting?.username ?? null,
    impersonatedGroups: acting?.groups ?? [],
    isRefused: code === '401' || code === '403',
    calls: countOf(row['calls']),
  };
}

const actingUser = v.object({ username: v.string(), groups: v.optional(v.array(v.string()), []) });

/** The event's `impersonatedUser`, as JSON; empty for oneself. Null if the log does not tell. */
function actingAs(text: string | undefined): v.InferOutput<typeof actingUser> | null {
  if (text === undefined || text === '') return text === '' ? { username: '', groups: [] } : null;
  const parsed = v.safeParse(v.pipe(v.string(), v.parseJson(), actingUser), text);
  return parsed.success ? parsed.output : null;
}

/** `["203.0.113.7","10.0.0.1"]`. */
function lastAddress(text: string): string {
  return /"([^"]+)"\s*\]\s*$/.exec(text)?.[1] ?? text;
}

/** The program and its version: `kubectl/v1.34.1 (linux/amd64) kubernetes/0000000` becomes `kubectl/v1.34.1`. */
function agentName(text: string): string {
  return text.split(' ')[0]?.slice(0, 100) ?? '';
}

function instantOf(text: string | undefined): Date | null {
  return text !== undefined && /^\d{9,11}$/.test(text) ? new Date(Number(text) * 1000) : null;
}

function countOf(text: string | undefined): number {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : 0;
}
