import { createHash, createHmac, randomUUID } from 'node:crypto';
import type { TestKey } from '../official-rpc-client.js';
import type { Signing } from './clients.js';

/** A request in transit: everything that is signed and sent. */
export interface Draft {
  readonly method: string;
  readonly host: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Headers = Record<string, string>;

/** Signs as clients do, by the vendor's pages and not by the embedded cloud's checks. */
export function signed(draft: Draft, how: Signing, key: TestKey): Draft {
  switch (how.kind) {
    case 'acs3':
      return signedAcs3(draft, how, key);
    case 'roa':
      return signedRoa(draft, how, key);
    case 'rpc':
      return signedRpc(draft, how, key);
    case 'fc':
      return signedFc(draft, key);
    case 'oss1':
      return signedOss1(draft, key);
    case 'oss4':
      return signedOss4(draft, how, key);
    case 'none':
      return draft;
  }
}

function signedAcs3(draft: Draft, how: Signing, key: TestKey): Draft {
  const digest = createHash('sha256').update(draft.body).digest('hex');
  const headers = changed(
    {
      ...draft.headers,
      host: draft.host,
      'x-acs-date': isoNow(),
      'x-acs-content-sha256': digest,
      ...nonceHeader(how),
      ...tokenHeader('x-acs-security-token', key),
    },
    how,
  );
  const names = how.only ?? Object.keys(headers).filter((name) => /^(x-acs-|host$|content-type$)/.test(name));
  const sorted = names.toSorted();
  const canonical = [
    draft.method,
    draft.path,
    sortedPairs(draft.query, (name, value) => `${encoded(name)}=${encoded(value)}`),
    ...sorted.map((name) => `${name}:${headers[name] ?? ''}`),
    '',
    sorted.join(';'),
    digest,
  ].join('\n');
  const text = `ACS3-HMAC-SHA256\n${createHash('sha256').update(canonical).digest('hex')}`;
  const signature = createHmac('sha256', key.accessKeySecret).update(text).digest('hex');
  const authorization = `ACS3-HMAC-SHA256 Credential=${key.accessKeyId},SignedHeaders=${sorted.join(';')},Signature=${signature}`;
  return { ...draft, headers: { ...headers, authorization } };
}

function signedRoa(draft: Draft, how: Signing, key: TestKey): Draft {
  const headers = changed(
    {
      accept: 'application/json',
      ...draft.headers,
      date: new Date().toUTCString(),
      'x-acs-signature-method': 'HMAC-SHA1',
      'x-acs-signature-version': '1.0',
      ...nonceHeader(how),
      ...tokenHeader('x-acs-security-token', key),
      'content-md5': md5(draft.body),
    },
    how,
  );
  const query = sortedPairs(draft.query, (name, value) => (value === '' ? name : `${name}=${value}`));
  const text = [
    draft.method,
    ...['accept', 'content-md5', 'content-type', 'date'].map((name) => headers[name] ?? ''),
    ...prefixed(headers, 'x-acs-'),
    query ? `${draft.path}?${query}` : draft.path,
  ].join('\n');
  return { ...draft, headers: { ...headers, authorization: `acs ${key.accessKeyId}:${sha1(text, key)}` } };
}

function signedRpc(draft: Draft, how: Signing, key: TestKey): Draft {
  const isForm = draft.headers['content-type']?.startsWith('application/x-www-form-urlencoded') ?? false;
  const own = changed(
    {
      AccessKeyId: key.accessKeyId,
      SignatureMethod: 'HMAC-SHA1',
      SignatureVersion: '1.0',
      Timestamp: isoNow(),
      Format: 'JSON',
      ...(how.nonce === false ? {} : { SignatureNonce: nonceOf(how) }),
      ...(key.securityToken ? { SecurityToken: key.securityToken } : {}),
    },
    how,
  );
  const query = new URLSearchParams([...draft.query, ...Object.entries(own)]);
  const all = new URLSearchParams([...query, ...(isForm ? new URLSearchParams(draft.body.toString()) : [])]);
  const pairs = sortedPairs(all, (name, value) => `${encoded(name)}=${encoded(value)}`);
  const text = `${draft.method}&%2F&${encoded(pairs)}`;
  query.set('Signature', createHmac('sha1', `${key.accessKeySecret}&`).update(text).digest('base64'));
  return { ...draft, query };
}

function signedFc(draft: Draft, key: TestKey): Draft {
  const headers: Headers = { ...draft.headers, date: new Date().toUTCString() };
  const text = [
    draft.method,
    ...['content-md5', 'content-type', 'date'].map((name) => headers[name] ?? ''),
    ...prefixed(headers, 'x-fc-'),
    decodeURIComponent(draft.path),
  ].join('\n');
  const signature = createHmac('sha256', key.accessKeySecret).update(text).digest('base64');
  return { ...draft, headers: { ...headers, authorization: `FC ${key.accessKeyId}:${signature}` } };
}

function signedOss1(draft: Draft, key: TestKey): Draft {
  const headers: Headers = {
    ...draft.headers,
    date: new Date().toUTCString(),
    ...tokenHeader('x-oss-security-token', key),
  };
  const query = sortedPairs(draft.query, (name, value) => (value === '' ? name : `${name}=${value}`));
  const text = [
    draft.method,
    ...['content-md5', 'content-type', 'date'].map((name) => headers[name] ?? ''),
    ...prefixed(headers, 'x-oss-'),
    `${ossResource(draft.path)}${query ? `?${query}` : ''}`,
  ].join('\n');
  return { ...draft, headers: { ...headers, authorization: `OSS ${key.accessKeyId}:${sha1(text, key)}` } };
}

function signedOss4(draft: Draft, how: Signing, key: TestKey): Draft {
  const iso = isoNow().replace(/[-:]/g, '');
  const date = how.date === 'date' ? new Date().toUTCString() : iso;
  const headers: Headers = {
    ...draft.headers,
    [how.date ?? 'x-oss-date']: date,
    'x-oss-content-sha256': 'UNSIGNED-PAYLOAD',
    ...tokenHeader('x-oss-security-token', key),
  };
  const scope = [iso.slice(0, 8), 'cn-hangzhou', 'oss', 'aliyun_v4_request'];
  const names = Object.keys(headers).filter((name) => /^(x-oss-|content-type$|content-md5$)/.test(name));
  const canonical = [
    draft.method,
    ossResource(draft.path),
    sortedPairs(draft.query, (name, value) =>
      value === '' ? encoded(name) : `${encoded(name)}=${encoded(value)}`,
    ),
    ...names.toSorted().map((name) => `${name}:${headers[name]}`),
    '',
    '',
    'UNSIGNED-PAYLOAD',
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const text = ['OSS4-HMAC-SHA256', date, scope.join('/'), hash].join('\n');
  const signingKey = scope.reduce<Buffer | string>(
    (previous, part) => createHmac('sha256', previous).update(part).digest(),
    `aliyun_v4${key.accessKeySecret}`,
  );
  const signature = createHmac('sha256', signingKey).update(text).digest('hex');
  const authorization = `OSS4-HMAC-SHA256 Credential=${key.accessKeyId}/${scope.join('/')},Signature=${signature}`;
  return { ...draft, headers: { ...headers, authorization } };
}

/** Paths name the bucket here; one without an object is signed with a trailing slash. */
function ossResource(path: string): string {
  return /^\/[^/]+$/.test(path) ? `${path}/` : path;
}

/** What the data says to send instead of the right value. */
function changed(members: Headers, { instead = {} }: Signing): Headers {
  const all = { ...members, ...instead };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''));
}

function nonceHeader(how: Signing): Headers {
  return how.nonce === false ? {} : { 'x-acs-signature-nonce': nonceOf(how) };
}

function nonceOf({ nonce }: Signing): string {
  return typeof nonce === 'string' ? nonce : randomUUID();
}

function tokenHeader(name: string, { securityToken }: TestKey): Headers {
  return securityToken ? { [name]: securityToken } : {};
}

function prefixed(headers: Headers, prefix: string): readonly string[] {
  const names = Object.keys(headers).filter((name) => name.startsWith(prefix));
  return names.toSorted().map((name) => `${name}:${headers[name]}`);
}

function sortedPairs(query: URLSearchParams, joined: (name: string, value: string) => string): string {
  const pairs = [...query].toSorted(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
  return pairs.map(([name, value]) => joined(name, value)).join('&');
}

function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (letter) => {
    return `%${letter.charCodeAt(0).toString(16).toUpperCase()}`;
  });
}

function isoNow(): string {
  return `${new Date().toISOString().slice(0, 19)}Z`;
}

function md5(content: Buffer): string {
  return createHash('md5').update(content).digest('base64');
}

function sha1(text: string, { accessKeySecret }: TestKey): string {
  return createHmac('sha1', accessKeySecret).update(text).digest('base64');
}
