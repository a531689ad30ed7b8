import { createHash } from 'node:crypto';
import { instantOf, type Sentence, say } from '../words/say.js';
import { headerOf, longestToken, type RamToken, tokenEnd, tokenLifeMs } from './token-text.js';

/** What the verifier would object to, by a name for programs. */
export interface TokenObjection {
  readonly code: ObjectionCode;
  readonly text: Sentence;
}

export type ObjectionCode =
  | 'TooLong'
  | 'Unreadable'
  | 'RequestOther'
  | 'ClusterMissing'
  | 'ClusterOther'
  | 'HeaderMissing'
  | 'HeaderRefused'
  | 'ActionOther'
  | 'SignatureOther'
  | 'SignatureIncomplete'
  | 'BodyOther'
  | 'Expired'
  | 'NotYetValid'
  | 'RefusedByCloud';

export interface VerifiedFor {
  /** The cluster whose API server would verify it; null for the one named in the token. */
  readonly clusterId: string | null;
  /** The verifier's clock. */
  readonly now: Date;
}

/**
 * Everything that the verifier would object to before it calls the Security Token Service, which alone can verify the
 * signature (source: the vendor's ack-ram-authenticator, by its documents and its tool, 2026).
 */
export function objectionsTo(token: RamToken, { clusterId, now }: VerifiedFor): TokenObjection[] {
  const { bytes } = token;
  const tooLong = say('it is {count} bytes long, more than the {most} that are read', {
    count: bytes,
    most: longestToken,
  });
  return [
    ...(bytes > longestToken ? [{ code: 'TooLong' as const, text: tooLong }] : []),
    ...requestObjections(token),
    ...clusterObjections(token, clusterId),
    ...headerObjections(token),
    ...signatureObjections(token),
    ...timeObjections(token, now),
  ];
}

function requestObjections({ request: { method, path } }: RamToken): TokenObjection[] {
  if (method === 'POST' && path === '/') return [];
  return [
    {
      code: 'RequestOther',
      text: say('it was signed for {request}, not for POST /', { request: `${method} ${path}` }),
    },
  ];
}

function clusterObjections({ clusterId, request }: RamToken, wanted: string | null): TokenObjection[] {
  if (clusterId === null)
    return [{ code: 'ClusterMissing', text: say('it names no cluster (ACKClusterId)') }];
  const others = [wanted, request.clusterId].filter((each) => each !== null && each !== clusterId);
  const [other] = others;
  if (other == null) return [];
  return [
    {
      code: 'ClusterOther',
      text: say('it is for cluster {cluster}, not for {other}', { cluster: clusterId, other }),
    },
  ];
}

const needed = ['authorization', 'x-acs-action', 'x-acs-version', 'x-acs-date', 'x-acs-content-sha256'];

/** Everything that is sent on to the Security Token Service. */
export const passedHeaders: ReadonlySet<string> = new Set([
  ...needed,
  'x-acs-signature-nonce',
  'x-acs-content-sm3',
  'x-acs-security-token',
  'user-agent',
]);

function headerObjections({ request: { headers } }: RamToken): TokenObjection[] {
  const missing = needed.filter((name) => headerOf(headers, name) === null);
  const strange = Object.keys(headers).filter((name) => !passedHeaders.has(name.toLowerCase()));
  const action = headerOf(headers, 'x-acs-action');
  const names = Object.keys(headers).map((name) => name.toLowerCase());
  const repeated = [...new Set(names.filter((name, index) => names.indexOf(name) !== index))];
  const unsendable = Object.entries(headers).flatMap(([name, value]) =>
    /^[\t\x20-\x7e]*$/.test(value) ? [] : [name],
  );
  return [
    // Which of them a verifier takes nobody knows.
    ...repeated.map((name) => ({
      code: 'HeaderRefused' as const,
      text: say('it has the header {name} more than once', { name }),
    })),
    ...unsendable.map((name) => ({
      code: 'HeaderRefused' as const,
      text: say('its header {name} holds what no header can', { name }),
    })),
    ...missing.map((name) => ({
      code: 'HeaderMissing' as const,
      text: say('it lacks the header {name}', { name }),
    })),
    ...strange.map((name) => ({
      code: 'HeaderRefused' as const,
      text: say('it has a header that is not let through: {name}', { name }),
    })),
    ...(action === null || action === 'GetCallerIdentity'
      ? []
      : [
          {
            code: 'ActionOther' as const,
            text: say('it asks for {action}, not for GetCallerIdentity', { action }),
          },
        ]),
  ];
}

/** Unsigned parts could be changed in transit. */
const alwaysSigned = ['x-acs-action', 'x-acs-content-sha256', 'x-acs-date', 'x-acs-version'];

function signatureObjections({ request: { headers } }: RamToken): TokenObjection[] {
  const authorization = headerOf(headers, 'authorization');
  if (authorization === null) return [];
  const [, signed] =
    /^ACS3-HMAC-SHA256 Credential=[^,\s]+,\s*SignedHeaders=([^,\s]+),\s*Signature=[0-9a-f]{64}$/.exec(
      authorization,
    ) ?? [];
  if (signed === undefined) {
    return [{ code: 'SignatureOther', text: say('its Authorization is not that of ACS3-HMAC-SHA256') }];
  }
  const names = signed.split(';');
  const wanted =
    headerOf(headers, 'x-acs-security-token') === null
      ? alwaysSigned
      : [...alwaysSigned, 'x-acs-security-token'];
  const left = wanted.filter((name) => !names.includes(name));
  const absent = names.filter((name) => headerOf(headers, name) === null);
  return [
    ...left.map((name) => ({
      code: 'SignatureIncomplete' as const,
      text: say('its signature leaves out {name}', { name }),
    })),
    ...absent.map((name) => ({
      code: 'SignatureIncomplete' as const,
      text: say('its signature is also over {name}, which it does not carry', { name }),
    })),
    ...bodyObjections(headers),
  ];
}

/** The verifier sends no body. */
const emptyBody = createHash('sha256').digest('hex');

function bodyObjections(headers: RamToken['request']['headers']): TokenObjection[] {
  const hash = headerOf(headers, 'x-acs-content-sha256');
  if (hash === null || hash.toLowerCase() === emptyBody) return [];
  return [{ code: 'BodyOther', text: say('it was signed for a request with a body') }];
}

function timeObjections(token: RamToken, now: Date): TokenObjection[] {
  const { signedAt } = token;
  const end = tokenEnd(token);
  if (signedAt === null || end === null) {
    return headerOf(token.request.headers, 'x-acs-date') === null
      ? []
      : [{ code: 'Unreadable', text: say('its date cannot be read') }];
  }
  if (now > end)
    return [{ code: 'Expired', text: say('it ended at {instant}', { instant: instantOf(end) }) }];
  if (signedAt.getTime() - now.getTime() <= tokenLifeMs) return [];
  return [
    {
      code: 'NotYetValid',
      text: say('it was signed at {instant}, which is still to come', { instant: instantOf(signedAt) }),
    },
  ];
}
