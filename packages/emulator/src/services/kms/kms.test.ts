import { keyOf, officialRpcClient } from '@ackring/testkit/official-rpc-client';
import test from 'ava';
import { startEmulator } from '../../start.js';
import { defaultInstanceId, defaultKeyId } from './kms.js';
import { kmsRegion } from './store.js';

async function kms() {
  const emulator = await startEmulator({ scenario: 'single' });
  const key = keyOf(emulator, 'ops');
  const call = officialRpcClient(emulator.endpoints.kms, '2016-01-20', key);
  return { emulator, key, call, [Symbol.asyncDispose]: emulator.stop };
}

const secret = { SecretName: 'ackring/c1/self', VersionId: 'v1', SecretData: 'first & foremost = 漢字' };

test('a secret is created with a key of its instance and read back by the official client', async (t) => {
  await using cloud = await kms();
  const key = { EncryptionKeyId: defaultKeyId, DKMSInstanceId: defaultInstanceId };
  const created = await cloud.call('CreateSecret', { ...secret, ...key });
  t.like(created, { SecretName: secret.SecretName, VersionId: 'v1', DKMSInstanceId: defaultInstanceId });
  t.truthy(created['RequestId']);
  t.like(await cloud.call('GetSecretValue', { SecretName: secret.SecretName }), {
    SecretData: secret.SecretData,
    SecretDataType: 'text',
    VersionId: 'v1',
    VersionStages: { VersionStage: ['ACSCurrent'] },
  });
  t.like(await cloud.call('DescribeSecret', { SecretName: secret.SecretName }), key);
});

test('the same version with the same value succeeds again, with another value it is refused', async (t) => {
  await using cloud = await kms();
  await cloud.call('CreateSecret', secret);
  const again = await cloud.call('PutSecretValue', secret);
  t.deepEqual(again['VersionStages'], { VersionStage: ['ACSCurrent'] });
  await t.throwsAsync(cloud.call('PutSecretValue', { ...secret, SecretData: 'second' }), {
    code: 'Rejected.ResourceExist',
  });
});

test('a staged version waits until the current stage is moved onto it', async (t) => {
  await using cloud = await kms();
  await cloud.call('CreateSecret', secret);
  const staged = { SecretName: secret.SecretName, VersionId: 'v2', SecretData: 'second' };
  await cloud.call('PutSecretValue', { ...staged, VersionStages: JSON.stringify(['ackring-staged']) });
  t.is((await cloud.call('GetSecretValue', { SecretName: secret.SecretName }))['VersionId'], 'v1');
  const move = { SecretName: secret.SecretName, VersionStage: 'ACSCurrent', MoveToVersion: 'v2' };
  await cloud.call('UpdateSecretVersionStage', { ...move, RemoveFromVersion: 'v1' });
  t.is((await cloud.call('GetSecretValue', { SecretName: secret.SecretName }))['SecretData'], 'second');
  const old = { SecretName: secret.SecretName, VersionStage: 'ACSPrevious' };
  t.is((await cloud.call('GetSecretValue', old))['VersionId'], 'v1');
});

test('the previous stage stays behind if a world is set so', async (t) => {
  await using cloud = await kms();
  cloud.emulator.services.kms.setPreviousFollowsMoves(false);
  await cloud.call('CreateSecret', secret);
  await cloud.call('PutSecretValue', { ...secret, VersionId: 'v2', VersionStages: '["next"]' });
  await cloud.call('UpdateSecretVersionStage', {
    SecretName: secret.SecretName,
    VersionStage: 'ACSCurrent',
    MoveToVersion: 'v2',
  });
  const versions = await cloud.call('ListSecretVersionIds', {
    SecretName: secret.SecretName,
    IncludeDeprecated: true,
  });
  t.like(versions, {
    TotalCount: 2,
    VersionIds: {
      VersionId: [
        { VersionId: 'v2', VersionStages: { VersionStage: ['next', 'ACSCurrent'] } },
        { VersionId: 'v1', VersionStages: { VersionStage: [] } },
      ],
    },
  });
});

test('missing, duplicate, oversized and foreign-instance values are refused as the reference says', async (t) => {
  await using cloud = await kms();
  await cloud.call('CreateSecret', secret);
  await t.throwsAsync(cloud.call('GetSecretValue', { SecretName: 'other' }), {
    code: 'Forbidden.ResourceNotFound',
    message: /404/,
  });
  await t.throwsAsync(cloud.call('CreateSecret', secret), { code: 'Rejected.ResourceExist', message: /409/ });
  const large = { SecretName: 'large', VersionId: 'v1', SecretData: 'x'.repeat(30_721) };
  await t.throwsAsync(cloud.call('CreateSecret', large), { code: 'InvalidParameter', message: /400/ });
  const elsewhere = {
    ...secret,
    SecretName: 'b',
    EncryptionKeyId: defaultKeyId,
    DKMSInstanceId: 'kst-other',
  };
  await t.throwsAsync(cloud.call('CreateSecret', elsewhere), { code: 'InvalidParameter' });
  const keyless = { ...secret, SecretName: 'c', EncryptionKeyId: 'key-unknown' };
  await t.throwsAsync(cloud.call('CreateSecret', keyless), { code: 'Forbidden.KeyNotFound' });
  const nameless = { ...secret, SecretName: 'd', EncryptionKeyId: 'alias/unknown' };
  await t.throwsAsync(cloud.call('CreateSecret', nameless), { code: 'Forbidden.AliasNotFound' });
  const nowhere = { ...secret, SecretName: 'e', EncryptionKeyId: '', DKMSInstanceId: 'kst-nowhere' };
  await t.throwsAsync(cloud.call('CreateSecret', nowhere), { code: 'Forbidden.DKMSInstanceNotFound' });
});

test('a disabled key stops decrypting', async (t) => {
  await using cloud = await kms();
  await cloud.call('CreateSecret', { ...secret, EncryptionKeyId: defaultKeyId });
  cloud.emulator.services.kms.setKey({ id: defaultKeyId, instanceId: defaultInstanceId, state: 'Disabled' });
  await t.throwsAsync(cloud.call('GetSecretValue', { SecretName: secret.SecretName }), {
    code: 'Rejected.Disabled',
  });
});

test('a deleted secret can be restored within its window and is gone if forced', async (t) => {
  await using cloud = await kms();
  const { SecretName } = secret;
  await cloud.call('CreateSecret', secret);
  t.truthy((await cloud.call('DeleteSecret', { SecretName, RecoveryWindowInDays: 7 }))['PlannedDeleteTime']);
  await t.throwsAsync(cloud.call('GetSecretValue', { SecretName }), {
    code: 'Rejected.ResourceInDeleteWindow',
  });
  await cloud.call('RestoreSecret', { SecretName });
  t.is((await cloud.call('GetSecretValue', { SecretName }))['VersionId'], 'v1');
  await cloud.call('DeleteSecret', { SecretName, ForceDeleteWithoutRecovery: true });
  await t.throwsAsync(cloud.call('DescribeSecret', { SecretName }), { code: 'Forbidden.ResourceNotFound' });
});

test('a wrong secret key, an unknown key and an unknown action are refused', async (t) => {
  await using cloud = await kms();
  const { endpoints } = cloud.emulator;
  const wrong = officialRpcClient(endpoints.kms, '2016-01-20', {
    ...cloud.key,
    accessKeySecret: 'wrong',
  });
  await t.throwsAsync(wrong('ListSecrets'), { code: 'SignatureDoesNotMatch' });
  const unknown = officialRpcClient(endpoints.kms, '2016-01-20', {
    ...cloud.key,
    accessKeyId: 'LTAIunknown',
  });
  await t.throwsAsync(unknown('ListSecrets'), { code: 'InvalidAccessKeyId.NotFound' });
  await t.throwsAsync(cloud.call('Encrypt'), { code: 'InvalidAction.NotFound' });
});

test('a throttle by operation reaches the client with the time to wait', async (t) => {
  await using cloud = await kms();
  cloud.emulator.faults.add({
    service: 'kms',
    operation: 'ListSecrets',
    times: 1,
    effect: { kind: 'throttle', status: 429, code: 'Rejected.Throttling', retryAfterMs: 250 },
  });
  const error = await t.throwsAsync(cloud.call('ListSecrets'), { code: 'Rejected.Throttling' });
  t.like(error, { retryAfter: 250, statusCode: 429 });
  t.is((await cloud.call('ListSecrets'))['TotalCount'], 0);
});

test('secrets survive a snapshot', async (t) => {
  await using cloud = await kms();
  await cloud.call('CreateSecret', secret);
  const saved: unknown = JSON.parse(JSON.stringify(cloud.emulator.services.kms.save?.()));
  await using other = await kms();
  other.emulator.services.kms.load?.(saved);
  t.is(
    (await other.call('GetSecretValue', { SecretName: secret.SecretName }))['SecretData'],
    secret.SecretData,
  );
});

const region = test.macro({
  title: (_, host: string) => `ARNs are of the region that ${host || 'a loopback address'} is in`,
  exec(t, host: string, expected: string) {
    t.is(kmsRegion({ headers: { host } }), expected);
  },
});

test(region, '127.0.0.1:8080', 'cn-hangzhou');
test(region, 'kms.eu-central-1.aliyuncs.com', 'eu-central-1');
test(region, 'kms-vpc.cn-hangzhou.aliyuncs.com:443', 'cn-hangzhou');
test(region, 'bucket.oss-cn-shanghai-internal.aliyuncs.com', 'cn-shanghai');
