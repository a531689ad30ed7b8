import { defaultInstanceId, defaultKeyId } from '@ackring/emulator/services/kms/kms';
import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test from 'ava';
import { kmsFailure } from '../../cloud/kms/kms-failure.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';

const scenario = { clusters: [{ name: 'a', holders: { ops: { daysLeft: 400 } } }] };

interface Refusal {
  readonly prepare: (world: RotationWorld, secret: string) => unknown;
  readonly code: ErrorCode;
  readonly message: RegExp;
  readonly remedy: RegExp;
}

const refusals: Readonly<Record<string, Refusal>> = {
  'a secret that was deleted, whose name is taken': {
    prepare: ({ emulator }, secret) =>
      officialRpcClient(
        emulator.endpoints.kms,
        '2016-01-20',
        keyOf(emulator, 'ops'),
      )('DeleteSecret', {
        SecretName: secret,
      }),
    code: 'Refused',
    message: /was deleted, and its name is taken/,
    remedy: /aliyun kms RestoreSecret --region cn-hangzhou --SecretName ackring\//,
  },
  'a key that was disabled': {
    prepare: ({ emulator }) =>
      emulator.services.kms.setKey({ id: defaultKeyId, instanceId: defaultInstanceId, state: 'Disabled' }),
    code: 'Refused',
    message: /the key of secret .* is not enabled/,
    remedy: /aliyun kms EnableKey/,
  },
  'a quota that is full': {
    prepare: ({ emulator }) =>
      emulator.faults.add({
        service: 'kms',
        operation: 'PutSecretValue',
        effect: { kind: 'error', status: 400, code: 'Rejected.LimitExceeded' },
      }),
    code: 'Refused',
    message: /more than KMS keeps/,
    remedy: /quota/,
  },
};

for (const [title, { prepare, code, message, remedy }] of Object.entries(refusals)) {
  test(`${title} is reported with a remedy`, async (t) => {
    await using world = await rotationWorld(scenario, '');
    const { ports } = await world.configure(`sinks: [{kind: kms, keyId: ${defaultKeyId}}]`);
    const [sink] = ports.sinks;
    if (sink === undefined) return t.fail();
    await sink.promote(specimenKey(), await specimenVersion(0));
    const [secret = ''] = world.emulator.services.kms.secrets.keys();
    await prepare(world, secret);
    const version = await specimenVersion(1);
    const error = await t.throwsAsync(() => sink.promote(specimenKey(), version), { code, message });
    t.true(error instanceof AckringError && remedy.test(error.remedy), JSON.stringify(error));
  });
}

test('a limit of its shared gateway is reported as throttling, which can be retried', (t) => {
  for (const code of ['Throttling.User', 'Throttling.Api']) {
    const thrown = new AckringError('Throttled', 'wait', {
      remedy: 'wait',
      retryAfterMs: 900,
      cause: { code },
    });
    const told = kmsFailure(thrown, { secret: 'ackring/c1/self', region: 'cn-hangzhou' });
    t.like(told, { code: 'Throttled', retryAfterMs: 900, isRetryable: true });
    t.true(told instanceof AckringError && /10 secrets a second.*next run/.test(told.remedy));
  }
});

test('a missing key is reported, and not taken for a missing secret', async (t) => {
  await using world = await rotationWorld(scenario, '');
  const { ports } = await world.configure('sinks: [{kind: kms, keyId: key-gone}]');
  const version = await specimenVersion(0);
  await t.throwsAsync(async () => ports.sinks[0]?.promote(specimenKey(), version), {
    code: 'Refused',
    message: /the key of secret .* is not there/,
  });
});

test('a secret that is there after all, and that nobody may read, is told as the conflict that it is', async (t) => {
  await using world = await rotationWorld(scenario, '');
  const { ports } = await world.configure('sinks: [{kind: kms}]');
  const [first, second] = await Promise.all([specimenVersion(0), specimenVersion(1)]);
  await ports.sinks[0]?.promote(specimenKey(), first);
  const { faults } = world.emulator;
  const answer = (status: number, code: string) => ({ kind: 'error', status, code }) as const;
  const reading = { service: 'kms', operation: 'GetSecretValue' } as const;
  faults.add({ ...reading, times: 1, effect: answer(404, 'Forbidden.ResourceNotFound') });
  faults.add({ ...reading, effect: answer(403, 'Forbidden.NoPermission') });
  await t.throwsAsync(async () => ports.sinks[0]?.promote(specimenKey(), second), { code: 'Conflict' });
});

const brokenKeys: Readonly<Record<string, RegExp>> = {
  'key-not-there': /no such KMS key.*aliyun kms ListKeys --region cn-hangzhou; correct kmsKeyId/,
  'alias/not-there': /no such alias of a KMS key.*aliyun kms ListKeys/,
  'key-off': /KMS key is disabled.*aliyun kms EnableKey --region cn-hangzhou --KeyId key-off/,
  'key-going': /KMS key waits to be deleted.*aliyun kms CancelKeyDeletion .*--KeyId key-going/,
};

for (const [keyId, told] of Object.entries(brokenKeys)) {
  test(`an object that KMS refuses to encrypt with ${keyId} is reported with a remedy`, async (t) => {
    await using world = await rotationWorld(scenario, '');
    setKeys(world);
    const { ports } = await world.configure(
      `sinks: [{kind: oss, bucket: ackring-kubeconfigs, kmsKeyId: ${keyId}}]`,
    );
    const version = await specimenVersion(0);
    const error = await t.throwsAsync(async () => ports.sinks[0]?.promote(specimenKey(), version), {
      code: 'Refused',
    });
    t.true(error instanceof AckringError);
    t.regex(`${error?.message} ${error instanceof AckringError ? error.remedy : ''}`, told);
  });
}

function setKeys({ emulator }: RotationWorld): void {
  const instanceId = null;
  emulator.services.kms.setKey({ id: 'key-on', instanceId, state: 'Enabled' });
  emulator.services.kms.setKey({ id: 'key-off', instanceId, state: 'Disabled' });
  emulator.services.kms.setKey({ id: 'key-going', instanceId, state: 'PendingDeletion' });
}

const oss = 'kind: oss, bucket: ackring-kubeconfigs';

/** A sink, and what a plan says of it; null if nothing. */
const planned: readonly (readonly [string, RegExp | null])[] = [
  [`${oss}, kmsKeyId: key-on`, null],
  [oss, null],
  [`${oss}, kmsKeyId: key-not-there`, /no KMS key key-not-there in cn-hangzhou/],
  [`${oss}, kmsKeyId: alias/not-there`, /no KMS key alias\/not-there in cn-hangzhou/],
  [`${oss}, kmsKeyId: key-off`, /key-off is in the state Disabled/],
  [`kind: kms, keyId: ${defaultKeyId}, instanceId: ${defaultInstanceId}`, null],
  ['kind: kms', null],
  ['kind: kms, keyId: key-not-there', /no KMS key key-not-there in cn-hangzhou/],
  ['kind: kms, keyId: key-going', /key-going is in the state PendingDeletion/],
  [
    `kind: kms, keyId: key-on, instanceId: ${defaultInstanceId}`,
    /key-on is in no KMS instance, and rotation.yaml names kst-\w/,
  ],
  [`kind: kms, keyId: ${defaultKeyId}, instanceId: kst-nope`, /is in the instance .*names kst-nope/],
];

for (const [settings, told] of planned) {
  test(`a plan for {${settings}} says ${told === null ? 'nothing of a key' : 'what is wrong with the key'}`, async (t) => {
    await using world = await rotationWorld(scenario, '');
    setKeys(world);
    const { rotation } = await world.configure(`sinks: [{${settings}}]`);
    const { failures } = await rotation.run('plan', { runId: 'r' });
    const messages = failures.map(({ error }) => error.message);
    if (told === null) t.deepEqual(messages, []);
    else t.regex(messages.join('\n'), told);
  });
}

for (const [status, code, told] of [
  [403, 'Forbidden.NoPermission', []],
  [400, 'InvalidParameter', ['RequestRejected']],
] as const)
  test(`a plan whose look at a key is answered ${code} tells ${told.join() || 'nothing: nothing is known of it'}`, async (t) => {
    await using world = await rotationWorld(scenario, '');
    world.emulator.faults.add({
      service: 'kms',
      operation: 'DescribeKey',
      effect: { kind: 'error', status, code },
    });
    const { rotation } = await world.configure('sinks: [{kind: kms, keyId: key-not-there}]');
    const { failures } = await rotation.run('plan', { runId: 'r' });
    t.deepEqual(
      failures.map(({ error }) => error.code),
      told,
    );
  });
