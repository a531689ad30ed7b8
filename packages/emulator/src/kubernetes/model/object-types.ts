import { typesTable } from './object-types-table.js';
import { isRecord, type JsonRecord } from './record.js';
import type { ResourceKind } from './resources.js';

/** Members by name, with their types. */
export type ObjectType = ReadonlyMap<string, string>;

/** How an object differs from its type. */
export interface Misfits {
  /** The object without unknown members. */
  readonly known: unknown;
  /** `spec.containers[0].odd`, in the order of the object. */
  readonly unknown: readonly string[];
  /** The first value that Go would not read, in the words of its JSON reader; null for none. */
  readonly wrong: string | null;
}

/** The type of a kind; null for kinds that accept everything here. */
export function typeOfKind(
  { group, version, kind, custom }: ResourceKind,
  isOld: boolean,
): ObjectType | null {
  const [short] = group.split('.');
  return custom ? null : (typesOf(isOld).get(short ? `${short}.${version}.${kind}` : kind) ?? null);
}

/** Compares an object with the type of its kind. */
export function misfitsOf(object: JsonRecord, type: ObjectType, struct: string, isOld: boolean): Misfits {
  const seen: { unknown: string[]; wrong: string | null } = { unknown: [], wrong: null };
  const known = membersOf(object, type, { path: '', field: '', struct, types: typesOf(isOld), seen });
  return { known, ...seen };
}

/** Of kinds that accept everything else: only the metadata have a type. */
export function metadataMisfits(object: JsonRecord, isOld: boolean): Misfits {
  const metadata = typesOf(isOld).get('ObjectMeta') ?? new Map<string, string>();
  const place = { path: 'metadata', field: 'metadata', struct: 'ObjectMeta', types: typesOf(isOld) };
  const seen: { unknown: string[]; wrong: string | null } = { unknown: [], wrong: null };
  const own = isRecord(object['metadata'])
    ? membersOf(object['metadata'], metadata, { ...place, seen })
    : null;
  return { known: own ? { ...object, metadata: own } : object, ...seen };
}

/** Every type that some consist of, by name. */
export function nestedTypes(types: readonly ObjectType[], isOld: boolean): ReadonlyMap<string, ObjectType> {
  const all = typesOf(isOld);
  const found = new Map<string, ObjectType>();
  const look = (type: ObjectType) => {
    for (const member of type.values()) {
      const name = member.replace(/^(\[\]|\{\})+/, '');
      const inner = all.get(name);
      if (!inner || found.has(name)) continue;
      found.set(name, inner);
      look(inner);
    }
  };
  for (const type of types) look(type);
  return found;
}

const parsed = new Map<boolean, ReadonlyMap<string, ObjectType>>();

/** The types of one version, read once. */
export function typesOf(isOld: boolean): ReadonlyMap<string, ObjectType> {
  const found = parsed.get(isOld) ?? readTypes(isOld);
  parsed.set(isOld, found);
  return found;
}

function readTypes(isOld: boolean): ReadonlyMap<string, ObjectType> {
  const own = (text: string) => !text.startsWith(isOld ? '+' : '-');
  const lines = typesTable.trim().split('\n').filter(own);
  return new Map(
    lines.map((line) => {
      const [name = '', ...members] = line.split(' ');
      const pairs = members.filter(own).map((member) => member.replace(/^[+-]/, '').split(':'));
      return [name.replace(/^[+-]/, ''), new Map(pairs.map(([key = '', type = '']) => [key, type]))];
    }),
  );
}

interface Place {
  /** With the places in lists: for unknown members. */
  readonly path: string;
  /** Without: for wrong types. */
  readonly field: string;
  /** The type with the member. */
  readonly struct: string;
  readonly types: ReadonlyMap<string, ObjectType>;
  readonly seen: { readonly unknown: string[]; wrong: string | null };
}

function membersOf(object: JsonRecord, type: ObjectType, place: Place): JsonRecord {
  const known = Object.entries(object).flatMap(([name, value]) => {
    const path = place.path === '' ? name : `${place.path}.${name}`;
    const member = type.get(name);
    if (member === undefined && (place.path !== '' || !['apiVersion', 'kind'].includes(name))) {
      place.seen.unknown.push(path);
      return [];
    }
    const field = place.field === '' ? name : `${place.field}.${name}`;
    return [[name, fitted(value, member ?? 'string', { ...place, path, field })] as const];
  });
  return Object.fromEntries(known);
}

function fitted(value: unknown, type: string, place: Place): unknown {
  if (value === null || value === undefined) return value;
  if (type.startsWith('[]')) return itemsOf(value, type, place);
  if (type.startsWith('{}')) return entriesOf(value, type, place);
  const inner = place.types.get(type);
  if (!inner) return isOfType(value, type) ? value : wrong(value, type, place);
  if (!isRecord(value)) return wrong(value, type, place);
  return membersOf(value, inner, { ...place, struct: structOf(type) });
}

function itemsOf(value: unknown, type: string, place: Place): unknown {
  if (!Array.isArray(value)) return wrong(value, type, place);
  return value.map((item, index) =>
    fitted(item ?? zeroOf(type.slice(2), place), type.slice(2), {
      ...place,
      path: `${place.path}[${index}]`,
    }),
  );
}

function entriesOf(value: unknown, type: string, place: Place): unknown {
  if (!isRecord(value)) return wrong(value, type, place);
  const entries = Object.entries(value);
  return Object.fromEntries(
    entries.map(([name, each]) => [name, fitted(each ?? zeroOf(type.slice(2), place), type.slice(2), place)]),
  );
}

/** What Go makes of null in a list or a map. */
function zeroOf(type: string, { types }: Place): unknown {
  if (types.has(type)) return {};
  if (['string', 'bytes'].includes(type)) return '';
  if (type === 'bool') return false;
  return ['int32', 'int64', 'number'].includes(type) ? 0 : null;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'string':
    case 'bytes':
      return typeof value === 'string';
    case 'bool':
      return typeof value === 'boolean';
    case 'int32':
    case 'int64':
      return Number.isInteger(value);
    case 'number':
      return typeof value === 'number';
    default:
      // Times, quantities and the like have readers of their own.
      return true;
  }
}

/** Go goes on after a wrong type, and tells the first. */
function wrong(value: unknown, type: string, { field, struct, seen }: Place): unknown {
  seen.wrong ??= `json: cannot unmarshal ${sentType(value)} into Go struct field ${struct}.${field} of type ${goType(type)}`;
  return value;
}

function sentType(value: unknown): string {
  if (Array.isArray(value)) return 'array';
  if (typeof value === 'boolean') return 'bool';
  return typeof value === 'number' && !Number.isInteger(value) ? `number ${value}` : typeof value;
}

function structOf(type: string): string {
  return type.split('.').at(-1) ?? type;
}

function goType(type: string): string {
  if (type.startsWith('[]')) return `[]${goType(type.slice(2))}`;
  if (type.startsWith('{}')) return `map[string]${goType(type.slice(2))}`;
  if (type === 'bytes') return '[]uint8';
  return /^[A-Z]|\./.test(type) ? `v1.${structOf(type)}` : type;
}
