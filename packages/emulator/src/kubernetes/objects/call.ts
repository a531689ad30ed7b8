import type { ServiceRequest } from '../../http/request.js';
import type { ClusterRecord } from '../../world/cluster.js';
import type { World } from '../../world/world.js';
import type { KubernetesUser } from '../access/user.js';
import type { ResourceKind } from '../model/resources.js';
import { type Cause, invalid, Refusal } from '../model/status.js';

/** One request about stored objects, authorized and routed. */
export interface ObjectCall {
  readonly world: World;
  readonly request: ServiceRequest;
  readonly cluster: ClusterRecord;
  readonly user: KubernetesUser;
  readonly now: Date;
  readonly verb: string;
  readonly kind: ResourceKind;
  /** Null for a kind without, and for all namespaces. */
  readonly namespace: string | null;
  /** Null for all of a kind. */
  readonly name: string | null;
  /** Which part of the object is written; null for the rest. */
  readonly part: 'status' | null;
}

/** The query options of a write. */
export interface WriteOptions {
  readonly isDryRun: boolean;
  /** The manager of the written fields. */
  readonly manager: string;
  /** Whether an unknown field is refused, reported in a warning, or silently dropped. */
  readonly validation: 'Strict' | 'Warn' | 'Ignore';
  readonly isForced: boolean;
  /** Of a server as 1.24 and its like. */
  readonly isOld: boolean;
}

const managerLimit = 128;

/** Reads and checks the options. `kind` is `CreateOptions` and so on; 1.24 does not look at unknown fields. */
export function writeOptions({ query, headers }: ServiceRequest, kind: string, isOld: boolean): WriteOptions {
  const causes = [
    ...dryRunFaults(query.getAll('dryRun'), isOld),
    ...managerFaults(query.get('fieldManager'), kind, headers['content-type'] ?? '', isOld),
    ...validationFaults(query.get('fieldValidation') ?? ''),
  ];
  if (causes.length > 0) throw new Refusal(invalid({ group: 'meta.k8s.io', kind }, '', causes));
  const validation = query.get('fieldValidation');
  return {
    isDryRun: query.has('dryRun'),
    manager: query.get('fieldManager') || headers['user-agent']?.split('/')[0] || 'unknown',
    validation: isOld ? 'Ignore' : validation === 'Strict' || validation === 'Ignore' ? validation : 'Warn',
    isForced: query.get('force') === 'true',
    isOld,
  };
}

function dryRunFaults(values: readonly string[], isOld: boolean): Cause[] {
  if (values.every((value) => value === 'All')) return [];
  const told = `[${values.map((value) => JSON.stringify(value)).join(', ')}]`;
  const message = `Unsupported value: ${isOld ? told.replace(/^\[(.*)\]$/, '[]string{$1}') : told}: supported values: "All"`;
  return [{ reason: 'FieldValueNotSupported', message, field: 'dryRun' }];
}

function managerFaults(manager: string | null, kind: string, type: string, isOld: boolean): Cause[] {
  const field = 'fieldManager';
  if (kind === 'PatchOptions' && type.startsWith('application/apply-patch') && !manager) {
    return [{ reason: 'FieldValueRequired', message: 'Required value: is required for apply patch', field }];
  }
  if ((manager ?? '').length <= managerLimit) return [];
  const why = isOld
    ? `must have at most ${managerLimit} bytes`
    : `may not be more than ${managerLimit} bytes`;
  return [{ reason: 'FieldValueTooLong', message: `Too long: ${why}`, field }];
}

function validationFaults(validation: string): Cause[] {
  if (['', 'Ignore', 'Strict', 'Warn'].includes(validation)) return [];
  const message = `Unsupported value: ${JSON.stringify(validation)}: supported values: "", "Ignore", "Strict", "Warn"`;
  return [{ reason: 'FieldValueNotSupported', message, field: 'fieldValidation' }];
}
