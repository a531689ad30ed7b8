import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { specimenKey, specimenVersion } from '@ackring/testkit/rotation/hub';
import { callerKey, type RotationWorld, rotationWorld } from '@ackring/testkit/rotation/world';
import test, { type ExecutionContext } from 'ava';
import { resolveEndpoint } from '../../cloud/openapi/endpoints.js';
import { createOssObjects, type OssObjects } from '../../cloud/oss/oss-objects.js';
import { createRateLimiters } from '../../cloud/rate-limit.js';
import { readCredential } from '../credential/credential.js';
import { createOssSink } from './oss.js';
import type { Sink } from './sink.js';

const scenario = { clusters: [{ name: 'a', holders: { ops: { daysLeft: 400 } } }] };
const bucket = 'ackring-kubeconfigs';

const settings = {
  file: 'sinks: [{kind: file, directory: "{directory}"}]',
  kms: 'sinks: [{kind: kms}]',
  oss: `sinks: [{kind: oss, bucket: ${bucket}}]`,
} as const;

/** A sink as another run sees it. */
async function sinkOf(world: RotationWorld, kind: keyof typeof settings): Promise<Sink> {
  const [sink] = (await world.configure(settings[kind])).ports.sinks;
  if (sink === undefined) throw new Error('no sink');
  return sink;
}

async function holds(t: ExecutionContext, sink: Sink, text: string): Promise<void> {
  t.is(serialOf((await sink.read(specimenKey())) ?? ''), serialOf(text));
}

function serialOf(text: string): string {
  const { stored } = readCredential(text);
  return stored.kind === 'readable' ? stored.facts.certificate.serial : stored.problem;
}

for (const kind of ['file', 'kms', 'oss'] as const) {
  test(`${kind}: concurrent runs leave the newest, and none fails for another reason`, async (t) => {
    await using world = await rotationWorld(scenario, '');
    const versions = await Promise.all(Array.from({ length: 6 }, (_, number) => specimenVersion(number + 1)));
    await (await sinkOf(world, kind)).promote(specimenKey(), await specimenVersion(0));
    const newest = versions.at(-1)?.text ?? '';
    for (const order of [versions, versions.toReversed()]) {
      const runs = order.map(async (version) => {
        const sink = await sinkOf(world, kind);
        await sink.stage(specimenKey(), version);
        await sink.promote(specimenKey(), version);
      });
      for (const ended of await Promise.allSettled(runs)) {
        if (ended.status === 'rejected') t.is(ended.reason.code, 'Conflict', ended.reason.message);
      }
      await holds(t, await sinkOf(world, kind), newest);
    }
  });
}

test('file: nothing but the credential and its versions is left, all private', async (t) => {
  await using world = await rotationWorld(scenario, '');
  const sink = await sinkOf(world, 'file');
  for (let number = 0; number < 6; number += 1) {
    const version = await specimenVersion(number);
    await sink.stage(specimenKey(), version);
    await sink.promote(specimenKey(), version);
  }
  const folder = join(world.directory, specimenKey().clusterId);
  t.deepEqual((await readdir(folder)).sort(), ['.versions', 'self.yaml']);
  t.is((await readdir(join(folder, '.versions', 'self'))).length, 3);
});

function objectsOf({ clock, emulator }: RotationWorld): OssObjects {
  return createOssObjects({
    credentials: { get: async () => callerKey(emulator) },
    endpoint: resolveEndpoint('oss', 'cn-hangzhou', emulator.environment),
    region: 'cn-hangzhou',
    bucket,
    clock,
    limiter: createRateLimiters(clock)('oss'),
  });
}

const sinkOver = (over: OssObjects) => createOssSink({ objects: over, bucket, prefix: '', kmsKeyId: null });

test('oss: of two that write a document at once, whoever was written over is told', async (t) => {
  await using world = await rotationWorld(scenario, '');
  const objects = objectsOf(world);
  const put: OssObjects['put'] = async (object, signal) => {
    await objects.put(object, signal);
    await objects.put({ ...object, text: 'theirs' }, signal);
  };
  const [ours, theirs] = [{ ...objects, put }, objects].map((each) => sinkOver(each).documents);
  const late = { code: 'Conflict', message: 'another run wrote latest meanwhile' };
  await t.throwsAsync(async () => ours?.replace?.('latest', { over: null, text: 'ours' }), late);
  t.is(await theirs?.read('latest'), 'theirs');
  await t.throwsAsync(async () => theirs?.replace?.('latest', { over: null, text: 'ours' }), late);
  await theirs?.replace?.('latest', { over: 'theirs', text: 'ours' });
  t.is(await theirs?.read('latest'), 'ours');
});

/** Two runs have read; the one with the older version writes last. */
test('oss: a run paused between its check and its write restores the newer one', async (t) => {
  await using world = await rotationWorld(scenario, '');
  const objects = objectsOf(world);
  const [first, older, newer] = await Promise.all([0, 1, 2].map((number) => specimenVersion(number)));
  if (first === undefined || older === undefined || newer === undefined) return t.fail();
  await sinkOver(objects).promote(specimenKey(), first);
  const [looked, goOn] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const stopping: OssObjects = {
    ...objects,
    put: async (object, signal) => {
      if (object.name.endsWith('/self.yaml')) {
        looked.resolve();
        await goOn.promise;
      }
      await objects.put(object, signal);
    },
  };
  const stopped = sinkOver(stopping).promote(specimenKey(), older);
  await looked.promise;
  await sinkOver(objects).promote(specimenKey(), newer);
  goOn.resolve();
  await t.throwsAsync(stopped, { code: 'Conflict' });
  await holds(t, sinkOver(objects), newer.text);
});

const missingBucket = test.macro({
  title: (_, settings: string, place: string) =>
    `oss: {${settings}} is reported as no bucket ${place}, and not taken for an empty one`,
  async exec(t, settings: string, place: string) {
    await using world = await rotationWorld(scenario, '');
    const { ports } = await world.configure(`sinks: [{kind: oss, ${settings}}]`);
    const [sink] = ports.sinks;
    const missing = { code: 'ResourceNotFound', message: new RegExp(`there is no bucket ${place}`) };
    await t.throwsAsync(async () => sink?.documents?.read('latest'), missing);
    await t.throwsAsync(async () => sink?.read(specimenKey()), missing);
    await t.throwsAsync(async () => sink?.promote(specimenKey(), await specimenVersion(0)), missing);
  },
});

test(missingBucket, 'bucket: nowhere', 'nowhere in cn-hangzhou');
test(missingBucket, `bucket: ${bucket}, region: cn-beijing`, `${bucket} in cn-beijing`);
test(missingBucket, `bucket: ${bucket}, region: nowhere`, `${bucket} in nowhere`);

test('kms: a lost answer is read back before it is judged', async (t) => {
  await using world = await rotationWorld(scenario, '');
  const { faults } = world.emulator;
  for (const [number, operation] of [
    'CreateSecret',
    'PutSecretValue',
    'UpdateSecretVersionStage',
  ].entries()) {
    faults.add({ service: 'kms', operation, times: 1, effect: { kind: 'reset', after: true } });
    const version = await specimenVersion(number);
    const sink = await sinkOf(world, 'kms');
    await sink.stage(specimenKey(), version);
    await sink.promote(specimenKey(), version);
    await holds(t, sink, version.text);
  }
});
