import type { AcquireRequest } from '@ackring/core/acquire/request';
import type { ContextEntry } from '@ackring/core/kubeconfig/context-entry';

/** Work for the world outside, described; the runner alone does it. */
export type Effect =
  | { readonly kind: 'loadProfile' }
  | { readonly kind: 'loadCachedFleet' }
  | { readonly kind: 'scanFleet' }
  | { readonly kind: 'readContexts' }
  | { readonly kind: 'verify'; readonly entries: readonly ContextEntry[] }
  | { readonly kind: 'planAcquire'; readonly request: AcquireRequest; readonly serial: number }
  | { readonly kind: 'acquire'; readonly request: AcquireRequest }
  | { readonly kind: 'cancelAcquire' }
  | { readonly kind: 'undo' }
  | { readonly kind: 'copy'; readonly text: string; readonly what: string }
  | { readonly kind: 'quit'; readonly exitCode: number };
