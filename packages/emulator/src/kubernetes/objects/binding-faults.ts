import { isRecord, isSame, type JsonRecord, recordAt, textAt } from '../record.js';
import type { ResourceKind } from '../resources.js';
import type { Cause } from '../status.js';

const group = 'rbac.authorization.k8s.io';

export function isBinding(kind: ResourceKind): boolean {
  return kind.group === group && kind.plural.endsWith('bindings');
}

/** A binding as it is kept: the API group of users and groups is filled in. */
export function keptBinding(binding: JsonRecord): JsonRecord {
  const { subjects, ...others } = binding;
  if (!Array.isArray(subjects)) return others;
  const kept = subjects.map((subject) => {
    if (!isRecord(subject) || subject['kind'] === 'ServiceAccount') return subject;
    const { apiGroup, ...named } = subject;
    return { ...named, apiGroup: apiGroup || group };
  });
  return { ...others, subjects: kept };
}

export function bindingFaults(binding: JsonRecord, kind: ResourceKind): Cause[] {
  const reference = recordAt(binding, 'roleRef');
  const kinds = kind.kind === 'ClusterRoleBinding' ? ['ClusterRole'] : ['ClusterRole', 'Role'];
  const sent = textAt(reference, 'kind') ?? '';
  const supported = kinds.map((each) => `"${each}"`).join(', ');
  const message = `Unsupported value: ${JSON.stringify(sent)}: supported values: ${supported}`;
  return [
    ...(kinds.includes(sent) ? [] : [{ reason: 'FieldValueNotSupported', message, field: 'roleRef.kind' }]),
    ...(textAt(reference, 'name')
      ? []
      : [{ reason: 'FieldValueRequired', message: 'Required value', field: 'roleRef.name' }]),
  ];
}

/** A binding's role cannot change. `isOld`: in the words of 1.24. */
export function bindingChangeFaults(before: JsonRecord, after: JsonRecord, isOld: boolean): Cause[] {
  if (isSame(before['roleRef'], after['roleRef'])) return [];
  const reference = recordAt(after, 'roleRef');
  const [kind, name] = [textAt(reference, 'kind') ?? '', textAt(reference, 'name') ?? ''];
  const told = isOld
    ? `rbac.RoleRef{APIGroup:"${group}", Kind:"${kind}", Name:"${name}"}: cannot change roleRef`
    : `${JSON.stringify({ APIGroup: group, Kind: kind, Name: name })}: field is immutable`;
  return [{ reason: 'FieldValueInvalid', message: `Invalid value: ${told}`, field: 'roleRef' }];
}
