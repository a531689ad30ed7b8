import type { RelativeDistinguishedNames } from 'pkijs';

/** One attribute of a distinguished name, in the certificate's order; empty values are kept. */
export interface NameAttribute {
  /** `O`, `OU`, `CN` …, or the object identifier when it has no short name. */
  readonly type: string;
  readonly value: string;
}

/** The attributes of a name, in the certificate's order. */
export function readName(name: RelativeDistinguishedNames): NameAttribute[] {
  return name.typesAndValues.map(({ type, value }) => ({
    type: shortNames[type] ?? type,
    value: String(value.valueBlock.value),
  }));
}

/** The name as `openssl x509 -subject -nameopt RFC2253,sep_comma_plus_space,-dn_rev` would: `O=system:users, OU=, CN=…`. */
export function formatName(name: readonly NameAttribute[]): string {
  return name.map(({ type, value }) => `${type}=${escapeValue(value)}`).join(', ');
}

/** RFC 2253 escapes separators, a leading `#` or space and a trailing space. */
function escapeValue(value: string): string {
  return value.replaceAll(/[,+"\\<>;]|^[ #]| $/g, '\\$&');
}

const shortNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.4': 'SN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.9': 'street',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
  '2.5.4.12': 'title',
  '2.5.4.42': 'GN',
  '0.9.2342.19200300.100.1.1': 'UID',
  '0.9.2342.19200300.100.1.25': 'DC',
  '1.2.840.113549.1.9.1': 'emailAddress',
};
