import type { ServiceRequest } from '../../http/request.js';
import { isRecord, type JsonRecord, recordAt, textAt } from '../model/record.js';
import type { ResourceKind } from '../model/resources.js';
import { badRequest, type Cause, failure, invalid, type KubernetesReply, Refusal } from '../model/status.js';
import type { KubernetesObject, ObjectStore } from '../model/store.js';

/** One page of a list. */
export interface Page {
  readonly objects: readonly KubernetesObject[];
  /** A list's own metadata: version, and how to continue. */
  readonly metadata: JsonRecord;
}

/** The requested page; refuses an invalid limit, version or `continue`. */
export function pageOf(
  { query }: ServiceRequest,
  from: {
    readonly kind: ResourceKind;
    readonly namespace: string | null;
    readonly store: ObjectStore;
    readonly isOld: boolean;
  },
): Page {
  const { kind, namespace, store, isOld } = from;
  const limit = numberAt(query, 'limit');
  numberAt(query, 'timeoutSeconds');
  refuseVersion(query, store, isOld);
  const selects = selectorOf(query, kind);
  const after = startAfter(query, isOld ? store : null);
  const all = store.list(kind, namespace).filter((object) => after === null || placeOf(object) > after);
  const chosen = selects ? all.filter(selects) : all;
  // A list of any version comes from the cache, which has no pages.
  const isPaged = limit > 0 && query.get('resourceVersion') !== '0';
  const objects = isPaged ? chosen.slice(0, limit) : chosen;
  const left = chosen.length - objects.length;
  const last = objects.at(-1);
  const resourceVersion = store.version;
  if (left === 0 || !last) return { objects, metadata: { resourceVersion } };
  const more = selects ? {} : { remainingItemCount: left };
  return { objects, metadata: { resourceVersion, continue: continueAfter(last, resourceVersion), ...more } };
}

function numberAt(query: URLSearchParams, name: string): number {
  const text = query.get(name) ?? '';
  if (text === '') return 0;
  if (!/^-?\d+$/.test(text))
    throw new Refusal(badRequest(`strconv.ParseInt: parsing ${JSON.stringify(text)}: invalid syntax`));
  return Number(text);
}

function refuseVersion(query: URLSearchParams, store: ObjectStore, isOld: boolean): void {
  const version = query.get('resourceVersion') ?? '';
  const causes = versionFaults(query, version);
  if (causes.length > 0)
    throw new Refusal(invalid({ group: 'meta.k8s.io', kind: 'ListOptions' }, '', causes));
  if (version !== '' && (query.get('continue') ?? '') !== '') {
    throw new Refusal(badRequest('specifying resource version is not allowed when using continue'));
  }
  if (version !== '' && !/^\d+$/.test(version)) {
    const message = oddVersion(version);
    throw new Refusal(isOld ? failure(500, { message }) : badRequest(`invalid resource version: ${message}`));
  }
  if (Number(version) > Number(store.version)) throw new Refusal(tooLarge(version, store.version));
}

function versionFaults(query: URLSearchParams, version: string): Cause[] {
  const forbidden = (why: string) => {
    const field = 'resourceVersionMatch';
    return {
      reason: 'FieldValueForbidden',
      message: `Forbidden: resourceVersionMatch is forbidden ${why}`,
      field,
    };
  };
  const match = query.get('resourceVersionMatch');
  if (match === null || ['Exact', 'NotOlderThan'].includes(match)) {
    return match !== null && version === '' ? [forbidden('unless resourceVersion is provided')] : [];
  }
  const message = `Unsupported value: ${JSON.stringify(match)}: supported values: "Exact", "NotOlderThan", ""`;
  return [{ reason: 'FieldValueNotSupported', message, field: 'resourceVersionMatch' }];
}

export function oddVersion(version: string): string {
  const told = JSON.stringify(version);
  return `resourceVersion: Invalid value: ${told}: strconv.ParseUint: parsing ${told}: invalid syntax`;
}

function tooLarge(version: string, current: string) {
  const cause = { reason: 'ResourceVersionTooLarge', message: 'Too large resource version' };
  return failure(504, {
    message: `Timeout: Too large resource version: ${version}, current: ${current}`,
    reason: 'Timeout',
    details: { causes: [cause], retryAfterSeconds: 1 },
    headers: { 'retry-after': '1' },
  });
}

function placeOf({ metadata }: KubernetesObject): string {
  return metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`;
}

function continueAfter(last: KubernetesObject, version: string): string {
  return continueToken(`${placeOf(last)}\u0000`, Number(version));
}

function continueToken(start: string, rv: number): string {
  return Buffer.from(JSON.stringify({ v: 'meta.k8s.io/v1', rv, start })).toString('base64url');
}

/** A `continue` from another list goes unnoticed: the list continues from its place. */
function startAfter(query: URLSearchParams, store: ObjectStore | null): string | null {
  const given = query.get('continue') ?? '';
  if (given === '') return null;
  const text = Buffer.from(given, 'base64url').toString('latin1');
  const token = parsed(text);
  if (!isRecord(token) || typeof token['start'] !== 'string') {
    const why = `invalid character '${text[0] ?? ''}' looking for beginning of value`;
    throw new Refusal(badRequest(`invalid continue token: continue key is not valid: ${why}`));
  }
  const { start, rv } = token;
  if (store && typeof rv === 'number' && rv >= 0 && store.isCompacted(rv)) throw new Refusal(expired(start));
  return start.replace(/\u0000$/, '');
}

/**
 * 410, with a token that continues from the same place in the current state. Newer servers continue from their cache.
 */
function expired(start: string): KubernetesReply {
  const message =
    'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.';
  const metadata = { continue: continueToken(start, -1) };
  const told = { kind: 'Status', apiVersion: 'v1', metadata, status: 'Failure', message, reason: 'Expired' };
  return { code: 410, body: { ...told, code: 410 } };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** Whether the query's `labelSelector` and `fieldSelector` match an object; refuses invalid ones. */
export function selectorOf(
  query: URLSearchParams,
  kind: ResourceKind,
): ((object: KubernetesObject) => boolean) | null {
  const labels = split(query.get('labelSelector') ?? '').map(labelRequirement);
  const fields = split(query.get('fieldSelector') ?? '').map((text) => fieldRequirement(text, kind));
  const all = [...labels, ...fields];
  return all.length === 0 ? null : (object) => all.every((holds) => holds(object));
}

type Requirement = (object: KubernetesObject) => boolean;

/** At the commas outside of parentheses. */
function split(selector: string): string[] {
  return selector
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function labelRequirement(text: string): Requirement {
  const value = (object: KubernetesObject, key: string) => textAt(recordAt(object.metadata, 'labels'), key);
  const [, absent] = /^!\s*([\w./-]+)$/.exec(text) ?? [];
  if (absent) return (object) => value(object, absent) === null;
  if (/^[\w./-]+$/.test(text)) return (object) => value(object, text) !== null;
  const [, key, operator, set] = /^([\w./-]+)\s+(in|notin)\s+\(([^)]*)\)$/.exec(text) ?? [];
  if (key && set !== undefined) {
    const values = set.split(',').map((each) => each.trim());
    return (object) => values.includes(value(object, key) ?? '') === (operator === 'in');
  }
  const [, name, sign, wanted] = /^([\w./-]+)\s*(==|!=|=)\s*([\w.-]*)$/.exec(text) ?? [];
  if (!name) throw new Refusal(badRequest(labelFault(text)));
  return (object) => (value(object, name) === wanted) === (sign !== '!=');
}

function labelFault(text: string): string {
  const [, sign] = /^[\w./-]+\s*(?:==|!=|=)\s*(\S)/.exec(text) ?? [];
  return sign
    ? `unable to parse requirement: found '${sign}', expected: identifier`
    : `unable to parse requirement: found '${text}', expected: identifier`;
}

const fieldValues: Readonly<Record<string, (object: KubernetesObject) => string>> = {
  'metadata.name': (object) => object.metadata.name,
  'metadata.namespace': (object) => object.metadata.namespace ?? '',
  type: (object) => textAt(object, 'type') ?? '',
};

/** Kinds with selectors of their own word their refusals otherwise. */
const withOwnSelectors: ReadonlySet<string> = new Set([
  'Event',
  'Namespace',
  'Node',
  'Pod',
  'ReplicationController',
  'Secret',
  'Service',
]);

function fieldRequirement(text: string, { kind }: ResourceKind): Requirement {
  const [, field = '', sign, wanted] = /^([^=!]+)(==|!=|=)(.*)$/.exec(text) ?? [];
  const value = fieldValues[field];
  if (!value) {
    const unknown = withOwnSelectors.has(kind)
      ? `field label not supported: ${field || text}`
      : `"${field || text}" is not a known field selector: only "metadata.name", "metadata.namespace"`;
    throw new Refusal(badRequest(unknown));
  }
  return (object) => (value(object) === wanted) === (sign !== '!=');
}
