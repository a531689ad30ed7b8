import { BitString, Integer, OctetString } from 'asn1js';
import {
  AltName,
  AuthorityKeyIdentifier,
  BasicConstraints,
  type Certificate,
  CRLDistributionPoints,
  ExtKeyUsage,
  type GeneralName,
  InfoAccess,
  RelativeDistinguishedNames,
} from 'pkijs';

/** What a certificate's extensions say; null or empty when it has no such extension. */
export interface CertificateExtensions {
  readonly keyUsage: readonly string[] | null;
  readonly extendedKeyUsage: readonly string[] | null;
  /** Null without basic constraints: then it is not an authority. */
  readonly basicConstraints: { readonly isAuthority: boolean; readonly pathLength: number | null } | null;
  /** `DNS:…`, `IP:…`, `URI:…`, `email:…`, `DirName:…`. */
  readonly subjectAlternativeNames: readonly string[];
  readonly subjectKeyIdentifier: string | null;
  readonly authorityKeyIdentifier: string | null;
  readonly ocspResponders: readonly string[];
  readonly issuerCertificates: readonly string[];
  readonly revocationLists: readonly string[];
  /** Object identifiers of all critical extensions. */
  readonly critical: readonly string[];
}

/** Reads a certificate's extensions. A malformed one counts as absent. */
export function readExtensions(certificate: Certificate): CertificateExtensions {
  const extensions = certificate.extensions ?? [];
  const find = (identifier: string): unknown =>
    extensions.find((each) => each.extnID === identifier)?.parsedValue;
  const access = find('1.3.6.1.5.5.7.1.1');
  const names = find('2.5.29.17');
  const usages = find('2.5.29.37');
  return {
    keyUsage: readKeyUsage(find('2.5.29.15')),
    extendedKeyUsage:
      usages instanceof ExtKeyUsage ? usages.keyPurposes.map((each) => purposes[each] ?? each) : null,
    basicConstraints: readConstraints(find('2.5.29.19')),
    subjectAlternativeNames: names instanceof AltName ? names.altNames.map(formatGeneralName) : [],
    subjectKeyIdentifier: readSubjectKey(find('2.5.29.14')),
    authorityKeyIdentifier: readAuthorityKey(find('2.5.29.35')),
    ocspResponders: locations(access, '1.3.6.1.5.5.7.48.1'),
    issuerCertificates: locations(access, '1.3.6.1.5.5.7.48.2'),
    revocationLists: readRevocationLists(find('2.5.29.31')),
    critical: extensions.filter((each) => each.critical).map((each) => each.extnID),
  };
}

function readKeyUsage(value: unknown): string[] | null {
  if (!(value instanceof BitString)) return null;
  const bytes = value.valueBlock.valueHexView;
  return usageNames.filter((_, bit) => ((bytes[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0);
}

// RFC 5280, 4.2.1.3: bit 0 is the highest bit of the first byte.
const usageNames = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
];

const purposes: Readonly<Record<string, string>> = {
  '2.5.29.37.0': 'anyExtendedKeyUsage',
  '1.3.6.1.5.5.7.3.1': 'serverAuth',
  '1.3.6.1.5.5.7.3.2': 'clientAuth',
  '1.3.6.1.5.5.7.3.3': 'codeSigning',
  '1.3.6.1.5.5.7.3.4': 'emailProtection',
  '1.3.6.1.5.5.7.3.8': 'timeStamping',
  '1.3.6.1.5.5.7.3.9': 'OCSPSigning',
};

function readConstraints(value: unknown): CertificateExtensions['basicConstraints'] {
  if (!(value instanceof BasicConstraints)) return null;
  const length = value.pathLenConstraint;
  const pathLength = length instanceof Integer ? length.valueBlock.valueDec : (length ?? null);
  return { isAuthority: value.cA, pathLength };
}

function readSubjectKey(value: unknown): string | null {
  return value instanceof OctetString ? hex(value.valueBlock.valueHexView) : null;
}

function readAuthorityKey(value: unknown): string | null {
  const identifier = value instanceof AuthorityKeyIdentifier ? value.keyIdentifier : undefined;
  return identifier ? hex(identifier.valueBlock.valueHexView) : null;
}

function locations(access: unknown, method: string): string[] {
  if (!(access instanceof InfoAccess)) return [];
  return access.accessDescriptions
    .filter((each) => each.accessMethod === method)
    .map((each) => String(each.accessLocation.value));
}

function readRevocationLists(value: unknown): string[] {
  if (!(value instanceof CRLDistributionPoints)) return [];
  return value.distributionPoints.flatMap(({ distributionPoint: names }) =>
    Array.isArray(names) ? names.filter((each) => each.type === 6).map((each) => String(each.value)) : [],
  );
}

function formatGeneralName(name: GeneralName): string {
  if (name.value instanceof RelativeDistinguishedNames) return `DirName:${formatName(readName(name.value))}`;
  if (name.value instanceof OctetString) return `IP:${formatAddress(name.value.valueBlock.valueHexView)}`;
  const label = nameLabels[name.type];
  return label === undefined ? `other name of type ${name.type}` : `${label}:${String(name.value)}`;
}

const nameLabels: Readonly<Record<number, string>> = { 1: 'email', 2: 'DNS', 6: 'URI', 8: 'RID' };

function formatAddress(bytes: Uint8Array): string {
  if (bytes.length !== 16) return bytes.join('.');
  const groups = hex(bytes).replace(/.{4}(?!$)/g, '$&:');
  return new URL(`http://[${groups}]`).hostname.slice(1, -1); // shortens as in RFC 5952
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

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
