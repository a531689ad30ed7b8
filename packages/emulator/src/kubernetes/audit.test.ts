import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes } from '@ackring/testkit/kubernetes';
import test from 'ava';
import type { AuditEvent } from '../world/audit.js';

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
  await askKubernetes(issued, 'GET', '/version');
  t.is(given.events.length, 1);
});

test('refusals are audit events too, without a user if the credential is invalid', async (t) => {
  await using given = await withEvents();
  const issued = await given.cloud.fetch('a', {}, 'mei');
  await askKubernetes(issued, 'GET', '/metrics');
  await askKubernetes({ ...issued, pem: '', key: '' }, 'GET', '/version', undefined, {
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
