import type { Cluster } from '../cluster.js';
import type { AckringError } from '../errors.js';

/** A fleet scan as it happens, region by region; a region that fails is an event, never the end. */
export type FleetEvent =
  | { readonly kind: 'regions'; readonly regions: readonly string[] }
  | { readonly kind: 'clusters'; readonly region: string; readonly clusters: readonly Cluster[] }
  | { readonly kind: 'failed'; readonly region: string; readonly error: AckringError };
