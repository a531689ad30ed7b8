/**
 * What a failed TLS handshake means, once, for everybody who judges one: `verify` and `get`, the rotation, `revoke`,
 * `leak`.
 */
export type HandshakeMeaning =
  /** The server's certificate does not name what was dialled. */
  | 'otherName'
  | 'serverExpired'
  | 'serverNotYetValid'
  /** No authority that is trusted vouches for the server. */
  | 'untrusted'
  /** The other side refuses our certificate. */
  | 'clientRefused'
  /** Anything else, such as plain HTTP, another version, or an alert about the connection: it proves nothing. */
  | 'broken';

/** By the codes of Node and OpenSSL; one that is not known proves nothing either. */
export function meaningOf(code: string): HandshakeMeaning {
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID' || code === 'HOSTNAME_MISMATCH') return 'otherName';
  if (code === 'CERT_HAS_EXPIRED') return 'serverExpired';
  if (code === 'CERT_NOT_YET_VALID') return 'serverNotYetValid';
  if (distrust.test(code)) return 'untrusted';
  return refusal.test(code) ? 'clientRefused' : 'broken';
}

/** OpenSSL's and Node's own codes for a handshake that failed; to the cloud, something on the way presents another certificate. */
export function isTlsCode(code: string): boolean {
  return /^(ERR_TLS_|ERR_SSL_|CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_CERT|INVALID_(CA|PURPOSE)$|PATH_LENGTH_EXCEEDED$|HOSTNAME_MISMATCH$|EPROTO$)/.test(
    code,
  );
}

// https://nodejs.org/api/tls.html, "X509 certificate error codes".
const distrust =
  /^(UNABLE_TO_(GET_ISSUER_CERT(_LOCALLY)?|VERIFY_LEAF_SIGNATURE|DECRYPT_CERT_SIGNATURE|DECODE_ISSUER_PUBLIC_KEY)|CERT_(SIGNATURE_FAILURE|UNTRUSTED|REJECTED|CHAIN_TOO_LONG)|DEPTH_ZERO_SELF_SIGNED_CERT|SELF_SIGNED_CERT_IN_CHAIN|INVALID_CA|PATH_LENGTH_EXCEEDED)$/;

/** Alerts about a certificate: after the server's was accepted, they are about ours. */
const refusal = /^ERR_SSL_(TLSV1|SSLV3|TLSV13)_ALERT_(.*CERTIFICATE.*|UNKNOWN_CA|ACCESS_DENIED)$/;
