import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const folder = 'packages/core';
// They speak to the world, and are held to it by other means; the worlds of tests decide nothing.
const decidesNothing = /^(cloud|machine)\/|(^|\/)test-[\w-]+\.js$|\/test-[\w-]+\//;

/** Core's compiled files in which something is decided: `{file, source, sourceText}`. */
export function decisionFiles(root) {
  return compiled(root)
    .filter((path) => !path.endsWith('.test.js') && !decidesNothing.test(path))
    .map((path) => {
      const source = join(folder, 'src', path.replace(/\.js$/, '.ts'));
      return { file: join(root, folder, 'dist', path), source, sourceText: textOf(join(root, source)) };
    })
    .filter(({ sourceText }) => sourceText !== null);
}

/** Tests of the same package that import a file, whichever way round, the nearest first; paths from the root. */
export function testsThatReach(root, file) {
  const importers = importersIn(root);
  const distance = new Map([[file, 0]]);
  for (const path of distance.keys()) {
    for (const importer of importers.get(path) ?? []) {
      if (!distance.has(importer)) distance.set(importer, distance.get(path) + 1);
    }
  }
  return [...distance]
    .filter(([path]) => path.endsWith('.test.js') && !path.endsWith('.kube-apiserver.test.js'))
    .toSorted(([, near], [, far]) => near - far)
    .map(([path]) => relative(root, path));
}

let importersKnown = null;
function importersIn(root) {
  importersKnown ??= readImporters(root);
  return importersKnown;
}

function readImporters(root) {
  const importers = new Map();
  for (const path of compiled(root)) {
    const file = join(root, folder, 'dist', path);
    for (const [, specifier] of readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)) {
      const imported = join(dirname(file), specifier);
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
  return importers;
}

function compiled(root) {
  return readdirSync(join(root, folder, 'dist'), { recursive: true })
    .filter((path) => path.endsWith('.js'))
    .sort();
}

/** Null for what was compiled from a source that is no longer there. */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
