// The files that make up the product, and what each of them imports from the others.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/** What is shipped, or runs as the embedded cloud; what only tests use is not the product. */
const packages = {
  '@ackring/core': 'packages/core',
  '@ackring/emulator': 'packages/emulator',
  '@ackring/rotate': 'functions/rotate',
  ackring: 'tui',
};
const statement =
  /^(?:import|export)\s+(type\s)?(?:[^'";]*?\sfrom\s+)?'([^']+)'|\bimport\(\s*'([^']+)'\s*\)/gm;

/** Every product file as `{path, lineCount, imports: [{path, isType}]}`, its paths relative to the root. */
export function productFiles(root) {
  const paths = Object.values(packages).flatMap((folder) => sourcesIn(root, join(folder, 'src')));
  const known = new Set(paths);
  return paths.map((path) => {
    const text = readFileSync(join(root, path), 'utf8');
    return { path, lineCount: text.split('\n').length - 1, imports: importsOf(text, path, known) };
  });
}

function sourcesIn(root, folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /(?<!\.d|\.test)\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
    .sort();
}

function importsOf(text, from, known) {
  const found = new Map();
  for (const [, type, named, lazy] of text.matchAll(statement)) {
    const path = resolved(named ?? lazy, from, known);
    if (path === null) continue;
    const isType = type !== undefined && (found.get(path)?.isType ?? true);
    found.set(path, { path, isType });
  }
  return [...found.values()];
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
