import { startCloud } from '@ackring/testkit/cloud';
import { askKubernetes, mayDo } from '@ackring/testkit/kubernetes';
import test from 'ava';

const whoami = '/apis/authentication.k8s.io/v1/selfsubjectreviews';
const rules = '/apis/authorization.k8s.io/v1/selfsubjectrulesreviews';
const group = 'rbac.authorization.k8s.io';

test('an identity has rights in the one namespace that its role names', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      {
        name: 'a',
        holders: { ops: { daysLeft: 900, roles: ['dev@team-a'] } },
        apiServer: { objects: [{ kind: 'Namespace', metadata: { name: 'team-a' } }] },
      },
    ],
  });
  const issued = await cloud.fetch('a');
  t.is((await askKubernetes(issued, 'GET', '/api/v1/namespaces')).status, 403);
  t.true(await mayDo(issued, 'create', 'secrets', { namespace: 'team-a' }));
  t.false(await mayDo(issued, 'create', 'secrets', { namespace: 'default' }));
  const secret = { metadata: { name: 's' }, stringData: { a: 'b' } };
  t.is((await askKubernetes(issued, 'POST', '/api/v1/namespaces/team-a/secrets', secret)).status, 201);
});

test('if system:basic-user is not bound, nobody learns who they are', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      {
        name: 'a',
        holders: { ops: { daysLeft: 900, roles: ['dev@team-a'] } },
        apiServer: { absent: ['clusterrolebindings/system:basic-user'] },
      },
    ],
  });
  const issued = await cloud.fetch('a');
  const answer = await askKubernetes(issued, 'POST', whoami, {});
  t.is(answer.status, 403);
  t.regex(String(answer.body['message']), /cannot create resource "selfsubjectreviews"/);
  t.is((await askKubernetes(issued, 'POST', rules, { spec: { namespace: 'team-a' } })).status, 403);
});

test('a missing role is named in every refusal, and in a review that still claims to be complete', async (t) => {
  const holders = { ops: { daysLeft: 900, roles: ['gone'] } };
  await using cloud = await startCloud({
    clusters: [
      { name: 'new', holders },
      { name: 'old', version: '1.24.6', holders },
    ],
  });
  const missing = `clusterrole.${group} "gone" not found`;
  for (const [name, told] of [
    ['new', `: rbac: RBAC: ${missing}`],
    ['old', `: RBAC: ${missing}`],
  ] as const) {
    const issued = await cloud.fetch(name);
    const refused = await askKubernetes(issued, 'GET', '/api/v1/namespaces');
    t.is(refused.status, 403);
    t.true(String(refused.body['message']).endsWith(told), String(refused.body['message']));
    const { body } = await askKubernetes(issued, 'POST', rules, { spec: { namespace: 'default' } });
    t.like(body['status'], { incomplete: false, evaluationError: missing });
  }
});

test('up to 1.26 whoami is 403 except for cluster administrators', async (t) => {
  await using cloud = await startCloud({
    identities: [{ name: 'mei' }],
    clusters: [
      {
        name: 'a',
        version: '1.26.3',
        holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, roles: ['dev@default'] } },
      },
    ],
  });
  t.is((await askKubernetes(await cloud.fetch('a'), 'POST', whoami, {})).status, 404);
  t.is((await askKubernetes(await cloud.fetch('a', {}, 'mei'), 'POST', whoami, {})).status, 403);
});

test('a webhook without an opinion leaves a review of rules incomplete', async (t) => {
  await using cloud = await startCloud({
    clusters: [
      { name: 'a', holders: { ops: { daysLeft: 900 } }, apiServer: { webhookAuthorizer: 'silent' } },
    ],
  });
  const { body } = await askKubernetes(await cloud.fetch('a'), 'POST', rules, {
    spec: { namespace: 'default' },
  });
  t.like(body['status'], {
    incomplete: true,
    evaluationError: 'webhook authorizer does not support user rule resolution',
  });
});

test('a deleted namespace is removed with its content if controllers run, and stays if none do', async (t) => {
  const holders = { ops: { daysLeft: 900 } };
  await using cloud = await startCloud({
    clusters: [
      { name: 'a', holders },
      { name: 'bare', holders, apiServer: { controllers: false } },
    ],
  });
  for (const [name, left] of [
    ['a', 404],
    ['bare', 200],
  ] as const) {
    const issued = await cloud.fetch(name);
    await askKubernetes(issued, 'POST', '/api/v1/namespaces', { metadata: { name: 'team' } });
    await askKubernetes(issued, 'POST', '/api/v1/namespaces/team/secrets', { metadata: { name: 's' } });
    t.is((await askKubernetes(issued, 'DELETE', '/api/v1/namespaces/team')).status, 200);
    t.is((await askKubernetes(issued, 'GET', '/api/v1/namespaces/team')).status, left);
    t.is((await askKubernetes(issued, 'GET', '/api/v1/namespaces/team/secrets/s')).status, left);
  }
});

test('faults affect an API server only if they name it', async (t) => {
  await using cloud = await startCloud({ clusters: [{ name: 'a', holders: { ops: { daysLeft: 900 } } }] });
  const issued = await cloud.fetch('a');
  const { faults } = cloud.emulator;
  faults.add({ effect: { kind: 'error', status: 500 } });
  t.is((await askKubernetes(issued, 'GET', '/api/v1/namespaces')).status, 200);
  faults.add({
    service: 'kubernetes',
    operation: 'list namespaces',
    times: 1,
    effect: { kind: 'throttle', retryAfterMs: 2000 },
  });
  const busy = await askKubernetes(issued, 'GET', '/api/v1/namespaces');
  t.is(busy.status, 429);
  t.is(busy.body['text'], 'Too many requests, please try again later.\n');
  faults.add({
    service: 'kubernetes',
    operation: 'create secrets',
    times: 1,
    effect: { kind: 'reset', after: true },
  });
  const path = '/api/v1/namespaces/default/secrets';
  await t.throwsAsync(askKubernetes(issued, 'POST', path, { metadata: { name: 's' } }));
  t.is((await askKubernetes(issued, 'GET', `${path}/s`)).status, 200);
  faults.add({ service: 'kubernetes', times: 1, effect: { kind: 'html', status: 200 } });
  t.regex(String((await askKubernetes(issued, 'GET', path)).body['text']), /^<html>/);
});
