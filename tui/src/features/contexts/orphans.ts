import type { OrphanedEntry } from '@ackring/core/kubeconfig/contexts';
import type { AppState } from '../../screen/app-state.js';

declare module '../../screen/overlay.js' {
  interface Subjects {
    readonly context: { readonly kind: 'context'; readonly id: string };
    readonly orphan: { readonly kind: 'orphan'; readonly id: string };
  }
}

const prefix = 'orphan:';

/** Rows that speak for the clusters and users of the files that no context leads to. */
export function orphanRows({ kubeconfigs }: AppState): readonly string[] {
  return (kubeconfigs.inventory?.orphans ?? []).map((entry) => prefix + orphanKey(entry));
}

/** The entry a row speaks for, or null when the row is a context. */
export function orphanOfRow({ kubeconfigs }: AppState, id: string): OrphanedEntry | null {
  if (!id.startsWith(prefix)) return null;
  const key = id.slice(prefix.length);
  return kubeconfigs.inventory?.orphans?.find((entry) => orphanKey(entry) === key) ?? null;
}

function orphanKey({ file, kind, name }: OrphanedEntry): string {
  return `${file}\u0000${kind}\u0000${name}`;
}
