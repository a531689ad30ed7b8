// The product's files, and what each of them imports from the others.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What is shipped, or runs as the embedded cloud; test-only code is not the product. */
const packages = {
  '@ackring/core': 'packages/core',
  '@ackring/emulator': 'packages/emulator',
  '@ackring/rotate': 'functions/rotate',
  ackring: 'tui',
};
const statement =
  /^(?:import|export)\s+(type\s)?(?:([^'";]*?)\sfrom\s+)?'([^']+)'|(?:\{([^}]*)\} = await )?\bimport\(\s*'([^']+)'\s*\)/gm;

/**
 * Every product file as `{path, lineCount, imports: [{path, isType}]}`, its paths relative to the root. An import
 * through a front door counts as one of the file that has the name; the door itself imports nothing.
 */
export function productFiles(root) {
  const paths = Object.values(packages).flatMap((folder) => sourcesIn(root, join(folder, 'src')));
  const texts = new Map(paths.map((path) => [path, readFileSync(join(root, path), 'utf8')]));
  return paths.map((path) => {
    const text = texts.get(path);
    return { path, lineCount: text.split('\n').length - 1, imports: importsOf(path, texts) };
  });
}

function sourcesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d|\.test|^testkit)\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function importsOf(from, texts) {
  const found = new Map();
  if (isDoor(from)) return [];
  for (const { names, specifier, isType } of statementsOf(texts.get(from))) {
    const path = resolved(specifier, from, texts);
    if (path === null) continue;
    for (const file of isDoor(path) ? filesBehind(path, names, texts) : [path]) {
      found.set(file, { path: file, isType: isType && (found.get(file)?.isType ?? true) });
    }
  }
  return [...found.values()];
}

/** Exports a capability of core to others. */
function isDoor(path) {
  return /^packages\/core\/src\/[^/]+\/index\.ts$/.test(path);
}

function filesBehind(door, names, texts) {
  return statementsOf(texts.get(door))
    .filter((shown) => names.some((name) => shown.names.includes(name)))
    .map(({ specifier }) => resolved(specifier, door, texts));
}

/** Imports and re-exports in a text, with their names. */
function statementsOf(text) {
  return [...text.matchAll(statement)].map(([, type, clause, from, lazyClause, lazy]) => ({
    specifier: from ?? lazy,
    names: namesOf(clause ?? lazyClause ?? ''),
    isType: type !== undefined,
  }));
}

function namesOf(clause) {
  const names = clause.replace(/[{}]/g, ' ').split(',');
  return names.map(
    (name) =>
      name
        .trim()
        .replace(/^type /, '')
        .split(/ as |:/)[0],
  );
}

function resolved(specifier, from, known) {
  const stem = specifier.startsWith('.') ? join(dirname(from), specifier) : withinPackage(specifier);
  if (stem === null) return null;
  const bare = stem.replace(/\.js$/, '');
  return [`${bare}.ts`, `${bare}.tsx`, `${bare}/index.ts`].find((path) => known.has(path)) ?? null;
}

function withinPackage(specifier) {
  const name = Object.keys(packages).find((one) => specifier === one || specifier.startsWith(`${one}/`));
  return name === undefined ? null : join(packages[name], 'src', specifier.slice(name.length));
}
