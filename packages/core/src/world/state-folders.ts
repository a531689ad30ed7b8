import { join } from 'node:path';

// What the world keeps for kubectl and for shells, in the state folder.

/** The plug-in's cache. */
export function credentialFolder(stateFolder: string): string {
  return join(stateFolder, 'exec-credentials');
}

/** Holds a folder for each running shell and command. */
export function sessionFolder(stateFolder: string): string {
  return join(stateFolder, 'sessions');
}
