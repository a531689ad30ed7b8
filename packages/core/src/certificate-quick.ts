import { hash } from 'node:crypto';
import { type DerElement, readChildren, readElement } from './der.js';
import { parseCommonName } from './identity.js';
import type { CertificateFacts } from './kubeconfig/context-entry.js';

/** The facts of a certificate, and the organizations of its issuer. */
export interface QuickFacts extends CertificateFacts {
  readonly issuerOrganizations: readonly string[];
}

/**
 * Reads the facts straight from the DER, in a tenth of the time that OpenSSL takes to set up a certificate:
 * a thousand contexts are listed while one looks. Null for whatever is not laid out as usual: OpenSSL judges
 * that. A test holds the two together.
 */
export function readQuickFacts(der: Uint8Array): QuickFacts | null {
  const fields = certificateFields(der);
  if (!fields) return null;
  const issuer = readName(der, fields.issuer);
  const subject = readName(der, fields.subject);
  const serial = readSerial(der, fields.serial);
  const [notBefore, notAfter] = readChildren(der, fields.validity)?.map((each) => readTime(der, each)) ?? [];
  if (!issuer || !subject || serial === null || !notBefore || !notAfter) return null;
  return {
    subject,
    ...parseCommonName(subject.commonName),
    notBefore,
    notAfter,
    serial,
    sha256: hash('sha256', der, 'hex'),
    issuerOrganizations: issuer.organizations,
  };
}

const tags = {
  integer: 0x02,
  bitString: 0x03,
  utf8String: 0x0c,
  printableString: 0x13,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
  version: 0xa0,
} as const;

interface Fields {
  readonly serial: DerElement;
  readonly issuer: DerElement;
  readonly validity: DerElement;
  readonly subject: DerElement;
}

/** RFC 5280, 4.1: the outer sequence of three, and the order within the first of them. */
function certificateFields(der: Uint8Array): Fields | null {
  const outer = readElement(der, 0, der.length);
  if (outer?.tag !== tags.sequence || outer.end !== der.length) return null;
  const [body, algorithm, signature, ...others] = readChildren(der, outer) ?? [];
  if (body?.tag !== tags.sequence || algorithm?.tag !== tags.sequence || signature?.tag !== tags.bitString)
    return null;
  const [version, serial, signing, issuer, validity, subject, publicKey] = readChildren(der, body) ?? [];
  if (version?.tag !== tags.version || serial?.tag !== tags.integer || !issuer || !validity || !subject)
    return null;
  const sequences = [signing, issuer, validity, subject, publicKey];
  const isUsual = others.length === 0 && sequences.every((each) => each?.tag === tags.sequence);
  return isUsual ? { serial, issuer, validity, subject } : null;
}

/** Null for a negative or zero number, whose printed form is a matter of taste. */
function readSerial(der: Uint8Array, { start, end }: DerElement): string | null {
  const from = der[start] === 0 ? start + 1 : start;
  const first = der[from];
  if (from >= end || first === undefined || first === 0 || (from === start && first >= 0x80)) return null;
  return hex(der, from, end);
}

function hex(der: Uint8Array, start: number, end: number): string {
  return Buffer.from(der.buffer, der.byteOffset + start, end - start).toString('hex');
}

function latin1(der: Uint8Array, { start, end }: DerElement): string {
  return Buffer.from(der.buffer, der.byteOffset + start, end - start).toString('latin1');
}

/** Only the two forms of RFC 5280, 4.1.2.5. */
function readTime(der: Uint8Array, element: DerElement): Date | null {
  const text = latin1(der, element);
  const isShort = element.tag === tags.utcTime && /^\d{12}Z$/.test(text);
  const isLong = element.tag === tags.generalizedTime && /^\d{14}Z$/.test(text);
  if (!isShort && !isLong) return null;
  const digits = isShort ? `${Number(text.slice(0, 2)) < 50 ? '20' : '19'}${text}` : text;
  const part = (from: number, to: number) => Number(digits.slice(from, to));
  const date = new Date(
    Date.UTC(part(0, 4), part(4, 6) - 1, part(6, 8), part(8, 10), part(10, 12), part(12, 14)),
  );
  // A day or hour that does not exist comes back as another one.
  const isReal = date.toISOString().replaceAll(/[-:T]|\.000/g, '') === digits;
  return isReal ? date : null;
}

const organization = '55040a';
const commonName = '550403';

function readName(der: Uint8Array, name: DerElement): CertificateFacts['subject'] | null {
  const organizations: string[] = [];
  let common = '';
  for (const set of readChildren(der, name) ?? [null]) {
    if (set?.tag !== tags.set) return null;
    for (const attribute of readChildren(der, set) ?? [null]) {
      const [type, value] = (attribute && readChildren(der, attribute)) ?? [];
      const text = value && readText(der, value);
      if (!type || text === null || text === undefined) return null;
      const identifier = hex(der, type.start, type.end);
      if (identifier === organization) organizations.push(text);
      if (identifier === commonName) common = text;
    }
  }
  return { organizations, commonName: common };
}

/** Null for the encodings of the last century. */
function readText(der: Uint8Array, element: DerElement): string | null {
  const text = latin1(der, element);
  const isPlain = /^[\x20-\x7e]*$/.test(text);
  return isPlain && (element.tag === tags.utf8String || element.tag === tags.printableString) ? text : null;
}
