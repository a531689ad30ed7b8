import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';

/** Names one context among all files: names repeat from file to file. */
export function contextId(entry: Pick<ContextEntry, 'file' | 'context'>): string {
  return `${entry.file}\u0000${entry.context}`;
}
