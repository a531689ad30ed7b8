import { isRecord, isSame, type JsonRecord, recordAt, textAt, textsAt } from '../model/record.js';
import type { ResourceKind } from '../model/resources.js';
import type { Cause } from '../model/status.js';

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

/** What is wrong with a binding. `isOld`: in the order of 1.24. */
export function bindingFaults(binding: JsonRecord, kind: ResourceKind, isOld: boolean): Cause[] {
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
    ...subjectFaults(binding, kind, isOld),
  ];
}

const subjectKinds = ['ServiceAccount', 'User', 'Group'];

function subjectFaults(binding: JsonRecord, kind: ResourceKind, isOld: boolean): Cause[] {
  const subjects = Array.isArray(binding['subjects']) ? binding['subjects'].filter(isRecord) : [];
  return subjects.flatMap((subject, index) => {
    const at = `subjects[${index}]`;
    const sent = textAt(subject, 'kind') ?? '';
    const required = (field: string) => ({ reason: 'FieldValueRequired', message: 'Required value', field });
    const supported = subjectKinds.map((each) => JSON.stringify(each)).join(', ');
    const message = `Unsupported value: ${JSON.stringify(sent)}: supported values: ${supported}`;
    const isPlaced = sent !== 'ServiceAccount' || textAt(subject, 'namespace') || kind.kind === 'RoleBinding';
    const missing = [
      ...(textAt(subject, 'name') ? [] : [required(`${at}.name`)]),
      ...(isPlaced ? [] : [required(`${at}.namespace`)]),
    ];
    const odd = subjectKinds.includes(sent)
      ? []
      : [{ reason: 'FieldValueNotSupported', message, field: `${at}.kind` }];
    return isOld ? [...missing, ...odd] : [...odd, ...missing];
  });
}

/** What is wrong with a role's rules. `isOld`: in the words of 1.24. */
export function roleFaults(role: JsonRecord, kind: ResourceKind, isOld: boolean): Cause[] {
  const rules = Array.isArray(role['rules']) ? role['rules'].filter(isRecord) : [];
  return rules.flatMap((rule, index) =>
    ruleFaults(rule, `rules[${index}]`, { isNamespaced: kind.namespaced, isOld }),
  );
}

function ruleFaults(
  rule: JsonRecord,
  at: string,
  { isNamespaced, isOld }: { readonly isNamespaced: boolean; readonly isOld: boolean },
): Cause[] {
  const required = (field: string, why: string) => {
    return { reason: 'FieldValueRequired', message: `Required value: ${why}`, field: `${at}.${field}` };
  };
  const isEmpty = (field: string) => textsAt(rule, field).length === 0;
  const missing = required('verbs', 'verbs must contain at least one value');
  const verbs = isEmpty('verbs') ? [isOld ? missing : { ...missing, message: 'Required value' }] : [];
  if (!isEmpty('nonResourceURLs')) {
    const paths = textsAt(rule, 'nonResourceURLs').map((path) => JSON.stringify(path));
    const why = isNamespaced
      ? 'namespaced rules cannot apply to non-resource URLs'
      : 'rules cannot apply to both regular resources and non-resource URLs';
    const told = isOld ? `[]string{${paths.join(', ')}}` : JSON.stringify(rule['nonResourceURLs']);
    const message = `Invalid value: ${told}: ${why}`;
    const isMixed = ['apiGroups', 'resources', 'resourceNames'].some((field) => !isEmpty(field));
    const fault = { reason: 'FieldValueInvalid', message, field: `${at}.nonResourceURLs` };
    return [...verbs, ...(isNamespaced || isMixed ? [fault] : [])];
  }
  const others = [
    ...(isEmpty('apiGroups')
      ? [required('apiGroups', 'resource rules must supply at least one api group')]
      : []),
    ...(isEmpty('resources')
      ? [required('resources', 'resource rules must supply at least one resource')]
      : []),
  ];
  return isOld ? [...verbs, ...others] : [...others, ...verbs];
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
