/**
 * A YAML document as kubeconfigs need it. Plain scalars that YAML takes for booleans, numbers or dates stay as
 * written: ids exceed 2^53, and what we write back must keep its type.
 */
export type YamlValue = string | null | TypedScalar | readonly YamlValue[] | YamlMapping;

export interface YamlMapping {
  readonly [key: string]: YamlValue;
}

const typed = Symbol('typed scalar');

export interface TypedScalar {
  readonly [typed]: string;
  /** Its text: the YAML parser needs it for a mapping's key. */
  toString(): string;
}

/**
 * What some YAML reader, of 1.1 (kubectl's) or 1.2, may take for anything but a string. Errs on the wide side: such a
 * scalar is written back as it was.
 */
export const typedPattern = /^(?:[-+.]*[0-9]\S*|[-+]?\.(?:inf|nan)|y|n|yes|no|on|off|true|false|=)$/i;

export function typedScalar(text: string): TypedScalar {
  return { [typed]: text, toString: () => text };
}

export function isTyped(value: unknown): value is TypedScalar {
  return typeof value === 'object' && value !== null && typed in value;
}

export function isMapping(value: YamlValue | undefined): value is YamlMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isTyped(value);
}

/** The mapping itself, or an empty one: kubectl treats null and a missing mapping alike. */
export function mappingOf(value: YamlValue | undefined): YamlMapping {
  return isMapping(value) ? value : {};
}

export function listOf(value: YamlValue | undefined): readonly YamlValue[] {
  return Array.isArray(value) ? value : [];
}

/** The scalar as written; null for an empty one, since kubeconfig readers treat "" and absent alike. */
export function textOf(value: YamlValue | undefined): string | null {
  if (isTyped(value)) return value[typed];
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Equal in content, whatever the order of keys. */
export function isSameValue(one: YamlValue | undefined, other: YamlValue | undefined): boolean {
  if (one === other) return true;
  if (isTyped(one) && isTyped(other)) return one[typed] === other[typed];
  if (Array.isArray(one) && Array.isArray(other)) return isSameList(one, other);
  return isMapping(one) && isMapping(other) && isSameMapping(one, other);
}

function isSameList(one: readonly YamlValue[], other: readonly YamlValue[]): boolean {
  return one.length === other.length && one.every((value, index) => isSameValue(value, other[index]));
}

function isSameMapping(one: YamlMapping, other: YamlMapping): boolean {
  const keys = Object.keys(one);
  if (keys.length !== Object.keys(other).length) return false;
  return keys.every((key) => Object.hasOwn(other, key) && isSameValue(one[key], other[key]));
}

/**
 * How kubectl's YAML reader types a scalar (go-yaml, YAML 1.1): `yes` is true, `010` a number, a date or `1.2.3` a
 * string. kubectl refuses numbers and booleans in place of strings, and vice versa.
 */
export function goKindOf(scalar: TypedScalar): 'flag' | 'number' | 'text' {
  const text = scalar[typed];
  if (flagWords.test(text)) return 'flag';
  return numberOf(text) === null ? 'text' : 'number';
}

/** Whether kubectl takes it for true. */
export function isTrue(value: YamlValue | undefined): boolean {
  return isTyped(value) && /^(?:true|yes|on|y)$/i.test(value[typed]);
}

/** Whether it is no finite number, which JSON does not have: kubectl refuses a document with one. */
export function isInfinite(value: YamlValue): boolean {
  return isTyped(value) && infinities.test(value[typed]);
}

/** As go-yaml reads it: whole ones up to 64 bits, others as floats; null for what is none. */
function numberOf(text: string): bigint | number | null {
  if (infinities.test(text)) return Number.POSITIVE_INFINITY;
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  const whole = integers.test(plain) ? wholeNumber(plain) : null;
  if (whole !== null && whole >= -(2n ** 63n) && whole < 2n ** (plain.startsWith('+') ? 63n : 64n))
    return whole;
  return floats.test(plain) && Number.isFinite(Number(plain)) ? Number(plain) : null;
}

/** `0x1f`, `0b11`, `0o17`, and `017`, which is octal as well. */
function wholeNumber(text: string): bigint {
  const digits = text.replace(/^[-+]/, '');
  const value = BigInt(/^0[0-7]+$/.test(digits) ? `0o${digits.slice(1)}` : digits);
  return text.startsWith('-') ? -value : value;
}

/** The value as kubectl turns it into JSON. */
export function jsonOf(value: YamlValue): string {
  if (isTyped(value)) return scalarJson(value);
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(',')}]`;
  if (!isMapping(value)) return JSON.stringify(value);
  const members = Object.entries(value).map(([key, each]) => `${JSON.stringify(key)}:${jsonOf(each)}`);
  return `{${members.join(',')}}`;
}

/** Whole numbers keep all their digits. */
function scalarJson(scalar: TypedScalar): string {
  const text = scalar[typed];
  if (goKindOf(scalar) === 'flag') return String(/^(?:y|on|true)/i.test(text));
  const number = isInfinite(scalar) ? null : numberOf(text);
  return number === null ? JSON.stringify(text) : String(number);
}

const flagWords =
  /^(?:[yY]|yes|Yes|YES|on|On|ON|true|True|TRUE|[nN]|no|No|NO|off|Off|OFF|false|False|FALSE)$/;
const infinities = /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const integers = /^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|[0-9]+)$/;
const floats = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
