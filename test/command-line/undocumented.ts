import * as v from 'valibot';

// A schema as valibot builds it: only the parts used here.
interface Node extends v.BaseSchema<unknown, unknown, v.BaseIssue<unknown>> {
  readonly entries?: Readonly<Record<string, Node>>;
  readonly item?: Node;
  readonly wrapped?: Node;
  readonly options?: readonly Node[];
}

/** The paths in `value` that a contract does not name, and so are missing from the reference. */
export function undocumented(schema: v.GenericSchema, value: unknown, path = ''): readonly string[] {
  return walk(schema as Node, value, path);
}

function walk(schema: Node, value: unknown, path: string): readonly string[] {
  if (value === null || typeof value !== 'object') return [];
  const inner = schema.type === 'nullable' || schema.type === 'optional' ? schema.wrapped : undefined;
  if (inner !== undefined) return walk(inner, value, path);
  if (schema.type === 'union') {
    const option = schema.options?.find((each) => v.is(each, value));
    return option === undefined ? [path] : walk(option, value, path);
  }
  if (Array.isArray(value)) {
    const { item } = schema;
    return item === undefined ? [path] : value.flatMap((each) => walk(item, each, `${path}[]`));
  }
  if (schema.type === 'record' || schema.type === 'loose_object') return [];
  const { entries } = schema;
  if (entries === undefined) return [path];
  return Object.entries(value).flatMap(([name, each]) => {
    const entry = entries[name];
    return entry === undefined ? [`${path}.${name}`] : walk(entry, each, `${path}.${name}`);
  });
}
