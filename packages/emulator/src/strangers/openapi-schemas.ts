import { nestedTypes, type ObjectType, typeOfKind, typesOf } from '../kubernetes/model/object-types.js';
import type { ResourceKind } from '../kubernetes/model/resources.js';

/** Where a document keeps its schemas, and how it writes what can be of two types. */
export type SchemaStyle = 'v2' | 'v3';

const places: Readonly<Record<SchemaStyle, string>> = {
  v2: '#/definitions/',
  v3: '#/components/schemas/',
};

/** The members of a built-in kind as a schema; empty for those that accept everything here. */
export function memberSchema(kind: ResourceKind, isOld: boolean, style: SchemaStyle): object {
  const type = typeOfKind(kind, isOld);
  if (!type) return {};
  const { properties } = objectSchema(type, isOld, style);
  return { properties: { apiVersion: { type: 'string' }, kind: { type: 'string' }, ...properties } };
}

/** Schemas of all types that kinds consist of, by name. */
export function partSchemas(
  kinds: readonly ResourceKind[],
  isOld: boolean,
  style: SchemaStyle,
): Readonly<Record<string, object>> {
  const types = kinds.flatMap((kind) => typeOfKind(kind, isOld) ?? []);
  const parts = [...nestedTypes(types, isOld)].map(([name, type]) => [
    partName(name),
    { type: 'object', ...objectSchema(type, isOld, style) },
  ]);
  return Object.fromEntries(parts);
}

function partName(type: string): string {
  return `io.k8s.api.${type.includes('.') ? type : `core.v1.${type}`}`;
}

function objectSchema(type: ObjectType, isOld: boolean, style: SchemaStyle) {
  const properties = [...type].map(([name, member]) => [name, schemaOf(member, isOld, style)]);
  return { properties: Object.fromEntries(properties) };
}

function schemaOf(type: string, isOld: boolean, style: SchemaStyle): object {
  if (type.startsWith('[]')) return { type: 'array', items: schemaOf(type.slice(2), isOld, style) };
  if (type.startsWith('{}')) {
    return { type: 'object', additionalProperties: schemaOf(type.slice(2), isOld, style) };
  }
  if (typesOf(isOld).has(type)) return { $ref: places[style] + partName(type) };
  return scalars[type]?.[style] ?? {};
}

function alike(schema: object): Readonly<Record<SchemaStyle, object>> {
  return { v2: schema, v3: schema };
}

const scalars: Readonly<Record<string, Readonly<Record<SchemaStyle, object>>>> = {
  string: alike({ type: 'string' }),
  bytes: alike({ type: 'string', format: 'byte' }),
  time: alike({ type: 'string', format: 'date-time' }),
  bool: alike({ type: 'boolean' }),
  int32: alike({ type: 'integer', format: 'int32' }),
  int64: alike({ type: 'integer', format: 'int64' }),
  number: alike({ type: 'number', format: 'double' }),
  ios: {
    v2: { type: 'string', format: 'int-or-string' },
    v3: { oneOf: [{ type: 'integer' }, { type: 'string' }], format: 'int-or-string' },
  },
  quantity: { v2: { type: 'string' }, v3: { oneOf: [{ type: 'string' }, { type: 'number' }] } },
};
