import test from 'ava';
import { judgeRead, type ReadRefusal, type UntrustedRequest } from './read-rule.js';

function asked(line: string, headers: Record<string, readonly string[]> = {}): UntrustedRequest {
  const [method = '', target = ''] = line.split(' ');
  return { method, target, httpVersion: '1.1', headers: { host: ['127.0.0.1:1'], ...headers } };
}

const judge = (request: UntrustedRequest, withSecrets = false) => judgeRead(request, { withSecrets });

const readable = [
  'GET /api/v1/pods',
  'GET /api/v1/pods?watch=true&resourceVersion=5',
  'GET /api/v1/namespaces/team-a/pods?limit=500',
  'GET /api/v1/namespaces/team-a/pods/web-0',
  'GET /api/v1/namespaces/team-a/pods/web-0/log?follow=true&tailLines=10',
  'GET /api/v1/namespaces/team-a/pods/web-0/status',
  'GET /api/v1/namespaces/team-a/pods/web-0/ephemeralcontainers',
  'GET /apis/apps/v1/namespaces/team-a/deployments/web/scale',
  'GET /api/v1/namespaces/team-a',
  'GET /api/v1/namespaces/team-a/status',
  'GET /api/v1/namespaces/secrets',
  'GET /api/v1/namespaces/secrets/pods',
  'GET /api/v1/namespaces/team-a/configmaps/secrets',
  'GET /api/v1/watch/namespaces/team-a/pods',
  'GET /apis/metrics.k8s.io/v1beta1/nodes',
  'GET /apis/example.com/v1/widgets',
  'GET /version',
  'GET /version/?timeout=32s',
  'GET /api',
  'GET /api/v1',
  'GET /apis',
  'GET /apis/apps/v1',
  'GET /openapi/v2',
  'GET /openapi/v3',
  'GET /openapi/v3/apis/apps/v1?hash=AB',
  'GET /readyz?verbose',
  'GET /livez/ping',
  'POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews',
  'POST /apis/authorization.k8s.io/v1/selfsubjectrulesreviews?timeout=5s',
  'POST /apis/authentication.k8s.io/v1/selfsubjectreviews',
];
for (const line of readable) {
  test(`${line} is allowed`, (t) => {
    t.is(judge(asked(line)).kind, 'allowed');
  });
}

const refusals: readonly (readonly [line: string, why: ReadRefusal])[] = [
  // Secrets, by every path to them.
  ['GET /api/v1/secrets', 'secrets'],
  ['GET /api/v1/secrets?watch=1', 'secrets'],
  ['GET /api/v1/namespaces/x/secrets', 'secrets'],
  ['GET /api/v1/namespaces/x/secrets/y', 'secrets'],
  ['GET /api/v1/namespaces/x/secrets/', 'secrets'],
  ['GET /api/v1/watch/secrets', 'secrets'],
  ['GET /api/v1/watch/namespaces/x/secrets/y', 'secrets'],
  ['GET /apis/example.com/v1/secrets', 'secrets'],
  ['GET /apis/example.com/v1beta1/namespaces/x/secrets/y', 'secrets'],
  ['GET /api/v1/Secrets', 'secrets'],
  ['GET /api/v1/namespaces/x/s%65crets/y', 'secrets'],
  ['GET /%61pi/v1/namespaces/x/secrets', 'secrets'],
  ['POST /api/v1/namespaces/x/secrets', 'secrets'],
  // Connections into the cluster, all of them GETs.
  ['GET /api/v1/namespaces/x/pods/p/exec?command=sh', 'subresource'],
  ['GET /api/v1/namespaces/x/pods/p/exec?watch=1', 'subresource'],
  ['GET /api/v1/namespaces/x/pods/p/attach', 'subresource'],
  ['GET /api/v1/namespaces/x/pods/p/portforward', 'subresource'],
  ['GET /api/v1/namespaces/x/pods/p/proxy', 'subresource'],
  ['GET /api/v1/namespaces/x/pods/p/proxy/metrics', 'subresource'],
  ['GET /api/v1/namespaces/x/services/s:80/proxy/', 'subresource'],
  ['GET /api/v1/nodes/n/proxy/run/x', 'subresource'],
  ['GET /api/v1/nodes/n/proxy/logs', 'subresource'],
  ['GET /api/v1/proxy/nodes/n', 'subresource'],
  ['GET /api/v1/namespaces/x/status/secrets', 'subresource'],
  ['GET /api/v1/namespaces/x/pods/p/log/more', 'subresource'],
  ['GET /apis/subresources.kubevirt.io/v1/namespaces/x/virtualmachineinstances/v/console', 'subresource'],
  ['GET /apis/example.com/v1/namespaces/x/pods/p/log', 'subresource'],
  // Everything that writes.
  ['POST /api/v1/namespaces/x/pods', 'writes'],
  ['PUT /api/v1/namespaces/x', 'writes'],
  ['PATCH /apis/apps/v1/namespaces/x/deployments/d', 'writes'],
  ['DELETE /api/v1/namespaces/x', 'writes'],
  ['DELETE /api/v1/namespaces/x/pods', 'writes'],
  ['HEAD /api/v1/pods', 'writes'],
  ['OPTIONS /api/v1/pods', 'writes'],
  ['TRACE /api/v1/pods', 'writes'],
  ['get /api/v1/pods', 'writes'],
  ['POST /api/v1/namespaces/x/serviceaccounts/y/token', 'writes'],
  ['POST /api/v1/namespaces/x/pods/p/exec?command=sh', 'writes'],
  // Reviews of others are not reviews of oneself.
  ['POST /apis/authorization.k8s.io/v1/subjectaccessreviews', 'writes'],
  ['POST /apis/authorization.k8s.io/v1/namespaces/x/localsubjectaccessreviews', 'writes'],
  ['POST /apis/authentication.k8s.io/v1/tokenreviews', 'writes'],
  ['POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews/x', 'writes'],
  ['POST /apis/authorization.k8s.io/v1/watch/selfsubjectaccessreviews', 'writes'],
  ['POST /apis/authorization.k8s.io.example.com/v1/selfsubjectaccessreviews', 'writes'],
  ['POST /apis/example.com/v1/selfsubjectreviews', 'writes'],
  ['POST /api/v1/selfsubjectreviews', 'writes'],
  // Paths outside the resources.
  ['GET /', 'malformed'],
  ['GET /logs/kube-apiserver.log', 'unknownPath'],
  ['GET /metrics', 'unknownPath'],
  ['GET /healthz/ping/more', 'unknownPath'],
  ['GET /debug/pprof/goroutine', 'unknownPath'],
  ['GET /.well-known/openid-configuration', 'unknownPath'],
  ['GET /API/v1/secrets', 'unknownPath'],
  ['GET /api/v1/watch', 'unknownPath'],
  ['GET /openapi/v1', 'unknownPath'],
  // What two parsers could understand differently.
  ['GET https://10.0.0.1/api/v1/pods', 'malformed'],
  ['GET http://127.0.0.1/api/v1/pods', 'malformed'],
  ['GET //api/v1/pods', 'malformed'],
  ['GET /api//v1/pods', 'malformed'],
  ['GET /api/v1/pods//', 'malformed'],
  ['GET /api/v1/./secrets', 'malformed'],
  ['GET /api/v1/pods/../secrets', 'malformed'],
  ['GET /api/v1/pods/%2e%2e/secrets', 'malformed'],
  ['GET /api/v1/pods/%2E./secrets', 'malformed'],
  ['GET /api/v1/pods/%252e%252e/secrets', 'malformed'],
  ['GET /api/v1/namespaces/x%2Fsecrets', 'malformed'],
  ['GET /api/v1/namespaces/x%5Csecrets', 'malformed'],
  ['GET /api/v1/namespaces/x\\secrets', 'malformed'],
  ['GET /api/v1/pods%00', 'malformed'],
  ['GET /api/v1/pods%0d%0aX:1', 'malformed'],
  ['GET /api/v1/pods%', 'malformed'],
  ['GET /api/v1/pods%zz', 'malformed'],
  ['GET /api/v1/pods%ff', 'malformed'],
  ['GET /api/v1/pods#/x', 'malformed'],
  ['GET /api/v1/pods?x=#y', 'malformed'],
  ['GET api/v1/pods', 'malformed'],
  ['GET *', 'malformed'],
  ['GET ', 'malformed'],
];
for (const [line, why] of refusals) {
  test(`${line} is refused: ${why}`, (t) => {
    t.deepEqual(judge(asked(line)), { kind: 'refused', why });
  });
}

const headers: readonly (readonly [Record<string, readonly string[]>, ReadRefusal])[] = [
  [{ 'impersonate-user': ['admin'] }, 'impersonation'],
  [{ 'impersonate-extra-scopes': ['x'] }, 'impersonation'],
  [{ upgrade: ['websocket'] }, 'upgrade'],
  [{ connection: ['keep-alive, Upgrade'] }, 'upgrade'],
  [{ 'http2-settings': ['x'] }, 'upgrade'],
  [{ 'sec-websocket-key': ['x'] }, 'upgrade'],
  [{ 'x-stream-protocol-version': ['v4.channel.k8s.io'] }, 'upgrade'],
  [{ 'x-http-method-override': ['DELETE'] }, 'malformed'],
  [{ 'x-original-url': ['/api/v1/secrets'] }, 'malformed'],
  [{ 'x-remote-user': ['admin'] }, 'malformed'],
  [{ expect: ['100-continue'] }, 'malformed'],
  [{ 'content-length': ['5'] }, 'malformed'],
  [{ 'content-length': ['0', '5'] }, 'malformed'],
  [{ 'transfer-encoding': ['chunked'] }, 'malformed'],
  [{ host: ['127.0.0.1:1', 'example.com'] }, 'malformed'],
  [{ authorization: ['Bearer x', 'Bearer y'] }, 'malformed'],
];
for (const [given, why] of headers) {
  test(`a read with ${JSON.stringify(given)} is refused: ${why}`, (t) => {
    t.deepEqual(judge(asked('GET /api/v1/pods', given)), { kind: 'refused', why });
  });
}

test('HTTP/1.0 is refused', (t) => {
  t.is(judge({ ...asked('GET /api/v1/pods'), httpVersion: '1.0' }).kind, 'refused');
});

test('Secrets are allowed on request, and still cannot be changed', (t) => {
  t.is(judge(asked('GET /api/v1/namespaces/x/secrets/y'), true).kind, 'allowed');
  t.is(judge(asked('GET /api/v1/secrets?watch=1'), true).kind, 'allowed');
  t.deepEqual(judge(asked('DELETE /api/v1/namespaces/x/secrets/y'), true), {
    kind: 'refused',
    why: 'writes',
  });
});

test('the forwarded request is rebuilt from what was judged', (t) => {
  t.deepEqual(judge(asked('GET /%61pi/v1/pods/?watch=1')), {
    kind: 'allowed',
    target: '/api/v1/pods?watch=1',
    hasBody: false,
  });
  const role = '/apis/rbac.authorization.k8s.io/v1/clusterroles/system:basic-user';
  t.like(judge(asked(`GET ${role}`)), { target: role.replace(':', '%3A') });
  t.like(judge(asked('GET /apis/x.y/v1/things/caf%C3%A9')), { target: '/apis/x.y/v1/things/caf%C3%A9' });
  const review = asked('POST /apis/authentication.k8s.io/v1/selfsubjectreviews', { 'content-length': ['2'] });
  t.like(judge(review), { kind: 'allowed', hasBody: true });
});
