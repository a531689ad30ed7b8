import { hmac } from '@noble/hashes/hmac.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { AccessKey } from '../cloud/openapi/credential-source.js';
import { AckringError } from '../words/errors.js';
import { quickHash } from '../words/hash.js';
import { say } from '../words/say.js';
import { longestToken, tokenLifeMs, tokenPrefix } from './token-text.js';

/** A token that an API server with ack-ram-authenticator accepts. `text` is secret: never log, cache or print it. */
export interface MintedToken {
  readonly text: string;
  readonly signedAt: Date;
  /** When to mint a new one: five minutes before its end, as the vendor's tool does. */
  readonly renewAt: Date;
}

const renewBeforeMs = 5 * 60_000;

/**
 * Presigns a GetCallerIdentity request for one cluster, which its API server sends to the Security Token Service to
 * learn the signer (source: the vendor's ack-ram-tool and the pages of ack-ram-authenticator, 2026). Makes no call,
 * and needs no permission. Throws UsageInvalid for an invalid cluster id, CredentialsInvalid for a key whose security
 * token is longer than the API server would read.
 */
export function mintToken(clusterId: string, key: AccessKey, now: Date): MintedToken {
  if (!/^[\w-]{1,64}$/.test(clusterId)) throw notAnId(clusterId);
  const signedAt = new Date(Math.floor(now.getTime() / 1000) * 1000);
  const request = { clusterId, method: 'POST', path: '/', query: { ACKClusterId: clusterId } };
  const headers = signedHeaders(request, key, signedAt);
  const text = `${tokenPrefix}${Buffer.from(JSON.stringify({ ...request, headers })).toString('base64')}`;
  if (text.length > longestToken) throw tooLong();
  return { text, signedAt, renewAt: new Date(signedAt.getTime() + tokenLifeMs - renewBeforeMs) };
}

interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: { readonly ACKClusterId: string };
}

const algorithm = 'ACS3-HMAC-SHA256';

/** Neither `host` nor a nonce: the verifier chooses where to send it, and sends it more than once. */
function signedHeaders({ method, path, query }: Request, key: AccessKey, at: Date): Record<string, string> {
  const emptyBody = quickHash('');
  const headers: Record<string, string> = {
    'x-acs-action': 'GetCallerIdentity',
    'x-acs-content-sha256': emptyBody,
    'x-acs-date': `${at.toISOString().slice(0, 19)}Z`,
    ...(key.securityToken === null ? {} : { 'x-acs-security-token': key.securityToken }),
    'x-acs-version': '2015-04-01',
  };
  const names = Object.keys(headers).sort().join(';');
  const lines = Object.keys(headers)
    .sort()
    .map((name) => `${name}:${headers[name]}\n`);
  const canonical = [method, path, `ACKClusterId=${query.ACKClusterId}`, lines.join(''), names, emptyBody];
  const toSign = `${algorithm}\n${quickHash(canonical.join('\n'))}`;
  const signature = bytesToHex(hmac(sha256, utf8ToBytes(key.accessKeySecret), utf8ToBytes(toSign)));
  const authorization = `${algorithm} Credential=${key.accessKeyId},SignedHeaders=${names},Signature=${signature}`;
  return { ...headers, Authorization: authorization };
}

function notAnId(clusterId: string): AckringError {
  return new AckringError('UsageInvalid', say("{text} is not a cluster's id", { text: clusterId }), {
    remedy: say('Take the id from `ackring clusters`.'),
  });
}

function tooLong(): AckringError {
  return new AckringError(
    'CredentialsInvalid',
    say(
      'the security token of these credentials makes a token longer than API servers read ({count} bytes)',
      {
        count: longestToken,
      },
    ),
    {
      remedy: say('Use credentials without so long a session policy, or a certificate: leave out `--token`.'),
    },
  );
}
