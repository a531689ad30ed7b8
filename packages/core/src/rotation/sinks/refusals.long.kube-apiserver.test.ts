import { startAdmissionWebhook, type Verdict, webhookName } from '@ackring/testkit/real/admission-webhook';
import { installedApiServers } from '@ackring/testkit/real/installed-api-servers';
import { type RealApiServer, startRealApiServer } from '@ackring/testkit/real/real-api-server';
import { secretSink, specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { until } from '@ackring/testkit/until';
import test, { type ExecutionContext } from 'ava';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import type { Sink } from './sink.js';

// What a real API server, and what it asks, refuse is told with their own sentence and its own remedy.

interface Told {
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly remedy: RegExp;
}

async function isTold(t: ExecutionContext, write: Promise<void>, { code, message, remedy }: Told) {
  const error = await t.throwsAsync(write, { code, message });
  t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
}

const words = 'label team is required';
const denied = (status: object): Verdict => ({ allowed: false, status });
const byWebhook: Told = {
  code: 'Refused',
  message: new RegExp(`Secret ci/prod: the admission webhook ${webhookName} refuses it: “${words}”$`),
  remedy: /adopt.*validatingwebhookconfigurations/,
};

/** Of any status: the webhook chooses it. */
const verdicts: readonly (readonly [what: string, Verdict, Told])[] = [
  ...[400, 401, 403, 404, 409, 422, 429, 500].map(
    (code) => [`with ${code}`, denied({ code, message: words }), byWebhook] as const,
  ),
  ['as a failed test', denied({ code: 422, reason: 'Invalid', message: words }), byWebhook],
  ['without a code', denied({ message: words }), byWebhook],
  ['without a word', { allowed: false }, { ...byWebhook, message: /webhook \S+ refuses it$/ }],
  [
    'with a sentence that moves the cursor',
    denied({ message: '\u001b[2Jno\u202e\nno' }),
    { ...byWebhook, message: /refuses it: “\\x1b\[2Jno\\u\{202e\} no”$/ },
  ],
];

for (const installed of installedApiServers()) {
  const on = `kube-apiserver ${installed.version}`;

  test.serial(`${on}: what a webhook refuses is told in its words`, async (t) => {
    t.timeout(600_000);
    await using server = await startRealApiServer(installed);
    await server.create('/api/v1/namespaces', { metadata: { name: 'ci' } });
    await using webhook = await startAdmissionWebhook(server);
    const [first, second] = await Promise.all([specimenVersion(1), specimenVersion(2)]);
    const sink = secretSink(server.admin, { random: () => 0 });
    const refusesAll = async () => {
      for (const [what, verdict, told] of verdicts) {
        webhook.judge(() => verdict);
        await t.notThrowsAsync(isTold(t, sink.promote(specimenKey(), second), told), what);
      }
      webhook.judge((secret) => denied({ message: `bad: ${JSON.stringify(secret)}` }));
      const echoed = { ...byWebhook, message: /what it says holds something like a key, and is not shown$/ };
      await isTold(t, sink.promote(specimenKey(), second), echoed);
      webhook.judge(() => ({ allowed: true }));
    };
    await refusesAll();
    await sink.promote(specimenKey(), first);
    await refusesAll();
    t.is(await sink.read(specimenKey()), first.text);
    await webhook.stop();
    await isTold(t, sink.promote(specimenKey(), second), {
      code: 'ServerFault',
      message: /its API server cannot ask the admission webhook \S+: “failed to call webhook: .*refused/,
      remedy: /Until that webhook answers again.*validatingwebhookconfigurations/,
    });
    t.is(await sink.read(specimenKey()), first.text);
  });

  test.serial(`${on}: what policies, quotas and roles refuse is told as such`, async (t) => {
    t.timeout(600_000);
    await using server = await startRealApiServer(installed);
    await server.create('/api/v1/namespaces', { metadata: { name: 'ci' } });
    const version = await specimenVersion(1);
    await quotaOfNone(server);
    await isTold(t, secretSink(server.admin, { namespace: 'full' }).promote(specimenKey(), version), {
      code: 'Refused',
      message:
        /Secret full\/prod: it would exceed the quota none: “requested: secrets=1, used: secrets=0, limited: secrets=0”$/,
      remedy: /kubectl describe resourcequota none --namespace full/,
    });
    if (await hasPolicies(server)) {
      await policyOfLabels(server);
      const sink = secretSink(server.admin, { namespace: 'policed' });
      await isTold(t, sink.promote(specimenKey(), version), {
        code: 'Refused',
        message: new RegExp(`Secret policed/prod: the policy labels refuses it: “${words}”$`),
        remedy: /adopt.*kubectl describe validatingadmissionpolicy labels/,
      });
    } else t.log(`kube-apiserver ${installed.version} has no ValidatingAdmissionPolicy`);
    await ownedBy(server, 'ExternalSecret', 'search');
    await isTold(
      t,
      secretSink(server.admin, { adopt: ['owned'], name: 'owned' }).promote(specimenKey(), version),
      {
        code: 'Refused',
        message:
          /Secret ci\/owned belongs to ExternalSecret\/search, whose next refresh may take our key away$/,
        remedy: /another name.*creationPolicy: Merge/,
      },
    );
    const sink = secretSink(server.admin);
    await sink.promote(specimenKey(), version);
    await newerWins(t, sink, () => secretSink(server.admin));
  });
}

/** Two runs at once, whichever is first. */
async function newerWins(t: ExecutionContext, sink: Sink, another: () => Sink): Promise<void> {
  const versions = await Promise.all([2, 3, 4, 5, 6, 7].map(specimenVersion));
  for (const ended of await Promise.allSettled(
    versions.toReversed().map((version) => another().promote(specimenKey(), version)),
  ))
    if (ended.status === 'rejected') t.is(ended.reason.code, 'Conflict', ended.reason.message);
  t.is(await sink.read(specimenKey()), versions.at(-1)?.text ?? '');
}

/** No controller runs that would count: what admission reads is its status. */
async function quotaOfNone(server: RealApiServer): Promise<void> {
  await server.create('/api/v1/namespaces', { metadata: { name: 'full' } });
  const quotas = '/api/v1/namespaces/full/resourcequotas';
  const hard = { secrets: '0' };
  const { body } = await server.create(quotas, { metadata: { name: 'none' }, spec: { hard } });
  await server.ask(server.admin, 'PUT', `${quotas}/none/status`, { ...body, status: { hard, used: hard } });
  await untilRefused(server, 'full');
}

async function ownedBy(server: RealApiServer, kind: string, name: string): Promise<void> {
  const uid = 'b2a1f5c8-0000-4000-8000-000000000001';
  const owner = { apiVersion: 'external-secrets.io/v1', kind, name, uid, controller: true };
  await server.create('/api/v1/namespaces/ci/secrets', {
    metadata: { name: 'owned', ownerReferences: [owner] },
    data: { password: 'AAE=' },
  });
}

const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';

async function hasPolicies(server: RealApiServer): Promise<boolean> {
  return (await server.ask(server.admin, 'GET', policies)).status === 200;
}

async function policyOfLabels(server: RealApiServer): Promise<void> {
  await server.create('/api/v1/namespaces', { metadata: { name: 'policed' } });
  const secrets = { apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE'], resources: ['secrets'] };
  const [expression, message] = ["has(object.metadata.labels) && 'team' in object.metadata.labels", words];
  await server.create(policies, {
    metadata: { name: 'labels' },
    spec: { matchConstraints: { resourceRules: [secrets] }, validations: [{ expression, message }] },
  });
  const namespaceSelector = { matchLabels: { 'kubernetes.io/metadata.name': 'policed' } };
  await server.create(`${policies.replace(/ies$/, 'y')}bindings`, {
    metadata: { name: 'labels' },
    spec: { policyName: 'labels', validationActions: ['Deny'], matchResources: { namespaceSelector } },
  });
  await untilRefused(server, 'policed');
}

/** What is stored is in force a moment later. */
async function untilRefused(server: RealApiServer, namespace: string): Promise<void> {
  const path = `/api/v1/namespaces/${namespace}/secrets?dryRun=All`;
  await until(async () => {
    const { status } = await server.ask(server.admin, 'POST', path, { metadata: { generateName: 'probe-' } });
    return status >= 400;
  });
}
