import { type Dirent, statSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { mostOfKubeconfig, readNamedFile } from '../files/named-file.js';

/**
 * Splits given paths: the files, existing or not, and the contents of folders. A folder without a kubeconfig is not a
 * destination.
 */
export async function placesOf(
  paths: readonly string[],
): Promise<{ readonly named: readonly string[]; readonly inFolders: readonly string[] }> {
  const found = new Map<string, readonly string[]>();
  for (const path of paths.filter(isFolder)) {
    const files = await kubeconfigsIn(path);
    if (files.length > 0) found.set(path, files);
  }
  return { named: paths.filter((path) => !found.has(path)), inFolders: [...found.values()].flat() };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}

/** The files directly in a folder that look like kubeconfigs, including broken ones; by name. */
async function kubeconfigsIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries
    .filter((entry) => !entry.name.startsWith('.') && !entry.name.endsWith('.lock'))
    .flatMap((entry) => (looksLikeKubeconfig(folder, entry) ? [join(folder, entry.name)] : []))
    .toSorted();
}

function looksLikeKubeconfig(folder: string, entry: Dirent): boolean {
  if (!entry.isFile() && !entry.isSymbolicLink()) return false;
  try {
    const text = readNamedFile(join(folder, entry.name), mostOfKubeconfig);
    return (
      lists.every((list) => text.includes(list)) ||
      beginnings.test(text.toString('latin1', 0, mostOfBeginning))
    );
  } catch {
    return false; // a pipe, a link to nowhere, a folder behind a link
  }
}

const lists = ['clusters', 'contexts', 'users'];

/** How one begins that was cut off: kubectl writes its members by name. */
const beginnings =
  /^kind: ["']?Config["']?\s*$|^apiVersion: ["']?v1["']?\s*\n(?:#.*\n)*clusters:|^\{\s*"apiVersion":\s*"v1",\s*"clusters":/m;
const mostOfBeginning = 4_096;
