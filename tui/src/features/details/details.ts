import type { Subject } from '../../screen/overlay.js';

export const clusterTabs = ['overview', 'connection', 'identities', 'certificates', 'events'] as const;
export type ClusterTab = (typeof clusterTabs)[number];

/** All that is known of one row. */
export interface Details {
  readonly kind: 'details';
  readonly subject: Subject;
  /** Of a cluster; other subjects have one page. */
  readonly tab: ClusterTab;
  readonly top: number;
}

declare module '../../screen/overlay.js' {
  interface Overlays {
    readonly details: Details;
  }
}
