import { createHash } from 'node:crypto';
import { keyOf } from '@ackring/testkit/official-rpc-client';
import OSS from 'ali-oss';
import test from 'ava';
import { startEmulator } from '../../start.js';
import type { PolicyDocument } from '../../world/identities.js';
import { defaultBucket } from './oss.js';

/** The published types lack the option. */
const newSignature = { authorizationV4: true };

async function oss(options: Partial<OSS.Options> & { authorizationV4?: boolean } = {}) {
  const ossSignatureV1 = options.authorizationV4 ? 'refused' : 'taken';
  const emulator = await startEmulator({ scenario: 'single', switches: { ossSignatureV1 } });
  emulator.services.kms.setKey({ id: 'key-1', instanceId: null, state: 'Enabled' });
  const client = (more: object = {}) =>
    new OSS({
      ...keyOf(emulator, 'ops'),
      bucket: defaultBucket,
      region: 'oss-cn-hangzhou',
      endpoint: emulator.endpoints.oss,
      ...options,
      ...more,
    });
  return { emulator, client, [Symbol.asyncDispose]: emulator.stop };
}

const conformance = test.macro({
  async exec(t, options: object) {
    await using cloud = await oss(options);
    const client = cloud.client();
    const key = "ackring/c1/it's +漢字 (1).yaml";
    const headers = {
      'x-oss-server-side-encryption': 'KMS',
      'x-oss-server-side-encryption-key-id': 'key-1',
      'x-oss-forbid-overwrite': 'true',
    };
    const put = await client.put(key, Buffer.from('kind: Config\n'), { headers, meta: { uid: 1, pid: 0 } });
    t.is(put.res.status, 200);
    t.like(put.res.headers, { 'x-oss-server-side-encryption': 'KMS' });

    const got = await client.get(key);
    t.is(String(got.content), 'kind: Config\n');
    t.like(got.res.headers, { 'x-oss-server-side-encryption-key-id': 'key-1', 'content-type': 'text/yaml' });
    const head = await client.head(key);
    t.like(head, { status: 200, meta: { uid: '1', pid: '0' } });
    t.like(head.res.headers, { 'content-length': '13', etag: `"${md5('kind: Config\n')}"` });

    await t.throwsAsync(client.put(key, Buffer.from('other'), { headers }), {
      name: 'FileAlreadyExistsError',
      code: 'FileAlreadyExists',
    });
    await client.copy('copied.yaml', key);
    t.is(String((await client.get('copied.yaml')).content), 'kind: Config\n');
    const { objects } = await client.list({ 'max-keys': 10, prefix: 'ackring/' }, {});
    t.deepEqual(
      objects.map(({ name, size }) => ({ name, size })),
      [{ name: key, size: 13 }],
    );
    await client.delete(key);
    await client.delete(key);
    await t.throwsAsync(client.get(key), { name: 'NoSuchKeyError' });
    await t.throwsAsync(client.head(key), { name: 'NoSuchKeyError' });
  },
  title: (what) => `an object is put, read, copied, listed and deleted by ali-oss with ${what}`,
});

test('the first signature', conformance, { authorizationV4: false });
test('the fourth signature', conformance, { authorizationV4: true });
test('the fourth signature and the bucket in the path', conformance, {
  authorizationV4: true,
  sldEnable: true,
});
test('the first signature and the bucket in the path', conformance, {
  authorizationV4: false,
  sldEnable: true,
});

test('objects are listed page by page, by prefix and folder, in either version', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const client = cloud.client();
  for (const name of ['a/1', 'a/2', 'b/1', 'c']) await client.put(name, Buffer.from(name));
  const first = await client.list({ 'max-keys': 3 }, {});
  t.deepEqual([first.objects.length, first.isTruncated, first.nextMarker], [3, true, 'b/1']);
  const rest = await client.list({ 'max-keys': 3, marker: first.nextMarker }, {});
  t.deepEqual([rest.objects.map((object) => object.name), rest.isTruncated], [['c'], false]);
  const folders = await client.listV2({ 'max-keys': '100', delimiter: '/' }, {});
  t.deepEqual([folders.prefixes, folders.objects.map((object) => object.name)], [['a/', 'b/'], ['c']]);
});

test('buckets are created, described and emptied before they are deleted', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const client = cloud.client();
  await client.putBucket('another-bucket');
  t.is((await client.getBucketInfo('another-bucket')).bucket.Name, 'another-bucket');
  client.useBucket('another-bucket');
  await client.put('a', Buffer.from('a'));
  await t.throwsAsync(client.deleteBucket('another-bucket'), { code: 'BucketNotEmpty' });
  await client.delete('a');
  await client.deleteBucket('another-bucket');
  await t.throwsAsync(client.list({ 'max-keys': 1 }, {}), { code: 'NoSuchBucket' });
  // The published types promise a bare list; the client returns the page.
  const page: unknown = await client.listBuckets({});
  t.like(page, { buckets: [{ name: defaultBucket }] });
});

test('a policy for one prefix gives that prefix and no more, with permission on its key', async (t) => {
  const statement = (Action: string | string[], Resource: string) => ({
    Effect: 'Allow' as const,
    Action,
    Resource,
  });
  const prefix = `acs:oss:*:*:${defaultBucket}/ackring/*`;
  const policies: PolicyDocument[] = [
    {
      Version: '1',
      Statement: [
        statement(['oss:PutObject', 'oss:GetObject'], prefix),
        statement('kms:GenerateDataKey', 'acs:kms:*:*:key/key-1'),
      ],
    },
  ];
  await using emulator = await startEmulator({ scenario: { identities: [{ name: 'writer', policies }] } });
  emulator.services.kms.setKey({ id: 'key-1', instanceId: null, state: 'Enabled' });
  const client = new OSS({
    ...keyOf(emulator, 'writer'),
    bucket: defaultBucket,
    region: 'oss-cn-hangzhou',
    endpoint: emulator.endpoints.oss,
    ...newSignature,
  });
  const encrypted = (key: string) => ({
    headers: { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': key },
  });
  await client.put('ackring/a', Buffer.from('a'));
  await client.put('ackring/b', Buffer.from('b'), encrypted('key-1'));
  t.is(String((await client.get('ackring/a')).content), 'a');
  const refused = { code: 'AccessDenied' };
  await t.throwsAsync(client.get('ackring/b'), refused, 'it may not decrypt');
  await t.throwsAsync(client.put('ackring/c', Buffer.from('c'), encrypted('key-2')), refused);
  await t.throwsAsync(client.put('other/a', Buffer.from('a')), refused);
  await t.throwsAsync(client.delete('ackring/a'), refused);
  await t.throwsAsync(client.list({ 'max-keys': 1 }, {}), refused);
});

const scope = test.macro({
  title: (_, region: string, ecCode: string | null) =>
    `a signature for ${region} is ${ecCode === null ? 'taken' : `refused with ${ecCode}`} by a bucket of cn-hangzhou`,
  async exec(t, region: string, ecCode: string | null) {
    await using cloud = await oss({ authorizationV4: true });
    const put = cloud.client({ region }).put('a', Buffer.from('a'));
    if (ecCode === null) return void (await t.notThrowsAsync(put));
    const error = await t.throwsAsync(put, { message: /Invalid signing region in Authorization header/ });
    t.like(error, { status: 400, code: 'InvalidArgument', ecCode });
  },
});

test(scope, 'oss-cn-hangzhou', null);
test(scope, 'oss-cn-beijing', '0002-00000228');
test(scope, 'oss-nowhere', '0002-00000226');
test(scope, 'oss-cn-hangzhou-internal', '0002-00000226');

test('a bucket is in the region that its maker signed for', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const [tokyo, hangzhou] = ['oss-ap-northeast-1', 'oss-cn-hangzhou'].map((region) =>
    cloud.client({ region, bucket: 'tokyo-bucket' }),
  );
  await tokyo?.putBucket('tokyo-bucket');
  t.like(await tokyo?.getBucketLocation('tokyo-bucket'), { location: 'oss-ap-northeast-1' });
  await t.throwsAsync(async () => hangzhou?.put('a', Buffer.from('a')), { code: 'InvalidArgument' });
});

const key = test.macro({
  title: (_, id: string, code: string) => `an object encrypted with ${id} is refused with ${code}`,
  async exec(t, id: string, code: string) {
    await using cloud = await oss({ authorizationV4: true });
    cloud.emulator.services.kms.setKey({ id: 'key-off', instanceId: null, state: 'Disabled' });
    cloud.emulator.services.kms.setKey({ id: 'key-going', instanceId: null, state: 'PendingDeletion' });
    const headers = { 'x-oss-server-side-encryption': 'KMS', 'x-oss-server-side-encryption-key-id': id };
    await t.throwsAsync(cloud.client().put('a', Buffer.from('a'), { headers }), { code });
    await t.throwsAsync(cloud.client().get('a'), { code: 'NoSuchKey' });
  },
});

test(key, 'key-not-there', 'KeyNotFound');
test(key, 'alias/not-there', 'AliasNotFound');
test(key, 'key-off', 'Rejected.Disabled');
test(key, 'key-going', 'Rejected.PendingDeletion');

/** Made by the vendor's client. */
interface Presigning {
  signatureUrl(name: string, options: object): string;
  signatureUrlV4(method: string, seconds: number, request: object, name: string): Promise<string>;
}

const presigned = test.macro({
  title: (_, version: 1 | 4) =>
    `a URL presigned in version ${version} reads its object, for as long as it says`,
  async exec(t, version: 1 | 4) {
    await using cloud = await oss({ authorizationV4: version === 4 });
    cloud.emulator.clock.follow();
    const client = cloud.client({ sldEnable: true });
    await client.put('folder/a b', Buffer.from('kept'));
    // The older way refuses to name a bucket below an address.
    const named = cloud.client({ endpoint: 'http://oss-cn-hangzhou.aliyuncs.com' }) as unknown as Presigning;
    const url =
      version === 4
        ? await (client as unknown as Presigning).signatureUrlV4('GET', 60, {}, 'folder/a b')
        : named
            .signatureUrl('folder/a b', { expires: 60 })
            .replace(/^http:..[^/]+/, `${cloud.emulator.endpoints.oss}/${defaultBucket}`);
    const ask = async (asked = url) => {
      const answer = await fetch(asked);
      return [answer.status, /<Code>(\w+)</.exec(await answer.text())?.[1] ?? null];
    };
    t.deepEqual(await ask(), [200, null]);
    t.deepEqual(await ask(url.replace('folder', 'other')), [403, 'SignatureDoesNotMatch']);
    await cloud.emulator.clock.advance(61_000);
    t.deepEqual(await ask(), [403, 'AccessDenied']);
  },
});

test(presigned, 1);
test(presigned, 4);

test('signature version 1 is refused with the code that says why', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const client = cloud.client({ authorizationV4: false });
  t.like(await t.throwsAsync(client.get('a')), { status: 403, ecCode: '0002-00000080' });
  cloud.emulator.world.switches.ossSignatureV1 = 'taken';
  await t.throwsAsync(client.get('a'), { code: 'NoSuchKey' });
});

test('a bucket from before September 2025 still accepts signature version 1, a later one does not', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const { oss: service } = cloud.emulator.services;
  service.createBucket('old-bucket', new Date('2025-08-31T23:59:59Z'));
  service.createBucket('new-bucket', new Date('2025-09-01T00:00:00Z'));
  const reading = (bucket: string) => cloud.client({ authorizationV4: false, bucket }).get('a');
  await t.throwsAsync(reading('old-bucket'), { code: 'NoSuchKey' });
  t.like(await t.throwsAsync(reading('new-bucket')), { status: 403, ecCode: '0002-00000080' });
});

test('a wrong key, an unknown key and a damaged body are refused', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const client = cloud.client;
  await t.throwsAsync(client({ accessKeySecret: 'wrong' }).get('a'), { code: 'SignatureDoesNotMatch' });
  await t.throwsAsync(client({ accessKeyId: 'LTAIunknown' }).get('a'), { code: 'InvalidAccessKeyId' });
  const headers = { 'Content-MD5': 'AAAAAAAAAAAAAAAAAAAAAA==' };
  await t.throwsAsync(client().put('a', Buffer.from('a'), { headers }), { code: 'InvalidDigest' });
});

test('a fault by operation reaches the client, and a snapshot keeps the objects', async (t) => {
  await using cloud = await oss({ authorizationV4: true });
  const client = cloud.client();
  cloud.emulator.faults.add({
    service: 'oss',
    operation: 'PutObject',
    times: 1,
    effect: { kind: 'error', status: 503 },
  });
  await t.throwsAsync(client.put('a', Buffer.from('a')), { code: 'ServiceUnavailable' });
  await client.put('a', Buffer.from('kept'));
  const saved: unknown = JSON.parse(JSON.stringify(cloud.emulator.services.oss.save?.()));
  await using other = await oss({ authorizationV4: true });
  other.emulator.services.oss.load?.(saved);
  t.is(String((await other.client().get('a')).content), 'kept');
  t.is(String(other.emulator.services.oss.read(defaultBucket, 'a')), 'kept');
});

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex').toUpperCase();
}
