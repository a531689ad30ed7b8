import { wireTime } from '../../http/reply.js';
import { isRecord, isSame, type JsonRecord, recordAt, textAt } from './record.js';
import { isKnownGroup } from './resources.js';

/** Who set which fields of an object, as `metadata.managedFields` tells it. */
export interface ManagedFields {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly apiVersion: string;
  readonly time: string;
  readonly fieldsType: 'FieldsV1';
  readonly fieldsV1: JsonRecord;
}

interface Written {
  readonly before: JsonRecord;
  readonly after: JsonRecord;
  readonly manager: string;
  readonly now: Date;
}

/** The managers of an object after a write: whoever changes a field has it from then on, alone. */
export function fieldsAfterUpdate({ before, after, manager, now }: Written): ManagedFields[] {
  const [old, fresh] = [leavesOf(before), leavesOf(after)];
  const changed = [...fresh].filter(([path, value]) => !isSame(old.get(path), value)).map(([path]) => path);
  const gone = [...old.keys()].filter((path) => !fresh.has(path));
  const others = managersOf(before).flatMap((entry) => {
    const isMine = entry.manager === manager && entry.operation === 'Update';
    return without(entry, isMine ? gone : [...gone, ...changed]);
  });
  if (changed.length === 0) return others;
  const mine = others.find((entry) => entry.manager === manager && entry.operation === 'Update');
  const paths = [...(mine ? pathsOf(mine.fieldsV1) : []), ...changed];
  return [
    ...others.filter((entry) => entry !== mine),
    entryOf(after, { manager, operation: 'Update', now, paths }),
  ];
}

/** An apply that others' fields stand against: by manager, as it is told, which. */
export type Conflicts = ReadonlyMap<string, readonly string[]>;

export interface Applied {
  /** What is there now; empty when the apply creates it. */
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

/** What an apply makes of an object, all conflicts overruled: its fields set, those it gave up removed. */
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
  const entry = entryOf(after, { manager, operation: 'Apply', now, paths });
  // Whoever applies the same again has not managed anew.
  const kept = mine && isSame(mine.fieldsV1, entry.fieldsV1) && taken.length === 0 ? mine : entry;
  return paths.length === 0 ? others : [kept, ...others];
}

/** Segments joined by a character that no name has. */
type Path = string;
const mark = '\u0000';

/** Of the server, or not kept. */
const ownMetadata = new Set([
  'name',
  'generateName',
  'namespace',
  'uid',
  'resourceVersion',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'generation',
  'managedFields',
]);

/** Members with keys of anybody's choice, whose being there is a field of its own. */
const maps = new Set(['data', 'binaryData', 'stringData', 'labels', 'annotations', 'nodeSelector']);
/** Members that are set as a whole. */
const atoms = new Set(['roleRef', 'fieldsV1', 'status']);

function leavesOf(object: JsonRecord, withMaps = true): Map<Path, unknown> {
  const leaves = new Map<Path, unknown>();
  // Of custom objects everything that has members is told itself as well.
  const isMap = isCustom(object) ? () => true : (name: string) => maps.has(name);
  const walk = (value: unknown, path: Path, name: string) => {
    if (!isRecord(value) || atoms.has(name)) {
      leaves.set(path, value);
      return;
    }
    if (withMaps && isMap(name)) leaves.set(`${path}${mark}.`, true);
    for (const [key, member] of Object.entries(value)) walk(member, `${path}${mark}f:${key}`, key);
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

function isCustom(object: JsonRecord): boolean {
  const [group = '', version] = (textAt(object, 'apiVersion') ?? '').split('/');
  return version !== undefined && !isKnownGroup(group);
}

function entryOf(
  object: JsonRecord,
  of: {
    readonly manager: string;
    readonly operation: 'Apply' | 'Update';
    readonly now: Date;
    readonly paths: readonly Path[];
  },
): ManagedFields {
  return {
    manager: of.manager,
    operation: of.operation,
    apiVersion: textAt(object, 'apiVersion') ?? 'v1',
    time: wireTime(of.now),
    fieldsType: 'FieldsV1',
    fieldsV1: treeOf(of.paths),
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

function treeOf(paths: readonly Path[]): JsonRecord {
  const root: Tree = {};
  for (const path of [...paths].sort()) {
    let at = root;
    for (const segment of path.split(mark)) {
      const next = at[segment] ?? {};
      at[segment] = next;
      at = next;
    }
  }
  return root;
}

function pathsOf(tree: JsonRecord, above = ''): Path[] {
  return Object.entries(tree).flatMap(([segment, below]) => {
    const path = above === '' ? segment : `${above}${mark}${segment}`;
    return isRecord(below) && Object.keys(below).length > 0 ? pathsOf(below, path) : [path];
  });
}

/** As a conflict tells it: `.data.a`. */
function fieldName(path: Path): string {
  return path
    .split(mark)
    .map((segment) => `.${segment.replace(/^f:/, '')}`)
    .join('');
}

function removed(object: JsonRecord, path: Path): JsonRecord {
  const [first = '', ...rest] = path.split(mark);
  const name = first.replace(/^f:/, '');
  const { [name]: member, ...others } = object;
  if (rest.length === 0) return others;
  return isRecord(member) ? { ...object, [name]: removed(member, rest.join(mark)) } : object;
}

function mergeConfig(live: JsonRecord, config: JsonRecord): JsonRecord {
  const merged: Record<string, unknown> = { ...live };
  for (const [name, value] of Object.entries(config)) {
    const there = merged[name];
    merged[name] = isRecord(value) && isRecord(there) && !atoms.has(name) ? mergeConfig(there, value) : value;
  }
  return merged;
}
