import { readFileSync } from 'node:fs';
import type { KubernetesDraft } from '../store.js';

/** One recorded exchange; README.md tells the shorthand. */
export interface Exchange {
  /** `area.case/identity`. */
  readonly id: string;
  readonly about: string;
  /** `1.37.2` or `1.24.17`. */
  readonly server: string;
  readonly serverFlags?: readonly string[];
  readonly as: string;
  readonly request: {
    readonly method: string;
    readonly path: string;
    readonly headers?: Readonly<Record<string, string | null>>;
    readonly body?: unknown;
  };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string | readonly string[] | boolean | null>>;
    readonly body?: unknown;
    readonly failure?: Readonly<Record<string, unknown>>;
  };
}

/** Whom an exchange may be asked as, and what the cluster holds before the first one. */
export interface RecordedCluster {
  readonly identities: Readonly<Record<string, RecordedIdentity>>;
  readonly objects: readonly KubernetesDraft[];
}

export interface RecordedIdentity {
  readonly kind: string;
  readonly commonName?: string | null;
  readonly organizations?: readonly string[];
  readonly serviceAccount?: string;
  readonly objects?: readonly KubernetesDraft[];
}

// The recordings are data beside the source; the compiler leaves them there.
const folder = new URL('../../../src/kubernetes/recorded/', import.meta.url);

export function recordedExchanges(): readonly Exchange[] {
  const text = readFileSync(new URL('exchanges.jsonl', folder), 'utf8');
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

export function recordedCluster(): RecordedCluster {
  return JSON.parse(readFileSync(new URL('identities.json', folder), 'utf8'));
}
