import type { ContextsPlan } from '@ackring/core/contexts';
import type { ContextEntry } from '@ackring/core/kubeconfig';
import type { TextField } from '../../screen/text-field.js';
import type { TidyKind } from './words.js';

/** A name being typed for one context. */
export interface NamingDialog {
  readonly kind: 'naming';
  readonly purpose: 'rename' | 'namespace';
  readonly entry: ContextEntry;
  readonly field: TextField;
}

/** The operation on contexts. */
export type TidyRequest =
  | { readonly kind: 'rename'; readonly from: string; readonly to: string }
  | { readonly kind: 'remove'; readonly names: readonly string[] }
  | { readonly kind: 'prune' };

/** The changes of the files, shown before they are made. */
export interface TidyDialog {
  readonly kind: 'tidy';
  readonly request: TidyRequest & { readonly kind: TidyKind };
  readonly plan: ContextsPlan;
  readonly top: number;
  readonly isUnderWay: boolean;
}

declare module '../../screen/overlays.js' {
  interface Overlays {
    readonly naming: NamingDialog;
    readonly tidy: TidyDialog;
  }
}
