import type { AckringError } from '../../errors.js';

/** A sink of the rotation that holds the caller's kubeconfig of one cluster, or might. No secret is in it. */
export interface SinkPlace {
  readonly sink: string;
  /** The name the sink keeps it under: `self`, a role's name or a uid. */
  readonly holder: string;
  readonly copy: SinkPlaceCopy;
}

export type SinkPlaceCopy =
  | { readonly kind: 'held'; readonly serial: string; readonly notAfter: Date; readonly server: string }
  /** Nobody can say what is there: it may be the one that dies. */
  | { readonly kind: 'unreadable'; readonly error: AckringError };

export type HeldPlace = SinkPlace & { readonly copy: Extract<SinkPlaceCopy, { kind: 'held' }> };

/** For people: `kms:ackring/ as self`. */
export function placeName({ sink, holder }: SinkPlace): string {
  return `${sink} as ${holder}`;
}

export function isHeld(place: SinkPlace): place is HeldPlace {
  return place.copy.kind === 'held';
}
