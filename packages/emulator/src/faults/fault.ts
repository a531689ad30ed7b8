import type { ServiceName } from '../service.js';

/** What a fault may strike: a service, or the clusters' API servers, whose operations are as `get secrets`. */
export type FaultTarget = ServiceName | 'kubernetes';

/** What goes wrong with a matching request. */
export type FaultEffect =
  /** Refuses with a throttling code, with `x-acs-retry-after` when it is given. */
  | {
      readonly kind: 'throttle';
      readonly code?: string;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  /** Refuses with this status and code; with `after`, only when the work was done. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly after?: boolean;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Resets the connection; with `after`, only when the work was done. */
  | { readonly kind: 'reset'; readonly after?: boolean }
  /**
   * Kills the function's process that asks, and cuts; with `after`, only when the work was done. With `skip` or a
   * probability it kills at any step of a run. Whoever is not a function of this cloud meets a reset.
   */
  | { readonly kind: 'kill'; readonly after?: boolean }
  /** Sends the head and half of the body (or `bytes` of it), then cuts. */
  | { readonly kind: 'truncate'; readonly bytes?: number }
  /** Answers with a proxy's HTML page. */
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'emptyBody'; readonly status?: number }
  /** Sends elsewhere. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** Answers so many bytes of nothing, compressed to almost none with `gzip`. */
  | { readonly kind: 'flood'; readonly bytes: number; readonly gzip?: boolean }
  /** Sends the head, and then a byte each so many ms. */
  | { readonly kind: 'drip'; readonly ms: number }
  /** Replaces one member of a JSON body: `path` such as `clusters.0.tags`. */
  | { readonly kind: 'drift'; readonly path: string; readonly value: unknown }
  /** Empties the list of a page. */
  | { readonly kind: 'emptyPage' }
  /** Gives the operation's previous answer once more. */
  | { readonly kind: 'duplicatePage' }
  /** Makes the page's total_count lie. */
  | { readonly kind: 'totalCount'; readonly value: number };

/** Which requests a fault meets, and how often. */
export interface Fault {
  /** Every service when left out, but no API server: those are named. */
  readonly service?: FaultTarget;
  /** Every operation when left out. */
  readonly operation?: string;
  /** Only requests whose path, or the query behind it, holds this text. */
  readonly path?: string;
  /** 0–1, 1 by default. */
  readonly probability?: number;
  /** So many matching requests pass untouched first. */
  readonly skip?: number;
  /** Gone after so many strikes; for ever by default. */
  readonly times?: number;
  readonly effect: FaultEffect;
}
