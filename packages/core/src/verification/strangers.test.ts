import type { ServerResponse } from 'node:http';
import { createServer } from 'node:net';
import type { TLSSocket } from 'node:tls';
import {
  type Answer,
  listenOn,
  type Place,
  type PlaceOptions,
  place,
  rawPlace,
  who,
} from '@ackring/testkit/api-server-place';
import { specimenContext } from '@ackring/testkit/context-entry';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import type { Judgement } from '../claims/accepted.js';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import { createApiServer } from '../machine/api-server/api-server.js';
import { systemClock } from '../machine/clock.js';
import { type Acceptance, judgeAcceptance } from '../rotation/credential/acceptance.js';
import type { ApiServerTarget } from '../words/target.js';
import type { Verdict, VerdictCause } from './verdict.js';
import { verifyContext } from './verify.js';

const json = { 'content-type': 'application/json' };
const html = '<!doctype html><title>Sign in</title>';

const review = (username: string) =>
  JSON.stringify({
    kind: 'SelfSubjectReview',
    apiVersion: 'authentication.k8s.io/v1',
    status: { userInfo: { username, groups: ['system:authenticated'] } },
  });
const failure = (code: number, reason: string, message: string) =>
  JSON.stringify({
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    code,
  });
const namespaces = '{"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[]}';

/** A Kubernetes API server's answers to an administrator called `username`. */
const namingAs =
  (username: string): Answer =>
  ({ url = '' }, response) => {
    if (url === '/version') return void response.writeHead(200, json).end('{"gitVersion":"v1.37.2"}');
    const body = url.includes('selfsubjectreviews') ? review(username) : namespaces;
    response.writeHead(url.includes('reviews') ? 201 : 200, json).end(body);
  };

const always =
  (answer: (response: ServerResponse) => void): Answer =>
  (_, response) =>
    answer(response);

const page = (status: number, headers: Record<string, string> = {}): Answer =>
  always((response) => response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(html));

const httpOf = (body: string, head: string) => `${head}\r\ncontent-type: application/json\r\n\r\n${body}`;

/** HTTP/1.0, where the end of the connection ends the answer. */
function oldHttp(socket: TLSSocket, request: string): void {
  const body = request.includes('selfsubjectreviews') ? review(who.commonName) : namespaces;
  socket.end(httpOf(body, 'HTTP/1.0 200 OK'));
}

interface Row {
  readonly title: string;
  readonly open: () => Promise<Place>;
  readonly proves: Judgement['kind'];
  readonly cause: VerdictCause | null;
  readonly detail?: RegExp;
  /** How the rotation treats it: `forgiven` if `verify: prefer` promotes anyway. Default `refused`. */
  readonly rotation?: 'promoted' | 'forgiven' | 'refused';
}

const answering = (answer: Answer, options?: PlaceOptions) => () => place(answer, options);
const unasked = { asksForCertificate: false };

const rows: readonly Row[] = [
  {
    title: 'an API server that names us',
    open: answering(namingAs(who.commonName)),
    proves: 'accepted',
    cause: null,
    rotation: 'promoted',
  },
  {
    title: 'an API server of HTTP/1.0',
    open: () => rawPlace(oldHttp),
    proves: 'accepted',
    cause: null,
    rotation: 'promoted',
  },
  {
    title: 'an answer that names another user',
    open: answering(namingAs('somebody-else')),
    proves: 'unknown',
    cause: 'unknown',
    detail: /takes us for somebody-else, while the certificate names 2995-1700000000/,
  },
  {
    title: 'a review that names nobody',
    open: answering(
      always((response) =>
        response
          .writeHead(201, json)
          .end('{"kind":"SelfSubjectReview","apiVersion":"authentication.k8s.io/v1","status":{}}'),
      ),
    ),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server/,
  },
  {
    title: 'a refusal that names another user',
    open: answering(
      always((response) =>
        response
          .writeHead(403, json)
          .end(failure(403, 'Forbidden', 'namespaces is forbidden: User "proxy" cannot list resource')),
      ),
    ),
    proves: 'unknown',
    cause: 'unknown',
    detail: /takes us for proxy/,
  },
  {
    title: 'a 401 from a server that never requested the certificate',
    open: answering(
      always((response) => response.writeHead(401, json).end(failure(401, 'Unauthorized', 'Unauthorized'))),
      unasked,
    ),
    proves: 'unknown',
    cause: 'unknown',
    detail: /never asked for the client certificate/,
  },
  {
    title: 'an answer that names us, from a server that never requested the certificate',
    open: answering(namingAs(who.commonName), unasked),
    proves: 'unknown',
    cause: 'unknown',
    detail: /never asked for the client certificate/,
  },
  {
    title: 'a login page, from a server that never requested the certificate',
    open: answering(page(200), unasked),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server/,
  },
  {
    title: 'a 401 whose body is a page',
    open: answering(page(401)),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server \(status 401\)/,
  },
  {
    title: 'a redirect to itself',
    open: answering((request, response) => {
      const location = `https://${request.headers.host}${request.url}`;
      response.writeHead(307, { location }).end();
    }),
    proves: 'unknown',
    cause: 'unknown',
    detail: /status 307/,
  },
  {
    title: 'an answer in protobuf',
    open: answering(
      always((response) =>
        response
          .writeHead(201, { 'content-type': 'application/vnd.kubernetes.protobuf' })
          .end(Buffer.from([0x6b, 0x38, 0x73, 0, 0x0a, 0x10])),
      ),
    ),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server \(status 201\)/,
  },
  {
    title: 'a header of a megabyte',
    open: answering(page(200, { 'x-long': 'x'.repeat(1_000_000) })),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server:/,
  },
  {
    title: 'an answer without an end',
    open: answering(always((response) => response.writeHead(200, json).end(`"${'x'.repeat(2_000_000)}"`))),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server:/,
  },
  {
    title: 'anything but HTTP',
    open: () => rawPlace((socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')),
    proves: 'unknown',
    cause: 'unknown',
    detail: /is not a Kubernetes API server:/,
  },
  {
    title: 'a chunked answer that is cut',
    open: () =>
      rawPlace((socket) => {
        socket.write(
          'HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
        );
        socket.write(
          `${review(who.commonName).length.toString(16)}\r\n${review(who.commonName).slice(0, 40)}`,
        );
        socket.destroy();
      }),
    proves: 'unreachable',
    cause: 'unreachable',
    detail: /broke/,
    rotation: 'forgiven',
  },
  ...[429, 500, 503].map(
    (status): Row => ({
      title: `${status} for good`,
      open: answering(always((response) => response.writeHead(status).end('busy'))),
      proves: 'unknown',
      cause: 'serverError',
      detail: /says nothing about the credential/,
      rotation: 'forgiven',
    }),
  ),
  {
    title: 'a review, and then a list that is cut',
    open: () =>
      rawPlace((socket, request) => {
        const body = review(who.commonName);
        const head = `HTTP/1.1 201 Created\r\ncontent-length: ${body.length}`;
        if (request.includes('selfsubjectreviews')) socket.write(httpOf(body, head));
        else socket.destroy();
      }),
    proves: 'accepted',
    cause: 'serverError',
    detail: /lets 2995-1700000000 in, but did not say what it may/,
    rotation: 'promoted',
  },
];

function entryOf({ target }: Place): ContextEntry {
  const facts = readCertificateFacts(target.clientCertificate ?? '');
  return specimenContext({ server: target.server, credential: { kind: 'certificate', ...facts } });
}

function verified(stranger: Place, change: Partial<ApiServerTarget> = {}): Promise<Verdict> {
  return verifyContext({
    entry: entryOf(stranger),
    target: () => ({ ...stranger.target, ...change }),
    apiServer: createApiServer(),
    execPlugins: { run: () => Promise.reject(new Error('there is no plug-in')) },
    clock: systemClock,
    // An answer that is not an API server's never means revoked, whatever the holder's current name in the cloud.
    currentCommonName: async () => 'another-1',
    timeoutMs: 600_000,
  });
}

for (const { title, open, proves, cause, detail, rotation = 'refused' } of rows) {
  test(`${title}: ${cause ?? 'ok'}`, async (t) => {
    await using stranger = await open();
    const verdict = await verified(stranger);
    t.is(verdict.cause, cause, verdict.detail);
    t.is(verdict.evidence, proves);
    if (detail) t.regex(verdict.detail, detail);
    const certificate = readCertificateFacts(stranger.target.clientCertificate ?? '');
    t.is(toRotation(judgeAcceptance(await stranger.look(), { certificate }, new Date())), rotation);
  });
}

function toRotation(acceptance: Acceptance): Row['rotation'] {
  if (acceptance.kind === 'accepted') return 'promoted';
  return acceptance.kind === 'unproven' && !acceptance.isAnswered ? 'forgiven' : 'refused';
}

const proxies: readonly (readonly [string, string, VerdictCause, RegExp])[] = [
  [
    'a page with 200',
    `HTTP/1.1 200 OK\r\ncontent-type: text/html\r\n\r\n${html}`,
    'serverError',
    /no secure connection/,
  ],
  [
    'a redirect to its login',
    'HTTP/1.1 302 Found\r\nlocation: /login\r\n\r\n',
    'unreachable',
    /proxy will not connect/,
  ],
  [
    'a 407',
    'HTTP/1.1 407 Proxy Authentication Required\r\n\r\n',
    'unreachable',
    /asks for a user and password/,
  ],
];
for (const [title, answer, cause, detail] of proxies) {
  test(`a proxy that answers CONNECT with ${title}: ${cause}`, async (t) => {
    const proxy = createServer((socket) => {
      socket.on('error', () => undefined).once('data', () => socket.write(answer));
    });
    t.teardown(() => proxy.close());
    const proxyUrl = `http://127.0.0.1:${await listenOn(proxy)}`;
    await using stranger = await place(namingAs(who.commonName));
    const verdict = await verified(stranger, { proxyUrl });
    t.is(verdict.cause, cause, verdict.detail);
    t.regex(verdict.detail, detail);
    t.deepEqual(stranger.asked, []);
  });
}

test('a server whose certificate the context’s authority did not sign is not believed when it names us', async (t) => {
  await using stranger = await place(namingAs(who.commonName));
  await using other = await place(namingAs(who.commonName));
  const { certificateAuthority } = other.target;
  const seen = await stranger.look({}, { certificateAuthority });
  t.is(seen.kind, 'tls');
  // Not even the request was sent.
  t.deepEqual(
    stranger.asked.filter((each) => each !== 'GET /version'),
    [],
  );
});
