import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';
import type { AuditEvent } from '../world/audit.js';
import { isAudited } from './audit.js';
import { requestInfoOf } from './model/request-info.js';

async function withEvents() {
  const cloud = await startCloud({
    identities: [{ name: 'mei' }],
    clusters: [
      { name: 'a', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: ['dev@default'] } } },
    ],
  });
  const events: (AuditEvent & { clusterId: string })[] = [];
  const stop = cloud.emulator.world.audit.observe((event, clusterId) => events.push({ ...event, clusterId }));
  return { cloud, events, stop, [Symbol.asyncDispose]: () => cloud.emulator.stop() };
}

test('an answered request is an audit event: who, what, from where, with what, when, and the outcome', async (t) => {
  await using given = await withEvents();
  const issued = await given.cloud.fetch('a', {}, 'mei');
  const agent = { 'user-agent': 'kubectl/v1.32.4' };
  await askKubernetes(issued, 'GET', '/api/v1/namespaces/default/secrets?limit=5', undefined, agent);
  const [event] = given.events;
  t.like(event, {
    clusterId: given.cloud.cluster('a').id,
    verb: 'list',
    requestURI: '/api/v1/namespaces/default/secrets?limit=5',
    user: { username: issued.commonName, groups: ['system:users', 'system:authenticated'] },
    sourceIPs: ['127.0.0.1'],
    userAgent: 'kubectl/v1.32.4',
    objectRef: { resource: 'secrets', namespace: 'default', apiVersion: 'v1' },
    responseStatus: { metadata: {}, code: 200 },
    annotations: { 'authorization.k8s.io/decision': 'allow' },
  });
  t.regex(event?.requestReceivedTimestamp ?? '', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  given.stop();
  await askKubernetes(issued, 'GET', '/api/v1/namespaces/default/secrets');
  t.is(given.events.length, 1);
});

test('as ACK’s policy says, versions, health and core events are not logged, and are no activity', async (t) => {
  await using given = await withEvents();
  const issued = await given.cloud.fetch('a', {}, 'mei');
  const grant = given.cloud.cluster('a').grants.get(given.cloud.uid('mei'));
  const before = grant?.lastActivity;
  for (const path of ['/version', '/healthz', '/healthz/ping', '/api/v1/namespaces/default/events']) {
    await askKubernetes(issued, 'GET', path);
  }
  t.deepEqual(given.events, []);
  t.is(grant?.lastActivity, before);
  await askKubernetes(issued, 'GET', '/apis/events.k8s.io/v1/namespaces/default/events');
  await askKubernetes(issued, 'GET', '/livez');
  t.is(given.events.length, 2);
});

const audited = test.macro({
  title: (_, username: string, verb: string, path: string, is: boolean) =>
    `a ${verb} of ${path} by ${username} is ${is ? '' : 'not '}logged`,
  exec(t, username: string, verb: string, path: string, is: boolean) {
    const method = verb === 'update' ? 'PUT' : 'GET';
    const query = new URLSearchParams(verb === 'watch' ? { watch: 'true' } : {});
    const info = requestInfoOf({ method, path, query });
    t.is(isAudited(info, { username, groups: ['system:authenticated'] }), is);
  },
});

const endpoints = '/api/v1/namespaces/kube-system/endpoints/kube-scheduler';
test(audited, 'system:kube-scheduler', 'update', endpoints, false);
test(audited, 'system:kube-scheduler', 'update', endpoints.replace('kube-system', 'default'), true);
test(audited, 'system:kube-proxy', 'watch', '/api/v1/services', false);
test(audited, 'system:kube-proxy', 'get', '/api/v1/services', true);
test(audited, 'mei', 'watch', '/api/v1/services', true);

test('refusals are audit events too, without a user if the credential is invalid', async (t) => {
  await using given = await withEvents();
  const issued = await given.cloud.fetch('a', {}, 'mei');
  await askKubernetes(issued, 'GET', '/metrics');
  await askKubernetes({ ...issued, pem: '', key: '' }, 'GET', '/metrics', undefined, {
    authorization: 'Bearer x',
  });
  await askKubernetes(issued, 'DELETE', '/api/v1/namespaces/default/secrets/gone');
  const told = given.events.map(({ verb, user, objectRef, responseStatus, annotations }) => [
    verb,
    user.username,
    objectRef?.name,
    responseStatus.code,
    annotations['authorization.k8s.io/decision'],
  ]);
  t.deepEqual(told, [
    ['get', issued.commonName, undefined, 403, 'forbid'],
    ['get', undefined, undefined, 401, undefined],
    ['delete', issued.commonName, 'gone', 404, 'allow'],
  ]);
});

test('the impersonated user is reported beside the authenticated one', async (t) => {
  await using given = await withEvents();
  const ops = await given.cloud.fetch('a');
  await askKubernetes(ops, 'GET', '/api/v1/nodes', undefined, {
    'impersonate-user': 'alice',
    // Badly encoded, and so taken as it is.
    'impersonate-extra-%zz': 'x',
  });
  const [event] = given.events;
  t.is(event?.user.username, ops.commonName);
  t.like(event?.impersonatedUser, { username: 'alice', extra: { '%zz': ['x'] } });
  t.is(event?.responseStatus.code, 403);
});
