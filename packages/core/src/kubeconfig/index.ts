// The text of a kubeconfig, and the facts of its contexts.

export { type AckOrigin, type ContextEntry, type Credential, certificateIssuedAt } from './context-entry.js';
export { contextMeant, contextsNamed, namesLike, neitherContextNorFile } from './context-names.js';
export type { OrphanedEntry } from './contexts.js';
export type { Kubeconfig } from './kubeconfig.js';
export { lookInto, readKubeconfig } from './read.js';
