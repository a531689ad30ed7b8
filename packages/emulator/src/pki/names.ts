import { Set as AsnSet, ObjectIdentifier, PrintableString, Sequence } from 'asn1js';
import { RelativeDistinguishedNames } from 'pkijs';

/** A distinguished name with the three parts ACK uses, in its order: O, OU, CN. */
export interface Name {
  readonly organization: string;
  /** May be the empty string: ACK writes an empty OU into client certificates. */
  readonly organizationalUnit: string | null;
  /** Null where a test wants a certificate without one. */
  readonly commonName: string | null;
}

const oids = { organization: '2.5.4.10', organizationalUnit: '2.5.4.11', commonName: '2.5.4.3' } as const;

/**
 * Built from ASN.1 and read back, because pkijs itself would write all parts into one set, which is another
 * name: `O=… + CN=…`.
 */
export function distinguishedName(name: Name): RelativeDistinguishedNames {
  const parts: [string, string | null][] = [
    [oids.organization, name.organization],
    [oids.organizationalUnit, name.organizationalUnit],
    [oids.commonName, name.commonName],
  ];
  const sets = parts.flatMap(([type, value]) => (value === null ? [] : [relativeName(type, value)]));
  return RelativeDistinguishedNames.fromBER(new Sequence({ value: sets }).toBER());
}

function relativeName(type: string, value: string): AsnSet {
  const attribute = [new ObjectIdentifier({ value: type }), new PrintableString({ value })];
  return new AsnSet({ value: [new Sequence({ value: attribute })] });
}
