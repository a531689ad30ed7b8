import type { DeployedFunction } from './definition.js';
import type { ShipLog } from './log-shipping.js';
import type { Pool } from './pool.js';

/** A function as it was when it was published: what is deployed later does not change it. */
export interface PublishedVersion {
  /** `1`, `2`, …; an id is never given twice. */
  readonly id: string;
  readonly description: string;
  readonly fn: DeployedFunction;
  readonly pool: Pool;
  readonly shipLog: ShipLog;
  readonly created: string;
}

/** A name that leads to a version, and can be led to another. */
export interface Alias {
  readonly name: string;
  readonly versionId: string;
  readonly description: string;
  readonly created: string;
  readonly modified: string;
}

/** By which name a function was invoked, and the version that this led to; empty for what is not published. */
export interface Qualified {
  readonly qualifier: string;
  readonly versionId: string;
}

export const latest: Qualified = { qualifier: 'LATEST', versionId: '' };
