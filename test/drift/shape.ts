/** Named fields, each with its content: null for a plain value, `open` for anything. */
export interface Shape {
  readonly fields: ReadonlyMap<string, Field>;
}

export interface Field {
  readonly inside: Shape | 'open' | null;
  readonly isDeprecated: boolean;
}

/** The fields that a valibot schema reads, through lists and what `holding` declares; null if it reads none. */
export function shapeOfSchema(schema: unknown): Shape | null {
  if (!isRecord(schema)) return null;
  if (isRecord(schema['entries'])) {
    const fields = Object.entries(schema['entries']).map(([name, inner]): [string, Field] => [
      name,
      { inside: shapeOfSchema(inner), isDeprecated: false },
    ]);
    return { fields: new Map(fields) };
  }
  for (const inner of [heldBy(schema), schema['item'], schema['wrapped'], firstOf(schema['pipe'])]) {
    const shape = inner === schema ? null : shapeOfSchema(inner);
    if (shape !== null) return shape;
  }
  return null;
}

function heldBy({ pipe }: Record<string, unknown>): unknown {
  const steps: readonly unknown[] = Array.isArray(pipe) ? pipe : [];
  const held = steps.find((step) => isRecord(step) && step['type'] === 'metadata');
  return isRecord(held) && isRecord(held['metadata']) ? held['metadata']['holds'] : undefined;
}

function firstOf(pipe: unknown): unknown {
  return Array.isArray(pipe) ? pipe[0] : undefined;
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
