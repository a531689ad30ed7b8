import {
  askHub,
  embeddedHub,
  secretSink,
  specimenKey,
  specimenVersion,
  type TestHub,
} from '@ackring/testkit/rotation/hub';
import { specimenClusterId } from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../../certificate/certificate.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { readCredential } from '../credential/credential.js';
import { secretFormats } from './secret-format.js';

const secrets = '/api/v1/namespaces/ci/secrets';
const secret = `${secrets}/prod`;

test('a version waits beside the current one, replaces it in one write, and the old one stays', async (t) => {
  await using hub = await embeddedHub();
  const sink = secretSink(hub);
  const key = specimenKey();
  const [first, second] = await Promise.all([specimenVersion(1), specimenVersion(2)]);
  t.is(await sink.read(key), null);
  await sink.stage(key, first);
  t.is((await askHub(hub, 'GET', secret)).status, 404);
  await sink.promote(key, first);
  await sink.stage(key, second);
  t.is(await sink.read(key), first.text);
  await sink.promote(key, second);
  await sink.promote(key, second);
  t.is(await sink.read(key), second.text);
  t.deepEqual(await dataOf(hub), { kubeconfig: second.text, 'kubeconfig.previous': first.text });
  await t.throwsAsync(sink.promote(key, first), { code: 'Conflict' });
  t.is(await sink.read(key), second.text);
});

test('what is current already is not written to a Secret that takes nothing', async (t) => {
  await using hub = await embeddedHub();
  const [first, second] = await Promise.all([specimenVersion(1), specimenVersion(2)]);
  await secretSink(hub).promote(specimenKey(), first);
  await askHub(hub, 'PATCH', secret, { immutable: true });
  await t.notThrowsAsync(secretSink(hub).promote(specimenKey(), first));
  await t.throwsAsync(secretSink(hub).promote(specimenKey(), second), { code: 'Refused' });
});

test('its places are the current versions, each with whose it is', async (t) => {
  await using hub = await embeddedHub();
  const sink = secretSink(hub);
  for (const identity of ['self', 'ack']) {
    for (const number of [1, 2]) await sink.promote(specimenKey({ identity }), await specimenVersion(number));
  }
  await askHub(hub, 'POST', secrets, { metadata: { name: 'theirs' }, stringData: { kubeconfig: 'x' } });
  const { clusterId } = specimenKey();
  t.deepEqual(await sink.places?.list(), [
    { name: 'ci/prod kubeconfig', clusterId, identity: 'self' },
    { name: 'ci/prod kubeconfig-ack', clusterId, identity: 'ack' },
  ]);
  const flux = secretSink(hub, { format: 'flux', name: '{cluster}-flux' });
  await flux.promote(specimenKey({ identity: 'ack' }), await specimenVersion(1));
  const places = (await flux.places?.list()) ?? [];
  t.like(
    places.find(({ name }) => name.includes('-flux')),
    { clusterId, identity: 'ack' },
  );
});

test('two runs at once leave the newer one, whichever is first', async (t) => {
  await using hub = await embeddedHub();
  const versions = await Promise.all([0, 1, 2, 3, 4, 5].map((number) => specimenVersion(number)));
  const newest = versions.at(-1)?.text ?? '';
  for (const order of [versions, versions.toReversed()]) {
    await askHub(hub, 'DELETE', secret);
    const runs = order.map((version) => secretSink(hub).promote(specimenKey(), version));
    for (const ended of await Promise.allSettled(runs)) {
      if (ended.status === 'rejected') t.is(ended.reason.code, 'Conflict');
    }
    t.is(await secretSink(hub).read(specimenKey()), newest);
  }
});

test('a write whose answer was lost is read back before it is judged', async (t) => {
  await using hub = await embeddedHub();
  const [first, second] = await Promise.all([specimenVersion(1), specimenVersion(2)]);
  for (const [operation, version] of [
    ['create secrets', first],
    ['patch secrets', second],
  ] as const) {
    hub.faults.add({ service: 'kubernetes', operation, times: 1, effect: { kind: 'reset', after: true } });
    await secretSink(hub).promote(specimenKey(), version);
    t.is(await secretSink(hub).read(specimenKey()), version.text);
  }
  t.is((await dataOf(hub))['kubeconfig.previous'], first.text);
});

test('a busy API server is waited for as long as it asks, within bounds', async (t) => {
  await using hub = await embeddedHub();
  const effect = { kind: 'throttle', retryAfterMs: 1_000 } as const;
  hub.faults.add({ service: 'kubernetes', times: 2, effect });
  await secretSink(hub).promote(specimenKey(), await specimenVersion(1));
  t.not(await secretSink(hub).read(specimenKey()), null);
  hub.faults.add({ service: 'kubernetes', operation: 'patch secrets', times: 3, effect: conflict });
  await secretSink(hub).promote(specimenKey(), await specimenVersion(2));
  hub.faults.add({ service: 'kubernetes', operation: 'patch secrets', effect: conflict });
  const error = await t.throwsAsync(
    secretSink(hub, { random: () => 0 }).stage(specimenKey(), await specimenVersion(3)),
  );
  t.like(error, { code: 'Conflict' });
});

const conflict = { kind: 'error', status: 409, code: 'Conflict' } as const;

test('a Secret that is gone when it is to be written is created again', async (t) => {
  await using hub = await embeddedHub();
  const sink = secretSink(hub);
  await sink.promote(specimenKey(), await specimenVersion(1));
  hub.faults.add({
    service: 'kubernetes',
    operation: 'patch secrets',
    times: 1,
    effect: { kind: 'error', status: 404, code: 'NotFound' },
  });
  await askHub(hub, 'DELETE', secret);
  const version = await specimenVersion(2);
  await sink.promote(specimenKey(), version);
  t.is(await sink.read(specimenKey()), version.text);
});

interface Refusal {
  readonly prepare: (hub: TestHub) => Promise<unknown>;
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly remedy: RegExp;
  readonly settings?: Parameters<typeof secretSink>[1];
}

/** Each is refused by `stage` if something exists, so that nothing is fetched or written in vain. */
const refusals: Readonly<Record<string, Refusal>> = {
  'a Secret of others': {
    prepare: (hub) => askHub(hub, 'POST', secrets, { metadata: { name: 'prod' }, data: { a: 'AAE=' } }),
    code: 'Refused',
    message: /was not made by ackring/,
    remedy: /adopt: \["prod"\]/,
  },
  'a Secret of another cluster': {
    prepare: async (hub) =>
      secretSink(hub).promote(specimenKey({ clusterId: specimenClusterId(2) }), await specimenVersion(0)),
    code: 'Conflict',
    message: /belongs to cluster c0/,
    remedy: /gone.*kubectl delete secret prod --namespace ci.*\{clusterId\}/,
  },
  'one identity’s Secret for another, where they cannot share': {
    prepare: async (hub) =>
      secretSink(hub, { format: 'flux' }).promote(specimenKey({ identity: 'x' }), await specimenVersion(0)),
    settings: { format: 'flux' },
    code: 'Conflict',
    message: /belongs to the identity x/,
    remedy: /\{identity\}/,
  },
  'an immutable Secret': {
    prepare: async (hub) => {
      await secretSink(hub).promote(specimenKey(), await specimenVersion(0));
      await askHub(hub, 'PATCH', secret, { immutable: true });
    },
    code: 'Refused',
    message: /is immutable/,
    remedy: /kubectl delete secret prod --namespace ci/,
  },
  'a Secret that is being deleted': {
    prepare: async (hub) => {
      await secretSink(hub).promote(specimenKey(), await specimenVersion(0));
      await askHub(hub, 'PATCH', secret, { metadata: { finalizers: ['example.com/hold'] } });
      await askHub(hub, 'DELETE', secret);
    },
    code: 'Refused',
    message: /is being deleted/,
    remedy: /finalizers/,
  },
  'a Secret without room': {
    prepare: async (hub) => {
      await secretSink(hub).promote(specimenKey(), await specimenVersion(0));
      const data = { large: Buffer.alloc(1_040_000).toString('base64') };
      await askHub(hub, 'PATCH', secret, { data });
    },
    code: 'Refused',
    message: /would hold 10\d{5} bytes/,
    remedy: /\{cluster\}-\{identity\}/,
  },
};

for (const [title, { prepare, code, message, remedy, settings }] of Object.entries(refusals)) {
  test(`${title} is refused before anything is staged`, async (t) => {
    await using hub = await embeddedHub();
    await prepare(hub);
    const before = (await askHub(hub, 'GET', secret)).body;
    const error = await t.throwsAsync(
      secretSink(hub, settings).stage(specimenKey(), await specimenVersion(1)),
      { code, message },
    );
    t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
    t.deepEqual((await askHub(hub, 'GET', secret)).body, before);
  });
}

/** Said by the API server when the first version is created. */
const said: Readonly<Record<string, Refusal>> = {
  'a namespace that is not there': {
    prepare: async () => undefined,
    settings: { namespace: 'nowhere' },
    code: 'ResourceNotFound',
    message: /there is no namespace nowhere/,
    remedy: /kubectl create namespace nowhere/,
  },
  'a namespace that is being deleted': {
    prepare: async (hub) => {
      const metadata = { name: 'held', finalizers: ['example.com/hold'] };
      await askHub(hub, 'POST', '/api/v1/namespaces/ci/configmaps', { metadata });
      await askHub(hub, 'DELETE', '/api/v1/namespaces/ci');
    },
    code: 'Refused',
    message: /namespace ci is being deleted/,
    remedy: /kubectl get namespace ci/,
  },
};

for (const [title, { prepare, code, message, remedy, settings }] of Object.entries(said)) {
  test(`${title} is reported with a remedy`, async (t) => {
    await using hub = await embeddedHub();
    await prepare(hub);
    const sink = secretSink(hub, settings);
    const error = await t.throwsAsync(sink.promote(specimenKey(), await specimenVersion(1)), {
      code,
      message,
    });
    t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
  });
}

/** What an API server may answer to any request. */
const answers: readonly (readonly [status: number, code: ErrorCode, remedy: RegExp])[] = [
  [401, 'CredentialsInvalid', /ackring verify ops/],
  [403, 'Refused', /kubectl describe resourcequota --namespace ci/],
  [413, 'Refused', /\{cluster\}-\{identity\}/],
  [415, 'RequestRejected', /webhook/],
  [422, 'Refused', /kubectl get validatingwebhookconfigurations/],
];

test('what no API server answers is not taken for an empty namespace, or for none', async (t) => {
  await using hub = await embeddedHub();
  const version = await specimenVersion(1);
  for (const operation of ['get secrets', 'create secrets']) {
    hub.faults.add({ service: 'kubernetes', operation, effect: { kind: 'html', status: 404 } });
    await t.throwsAsync(secretSink(hub).promote(specimenKey(), version), {
      code: 'ResponseUnreadable',
      message: /no API server \(404\)/,
    });
    hub.faults.clear();
  }
});

for (const [status, code, remedy] of answers) {
  test(`${status} is reported with its own remedy`, async (t) => {
    await using hub = await embeddedHub();
    hub.faults.add({ service: 'kubernetes', operation: 'create secrets', effect: { kind: 'error', status } });
    const error = await t.throwsAsync(secretSink(hub).promote(specimenKey(), await specimenVersion(1)), {
      code,
    });
    t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
  });
}

/** As kube-apiserver 1.37.2 and 1.24.17 begin them: who refuses has a remedy of its own, and its words are told. */
const refusers: readonly (readonly [status: number, message: string, told: RegExp, remedy: RegExp])[] = [
  [
    400,
    'admission webhook "labels.example.com" denied the request: label team is required',
    /^could not write Secret ci\/prod: the admission webhook labels\.example\.com refuses it: “label team is required”$/,
    /adopt.*kubectl get validatingwebhookconfigurations,mutatingwebhookconfigurations --output/,
  ],
  [
    403,
    'admission webhook "labels.example.com" denied the request without explanation',
    /the admission webhook labels\.example\.com refuses it$/,
    /adopt/,
  ],
  [
    422,
    "secrets \"prod\" is forbidden: ValidatingAdmissionPolicy 'labels' with binding 'all' denied request: label team is required",
    /: the policy labels refuses it: “label team is required”$/,
    /adopt.*kubectl describe validatingadmissionpolicy labels/,
  ],
  [
    403,
    'secrets "prod" is forbidden: exceeded quota: few, requested: secrets=1, used: secrets=9, limited: secrets=9',
    /: it would exceed the quota few: “requested: secrets=1, used: secrets=9, limited: secrets=9”$/,
    /kubectl describe resourcequota few --namespace ci/,
  ],
  [
    500,
    'Internal error occurred: failed calling webhook "labels.example.com": failed to call webhook: Post "https://labels.kube-system.svc:443/?timeout=5s": dial tcp 10.0.0.9:443: connect: connection refused',
    /: its API server cannot ask the admission webhook labels\.example\.com: “failed to call webhook: .* connection refused”$/,
    /Until that webhook answers again/,
  ],
  [
    403,
    'something else forbids it',
    /: a quota or a policy of its cluster refuses it \(403\): “something else forbids it”$/,
    /kubectl describe resourcequota --namespace ci/,
  ],
  [
    400,
    'admission webhook "a b; $(reboot)" denied the request: no, ValidatingAdmissionPolicy \'labels\' denied request: x',
    /webhook a b; \$\(reboot\) refuses it: “no, ValidatingAdmissionPolicy 'labels' denied request: x”$/,
    /adopt/,
  ],
  [
    422,
    "secrets \"prod\" is forbidden: ValidatingAdmissionPolicy '$(reboot)' with binding 'b' denied request: x",
    /: the policy \$\(reboot\) refuses it: “x”$/,
    /kubectl describe validatingadmissionpolicy '\$\(reboot\)'$/,
  ],
];

for (const [status, message, told, remedy] of refusers) {
  test(`${status}, ${message}: is told with its words and its remedy`, async (t) => {
    await using hub = await embeddedHub();
    const effect = { kind: 'error', status, message } as const;
    hub.faults.add({ service: 'kubernetes', operation: 'create secrets', effect });
    const error = await t.throwsAsync(secretSink(hub).promote(specimenKey(), await specimenVersion(1)), {
      code: status === 500 ? 'ServerFault' : 'Refused',
      message: told,
    });
    t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
  });
}

test('what holds a part of the key is not told', async (t) => {
  await using hub = await embeddedHub();
  const version = await specimenVersion(1);
  const [, key = ''] = /client-key-data: (\S+)/.exec(version.text) ?? [];
  for (const status of [400, 403, 422, 500]) {
    const effect = { kind: 'error', status, message: `bad value ${key.slice(400, 430)}` } as const;
    hub.faults.add({ service: 'kubernetes', operation: 'create secrets', effect });
    const error = await t.throwsAsync(secretSink(hub).promote(specimenKey(), version), {
      message: /; what it says holds something like a key, and is not shown$/,
    });
    t.false(String(error?.stack).includes(key.slice(400, 416)));
    hub.faults.clear();
  }
});

test('whoever asks for a minute is not waited for in silence', async (t) => {
  await using hub = await embeddedHub();
  const effect = { kind: 'throttle', retryAfterMs: 61_000 } as const;
  hub.faults.add({ service: 'kubernetes', effect });
  await t.throwsAsync(secretSink(hub).read(specimenKey()), {
    code: 'Throttled',
    message: /its API server is busy \(429\), and asks to wait 61 seconds$/,
  });
});

test('without a role, the remedy is one that follows a revoke', async (t) => {
  await using hub = await embeddedHub();
  const error = await t.throwsAsync(secretSink(await hub.issued('mei')).read(specimenKey()), {
    code: 'Forbidden',
  });
  t.true(error instanceof AckringError);
  if (error instanceof AckringError) {
    t.regex(error.remedy, /ackring access grant \d+ --cluster CLUSTER --role dev --namespace ci/);
    // What is bound to a certificate's own name would go on letting the old key in after a revoke.
    t.notRegex(error.remedy, /--user=/);
  }
});

test('a role for one Secret is a role: what refuses beside it is something else', async (t) => {
  await using hub = await embeddedHub();
  const mei = await hub.issued('mei');
  const rbac = '/apis/rbac.authorization.k8s.io/v1/namespaces/ci';
  const metadata = { name: 'prod-writer' };
  const one = { apiGroups: [''], resources: ['secrets'], resourceNames: ['prod'], verbs: ['get', 'patch'] };
  await askHub(hub, 'POST', `${rbac}/roles`, { metadata, rules: [one] });
  await askHub(hub, 'POST', `${rbac}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'prod-writer' },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: commonNameOf(mei) }],
  });
  await secretSink(hub).promote(specimenKey(), await specimenVersion(1));
  const refusal = { kind: 'error', status: 403 } as const;
  hub.faults.add({ service: 'kubernetes', operation: 'patch secrets', effect: refusal });
  const version = await specimenVersion(2);
  await t.throwsAsync(secretSink(mei).promote(specimenKey(), version), { code: 'Refused' });
  await t.throwsAsync(secretSink(mei).promote(specimenKey({ clusterName: 'other' }), version), {
    code: 'Forbidden',
  });
});

function commonNameOf({ pem }: TestHub): string {
  return readCertificateFacts(pem).subject.commonName ?? '';
}

test('Argo CD’s Secret has its label, name, server and config, and the tags as labels', async (t) => {
  await using hub = await embeddedHub();
  const sink = secretSink(hub, { format: 'argocd' });
  const tags = { env: 'prod', team: '支付 team!', 'argocd.argoproj.io/secret-type': 'repository', '!!': 'x' };
  const key = specimenKey({ tags });
  const [first, second] = await Promise.all([specimenVersion(1), specimenVersion(2)]);
  await sink.promote(key, first);
  await sink.stage(key, second);
  t.is(await sink.read(key), first.text);
  await sink.promote(key, second);
  t.is(await sink.read(key), second.text);
  const { metadata } = (await askHub(hub, 'GET', secret)).body;
  t.like(metadata, {
    labels: {
      'app.kubernetes.io/managed-by': 'ackring',
      'argocd.argoproj.io/secret-type': 'cluster',
      env: 'prod',
      team: 'team',
    },
  });
  const { name, server, config } = await dataOf(hub);
  t.is(name, 'prod');
  t.is(server, 'https://203.0.113.10:6443');
  const { tlsClientConfig } = JSON.parse(config ?? '');
  const { target } = readCredential(second.text);
  t.deepEqual(tlsClientConfig, {
    insecure: false,
    caData: base64(target?.certificateAuthority),
    certData: base64(target?.clientCertificate),
    keyData: base64(target?.clientKey),
  });
});

test('if config was changed by hand, what Argo CD reads counts', async (t) => {
  await using hub = await embeddedHub();
  const sink = secretSink(hub, { format: 'argocd' });
  const [first, other] = await Promise.all([specimenVersion(1), specimenVersion(9)]);
  await sink.promote(specimenKey(), first);
  const config = secretFormats.argocd.derived(other.text, specimenKey())['config'];
  await askHub(hub, 'PATCH', secret, { data: { config: base64(config) } });
  const held = readCredential((await sink.read(specimenKey())) ?? '').stored;
  t.is(held.kind === 'readable' ? held.facts.certificate.serial : '', serialOf(other.text));
  await askHub(hub, 'PATCH', secret, { data: { config: base64('{}') } });
  t.is(readCredential((await sink.read(specimenKey())) ?? '').stored.kind, 'unreadable');
  await sink.promote(specimenKey(), first);
  t.is(await sink.read(specimenKey()), first.text);
});

test('Flux finds its kubeconfig under the key it looks for', async (t) => {
  await using hub = await embeddedHub();
  const version = await specimenVersion(1);
  await secretSink(hub, { format: 'flux' }).promote(specimenKey(), version);
  t.deepEqual(await dataOf(hub), { value: version.text });
});

async function dataOf(hub: TestHub): Promise<Readonly<Record<string, string>>> {
  const { data } = (await askHub(hub, 'GET', secret)).body;
  const entries = Object.entries(typeof data === 'object' && data !== null ? data : {});
  return Object.fromEntries(
    entries.map(([name, value]) => [name, Buffer.from(String(value), 'base64').toString('utf8')]),
  );
}

function base64(text: string | null | undefined): string {
  return Buffer.from(text ?? '').toString('base64');
}

function serialOf(text: string): string {
  const { stored } = readCredential(text);
  return stored.kind === 'readable' ? stored.facts.certificate.serial : stored.problem;
}
