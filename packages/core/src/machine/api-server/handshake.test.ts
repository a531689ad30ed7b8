import { entry, judgedBy, now } from '@ackring/testkit/judged-rows';
import { makeSpecimen } from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { judgeAcceptance } from '../../rotation/credential/acceptance.js';
import type { VerdictCause } from '../../verification/verdict.js';
import type { ApiServerObservation } from './api.js';
import { type HandshakeMeaning, meaningOf } from './handshake.js';

// Each code means the same to everybody who judges it: what a person is told, and what the rotation does.

const told: Readonly<Record<HandshakeMeaning, readonly [verify: VerdictCause, rotation: string]>> = {
  otherName: ['nameMismatch', 'refused nameMismatch'],
  serverExpired: ['serverError', 'unproven serverError'],
  serverNotYetValid: ['serverError', 'unproven serverError'],
  untrusted: ['wrongCertificateAuthority', 'refused wrongCertificateAuthority'],
  clientRefused: ['unauthorized', 'refused unauthorized'],
  broken: ['serverError', 'unproven serverError'],
};

const codes: Readonly<Record<string, HandshakeMeaning>> = {
  ERR_TLS_CERT_ALTNAME_INVALID: 'otherName',
  HOSTNAME_MISMATCH: 'otherName',
  CERT_HAS_EXPIRED: 'serverExpired',
  CERT_NOT_YET_VALID: 'serverNotYetValid',
  UNABLE_TO_GET_ISSUER_CERT: 'untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'untrusted',
  CERT_SIGNATURE_FAILURE: 'untrusted',
  CERT_UNTRUSTED: 'untrusted',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'untrusted',
  INVALID_CA: 'untrusted',
  ERR_SSL_TLSV1_ALERT_UNKNOWN_CA: 'clientRefused',
  ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE: 'clientRefused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_EXPIRED: 'clientRefused',
  ERR_SSL_SSLV3_ALERT_CERTIFICATE_REVOKED: 'clientRefused',
  ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED: 'clientRefused',
  ERR_SSL_TLSV1_ALERT_ACCESS_DENIED: 'clientRefused',
  ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR: 'broken',
  ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE: 'broken',
  ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION: 'broken',
  ERR_SSL_TLSV1_UNRECOGNIZED_NAME: 'broken',
  ERR_SSL_UNSUPPORTED_PROTOCOL: 'broken',
  ERR_SSL_WRONG_VERSION_NUMBER: 'broken',
  INVALID_PURPOSE: 'broken',
  EPROTO: 'broken',
  SOMETHING_NEW: 'broken',
};

const { certificate: pem } = await makeSpecimen();

for (const [code, meaning] of Object.entries(codes)) {
  test(`${code} means ${meaning} to verify and to the rotation`, (t) => {
    t.is(meaningOf(code), meaning);
    const observation: ApiServerObservation = { kind: 'tls', code, presentedSans: [], serverTime: null };
    const [verify, rotation] = told[meaning];
    t.is(judgedBy({ entry: entry(), observation }).cause, verify);
    const accepted = judgeAcceptance(observation, { certificate: readCertificateFacts(pem) }, now);
    t.is('cause' in accepted ? `${accepted.kind} ${accepted.cause}` : accepted.kind, rotation);
  });
}
