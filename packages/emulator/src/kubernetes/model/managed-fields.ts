import { wireTime } from '../../http/reply.js';
import { isRecord, isSame, type JsonRecord, recordAt, textAt } from './record.js';
import { isBuiltInGroup } from './resources.js';

/** Who set which fields of an object, as in `metadata.managedFields`. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: JsonRecord;
  /** Absent for writes at the object's own path. */
  readonly subresource?: Part;
}

/** Written at its own path, and so managed separately. */
type Part = 'status';

interface Written {
  readonly before: JsonRecord;
  readonly after: JsonRecord;
  readonly manager: string;
  readonly now: Date;
  readonly part?: Part | null;
}

/** The managers of an object after a write: the writer of a field becomes its only manager. */
export function fieldsAfterUpdate({ before, after, manager, now, part = null }: Written): ManagedFields[] {
  const isOfPart = (path: Path) => path.startsWith('f:status') === (part === 'status');
  const of = (object: JsonRecord) => new Map([...leavesOf(object)].filter(([path]) => isOfPart(path)));
  const [old, fresh] = [of(before), of(after)];
  const changed = [...fresh].filter(([path, value]) => !isSame(old.get(path), value)).map(([path]) => path);
  const gone = [...old.keys()].filter((path) => !fresh.has(path));
  const others = managersOf(before).flatMap((entry) => {
    return without(entry, isMine(entry) ? gone : [...gone, ...changed]);
  });
  if (changed.length === 0) return sorted(others);
  const mine = others.find(isMine);
  const paths = [...(mine ? pathsOf(mine.fieldsV1) : []), ...changed];
  const entry = entryOf(after, { manager, operation: 'Update', now, paths, part });
  return sorted([...others.filter((each) => each !== mine), entry]);

  function isMine(entry: ManagedFields): boolean {
    const isSamePart = (entry.subresource ?? null) === part;
    return entry.manager === manager && entry.operation === 'Update' && isSamePart;
  }
}

/** Applies first, then by time and name, in the server's order. */
function sorted(entries: readonly ManagedFields[]): ManagedFields[] {
  const place = ({ operation, time, manager, subresource }: ManagedFields) =>
    [operation, time, manager, subresource ?? ''].join(' ');
  return entries.toSorted((one, other) => (place(one) < place(other) ? -1 : 1));
}

/** An apply that conflicts with others' fields: which ones, by manager, as reported. */
export type Conflicts = ReadonlyMap<string, readonly string[]>;

export interface Applied {
  /** The current object; empty when the apply creates it. */
  readonly live: JsonRecord;
  /** What was sent. */
  readonly config: JsonRecord;
  readonly manager: string;
  readonly now: Date;
}

/** Whose fields an apply would change. */
export function conflictsOf({ live, config, manager }: Applied): Conflicts {
  const [there, wanted] = [leavesOf(live), leavesOf(config, false)];
  const conflicts = new Map<string, string[]>();
  for (const entry of managersOf(live)) {
    if (entry.manager === manager && entry.operation === 'Apply') continue;
    const told = `"${entry.manager}"${entry.operation === 'Update' ? ` using ${entry.apiVersion}` : ''}`;
    const against = pathsOf(entry.fieldsV1).filter(
      (path) => wanted.has(path) && !isSame(there.get(path), wanted.get(path)),
    );
    if (against.length > 0) conflicts.set(told, against.map(fieldName).sort());
  }
  return conflicts;
}

/** The result of an apply, all conflicts overruled: its fields set, those it gave up removed. */
export function mergedByApply({ live, config, manager }: Applied): JsonRecord {
  const wanted = leavesOf(config, false);
  const mine = managersOf(live).find((entry) => entry.manager === manager && entry.operation === 'Apply');
  const others = new Set(
    managersOf(live).flatMap((entry) => (entry === mine ? [] : pathsOf(entry.fieldsV1))),
  );
  const dropped = (mine ? pathsOf(mine.fieldsV1) : []).filter(
    (path) => !wanted.has(path) && !others.has(path),
  );
  return mergeConfig(dropped.reduce(removed, live), config);
}

/** The managers after an apply. */
export function fieldsAfterApply(
  { live, config, manager, now }: Applied,
  after: JsonRecord,
): ManagedFields[] {
  const [there, wanted, fresh] = [leavesOf(live), leavesOf(config, false), leavesOf(after)];
  const taken = [...wanted].filter(([path, value]) => !isSame(there.get(path), value)).map(([path]) => path);
  const gone = [...there.keys()].filter((path) => !fresh.has(path));
  const mine = managersOf(live).find((entry) => entry.manager === manager && entry.operation === 'Apply');
  const others = managersOf(live).flatMap((entry) =>
    entry === mine ? [] : without(entry, [...taken, ...gone]),
  );
  const paths = [...wanted.keys()];
  const entry = entryOf(after, { manager, operation: 'Apply', now, paths, part: null });
  // Applying the same again does not count as managing anew.
  const kept = mine && isSame(mine.fieldsV1, entry.fieldsV1) && taken.length === 0 ? mine : entry;
  return sorted(paths.length === 0 ? others : [kept, ...others]);
}

/** Segments joined by a character that no name contains. */
type Path = string;
const mark = '\u0000';

/** Set by the server, or not stored. */
const ownMetadata = new Set([
  'name',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
]);

/** Members that are a field in addition to their content: arbitrary keys, and optional ones. */
const maps = new Set([
  'data',
  'binaryData',
  'stringData',
  'labels',
  'annotations',
  'nodeSelector',
  'resourceAttributes',
  'nonResourceAttributes',
  'aggregationRule',
  'conversion',
  'rollingUpdate',
]);
/** Members that are set as a whole. */
const atoms = new Set(['roleRef', 'fieldsV1', 'selector', 'involvedObject']);
/** Lists of texts, each of which is a field. */
const sets = new Set(['finalizers', 'ownerReferences']);
/** Lists whose items are identified by one of their members. */
const itemKeys: Readonly<Record<string, string>> = {
  conditions: 'type',
  containers: 'name',
  initContainers: 'name',
  env: 'name',
  volumes: 'name',
  imagePullSecrets: 'name',
};

function leavesOf(object: JsonRecord, withMaps = true): Map<Path, unknown> {
  const leaves = new Map<Path, unknown>();
  // In custom objects everything with members is also listed itself.
  const hasOwnKind = isCustom(object);
  const isMap = hasOwnKind ? () => true : (name: string) => maps.has(name);
  const walk = (value: unknown, path: Path, name: string) => {
    const items = hasOwnKind ? null : itemsOf(value, name);
    if (items) {
      for (const [key, item] of items) walk(item, `${path}${mark}${key}`, '');
      return;
    }
    if (Array.isArray(value) && sets.has(name) && path.startsWith('f:metadata')) {
      leaves.set(path, true);
      for (const item of value) leaves.set(`${path}${mark}${setKey(item)}`, item);
      return;
    }
    if (!isRecord(value) || atoms.has(name)) {
      leaves.set(path, value);
      return;
    }
    const members = Object.entries(value);
    // Its presence, whatever it contains.
    if ((withMaps && (isMap(name) || name === '')) || members.length === 0) leaves.set(path, true);
    for (const [key, member] of members) walk(member, `${path}${mark}f:${key}`, key);
  };
  for (const [key, member] of Object.entries(object)) {
    if (key === 'apiVersion' || key === 'kind') continue;
    if (key === 'metadata' && isRecord(member)) {
      const told = Object.entries(member).filter(([each]) => !ownMetadata.has(each));
      for (const [each, value] of told) walk(value, `f:metadata${mark}f:${each}`, each);
    } else walk(member, `f:${key}`, key);
  }
  return leaves;
}

/** A text itself; an owner by its uid. */
function setKey(item: unknown): string {
  return isRecord(item) ? `k:${JSON.stringify({ uid: item['uid'] })}` : `v:${JSON.stringify(item)}`;
}

/** A list's items by their identifying member; null for a list that is set as a whole. */
function itemsOf(value: unknown, name: string): readonly (readonly [string, JsonRecord])[] | null {
  const key = itemKeys[name];
  if (key === undefined || !Array.isArray(value) || !value.every(isRecord)) return null;
  return value.map((item) => [`k:${JSON.stringify({ [key]: item[key] })}`, item]);
}

function isCustom(object: JsonRecord): boolean {
  const [group = '', version] = (textAt(object, 'apiVersion') ?? '').split('/');
  return version !== undefined && !isBuiltInGroup(group);
}

function entryOf(
  object: JsonRecord,
  of: {
    readonly manager: string;
    readonly operation: 'Apply' | 'Update';
    readonly now: Date;
    readonly paths: readonly Path[];
    readonly part: Part | null;
  },
): ManagedFields {
  return {
    manager: of.manager,
    operation: of.operation,
    apiVersion: textAt(object, 'apiVersion') ?? 'v1',
    time: wireTime(of.now),
    fieldsType: 'FieldsV1',
    fieldsV1: treeOf(of.paths),
    ...(of.part === null ? {} : { subresource: of.part }),
  };
}

/** The entry without some of its fields, or nothing when none is left. */
function without(entry: ManagedFields, paths: readonly Path[]): ManagedFields[] {
  const out = new Set(paths);
  const before = pathsOf(entry.fieldsV1);
  const left = before.filter((path) => !out.has(path));
  if (left.length === before.length) return [entry];
  return left.length === 0 ? [] : [{ ...entry, fieldsV1: treeOf(left) }];
}

function managersOf(object: JsonRecord): readonly ManagedFields[] {
  const found = recordAt(object, 'metadata')['managedFields'];
  return Array.isArray(found) ? found : [];
}

interface Tree {
  [segment: string]: Tree;
}

/** A field that is present itself and has others below it is marked by a dot among them. */
function treeOf(paths: readonly Path[]): JsonRecord {
  const root: Tree = {};
  const managed = new Set<Tree>();
  for (const path of [...paths].sort()) {
    let at = root;
    for (const segment of path.split(mark)) {
      const next = at[segment] ?? {};
      at[segment] = next;
      at = next;
    }
    managed.add(at);
  }
  for (const node of managed) if (Object.keys(node).length > 0) node['.'] = {};
  return root;
}

function pathsOf(tree: JsonRecord, above = ''): Path[] {
  return Object.entries(tree).flatMap(([segment, below]) => {
    if (segment === '.') return [above];
    const path = above === '' ? segment : `${above}${mark}${segment}`;
    return isRecord(below) && Object.keys(below).length > 0 ? pathsOf(below, path) : [path];
  });
}

/** As in a conflict: `.data.a`. */
function fieldName(path: Path): string {
  return path
    .split(mark)
    .map((segment) => (segment.startsWith('k:') ? itemName(segment) : `.${segment.replace(/^f:/, '')}`))
    .join('');
}

/** `k:{"name":"main"}` as `[name="main"]`. */
function itemName(segment: string): string {
  const [[key, value] = ['', '']] = Object.entries(JSON.parse(segment.slice(2)));
  return `[${key}=${JSON.stringify(value)}]`;
}

function removed(object: JsonRecord, path: Path): JsonRecord {
  const [first = '', ...rest] = path.split(mark);
  const name = first.replace(/^f:/, '');
  const { [name]: member, ...others } = object;
  if (rest.length === 0) return others;
  return isRecord(member) ? { ...object, [name]: removed(member, rest.join(mark)) } : object;
}

function mergeConfig(live: JsonRecord, config: JsonRecord): JsonRecord {
  const merged = new Map(Object.entries(live));
  for (const [name, value] of Object.entries(config)) {
    const there = merged.get(name);
    const isMerged = isRecord(value) && isRecord(there) && !atoms.has(name);
    merged.set(name, isMerged ? mergeConfig(there, value) : value);
  }
  return Object.fromEntries(merged);
}
