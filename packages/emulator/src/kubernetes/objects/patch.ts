import { misfitsOf, typeOfKind } from '../model/object-types.js';
import { isRecord, isSame, type JsonRecord, recordAt, textAt } from '../model/record.js';
import { hasOldManners } from '../model/resources.js';
import { failure, invalid, Refusal } from '../model/status.js';
import type { ObjectCall } from './call.js';

/** JSON merge patch (RFC 7386). */
export function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isRecord(patch)) return patch;
  // Not an object: a member may be called `__proto__`.
  const merged = new Map(isRecord(target) ? Object.entries(target) : []);
  for (const [name, value] of Object.entries(patch)) {
    if (value === null) merged.delete(name);
    else merged.set(name, mergePatch(merged.get(name), value));
  }
  return Object.fromEntries(merged);
}

/** Lists that a strategic patch merges, by the member that identifies their items; null for lists of texts. */
const mergeKeys: Readonly<Record<string, string | null>> = {
  finalizers: null,
  ownerReferences: 'uid',
  containers: 'name',
  secrets: 'name',
  imagePullSecrets: 'name',
};

/** Strategic merge patch, as far as the kinds here need it: `$patch`, merged lists, `$deleteFromPrimitiveList`. */
export function strategicPatch(target: unknown, patch: unknown, name = ''): unknown {
  if (Array.isArray(patch)) return mergedList(Array.isArray(target) ? target : [], patch, name);
  if (!isRecord(patch)) return patch;
  const { $patch, ...fields } = patch;
  if ($patch === 'delete') return {};
  const merged = new Map($patch !== 'replace' && isRecord(target) ? Object.entries(target) : []);
  for (const [key, value] of Object.entries(fields)) {
    const [, list] = /^\$deleteFromPrimitiveList\/(.+)$/.exec(key) ?? [];
    if (list) merged.set(list, withoutAll(merged.get(list), value));
    else if (value === null) merged.delete(key);
    else if (!key.startsWith('$')) merged.set(key, strategicPatch(merged.get(key), value, key));
  }
  return Object.fromEntries(merged);
}

function withoutAll(list: unknown, gone: unknown): unknown {
  return Array.isArray(list) && Array.isArray(gone) ? list.filter((each) => !gone.includes(each)) : list;
}

function mergedList(target: readonly unknown[], patch: readonly unknown[], name: string): unknown[] {
  const key = mergeKeys[name];
  if (key === undefined) return [...patch];
  if (key === null) return [...new Set([...target, ...patch])];
  const merged = [...target];
  for (const item of patch) {
    const at = merged.findIndex((each) => isRecord(each) && isRecord(item) && each[key] === item[key]);
    if (isRecord(item) && item['$patch'] === 'delete') {
      if (at >= 0) merged.splice(at, 1);
    } else if (at < 0) merged.push(item);
    else merged[at] = strategicPatch(merged[at], item);
  }
  return merged;
}

/** JSON patch (RFC 6902), or null if an operation of it fails. A `replace` of a missing member adds it. */
export function jsonPatch(target: JsonRecord, operations: readonly unknown[]): unknown {
  let value: unknown = structuredClone(target);
  for (const operation of operations) {
    const result = isRecord(operation) ? operated(value, operation) : failed;
    if (result === failed) return null;
    value = result;
  }
  return value;
}

const failed = Symbol('failed');

function operated(document: unknown, { op, path, from, value }: JsonRecord): unknown {
  if (typeof path !== 'string') return failed;
  switch (op) {
    case 'test': {
      const found = valueAt(document, path);
      // RFC 6902 fails a test of a missing member; API servers (1.24.17, 1.37.2) find it equal to null.
      return (found === failed ? value === null : isSame(found, value)) ? document : failed;
    }
    case 'add':
    case 'replace':
      return changed(document, segmentsOf(path), { kind: op, value });
    case 'remove':
      return changed(document, segmentsOf(path), { kind: 'remove' });
    case 'copy':
    case 'move': {
      const taken = typeof from === 'string' ? valueAt(document, from) : failed;
      if (taken === failed || typeof from !== 'string') return failed;
      const left = op === 'move' ? changed(document, segmentsOf(from), { kind: 'remove' }) : document;
      return changed(left, segmentsOf(path), { kind: 'add', value: taken });
    }
    default:
      return failed;
  }
}

type Change = { readonly kind: 'add' | 'replace'; readonly value: unknown } | { readonly kind: 'remove' };

function segmentsOf(path: string): string[] {
  return path
    .split('/')
    .slice(1)
    .map((segment) => segment.replaceAll('~1', '/').replaceAll('~0', '~'));
}

function valueAt(document: unknown, path: string): unknown {
  let value: unknown = document;
  for (const segment of segmentsOf(path)) {
    if (Array.isArray(value)) value = value[Number(segment)];
    else if (isRecord(value)) value = value[segment];
    else return failed;
    if (value === undefined) return failed;
  }
  return value;
}

function changed(value: unknown, [segment, ...rest]: readonly string[], change: Change): unknown {
  if (segment === undefined) return change.kind === 'remove' ? failed : change.value;
  if (Array.isArray(value)) return changedList(value, segment, rest, change);
  if (!isRecord(value)) return failed;
  if (rest.length > 0) {
    const below = changed(value[segment], rest, change);
    return below === failed ? failed : { ...value, [segment]: below };
  }
  if (change.kind !== 'remove') return { ...value, [segment]: change.value };
  const { [segment]: gone, ...others } = value;
  return gone === undefined ? failed : others;
}

function changedList(
  list: readonly unknown[],
  segment: string,
  rest: readonly string[],
  change: Change,
): unknown {
  const at = segment === '-' ? list.length : Number(segment);
  if (!Number.isInteger(at) || at < 0 || at > list.length) return failed;
  if (rest.length > 0) {
    const below = changed(list[at], rest, change);
    return below === failed ? failed : list.with(at, below);
  }
  if (change.kind === 'add') return list.toSpliced(at, 0, change.value);
  if (at === list.length) return failed;
  return change.kind === 'replace' ? list.with(at, change.value) : list.toSpliced(at, 1);
}

/** What is applied has to be in the schema, whatever the request says of unknown members. */
export function refuseUndeclared(config: JsonRecord, { cluster, kind }: ObjectCall): void {
  const isOld = hasOldManners(cluster);
  const type = typeOfKind(kind, isOld);
  const unknown = type ? misfitsOf(config, type, kind.kind, isOld).unknown : [];
  if (unknown.length === 0) return;
  const metadata = recordAt(config, 'metadata');
  const place = `${textAt(metadata, 'namespace') ?? ''}/${textAt(metadata, 'name') ?? ''}`;
  const each = unknown.map((path) => `.${path}: field not declared in schema`);
  const told = each.length === 1 ? each.join('') : `errors:\n${each.map((one) => `  ${one}`).join('\n')}`;
  const named = `(${place}; ${kind.group}/${kind.version}, Kind=${kind.kind})`;
  throw new Refusal(failure(500, { message: `failed to create typed patch object ${named}: ${told}` }));
}

/** The refusal of a patch, or of the object's text after it, for unknown members. */
export function oddPatch(shown: unknown, unknown: readonly string[]) {
  const why = `strict decoding error: ${unknown.join(', ')}`;
  const message = `Invalid value: ${JSON.stringify(asGoMap(shown))}: ${why}`;
  return invalid({ group: '', kind: '' }, '', [{ reason: 'FieldValueInvalid', message, field: 'patch' }]);
}

/** As Go prints a map. */
function asGoMap(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(asGoMap).join(' ')}]`;
  if (!isRecord(value)) return value === null ? '<nil>' : String(value);
  const members = Object.entries(value)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([name, member]) => `${name}:${asGoMap(member)}`);
  return `map[${members.join(' ')}]`;
}
