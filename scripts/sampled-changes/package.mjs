import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

// They talk to the outside, and are checked by other means.
const decidesNothing = /^(cloud|machine)\//;

/** Core's compiled files that contain decisions: `{file, source, sourceText}`. */
export function decisionFiles(root) {
  const dist = join(root, 'packages/core/dist');
  return compiled(root, 'core')
    .filter((file) => !file.endsWith('.test.js') && !decidesNothing.test(relative(dist, file)))
    .map((file) => {
      const source = join('packages/core/src', relative(dist, file).replace(/\.js$/, '.ts'));
      return { file, source, sourceText: textOf(join(root, source)) };
    })
    .filter(({ sourceText }) => sourceText !== null);
}

/** A test that runs on any machine: not all have kubectl, or a kube-apiserver. */
export function isTest(path) {
  return path.endsWith('.test.js') && !/\.(kubectl|kube-apiserver)\.test\.js$/.test(path);
}

/** A package's compiled files that still have a source. */
export function compiled(root, name) {
  const dist = join(root, 'packages', name, 'dist');
  return readdirSync(dist, { recursive: true })
    .filter((path) => path.endsWith('.js'))
    .filter((path) => textOf(join(root, 'packages', name, 'src', path.replace(/\.js$/, '.ts'))) !== null)
    .map((path) => join(dist, path))
    .sort();
}

/** How many imports lie between a file of core and each one that it needs. */
export function distancesFrom(file) {
  const distances = new Map([[file, 0]]);
  for (const [each, distance] of distances) {
    for (const imported of importsOf(each)) {
      if (!distances.has(imported)) distances.set(imported, distance + 1);
    }
  }
  return distances;
}

const known = new Map();
function importsOf(file) {
  const imports =
    known.get(file) ??
    [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(([, specifier]) =>
      join(dirname(file), specifier),
    );
  known.set(file, imports);
  return imports;
}

/** Null if it does not exist. */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
