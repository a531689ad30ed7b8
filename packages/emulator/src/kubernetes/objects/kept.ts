import { type JsonRecord, recordAt, textAt, withoutEmpty } from '../record.js';
import { apiVersionOf, type ResourceKind } from '../resources.js';
import { badRequest, type Cause, invalid, Refusal } from '../status.js';
import { hasOldManners } from '../version-manners.js';
import { bindingFaults, isBinding, keptBinding } from './binding-faults.js';
import type { ObjectCall } from './call.js';
import { knownFields, refuseWrongTypes } from './fields.js';
import { metadataFaults } from './metadata-faults.js';
import type { WriteOptions } from './options.js';
import { base64Fault, keptSecret, secretFaults } from './secret.js';

/** An object as it was sent, decoded: unknown members dropped, and each told in a warning. */
export interface Decoded {
  readonly object: JsonRecord;
  readonly warnings: readonly string[];
}

/** Decodes what was sent as Go would: wrong types and bad base64 are refused, unknown members where that is asked for. */
export function decoded(sent: JsonRecord, kind: ResourceKind, options: WriteOptions): Decoded {
  refuseWrongTypes(sent, kind);
  const fault = kind.kind === 'Secret' ? base64Fault(sent) : null;
  if (fault !== null) throw new Refusal(unreadable(kind, `illegal base64 data at input byte ${fault}`));
  const { known, unknown } = knownFields(sent, kind);
  const told = unknown.map((name) => `unknown field "${name}"`);
  if (options.validation === 'Strict' && told.length > 0) {
    throw new Refusal(unreadable(kind, `strict decoding error: ${told.join(', ')}`));
  }
  return { object: known, warnings: options.validation === 'Warn' ? told : [] };
}

function unreadable(kind: ResourceKind, why: string) {
  return badRequest(`${kind.kind} in version "${kind.version}" cannot be handled as a ${kind.kind}: ${why}`);
}

/** The object as it is kept, but for what the server itself puts into its metadata. */
export function keptForm(object: JsonRecord, kind: ResourceKind): JsonRecord {
  const { apiVersion: _, kind: __, metadata: ___, ...content } = object;
  const metadata = withoutEmpty(recordAt(object, 'metadata'));
  const whole = { apiVersion: apiVersionOf(kind), kind: kind.kind, metadata, ...content };
  if (kind.kind === 'Secret') return keptSecret(whole);
  if (kind.kind === 'Namespace') return keptNamespace(whole, metadata);
  return isBinding(kind) ? keptBinding(whole) : whole;
}

function keptNamespace(namespace: JsonRecord, metadata: JsonRecord): JsonRecord {
  const labels = { ...recordAt(metadata, 'labels'), 'kubernetes.io/metadata.name': metadata['name'] };
  const usual = { spec: { finalizers: ['kubernetes'] }, status: { phase: 'Active' } };
  return { ...usual, ...namespace, metadata: { ...metadata, labels } };
}

/** Refuses an object that is wrong in itself, or that may not follow `changes`' state. */
export function refuseFaulty(object: JsonRecord, call: ObjectCall, changes: readonly Cause[] = []): void {
  const { kind, cluster } = call;
  const isOld = hasOldManners(cluster);
  const causes = [
    ...metadataFaults(object, kind, isOld),
    ...changes,
    ...(kind.kind === 'Secret' ? secretFaults(object, isOld) : []),
    ...(isBinding(kind) ? bindingFaults(object, kind) : []),
    ...(kind.kind === 'Pod' ? podFaults(object) : []),
  ];
  const name = textAt(recordAt(object, 'metadata'), 'name') ?? '';
  if (causes.length > 0) throw new Refusal(invalid(kind, name, causes));
}

function podFaults(pod: JsonRecord): Cause[] {
  const { containers } = recordAt(pod, 'spec');
  if (Array.isArray(containers) && containers.length > 0) return [];
  return [{ reason: 'FieldValueRequired', message: 'Required value', field: 'spec.containers' }];
}

/** The headers that tell warnings. */
export function warningHeaders(warnings: readonly string[]): {
  readonly headers: Readonly<Record<string, string[]>>;
} {
  const each = warnings.map((warning) => `299 - ${JSON.stringify(warning)}`);
  return { headers: each.length > 0 ? { warning: each } : {} };
}
