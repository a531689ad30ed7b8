import type { RamStatement } from '../cloud/ram.js';
import type { PolicyPlace } from './policy-place.js';
import type { RotationPortsOptions } from './ports-options.js';

/**
 * A kind of sink or notifier, whole: the configuration, the policy generator and the documents are made from these
 * records, so that a new kind without its rights or its documents does not compile.
 */
export interface PlugIn<Settings extends { readonly kind: string }, Opened> {
  /** What the configuration's settings mean for it; throws AckringError where it cannot be opened. */
  open(settings: Settings, options: RotationPortsOptions): Promise<Opened>;
  /** The least it needs of RAM; empty where RAM has no say. */
  ramStatements(settings: Settings, place: PolicyPlace): readonly RamStatement[];
  readonly docs: PlugInDocs<Settings>;
}

/** A plug-in with the schema of its settings. */
export interface PlugInRecord<Schema, Settings extends { readonly kind: string }, Opened>
  extends PlugIn<Settings, Opened> {
  readonly kind: Settings['kind'];
  readonly schema: Schema;
}

/** What the documents say of a plug-in, in Markdown. */
export interface PlugInDocs<Settings extends { readonly kind: string }> {
  /** A sentence: what it is and where it puts things. */
  readonly summary: string;
  /** One line of rotation.yaml, in flow style. */
  readonly example: string;
  /** What each setting means, with its default. */
  readonly settings: Readonly<Record<Exclude<keyof Settings, 'kind'>, string>>;
  /** What one must know to rely on it; a sentence or two each. */
  readonly notes: readonly string[];
}
