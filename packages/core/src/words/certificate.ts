/** What a client certificate says of itself. `serial` and `sha256` are lower-case hex without colons. */
export interface CertificateFacts {
  readonly subject: { readonly organizations: readonly string[]; readonly commonName: string };
  readonly uid: string | null;
  readonly issuedAt: Date | null;
  readonly notBefore: Date;
  readonly notAfter: Date;
  readonly serial: string;
  readonly sha256: string;
}
