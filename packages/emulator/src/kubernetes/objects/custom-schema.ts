import { matchesExpression } from '../../matching/patterns.js';
import { versionsOf } from '../model/definitions.js';
import { isRecord, isSame, type JsonRecord, recordAt, textAt, textsAt } from '../model/record.js';
import type { Cause } from '../model/status.js';

/** A custom object without fields unknown to its schema, and the paths of what was dropped. */
export function pruned(
  object: JsonRecord,
  schema: JsonRecord,
): { readonly known: JsonRecord; readonly unknown: string[] } {
  const { apiVersion, kind, metadata, ...content } = object;
  const unknown: string[] = [];
  const known = prunedValue(content, schema, '', unknown);
  return { known: { apiVersion, kind, metadata, ...(isRecord(known) ? known : {}) }, unknown };
}

function prunedValue(value: unknown, schema: JsonRecord, path: string, unknown: string[]): unknown {
  if (schema['x-kubernetes-preserve-unknown-fields'] === true) return value;
  if (Array.isArray(value)) {
    const items = recordAt(schema, 'items');
    return value.map((item, index) => prunedValue(item, items, `${path}[${index}]`, unknown));
  }
  if (!isRecord(value)) return value;
  const properties = recordAt(schema, 'properties');
  const more = schema['additionalProperties'];
  const kept = Object.entries(value).flatMap(([name, member]) => {
    const at = joined(path, name);
    const below = isRecord(properties[name]) ? properties[name] : isRecord(more) ? more : null;
    if (below) return [[name, prunedValue(member, below, at, unknown)]];
    if (more === true) return [[name, member]];
    unknown.push(at);
    return [];
  });
  return Object.fromEntries(kept);
}

/** What is wrong with a custom object by its schema, in the words of 1.37.2. */
export function schemaFaults(object: JsonRecord, schema: JsonRecord): Cause[] {
  const { apiVersion: _, kind: __, metadata: ___, ...content } = object;
  return valueFaults(content, { ...schema, type: 'object' }, '');
}

function valueFaults(value: unknown, schema: JsonRecord, path: string): Cause[] {
  if (value === null && schema['nullable'] === true) return [];
  const type = textAt(schema, 'type');
  if (type !== null && !isOfType(value, type)) return [wrongType(value, type, path)];
  return [...ownFaults(value, schema, path), ...memberFaults(value, schema, path)];
}

function memberFaults(value: unknown, schema: JsonRecord, path: string): Cause[] {
  if (Array.isArray(value)) {
    const items = recordAt(schema, 'items');
    return value.flatMap((item, index) => valueFaults(item, items, `${path}[${index}]`));
  }
  if (!isRecord(value)) return [];
  const properties = recordAt(schema, 'properties');
  const more = recordAt(schema, 'additionalProperties');
  const missing = textsAt(schema, 'required').filter((name) => value[name] === undefined);
  return [
    ...missing.map((name) => ({
      reason: 'FieldValueRequired',
      message: 'Required value',
      field: joined(path, name),
    })),
    ...Object.entries(value).flatMap(([name, member]) =>
      valueFaults(member, isRecord(properties[name]) ? properties[name] : more, joined(path, name)),
    ),
  ];
}

function ownFaults(value: unknown, schema: JsonRecord, path: string): Cause[] {
  const told = JSON.stringify(value);
  const invalid = (why: string) => ({
    reason: 'FieldValueInvalid',
    message: `Invalid value: ${told}: ${path} in body ${why}`,
    field: path,
  });
  const [allowed, pattern, least] = [schema['enum'], textAt(schema, 'pattern'), schema['minLength']];
  const faults: Cause[] = [];
  if (Array.isArray(allowed) && !allowed.some((each) => isSame(each, value))) {
    const supported = allowed.map((each) => JSON.stringify(each)).join(', ');
    const message = `Unsupported value: ${told}: supported values: ${supported}`;
    faults.push({ reason: 'FieldValueNotSupported', message, field: path });
  }
  if (typeof value !== 'string') return faults;
  if (typeof least === 'number' && [...value].length < least)
    faults.push(invalid(`should be at least ${least} chars long`));
  else if (pattern !== null && matchesExpression(pattern, value, 'u') === false)
    faults.push(invalid(`should match '${pattern}'`));
  return faults;
}

function isOfType(value: unknown, type: string): boolean {
  switch (type) {
    case 'object':
      return isRecord(value);
    case 'array':
      return Array.isArray(value);
    case 'integer':
      return Number.isInteger(value);
    default:
      return typeof value === type;
  }
}

/** Names the type and not the value, as Kubernetes does. */
function wrongType(value: unknown, type: string, field: string): Cause {
  const sent = Array.isArray(value)
    ? 'array'
    : value === null
      ? 'null'
      : isRecord(value)
        ? 'object'
        : typeof value;
  const message = `Invalid value: "${sent}": ${field} in body must be of type ${type}: "${sent}"`;
  return { reason: 'FieldValueTypeInvalid', message, field };
}

function joined(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}

/** What is wrong with a definition of custom resources, as far as it matters here. */
export function definitionFaults(definition: JsonRecord): Cause[] {
  const spec = recordAt(definition, 'spec');
  const names = recordAt(spec, 'names');
  const required = (field: string) => ({ reason: 'FieldValueRequired', message: 'Required value', field });
  const expected = `${textAt(names, 'plural') ?? ''}.${textAt(spec, 'group') ?? ''}`;
  const name = textAt(recordAt(definition, 'metadata'), 'name');
  const message = `Invalid value: ${JSON.stringify(name)}: must be spec.names.plural+"."+spec.group`;
  const versions = versionsOf(definition);
  return [
    ...(name === expected ? [] : [{ reason: 'FieldValueInvalid', message, field: 'metadata.name' }]),
    ...(textAt(spec, 'group') ? [] : [required('spec.group')]),
    ...versions.flatMap((version, index) =>
      isRecord(recordAt(version, 'schema')['openAPIV3Schema'])
        ? []
        : [required(`spec.versions[${index}].schema.openAPIV3Schema`)],
    ),
    ...(textAt(names, 'plural') ? [] : [required('spec.names.plural')]),
    ...(textAt(names, 'kind') ? [] : [required('spec.names.kind')]),
  ];
}
