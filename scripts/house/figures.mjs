import { dirname } from 'node:path';

/**
 * Groups of files that import each other in a circle (Tarjan's strongly connected components), only the wanted ones.
 */
export function circlesOf(files, isWanted) {
  const imports = new Map(
    files.map((file) => [file.path, file.imports.filter(isWanted).map(({ path }) => path)]),
  );
  const seen = new Map();
  const open = [];
  const circles = [];
  for (const { path } of files) if (!seen.has(path)) visit(path);
  return circles;

  function visit(path) {
    const node = { index: seen.size, low: seen.size, isOpen: true };
    seen.set(path, node);
    open.push(path);
    for (const next of imports.get(path) ?? []) {
      const reached = seen.get(next);
      if (reached === undefined) node.low = Math.min(node.low, visit(next).low);
      else if (reached.isOpen) node.low = Math.min(node.low, reached.index);
    }
    if (node.low === node.index) close(path);
    return node;
  }

  function close(path) {
    const circle = open.splice(open.indexOf(path));
    for (const member of circle) seen.get(member).isOpen = false;
    if (circle.length > 1) circles.push(circle.toSorted());
  }
}

/** Pairs of folders that import each other, types included; a folder and its own subfolder count too. */
export function twoWayFoldersOf(files) {
  const arrows = new Set();
  for (const { path, imports } of files) {
    for (const imported of imports) arrows.add(`${dirname(path)} ${dirname(imported.path)}`);
  }
  return [...arrows]
    .map((arrow) => arrow.split(' '))
    .filter(([from, to]) => from < to && arrows.has(`${to} ${from}`))
    .sort();
}

/** Files so short, with so few importers, that they are half of an idea. */
export function halfIdeasOf(files) {
  const importers = new Map();
  for (const { imports } of files) {
    for (const { path } of imports) importers.set(path, (importers.get(path) ?? 0) + 1);
  }
  return files
    .filter(({ path, lineCount }) => lineCount < 60 && importers.get(path) === 1)
    .map(({ path }) => path);
}
