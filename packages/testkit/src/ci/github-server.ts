import { blake2b } from '@noble/hashes/blake2.js';
import nacl from 'tweetnacl';
import { type CiReply, type CiRequest, type CiServer, startCiServer } from './ci-server.js';

export interface GithubServerSecret {
  /** As a workflow gets it. */
  readonly value: string;
  readonly updated_at: string;
  readonly visibility?: unknown;
}

export interface GithubServer extends CiServer {
  readonly token: string;
  /** By `<place>/<name>`, such as `repos/team/app/actions/KEY`. */
  readonly secrets: Map<string, GithubServerSecret>;
  readonly variables: Map<string, string>;
  /** Its clock, which tells seconds. */
  now: Date;
  /** As its header says it, such as `2027-03-01 00:00:00 UTC`. */
  tokenEnds: string | null;
}

const places = ['repos/team/app/actions', 'repos/team/app/environments/production', 'orgs/team/actions'];

/**
 * GitHub's REST API of Actions secrets and variables, as its documentation says: sealed boxes are opened, values never
 * shown. https://docs.github.com/en/rest/actions/secrets
 */
export async function startGithub(): Promise<GithubServer> {
  const pair = nacl.box.keyPair();
  const own: Pick<GithubServer, 'token' | 'secrets' | 'variables' | 'now' | 'tokenEnds'> = {
    token: 'github_pat_0123456789',
    secrets: new Map(),
    variables: new Map(),
    now: new Date('2026-11-23T08:00:00Z'),
    tokenEnds: null,
  };
  const http = await startCiServer((request) => {
    const reply = answer(server, pair, request);
    const end = server.tokenEnds;
    const headers = end === null ? {} : { 'github-authentication-token-expiration': end };
    return { ...reply, headers: { ...headers, ...reply.headers } };
  });
  const server: GithubServer = Object.assign(http, own);
  return server;
}

function answer(server: GithubServer, pair: nacl.BoxKeyPair, request: CiRequest): CiReply {
  const { path, headers } = request;
  // Without a user agent it answers 403 to everybody.
  if (headers['user-agent'] === undefined) return said(403, 'Request forbidden by administrative rules');
  if (headers.authorization !== `Bearer ${server.token}`) return said(401, 'Bad credentials');
  if (path === '/rate_limit') return { status: 200, body: { resources: {} } };
  const place = places.find((each) => path.startsWith(`/${each}/`));
  const [, kind, name] = path.slice((place ?? '').length + 1).split('/');
  if (place === undefined) return said(404, 'Not Found');
  if (kind === 'secrets' && name === 'public-key') {
    const key = Buffer.from(pair.publicKey).toString('base64');
    return { status: 200, body: { key_id: '568250167242549743', key } };
  }
  const at = `${place}/${(name ?? '').toUpperCase()}`;
  return kind === 'secrets' ? toSecret(server, pair, request, at) : toVariable(server, request, place, at);
}

function toSecret(
  { secrets, now }: GithubServer,
  { secretKey, publicKey }: nacl.BoxKeyPair,
  { method, body }: CiRequest,
  at: string,
): CiReply {
  const found = secrets.get(at);
  if (method === 'GET') {
    const { updated_at } = found ?? {};
    return found === undefined ? said(404, 'Not Found') : { status: 200, body: { name: at, updated_at } };
  }
  const sealed = Buffer.from(String(body['encrypted_value']), 'base64');
  const ephemeral = sealed.subarray(0, 32);
  const nonce = blake2b(Buffer.concat([ephemeral, publicKey]), { dkLen: 24 });
  const opened = nacl.box.open(sealed.subarray(32), nonce, ephemeral, secretKey);
  if (opened === null || body['key_id'] !== '568250167242549743') return said(422, 'Bad request');
  if (at.startsWith('orgs/') && body['visibility'] === undefined) return said(422, 'visibility is missing');
  const updated_at = `${now.toISOString().slice(0, 19)}Z`;
  secrets.set(at, { value: Buffer.from(opened).toString(), updated_at, visibility: body['visibility'] });
  return { status: found === undefined ? 201 : 204, ...(found === undefined ? { body: {} } : {}) };
}

function toVariable(
  { variables }: GithubServer,
  { method, query, body }: CiRequest,
  place: string,
  at: string,
): CiReply {
  const value = String(body['value']);
  if (method === 'POST') {
    const name = `${place}/${String(body['name']).toUpperCase()}`;
    if (variables.has(name)) return said(409, 'Already exists');
    variables.set(name, value);
    return { status: 201, body: {} };
  }
  if (at === `${place}/`) return { status: 200, body: paged([...variables], place, query) };
  const found = variables.get(at);
  if (found === undefined) return said(404, 'Not Found');
  if (method === 'GET') return { status: 200, body: { name: at.slice(place.length + 1), value: found } };
  variables.set(at, value);
  return { status: 204 };
}

/** Thirty a page at most. */
function paged(all: readonly (readonly [string, string])[], place: string, query: URLSearchParams): object {
  const ours = all.filter(([at]) => at.startsWith(`${place}/`));
  const size = Math.min(30, Number(query.get('per_page') ?? 10));
  const from = size * (Number(query.get('page') ?? 1) - 1);
  const variables = ours
    .slice(from, from + size)
    .map(([at, value]) => ({ name: at.slice(place.length + 1), value }));
  return { total_count: ours.length, variables };
}

function said(status: number, message: string): CiReply {
  return { status, body: { message } };
}
