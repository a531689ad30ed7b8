import { stat } from 'node:fs/promises';
import { type Finding, fine, warning } from './finding.js';

/** Backups of kubeconfigs, private keys and all, lie in it: nobody else may open it. */
export async function stateFolderFinding(folder: string): Promise<Finding> {
  const facts = await stat(folder).catch(() => null);
  if (facts === null) return fine('state', `${folder} does not exist yet`);
  // Windows has no such bits: what it shows there means nothing.
  const isOpen = (facts.mode & 0o077) !== 0 && process.platform !== 'win32';
  if (!isOpen) return fine('state', `${folder} is yours alone`);
  return warning(
    'state',
    `${folder} can be opened by others, and private keys lie in it`,
    `chmod 700 ${folder}`,
  );
}
