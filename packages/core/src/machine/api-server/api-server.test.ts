import { connect, createServer as createNetServer } from 'node:net';
import { type Answer, issuer, listenOn, place, who } from '@ackring/testkit/api-server-place';
import test, { type ExecutionContext } from 'ava';
import { judgeAnswers } from '../../claims/accepted.js';
import type { ApiServerObservation } from './api.js';

const json = { 'content-type': 'application/json' };

/** A Kubernetes API server's answers to an administrator. */
const asKubernetes: Answer = ({ url = '' }, response) => {
  if (url === '/version') return void response.writeHead(200, json).end('{"gitVersion":"v1.37.2"}');
  const body = url.includes('selfsubjectreviews')
    ? {
        kind: 'SelfSubjectReview',
        apiVersion: 'authentication.k8s.io/v1',
        status: { userInfo: { username: who.commonName, groups: [] } },
      }
    : { kind: 'NamespaceList', apiVersion: 'v1', items: [] };
  response.writeHead(201, json).end(JSON.stringify(body));
};

const failure = (code: number, message: string, reason: string) =>
  JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });

function judged(observation: ApiServerObservation) {
  const now = new Date();
  const certificate = {
    subject: { organizations: [], commonName: who.commonName },
    notBefore: new Date(now.getTime() - 60_000),
    notAfter: new Date(now.getTime() + 60_000),
  };
  return judgeAnswers({ observation, certificate, now });
}

/** A clock that only the server moves: what a request may take is over when this says so. */
function servedTime() {
  let now = 0;
  let running: { readonly endsAt: number; readonly end: AbortController } | null = null;
  const endIfLate = () => {
    if (running !== null && running.endsAt <= now)
      running.end.abort(new DOMException('late', 'TimeoutError'));
  };
  return {
    pass: (ms: number) => {
      now += ms;
      endIfLate();
    },
    timing: {
      monotonicMs: () => now,
      timeout: (ms: number) => {
        running = { endsAt: now + ms, end: new AbortController() };
        endIfLate();
        return running.end.signal;
      },
    },
  };
}

const html = '<!doctype html><title>Sign in</title>';
const strangers: readonly (readonly [string, Answer])[] = [
  ['a page with 200', (_, response) => response.writeHead(200, { 'content-type': 'text/html' }).end(html)],
  ['a redirect', (_, response) => response.writeHead(302, { location: '/login' }).end()],
  ['a page with 401', (_, response) => response.writeHead(401, { 'content-type': 'text/html' }).end(html)],
  ['a page with 403', (_, response) => response.writeHead(403, { 'content-type': 'text/html' }).end(html)],
  ['a page with 404', (_, response) => response.writeHead(404, { 'content-type': 'text/html' }).end(html)],
  ['other JSON with 200', (_, response) => response.writeHead(200, json).end('{"ok":true}')],
  ['an empty 204', (_, response) => response.writeHead(204).end()],
];
for (const [title, answer] of strangers) {
  test(`${title} is not an API server's answer`, async (t) => {
    await using stranger = await place(answer);
    t.like(judged(await stranger.look()), { kind: 'unknown', why: 'foreign' });
  });
}

test('a busy server with a Retry-After is asked again', async (t) => {
  await using server = await place((request, response, count) => {
    if (count % 2 === 0) return asKubernetes(request, response, count);
    response.writeHead(429, { 'retry-after': '1', 'content-type': 'text/plain' }).end('Too many requests');
  });
  t.like(judged(await server.look()), { kind: 'accepted', scope: { kind: 'cluster' } });
});

for (const status of [429, 500, 503]) {
  test(`${status} for good says nothing about the credential`, async (t) => {
    await using server = await place((_, response) => response.writeHead(status).end('busy'));
    t.like(judged(await server.look()), { kind: 'unknown', why: 'busy' });
  });
}

test('each request has its timeout: a user named in time is accepted, however long the rest takes', async (t) => {
  const { timing, pass } = servedTime();
  await using server = await place((request, response, count) => {
    if (count === 1) asKubernetes(request, response, count);
    else pass(10_000);
  });
  const seen = await server.look({ timeoutMs: 10_000, timing });
  t.like(judged(seen), { kind: 'accepted', as: who.commonName });
});

test('a slow server and a limited user are not unreachable', async (t) => {
  const refusal = failure(403, `namespaces is forbidden: User "${who.commonName}" cannot list`, 'Forbidden');
  const rules = JSON.stringify({
    kind: 'SelfSubjectRulesReview',
    apiVersion: 'authorization.k8s.io/v1',
    status: {
      resourceRules: [{ verbs: ['get'], apiGroups: [''], resources: ['pods'] }],
      nonResourceRules: [],
      incomplete: false,
    },
  });
  const { timing, pass } = servedTime();
  await using server = await place((request, response, count) => {
    pass(1_200);
    if (request.url?.startsWith('/api/v1/namespaces?')) response.writeHead(403, json).end(refusal);
    else if (request.url?.includes('rules')) response.writeHead(201, json).end(rules);
    else asKubernetes(request, response, count);
  });
  // All together take longer than the timeout of one.
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const seen = await server.look({ timeoutMs: 10_000, namespaces: names, timing });
  t.true(timing.monotonicMs() > 10_000);
  t.like(judged(seen), { kind: 'accepted', scope: { kind: 'namespaces', names } });
});

test('a server that answers each request just in time is not asked for ever', async (t) => {
  const refusal = failure(403, `namespaces is forbidden: User "${who.commonName}" cannot list`, 'Forbidden');
  const rule = (index: number) => ({ verbs: ['get'], apiGroups: [''], resources: [`r${index}`] });
  const status = {
    resourceRules: Array.from({ length: 40 }, (_, index) => rule(index)),
    nonResourceRules: [],
    incomplete: false,
  };
  const rules = { kind: 'SelfSubjectRulesReview', apiVersion: 'authorization.k8s.io/v1', status };
  const access = {
    kind: 'SelfSubjectAccessReview',
    apiVersion: 'authorization.k8s.io/v1',
    status: {
      allowed: true,
      reason: 'RBAC: allowed by RoleBinding "a/b" of Role "c" to Group "system:users"',
    },
  };
  const { timing, pass } = servedTime();
  await using server = await place((request, response, count) => {
    const { url = '' } = request;
    pass(count === 1 ? 0 : 500);
    if (url.startsWith('/api/v1/namespaces?')) response.writeHead(403, json).end(refusal);
    else if (url.includes('rules')) response.writeHead(201, json).end(JSON.stringify(rules));
    else if (url.includes('access')) response.writeHead(201, json).end(JSON.stringify(access));
    else asKubernetes(request, response, count);
  });
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'];
  const seen = await server.look({ timeoutMs: 2_000, namespaces: names, timing });
  // 8 × 41 questions would remain: twelve seconds allow 24 of them, after the first.
  t.is(server.asked.length, 25);
  t.is(judged(seen).kind === 'disowned', false);
});

test("a right is not one's own until the server says whose it is", async (t) => {
  // As one's own it would be a witness before a revoke, and missed after it.
  await using server = await place((request, response, count) => {
    const { url = '' } = request;
    if (url.includes('accessreviews')) response.writeHead(503).end('busy');
    else if (url.includes('rules')) response.writeHead(500).end('busy');
    else asKubernetes(request, response, count);
  });
  const seen = await server.look();
  t.like(judged(seen), { kind: 'accepted', scope: { kind: 'unseen' } });
});

test('impersonation is sent as kubectl sends it', async (t) => {
  const headers: (string | string[] | undefined)[] = [];
  await using server = await place((request, response, count) => {
    const { headersDistinct } = request;
    headers.push(
      headersDistinct['impersonate-user'],
      headersDistinct['impersonate-uid'],
      headersDistinct['impersonate-group'],
      headersDistinct['impersonate-extra-acme.io%2fwhy'],
    );
    asKubernetes(request, response, count);
  });
  const impersonation = {
    user: 'alice',
    uid: '7',
    groups: ['a', 'b'],
    extra: { 'acme.io/Why': ['x'] },
  };
  await server.look({}, { impersonation });
  t.deepEqual(headers.slice(0, 4), [['alice'], ['7'], ['a', 'b'], ['x']]);
});

test('an old and a new authority of one name are both tried, in either order', async (t) => {
  await using server = await place(asKubernetes);
  const other = (await issuer()).certificate;
  const own = server.target.certificateAuthority ?? '';
  for (const bundle of [`${other}${own}`, `${own}${other}`, own]) {
    t.is(judged(await server.look({}, { certificateAuthority: bundle })).kind, 'accepted');
  }
  const wrong = await server.look({}, { certificateAuthority: `${other}${(await issuer()).certificate}` });
  t.is(wrong.kind, 'tls');
});

const bundles: readonly (readonly [string, (own: string, other: string) => string, isTrusted: boolean])[] = [
  ['behind a broken certificate', (own) => `${broken}${own}`, true],
  ['before a broken certificate', (own) => `${own}${broken}`, true],
  ['among other text', (own) => `hello\n${own}bye\n`, true],
  ['under the label X509 CERTIFICATE beside another', (own, other) => `${labelled(own)}${other}`, false],
];
const broken = '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n';
const labelled = (pem: string) => pem.replaceAll(' CERTIFICATE', ' X509 CERTIFICATE');

for (const [what, bundle, isTrusted] of bundles) {
  test(`an authority ${what} is ${isTrusted ? '' : 'not '}trusted, as by Go`, async (t) => {
    await using server = await place(asKubernetes);
    const other = (await issuer()).certificate;
    const certificateAuthority = bundle(server.target.certificateAuthority ?? '', other);
    const seen = await server.look({}, { certificateAuthority });
    t.is(seen.kind, isTrusted ? 'answered' : 'tls');
  });
}

test('a login in the server’s address goes before a token and before the entry’s own, as by kubectl', async (t) => {
  const shown: (string | undefined)[] = [];
  await using server = await place((request, response, count) => {
    shown.push(request.headers.authorization);
    asKubernetes(request, response, count);
  });
  const withLogin = server.target.server.replace('https://', 'https://me:p%40ss@');
  await server.look({}, { token: 'abc' });
  await server.look({}, { token: 'abc', server: withLogin });
  const basic = { user: 'you', password: 'pä:ss' };
  await server.look({}, { basic });
  await server.look({}, { basic, server: withLogin });
  const [me, you] = ['me:p@ss', 'you:pä:ss'].map((login) => `Basic ${Buffer.from(login).toString('base64')}`);
  t.deepEqual(
    shown.filter((each, index) => each !== shown[index - 1]),
    ['Bearer abc', me, you, me],
  );
});

interface Socks {
  readonly url: string;
  readonly dialled: string[];
}

/** A SOCKS5 proxy that requires a password, and connects to a name that stands for 127.0.0.1. */
async function socks(t: ExecutionContext): Promise<Socks> {
  const dialled: string[] = [];
  const proxy = createNetServer((socket) => {
    let stage = 0;
    socket.on('error', () => undefined);
    socket.on('data', (data) => {
      stage += 1;
      if (stage === 1) socket.write(Buffer.from([5, 2]));
      if (stage === 2) {
        const isRight = data.includes('user') && data.includes('pass');
        socket.write(Buffer.from([1, isRight ? 0 : 1]));
      }
      if (stage !== 3) return;
      const isName = data[3] === 3;
      const host = isName
        ? data.subarray(5, 5 + (data[4] ?? 0)).toString()
        : [...data.subarray(4, 8)].join('.');
      const port = data.readUInt16BE(data.length - 2);
      dialled.push(`${host}:${port}`);
      socket.removeAllListeners('data');
      const upstream = connect(port, '127.0.0.1', () => {
        socket.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.end(Buffer.from([5, 5, 0, 1, 0, 0, 0, 0, 0, 0])));
    });
  });
  t.teardown(() => proxy.close());
  return { url: `socks5://user:pass@127.0.0.1:${await listenOn(proxy)}`, dialled };
}

test('through a SOCKS5 proxy, which resolves names itself; its refusal is reported', async (t) => {
  await using server = await place(asKubernetes);
  const { url, dialled } = await socks(t);
  const { port } = new URL(server.target.server);
  t.is(judged(await server.look({}, { proxyUrl: url })).kind, 'accepted');
  const named = { proxyUrl: url, server: `https://api.inside:${port}`, tlsServerName: '127.0.0.1' };
  t.is(judged(await server.look({}, named)).kind, 'accepted');
  t.deepEqual(dialled, [`127.0.0.1:${port}`, `api.inside:${port}`]);
  const wrong = await server.look({}, { proxyUrl: url.replace('pass', 'word') });
  t.deepEqual(wrong, { kind: 'network', code: 'PROXY_CREDENTIALS' });
  const gone = await server.look({}, { proxyUrl: 'socks5://127.0.0.1:1' });
  t.deepEqual(gone, { kind: 'network', code: 'PROXY_UNREACHABLE' });
});
