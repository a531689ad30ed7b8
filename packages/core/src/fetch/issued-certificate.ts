import type { X509Certificate } from 'node:crypto';
import { parseCertificate, readCertificate, splitCertificates } from '../certificate/certificate.js';
import { isWorkingPair } from '../certificate/key-pair.js';
import type { QuickCertificate } from '../certificate/quick.js';
import { type CertificateFacts, isTemporary } from '../words/certificate.js';
import { instantOf, type Sentence, say } from '../words/say.js';
import type { IssuedParts } from './issued-parts.js';

export interface CertificateExpectation {
  readonly holder: ExpectedHolder;
  readonly life: ExpectedLife;
  /** Certificates that a revoke has just killed: an answer with one of them is useless. */
  readonly revoked?: readonly RevokedCertificate[];
  readonly now: Date;
}

/** By number and name: a renewal keeps the name, a revoke changes it. */
export interface RevokedCertificate {
  readonly serial: string;
  readonly subject: { readonly commonName: string };
}

/** `unknown` if the caller could not be determined; `anybody` for an administrator's own file. */
export type ExpectedHolder =
  | { readonly kind: 'identity'; readonly uid: string; readonly isAccountRoot: boolean }
  | { readonly kind: 'unknown' | 'anybody' };

/** The expected life: this many minutes (15–4320), or that of a long-term one; `any` for a master's. */
export type ExpectedLife =
  | { readonly kind: 'temporary'; readonly minutes: number }
  | { readonly kind: 'longTerm' | 'any' };

export interface CertificateReading {
  /** Null if it cannot be read, which is then one of the objections. */
  readonly certificate: QuickCertificate | null;
  readonly objections: readonly Sentence[];
}

/** What is wrong with the certificate, key and authorities of an answer. */
export function certificateObjections(
  { authority, clientCertificate, clientKey }: IssuedParts,
  expected: CertificateExpectation,
): CertificateReading {
  const objections = authorityObjections(authority);
  const certificate = readLeaf(clientCertificate);
  if ('phrase' in certificate) return { certificate: null, objections: [...objections, certificate] };
  const { facts } = certificate;
  objections.push(
    ...keyObjections(clientCertificate, clientKey),
    ...tornObjections(clientCertificate, authority),
    ...holderObjections(facts, expected.holder),
    ...lifeObjections(facts, expected),
  );
  const { revoked = [] } = expected;
  if (revoked.some((each) => isRevoked(facts, each))) objections.push(revokedObjection);
  return { certificate, objections };
}

/** The one objection that time may resolve: the cloud's answers lag a revoke. */
export const revokedObjection = say('it is the one that was revoked');

/** Whole blocks only: readers differ in what they skip. */
const certificateBlocks =
  /^[\r\n]*(?:-----BEGIN CERTIFICATE-----\r?\n(?:[A-Za-z0-9+/=]+\r?\n)+-----END CERTIFICATE-----(?:[\r\n]+|$))+$/;
const keyBlock =
  /^[\r\n]*-----BEGIN ((?:RSA |EC )?PRIVATE KEY)-----\r?\n(?:[A-Za-z0-9+/=]+\r?\n)+-----END \1-----[\r\n]*$/;

function readLeaf(pem: string): QuickCertificate | Sentence {
  if (pem === '') return say('it has no client certificate');
  if (!certificateBlocks.test(pem) || !splitCertificates(pem).every(isWhole))
    return say('its client certificate cannot be read');
  return readCertificate(pem);
}

/** OpenSSL ignores what follows the certificate in its block; Go, and so kubectl, refuses it. */
function isWhole(block: string): boolean {
  const certificate = parsed(block);
  const body = block.replaceAll(/-----[^-]+-----|\s/g, '');
  return certificate !== null && certificate.raw.toString('base64') === body;
}

function parsed(block: string): X509Certificate | null {
  try {
    return parseCertificate(block);
  } catch {
    return null;
  }
}

function keyObjections(certificate: string, key: string): Sentence[] {
  if (key === '') return [say('it has no client key')];
  if (!keyBlock.test(key)) return [say('its client key cannot be read')];
  return isWorkingPair(certificate, key) ? [] : [say('its private key does not belong to its certificate')];
}

function authorityObjections(authority: string): Sentence[] {
  if (authority === '') return [say('it has no certificate authority to check the server against')];
  const blocks = splitCertificates(authority);
  if (!certificateBlocks.test(authority) || !blocks.every(isWhole))
    return [say('its certificate authority cannot be read')];
  const all = blocks.flatMap((block) => parsed(block) ?? []);
  if (all.some(({ raw, ca }) => raw.includes(basicConstraints) && !ca))
    return [say('its certificate authority is not one')];
  // A byte changed in transit leaves a certificate that parses but verifies no server.
  const isSigned = (each: X509Certificate) =>
    each.subject !== each.issuer || all.some((by) => by.subject === each.issuer && verifies(each, by));
  return all.every(isSigned)
    ? []
    : [say('its certificate authority is damaged: its own signature does not match')];
}

/** 2.5.29.19: a certificate that has them says whether it may sign others. */
const basicConstraints = Buffer.from('0603551d13', 'hex');

/**
 * The signature of the client's certificate, checked if an authority in the file certainly is its issuer, having the
 * key that the certificate names. Until 2024 ACK's file held another authority, which proves nothing (facts).
 */
function tornObjections(clientCertificate: string, authority: string): Sentence[] {
  const leaf = parsed(clientCertificate);
  const issuerKey = leaf && keyIdentifier(leaf, authorityKeyIdentifier);
  if (!leaf || !issuerKey) return [];
  const issuers = splitCertificates(authority)
    .flatMap((block) => parsed(block) ?? [])
    .filter((each) => keyIdentifier(each, subjectKeyIdentifier)?.equals(issuerKey));
  const isIntact = issuers.some((each) => leaf.issuer === each.subject && verifies(leaf, each));
  return issuers.length === 0 || isIntact
    ? []
    : [say('its client certificate is damaged: the signature of its authority does not match')];
}

/** The extension's start up to the identifier's length; 0 stands for a byte to skip. */
const authorityKeyIdentifier = [...Buffer.from('0603551d2304003000', 'hex'), 0x80];
const subjectKeyIdentifier = [...Buffer.from('0603551d0e0400', 'hex'), 0x04];

/** Null if the certificate has none, or an unusual layout (RFC 5280, 4.2.1.1 and 4.2.1.2). */
function keyIdentifier({ raw }: X509Certificate, layout: readonly number[]): Buffer | null {
  const at = raw.indexOf(Buffer.from(layout.slice(0, 5)));
  if (!layout.every((byte, index) => byte === 0 || raw[at + index] === byte)) return null;
  const start = at + layout.length + 1;
  return raw.subarray(start, start + Number(raw[start - 1]));
}

function verifies(certificate: X509Certificate, by: X509Certificate): boolean {
  try {
    return certificate.verify(by.publicKey);
  } catch {
    return false;
  }
}

/** The account root's certificates may say `kubernetes-admin`, as its context does (facts). */
function holderObjections({ uid }: CertificateFacts, holder: ExpectedHolder): Sentence[] {
  if (holder.kind !== 'identity' || uid === null || uid === holder.uid) return [];
  if (holder.isAccountRoot && uid === 'kubernetes-admin') return [];
  return [
    say('its certificate belongs to {holder}, but {caller} asked', { holder: uid, caller: holder.uid }),
  ];
}

/** The cloud's clock and ours may differ by this much; it refuses signatures beyond 15 minutes. */
const clockToleranceMs = 10 * 60_000;
/** `notBefore` precedes the issue by 5 to 6 minutes (facts); doubled, as a margin. */
const mostLeadMinutes = 12;

/**
 * A temporary one must match the requested minutes by its own two dates, whatever our clock says. A long-term one
 * only must not have expired and not be temporary: outside the window the server returns what it has, with any time
 * left, and the account may have shortened lives (UpdateK8sClusterUserConfigExpire).
 */
function lifeObjections(facts: CertificateFacts, { life, now }: CertificateExpectation): Sentence[] {
  const { notBefore, notAfter } = facts;
  const objections: Sentence[] = [];
  if (notAfter <= now)
    objections.push(say('its certificate ended at {instant}', { instant: instantOf(notAfter) }));
  if (notBefore.getTime() - now.getTime() > clockToleranceMs)
    objections.push(say('its certificate is not valid before {instant}', { instant: instantOf(notBefore) }));
  const minutes = Math.round((notAfter.getTime() - notBefore.getTime()) / 60_000);
  if (life.kind === 'longTerm' && isTemporary(facts))
    objections.push(
      say('its certificate lives for {minutes} minutes, but a long-term one was asked for', { minutes }),
    );
  if (life.kind === 'temporary' && (minutes < life.minutes - 1 || minutes > life.minutes + mostLeadMinutes))
    objections.push(
      say('its certificate lives for {minutes} minutes, but {wanted} were asked for', {
        minutes,
        wanted: life.minutes,
      }),
    );
  return objections;
}

/** A revoke gives the identity another name, and a new certificate has another number. */
function isRevoked({ serial, subject }: CertificateFacts, revoked: RevokedCertificate): boolean {
  return serial === revoked.serial || subject.commonName === revoked.subject.commonName;
}
