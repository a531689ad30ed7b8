import { isRecord, type JsonRecord, recordAt } from '../model/record.js';
import type { ResourceKind } from '../model/resources.js';
import type { Cause } from '../model/status.js';

const subdomain =
  "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')";

const label =
  "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')";

const labelKey =
  "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')";

const labelValue =
  "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')";

/** Maximum bytes of all annotations, keys and values. */
const annotationsLimit = 256 * 1024;

/** What is wrong with an object's metadata. `isOld`: in the words of 1.24. */
export function metadataFaults(object: JsonRecord, kind: ResourceKind, isOld: boolean): Cause[] {
  const metadata = recordAt(object, 'metadata');
  return [
    ...nameFaults(metadata['name'], kind),
    ...labelFaults(recordAt(metadata, 'labels'), isOld),
    ...annotationFaults(recordAt(metadata, 'annotations'), isOld),
    ...ownerFaults(metadata['ownerReferences'], isOld),
    ...finalizerFaults(metadata['finalizers']),
  ];
}

function nameFaults(name: unknown, kind: ResourceKind): Cause[] {
  const field = 'metadata.name';
  if (typeof name !== 'string' || name === '') {
    const message = 'Required value: name or generateName is required';
    return [{ reason: 'FieldValueRequired', message, field }];
  }
  return nameRules(name, kind).map((why) => invalidValue(field, name, why));
}

function nameRules(name: string, kind: ResourceKind): string[] {
  if (kind.group === 'rbac.authorization.k8s.io') {
    if (name === '.' || name === '..') return [`may not be '${name}'`];
    return ['/', '%'].filter((sign) => name.includes(sign)).map((sign) => `may not contain '${sign}'`);
  }
  const isLabel = kind.kind === 'Namespace';
  const limit = isLabel ? 63 : 253;
  if (name.length > limit) return [`must be no more than ${limit} characters`];
  const shape = isLabel
    ? /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/
    : /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
  return shape.test(name) ? [] : [isLabel ? label : subdomain];
}

function labelFaults(labels: JsonRecord, isOld: boolean): Cause[] {
  const field = 'metadata.labels';
  const entries = Object.entries(labels);
  return [
    ...entries.flatMap(([, value]) =>
      /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/.test(String(value))
        ? []
        : [invalidValue(field, String(value), labelValue)],
    ),
    ...entries.flatMap(([key]) => keyRules(key, isOld).map((why) => invalidValue(field, key, why))),
  ];
}

const keyShape = /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/;

function keyRules(key: string, isOld: boolean): string[] {
  const parts = key.split('/');
  if (parts.length <= 2) return keyShape.test(parts.at(-1) ?? '') ? [] : [labelKey];
  const what = isOld ? 'a qualified name' : 'a valid label key';
  const how = labelKey.replace('name part', what);
  return [`${how} with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`];
}

function annotationFaults(annotations: JsonRecord, isOld: boolean): Cause[] {
  const bytes = Object.entries(annotations).reduce(
    (sum, [key, value]) => sum + key.length + Buffer.byteLength(String(value)),
    0,
  );
  const keys = Object.keys(annotations).flatMap((key) =>
    keyRules(key, isOld).map((why) => invalidValue('metadata.annotations', key, why)),
  );
  if (bytes <= annotationsLimit) return keys;
  const why = isOld
    ? `must have at most ${annotationsLimit} bytes`
    : `may not be more than ${annotationsLimit} bytes`;
  return [
    ...keys,
    { reason: 'FieldValueTooLong', message: `Too long: ${why}`, field: 'metadata.annotations' },
  ];
}

function ownerFaults(owners: unknown, isOld: boolean): Cause[] {
  const each = Array.isArray(owners) ? owners : [];
  return each.flatMap((owner, index) =>
    ['apiVersion', 'kind', 'name', 'uid']
      .filter((name) => !isRecord(owner) || !owner[name])
      .map((name) => missingOwnerPart(name, index, isOld)),
  );
}

function missingOwnerPart(name: string, index: number, isOld: boolean): Cause {
  if (isOld) {
    const why = `${name === 'apiVersion' ? 'version' : name} must not be empty`;
    return invalidValue(`metadata.ownerReferences.${name}`, '', why);
  }
  const message = 'Required value: must not be empty';
  return { reason: 'FieldValueRequired', message, field: `metadata.ownerReferences[${index}].${name}` };
}

function finalizerFaults(finalizers: unknown): Cause[] {
  const each: unknown[] = Array.isArray(finalizers) ? finalizers : [];
  const standard = ['orphan', 'foregroundDeletion', 'kubernetes'];
  const why = 'name is neither a standard finalizer name nor is it fully qualified';
  return each.flatMap((name, index) =>
    typeof name === 'string' && !name.includes('/') && !standard.includes(name)
      ? [invalidValue(`metadata.finalizers[${index}]`, name, why)]
      : [],
  );
}

function invalidValue(field: string, value: string, why: string): Cause {
  return { reason: 'FieldValueInvalid', message: `Invalid value: ${JSON.stringify(value)}: ${why}`, field };
}
