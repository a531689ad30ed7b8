import { isRecord, isSame, type JsonRecord, recordAt, textAt, withoutEmpty } from '../model/record.js';
import type { Cause } from '../model/status.js';

/** Maximum bytes of a Secret's data, keys not counted. */
const dataLimit = 1024 * 1024;

/** A Secret as stored: `stringData` merged into `data`, base64 in its canonical form, `Opaque` by default. */
export function keptSecret(secret: JsonRecord): JsonRecord {
  const { stringData: _, data: __, type, ...others } = secret;
  const data = Object.entries(recordAt(secret, 'data')).map(([key, value]) => [key, canonical(value)]);
  const texts = Object.entries(recordAt(secret, 'stringData')).map(([key, value]) => {
    return [key, Buffer.from(String(value)).toString('base64')];
  });
  const all = withoutEmpty({ data: Object.fromEntries([...data, ...texts]) });
  return { ...others, ...all, type: type || 'Opaque' };
}

function canonical(value: unknown): string {
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('base64') : '';
}

/** The byte at which Go's strict reader rejects a Secret's base64; null if it is valid. */
export function base64Fault(secret: JsonRecord): number | null {
  for (const value of Object.values(recordAt(secret, 'data'))) {
    const text = typeof value === 'string' ? value.replace(/[\r\n]/g, '') : '';
    const wrong = text.search(/[^A-Za-z0-9+/]/);
    if (wrong >= 0 && !/^={1,2}$/.test(text.slice(wrong))) return wrong;
    if (text.length % 4 !== 0) return wrong >= 0 ? wrong : text.length - (text.length % 4);
  }
  return null;
}

/** What is wrong with a Secret in itself. `isOld`: in the words of 1.24. */
export function secretFaults(secret: JsonRecord, isOld: boolean): Cause[] {
  const data = recordAt(secret, 'data');
  const bytes = Object.values(data).reduce<number>(
    (sum, value) => sum + Buffer.from(String(value), 'base64').length,
    0,
  );
  const tooLong = isOld ? `must have at most ${dataLimit} bytes` : `may not be more than ${dataLimit} bytes`;
  return [
    ...Object.keys(data).flatMap((key) => keyFault(key, 'data')),
    ...(bytes > dataLimit
      ? [{ reason: 'FieldValueTooLong', message: `Too long: ${tooLong}`, field: 'data' }]
      : typeFaults(secret, data)),
  ];
}

/** What is wrong with a ConfigMap in itself. `isOld`: in the words of 1.24. */
export function configMapFaults(configMap: JsonRecord, isOld: boolean): Cause[] {
  const [data, binary] = [recordAt(configMap, 'data'), recordAt(configMap, 'binaryData')];
  const bytes =
    Object.values(data).reduce<number>((sum, value) => sum + Buffer.byteLength(String(value)), 0) +
    Object.values(binary).reduce<number>(
      (sum, value) => sum + Buffer.from(String(value), 'base64').length,
      0,
    );
  const tooLong = isOld ? `must have at most ${dataLimit} bytes` : `may not be more than ${dataLimit} bytes`;
  return [
    ...Object.keys(data).flatMap((key) => keyFault(key, 'data')),
    ...Object.keys(binary).flatMap((key) => keyFault(key, 'binaryData')),
    ...(bytes > dataLimit
      ? [{ reason: 'FieldValueTooLong', message: `Too long: ${tooLong}`, field: '' }]
      : []),
  ];
}

function keyFault(key: string, member: string): Cause[] {
  const cause = (why: string) => [
    {
      reason: 'FieldValueInvalid',
      message: `Invalid value: ${JSON.stringify(key)}: ${why}`,
      field: `${member}[${key}]`,
    },
  ];
  if (!/^[-._a-zA-Z0-9]+$/.test(key)) {
    return cause(
      "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or 'KEY_NAME',  or 'key-name', regex used for validation is '[-._a-zA-Z0-9]+')",
    );
  }
  if (key === '.') return cause("must not be '.'");
  if (key === '..') return cause("must not be '..'");
  return key.startsWith('..') ? cause("must not start with '..'") : [];
}

function typeFaults(secret: JsonRecord, data: JsonRecord): Cause[] {
  const needed = (field: string) => ({ reason: 'FieldValueRequired', message: 'Required value', field });
  const type = textAt(secret, 'type');
  if (type === 'kubernetes.io/tls') {
    return ['tls.crt', 'tls.key'].filter((key) => !(key in data)).map((key) => needed(`data[${key}]`));
  }
  const annotation = 'kubernetes.io/service-account.name';
  const annotations = recordAt(recordAt(secret, 'metadata'), 'annotations');
  const lacks = type === 'kubernetes.io/service-account-token' && !annotations[annotation];
  return lacks ? [needed(`metadata.annotations[${annotation}]`)] : [];
}

/** What must not change between two states of a Secret. */
export function secretChangeFaults(before: JsonRecord, after: JsonRecord): Cause[] {
  const faults: Cause[] = [];
  if (before['type'] !== after['type']) {
    const message = `Invalid value: ${JSON.stringify(after['type'])}: field is immutable`;
    faults.push({ reason: 'FieldValueInvalid', message, field: 'type' });
  }
  if (before['immutable'] !== true) return faults;
  const frozen = (field: string) => {
    const message = 'Forbidden: field is immutable when `immutable` is set';
    faults.push({ reason: 'FieldValueForbidden', message, field });
  };
  if (after['immutable'] !== true) frozen('immutable');
  if (!isSame(dataOf(before), dataOf(after))) frozen('data');
  return faults;
}

function dataOf(secret: JsonRecord): JsonRecord {
  return isRecord(secret['data']) ? secret['data'] : {};
}
