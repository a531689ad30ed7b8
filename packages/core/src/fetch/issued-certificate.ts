import type { X509Certificate } from 'node:crypto';
import { parseCertificate, readCertificate } from '../certificate/certificate.js';
import { isWorkingPair } from '../certificate/key-pair.js';
import { splitCertificates } from '../certificate/passport.js';
import type { QuickCertificate } from '../certificate/quick.js';
import { type CertificateFacts, isTemporary } from '../words/certificate.js';
import { type Sentence, say } from '../words/say.js';
import type { IssuedParts } from './issued-parts.js';

export interface CertificateExpectation {
  readonly holder: ExpectedHolder;
  readonly life: ExpectedLife;
  /** Those that a revoke has just killed: an answer that still holds one of them is of no use. */
  readonly revoked?: readonly RevokedCertificate[];
  readonly now: Date;
}

/** By number and name: a renewal keeps the name, a revoke changes it. */
export interface RevokedCertificate {
  readonly serial: string;
  readonly subject: { readonly commonName: string };
}

/** `unknown` where nobody could tell who asks; `anybody` where it is an administrator's own file. */
export type ExpectedHolder =
  | { readonly kind: 'identity'; readonly uid: string; readonly isAccountRoot: boolean }
  | { readonly kind: 'unknown' | 'anybody' };

/** How long it must live: this many minutes (15–4320), or as a long-term one does; `any` for a master's. */
export type ExpectedLife =
  | { readonly kind: 'temporary'; readonly minutes: number }
  | { readonly kind: 'longTerm' | 'any' };

export interface CertificateReading {
  /** Null where it cannot be read, which is then among the objections. */
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

/** The one objection that time may lift: the cloud's answers lag a revoke. */
export const revokedObjection = say('it is the one that was revoked');

/** Nothing but whole blocks: what one reader skips another may take. */
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

/** OpenSSL overlooks what follows the certificate in its block; Go, and so kubectl, refuses it. */
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
  // A byte that was changed on the way leaves a certificate that reads well and checks no server.
  const isSigned = (each: X509Certificate) =>
    each.subject !== each.issuer || all.some((by) => by.subject === each.issuer && verifies(each, by));
  return all.every(isSigned)
    ? []
    : [say('its certificate authority is damaged: its own signature does not match')];
}

/** 2.5.29.19: a certificate that has them says whether it may sign others. */
const basicConstraints = Buffer.from('0603551d13', 'hex');

/**
 * The signature of the client's certificate, where an authority in the file is beyond doubt its issuer: it has the
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

/** The extension's beginning up to the identifier's length, which stands for a byte that is skipped as 0. */
const authorityKeyIdentifier = [...Buffer.from('0603551d2304003000', 'hex'), 0x80];
const subjectKeyIdentifier = [...Buffer.from('0603551d0e0400', 'hex'), 0x04];

/** Null where the certificate has none, or none in the usual layout (RFC 5280, 4.2.1.1 and 4.2.1.2). */
function keyIdentifier({ raw }: X509Certificate, layout: readonly number[]): Buffer | null {
  const at = raw.indexOf(Buffer.from(layout.slice(0, 5)));
  if (at === -1 || !layout.every((byte, index) => byte === 0 || raw[at + index] === byte)) return null;
  const start = at + layout.length + 1;
  return raw.subarray(start, start + (raw[start - 1] ?? 0));
}

function verifies(certificate: X509Certificate, by: X509Certificate): boolean {
  try {
    return certificate.verify(by.publicKey);
  } catch {
    return false;
  }
}

/** The account root's certificates may name `kubernetes-admin`, as its context does (facts). */
function holderObjections({ uid }: CertificateFacts, holder: ExpectedHolder): Sentence[] {
  if (holder.kind !== 'identity' || uid === null || uid === holder.uid) return [];
  if (holder.isAccountRoot && uid === 'kubernetes-admin') return [];
  return [
    say('its certificate belongs to {holder}, but {caller} asked', { holder: uid, caller: holder.uid }),
  ];
}

/** Clocks of the cloud and of ours may be this far apart; signatures are refused beyond 15 minutes. */
const clockToleranceMs = 10 * 60_000;
/** `notBefore` precedes the issue by 5 to 6 minutes (facts); as much again, for what nobody has measured. */
const mostLeadMinutes = 12;

/**
 * A temporary one is held to the minutes by its own two dates, whatever our clock says. Of a long-term one only
 * that it has not ended and is no temporary one: outside the window the server hands out what it has, with any
 * time left, and the account may have shortened lives (UpdateK8sClusterUserConfigExpire).
 */
function lifeObjections(facts: CertificateFacts, { life, now }: CertificateExpectation): Sentence[] {
  const { notBefore, notAfter } = facts;
  const objections: Sentence[] = [];
  if (notAfter <= now)
    objections.push(say('its certificate ended at {instant}', { instant: notAfter.toISOString() }));
  if (notBefore.getTime() - now.getTime() > clockToleranceMs)
    objections.push(
      say('its certificate is not valid before {instant}', { instant: notBefore.toISOString() }),
    );
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

/** A revoke gives the identity another name, and a new certificate another number. */
function isRevoked({ serial, subject }: CertificateFacts, revoked: RevokedCertificate): boolean {
  return serial === revoked.serial || subject.commonName === revoked.subject.commonName;
}
