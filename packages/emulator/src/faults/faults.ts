import type { ServiceName } from '../http/service-names.js';

/** What a fault may affect: a service, or the clusters' API servers, whose operations are like `get secrets`. */
type FaultTarget = ServiceName | 'kubernetes';

/** What goes wrong with a matching request. */
export type FaultEffect =
  /** Refuses with a throttling code, with `x-acs-retry-after` if given. */
  | {
      readonly kind: 'throttle';
      readonly code?: string;
      readonly status?: number;
      readonly retryAfterMs?: number;
    }
  /** Refuses with this status and code; with `after`, only after the work was done. */
  | {
      readonly kind: 'error';
      readonly status: number;
      readonly code?: string;
      readonly message?: string;
      readonly after?: boolean;
    }
  | { readonly kind: 'delay'; readonly ms: number }
  /** Resets the connection; with `after`, only after the work was done. */
  | { readonly kind: 'reset'; readonly after?: boolean }
  /**
   * Kills the calling function's process, and cuts; with `after`, only after the work was done. With `skip` or a
   * probability it kills at any step of a run. A caller that is not a function of this cloud gets a reset.
   */
  | { readonly kind: 'kill'; readonly after?: boolean }
  /** Sends the head and half of the body (or `bytes` of it), then cuts. */
  | { readonly kind: 'truncate'; readonly bytes?: number }
  /** Answers with a proxy's HTML page. */
  | { readonly kind: 'html'; readonly status?: number }
  | { readonly kind: 'emptyBody'; readonly status?: number }
  /** Redirects. */
  | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
  /** Answers with this many empty bytes, compressed to almost none with `gzip`. */
  | { readonly kind: 'flood'; readonly bytes: number; readonly gzip?: boolean }
  /** Sends the head, and then one byte every `ms`. */
  | { readonly kind: 'drip'; readonly ms: number }
  /** Issues another kubeconfig than was requested; every other operation answers as usual. */
  | Misissue
  /** Replaces one member of a JSON body: `path` such as `clusters.0.tags`. */
  | { readonly kind: 'drift'; readonly path: string; readonly value: unknown }
  /** Empties the list of a page. */
  | { readonly kind: 'emptyPage' }
  /** Repeats the operation's previous answer. */
  | { readonly kind: 'duplicatePage' }
  /** Falsifies the page's total_count. */
  | { readonly kind: 'totalCount'; readonly value: number };

/** What is wrong with an issued kubeconfig. */
export const kubeconfigFlaws = [
  /** Another cluster's, complete and working. */
  'otherCluster',
  /** Another identity's of the same cluster, complete and working. */
  'otherIdentity',
  /** With the private key of another certificate. */
  'otherKey',
  /** Dials another address than the cluster's. */
  'otherServer',
  /** Dials the cluster without TLS. */
  'http',
  /** Runs a program for credentials instead of the certificate; see `command` and `marker`. */
  'plugin',
  /** Names an OpenID Connect provider beside the certificate. */
  'authProvider',
  /** Holds a bearer token beside the certificate. */
  'token',
  /** Names files of the reader's machine instead of the certificate and key. */
  'files',
  /** Disables verification of the server's certificate. */
  'skipsVerification',
  /** Sends everything through a proxy. */
  'proxy',
  /** Holds a second context, with its own user. */
  'twoContexts',
  /** Lives four times as long as requested; a long-term one, for 12 years. */
  'longer',
  /** Lives for a quarter of what was requested; a long-term one, for eight hours. */
  'shorter',
  /** Expired an hour ago. */
  'ended',
  /** The one that the latest revoke killed; until then, nothing is wrong with it. */
  'revoked',
] as const;

export type KubeconfigFlaw = (typeof kubeconfigFlaws)[number];

export interface Misissue {
  readonly kind: 'misissue';
  readonly flaw: KubeconfigFlaw;
  /** The program of `plugin`, `ackring` by default; Node's `NODE_OPTIONS` are set for it. */
  readonly command?: string;
  /** The file that those options make Node write, which shows that it was run. */
  readonly marker?: string;
}

/** Which requests a fault affects, and how often. */
export interface Fault {
  /** Every service if omitted, but no API server: those are named. */
  readonly service?: FaultTarget;
  /** Every operation if omitted. */
  readonly operation?: string;
  /** Only requests whose path or query contains this text. */
  readonly path?: string;
  /** 0–1, 1 by default. */
  readonly probability?: number;
  /** Lets the first N matching requests through. */
  readonly skip?: number;
  /** Removed after this many hits; never by default. */
  readonly times?: number;
  readonly effect: FaultEffect;
}

/** The active faults. Several may affect one request: they act in the order they were added. */
export interface Faults {
  /** Adds one; returns a function that removes it. */
  add(fault: Fault): () => void;
  /** A script: the operation's next calls get these effects one after the other; null lets a call pass. */
  script(operation: string, effects: readonly (FaultEffect | null)[]): () => void;
  list(): readonly Fault[];
  clear(): void;
}

/** Called for every request. */
export interface FaultSource extends Faults {
  strike(request: { service: FaultTarget; operation: string; path: string }): readonly FaultEffect[];
}

interface Armed {
  readonly fault: Fault;
  seen: number;
  strikes: number;
}

/** Probabilities come from a generator seeded by `seed`, so that a run can be repeated. */
export function createFaults(seed = 1): FaultSource {
  const armed = new Set<Armed>();
  const random = mulberry32(seed);

  function add(fault: Fault): () => void {
    const entry = { fault, seen: 0, strikes: 0 };
    armed.add(entry);
    return () => armed.delete(entry);
  }

  return {
    add,
    script(operation, effects) {
      const removals = effects.flatMap((effect, index) =>
        effect ? [add({ operation, skip: index, times: 1, effect })] : [],
      );
      return () => {
        for (const remove of removals) remove();
      };
    },
    list: () => [...armed].map((entry) => entry.fault),
    clear: () => armed.clear(),
    strike(request) {
      const effects: FaultEffect[] = [];
      for (const entry of armed) {
        if (!meets(entry.fault, request)) continue;
        entry.seen += 1;
        if (entry.seen <= (entry.fault.skip ?? 0)) continue;
        if (random() >= (entry.fault.probability ?? 1)) continue;
        effects.push(entry.fault.effect);
        entry.strikes += 1;
        if (entry.strikes >= (entry.fault.times ?? Number.POSITIVE_INFINITY)) armed.delete(entry);
      }
      return effects;
    },
  };
}

function meets(fault: Fault, request: { service: FaultTarget; operation: string; path: string }): boolean {
  if (fault.service ? fault.service !== request.service : request.service === 'kubernetes') return false;
  if (fault.operation && fault.operation !== request.operation) return false;
  return !fault.path || request.path.includes(fault.path);
}

function mulberry32(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
