import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { type Field, isRecord, type Shape } from './shape.js';

const require = createRequire(import.meta.url);

/** Reads a model class by its name; null for a plain value, or if there is none. */
export interface ClassReader {
  shape(className: string): Shape | 'open' | null;
}

interface Model {
  readonly name: string;
  names(): Readonly<Record<string, string>>;
  types(): Readonly<Record<string, unknown>>;
}

/** The models of one SDK: a file each in newer ones, all in the client's file in older ones. */
export function createClassReader(main: string, clientDeclarations: string): ClassReader {
  const folder = join(dirname(main), 'models');
  const isSplit = existsSync(folder);
  const files = isSplit ? filesOf(readFileSync(join(folder, 'model.d.ts'), 'utf8')) : new Map();
  const declarationsOf = (name: string): string =>
    isSplit ? readFileSync(join(folder, `${files.get(name) ?? name}.d.ts`), 'utf8') : clientDeclarations;
  const load = (name: string): unknown => {
    if (!isSplit) return Reflect.get(require(main), name);
    const file = join(folder, `${files.get(name) ?? name}.js`);
    return existsSync(file) ? Reflect.get(require(file), name) : undefined;
  };
  const shapeOf = (type: unknown): Shape | 'open' | null => {
    if (isModel(type)) return shapeOfModel(type, deprecatedIn(declarationsOf(type.name), type.name), shapeOf);
    if (isRecord(type) && type['type'] === 'array') return shapeOf(type['itemType']);
    return type === 'any' || (isRecord(type) && type['type'] === 'map') ? 'open' : null;
  };
  return { shape: (name) => shapeOf(load(name)) };
}

function shapeOfModel(
  model: Model,
  deprecated: ReadonlySet<string>,
  shapeOf: (type: unknown) => Shape | 'open' | null,
): Shape {
  const types = model.types();
  const fields = Object.entries(model.names()).map(([key, wire]): [string, Field] => [
    wire,
    { inside: shapeOf(types[key]), isDeprecated: deprecated.has(key) },
  ]);
  return { fields: new Map(fields) };
}

/** Which file declares a class: `export { X } from './File';`. */
function filesOf(index: string): ReadonlyMap<string, string> {
  const found = index.matchAll(/export \{ (\w+) \} from ["']\.\/(\w+)["']/g);
  return new Map([...found].map(([, name = '', file = '']) => [name, file]));
}

/** The properties of a class whose comment says `@deprecated`. */
function deprecatedIn(declarations: string, className: string): ReadonlySet<string> {
  const from = declarations.indexOf(`class ${className} extends`);
  const to = declarations.indexOf('export declare class', from);
  const text = declarations.slice(from, to === -1 ? undefined : to);
  const commented = text.matchAll(/\/\*\*((?:(?!\*\/)[\s\S])*)\*\/\s*(\w+)\??:/g);
  return new Set(
    [...commented].flatMap(([, comment = '', key = '']) => (/@deprecated/.test(comment) ? [key] : [])),
  );
}

function isModel(value: unknown): value is Model {
  return typeof value === 'function' && 'names' in value && 'types' in value;
}
