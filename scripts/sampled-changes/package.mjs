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
    });
}

/**
 * For a compiled file the tests of core that import it, even by others, the nearest first; paths relative to the root.
 * A test beside it is the nearest; one of another folder or capability, and more so one of the long run, is as far as
 * some more imports.
 */
export function testsByFile(root) {
  const importers = importersOf(root);
  const dist = join(root, 'packages/core/dist');
  const capabilityOf = (path) => relative(dist, path).split('/')[0];
  return (file) => {
    const distances = distancesFrom([file], importers);
    const apart = (test) =>
      (test.includes('.long.') ? 10 : 0) +
      (dirname(test) === dirname(file) ? -3 : capabilityOf(test) === capabilityOf(file) ? 1 : 3);
    return [...distances]
      .filter(([path]) => path.startsWith(dist) && isTest(path))
      .toSorted(([one, near], [other, far]) => near + apart(one) - (far + apart(other)))
      .map(([path]) => relative(root, path));
  };
}

/** For a compiled file all that has to be loaded anew when it is changed; what imports AVA, and so declares tests, always. */
export function loadedAnew(root) {
  const importers = importersOf(root);
  return (file) => [...distancesFrom([file, 'ava'], importers).keys()];
}

/** How many imports away the files are that import one of these, even by others. */
function distancesFrom(files, importers) {
  const distances = new Map(files.map((file) => [file, 0]));
  for (const [each, distance] of distances) {
    for (const importer of importers.get(each) ?? []) {
      if (!distances.has(importer)) distances.set(importer, distance + 1);
    }
  }
  return distances;
}

/** A test that runs on any machine: not all have kubectl, or a kube-apiserver. */
function isTest(path) {
  return path.endsWith('.test.js') && !/\.(kubectl|kube-apiserver|openssl|root)\.test\.js$/.test(path);
}

function importersOf(root) {
  const importers = new Map();
  for (const file of ['core', 'testkit'].flatMap((name) => compiled(root, name))) {
    for (const imported of importsOf(root, file)) {
      importers.set(imported, [...(importers.get(imported) ?? []), file]);
    }
  }
  return importers;
}

function importsOf(root, file) {
  return [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].flatMap(
    ([, specifier]) => {
      if (specifier === 'ava') return ['ava'];
      if (specifier.startsWith('.')) return [join(dirname(file), specifier)];
      const [, name, path] = /^@ackring\/(core|testkit)\/(?:internal\/)?(.+)$/.exec(specifier) ?? [];
      return name === undefined ? [] : [join(root, 'packages', name, 'dist', `${path}.js`)];
    },
  );
}

/** A package's compiled files that still have a source. */
function compiled(root, name) {
  const dist = join(root, 'packages', name, 'dist');
  return readdirSync(dist, { recursive: true })
    .filter((path) => path.endsWith('.js'))
    .filter((path) => textOf(join(root, 'packages', name, 'src', path.replace(/\.js$/, '.ts'))) !== null)
    .map((path) => join(dist, path))
    .sort();
}

/** Null if it does not exist. */
function textOf(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}
