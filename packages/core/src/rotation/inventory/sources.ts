import type { ApiServer } from '../../machine/api-server/api.js';
import type { RotationConfiguration } from '../configuration/configuration.js';
import type { KnownCredentials } from '../ledger/known.js';
import type { Sink } from '../sinks/sink.js';
import type { Addresses } from './addresses.js';
import type { GatherBudget } from './deadline.js';
import type { FleetSlice } from './fleet-slice.js';
import type { Watched } from './watch.js';

export interface InventorySources {
  readonly configuration: RotationConfiguration;
  readonly slices: readonly FleetSlice[];
  /** What the ledger owes beside the selected clusters. */
  readonly watched: readonly Watched[];
  readonly sinks: readonly Sink[];
  readonly apiServer: ApiServer;
  readonly now: Date;
  /** Each credential's condition after the run before, by `subjectKey`. */
  readonly known: KnownCredentials;
  /** How long it may read, leaving time for work; for ever if omitted. */
  readonly budget?: GatherBudget;
  readonly signal?: AbortSignal | undefined;
}

export interface WatchedSources extends InventorySources {
  readonly addresses: Addresses;
  readonly hasTime: () => boolean;
}
