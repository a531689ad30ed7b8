import { existsSync } from 'node:fs';
import { type DeployedWorld, deployed } from '@ackring/testkit/deployed-function';
import FC3 from '@alicloud/fc20230330';
import OSS from 'ali-oss';
import test from 'ava';
import { strToU8, zipSync } from 'fflate';
import { startEmulator } from '../../start.js';
import { invoke } from './function-entry.js';
import { crc64 } from './uploaded-code.js';

const zipOf = (text: string, name = 'index.mjs') => Buffer.from(zipSync({ [name]: strToU8(text) }));

const answering = (what: string) => `export const handler = async () => ${JSON.stringify(what)}`;

/** Uploads a package as the vendor's deployment tool does, and returns its location. */
async function upload(world: DeployedWorld, zip: Buffer): Promise<FC3.InputCodeLocation> {
  const { data } = await world.fc2().getTempBucketToken();
  const { credentials, ossBucket, objectName } = data;
  const oss = new OSS({
    endpoint: world.emulator.endpoints.oss,
    accessKeyId: credentials.AccessKeyId,
    accessKeySecret: credentials.AccessKeySecret,
    stsToken: credentials.SecurityToken,
    bucket: ossBucket,
  });
  const ossObjectName = `${world.emulator.accountId}/${objectName}`;
  await oss.put(ossObjectName, zip);
  return new FC3.InputCodeLocation({ ossBucketName: ossBucket, ossObjectName });
}

async function create(world: DeployedWorld, settings: Partial<FC3.CreateFunctionInput>) {
  const body = new FC3.CreateFunctionInput({
    functionName: 'new',
    runtime: 'nodejs20',
    handler: 'index.handler',
    ...settings,
  });
  return (await world.fc3().createFunction(new FC3.CreateFunctionRequest({ body }))).body;
}

async function get(world: DeployedWorld, name = 'new') {
  return (await world.fc3().getFunction(name, new FC3.GetFunctionRequest())).body;
}

async function answerOf(world: DeployedWorld): Promise<string> {
  const entry = world.emulator.services.fc.get(null, 'new');
  const { body } = await world.fc3().invokeFunction('new', new FC3.InvokeFunctionRequest());
  for await (const chunk of body ?? []) return `${String(chunk)} in ${entry?.fn.name}`;
  return '';
}

test('a function is created from scratch: code uploaded, created, run, updated, described and deleted', async (t) => {
  await using world = await deployed(answering('other'));
  await t.throwsAsync(get(world), { code: 'FunctionNotFound' });
  const zip = zipOf(answering('one'));
  const created = await create(world, {
    code: await upload(world, zip),
    description: 'rotates',
    timeout: 60,
    environmentVariables: { MODE: 'test' },
    logConfig: new FC3.LogConfig({
      project: 'p',
      logstore: 'l',
      enableRequestMetrics: true,
      logBeginRule: 'None',
    }),
    instanceConcurrency: 5,
    role: world.emulator.identities['rotator']?.arn ?? '',
  });
  t.like(created, { functionName: 'new', codeSize: zip.length, codeChecksum: crc64(zip) });
  t.is(await answerOf(world), 'one in new');
  const told = await get(world);
  t.like(told, {
    description: 'rotates',
    timeout: 60,
    instanceConcurrency: 5,
    internetAccess: true,
    logConfig: { project: 'p', logstore: 'l', enableRequestMetrics: true, logBeginRule: 'None' },
  });
  await t.throwsAsync(create(world, { code: await upload(world, zip) }), { code: 'FunctionAlreadyExists' });

  const body = new FC3.UpdateFunctionInput({ code: await upload(world, zipOf(answering('two'))), cpu: 0.5 });
  await world.fc3().updateFunction('new', new FC3.UpdateFunctionRequest({ body }));
  t.is(await answerOf(world), 'two in new');
  t.like(await get(world), { cpu: 0.5, instanceConcurrency: 5, description: 'rotates' });

  const folder = world.emulator.services.fc.get(null, 'new')?.fn.code ?? '';
  t.true(existsSync(folder));
  await world.fc3().deleteFunction('new');
  await t.throwsAsync(get(world), { code: 'FunctionNotFound' });
  t.false(existsSync(folder));
});

test('code can come in the request itself', async (t) => {
  await using world = await deployed(answering('other'));
  const zipFile = zipOf(answering('inline')).toString('base64');
  await create(world, { code: new FC3.InputCodeLocation({ zipFile }) });
  t.is(await answerOf(world), 'inline in new');
});

test('a triggered function is removed with its timer', async (t) => {
  await using world = await deployed(answering('other'));
  await create(world, { code: await upload(world, zipOf(answering('x'))) });
  const triggerConfig = JSON.stringify({ cronExpression: '@every 1m', enable: true, payload: '' });
  const body = new FC3.CreateTriggerInput({ triggerName: 'often', triggerType: 'timer', triggerConfig });
  await world.fc3().createTrigger('new', new FC3.CreateTriggerRequest({ body }));
  const entry = world.emulator.services.fc.get(null, 'new');
  await world.fc3().deleteFunction('new');
  await world.emulator.clock.advance(300_000);
  t.is(entry?.invocations.length, 0);
});

test('a snapshot keeps uploaded code', async (t) => {
  await using world = await deployed(answering('other'));
  await create(world, { code: await upload(world, zipOf(answering('kept'))) });
  const saved: unknown = JSON.parse(JSON.stringify(world.emulator.services.fc.save?.()));
  await using emulator = await startEmulator({ scenario: 'single' });
  emulator.services.fc.load?.(saved);
  const entry = emulator.services.fc.get(null, 'new');
  t.truthy(entry && (await invoke(entry, Buffer.from(''), 'id')).body.toString() === 'kept');
});

const refusedCode = test.macro({
  title: (what) => `${what} is refused, and no function is there afterwards`,
  async exec(t, code: object) {
    await using world = await deployed(answering('other'));
    const error = await t.throwsAsync(create(world, { code: new FC3.InputCodeLocation(code) }));
    t.like(error, { code: 'InvalidArgument', statusCode: 400 });
    await t.throwsAsync(get(world), { code: 'FunctionNotFound' });
  },
});

const inline = (zip: Buffer) => ({ zipFile: zip.toString('base64') });
test('not a zip file', refusedCode, inline(Buffer.from('hello')));
test('a package that leaves its folder', refusedCode, inline(zipOf('x', '../evil.mjs')));
test('a package with an absolute path', refusedCode, inline(zipOf('x', '/tmp/evil.mjs')));
test('code that was never uploaded', refusedCode, { ossBucketName: 'fc-code-temp', ossObjectName: 'x/y' });
test('code with another checksum', refusedCode, { ...inline(zipOf('x')), checksum: '1' });

test('an unknown runtime is refused', async (t) => {
  await using world = await deployed(answering('other'));
  const code = new FC3.InputCodeLocation(inline(zipOf('x')));
  await t.throwsAsync(create(world, { code, runtime: 'python3.10' }), { code: 'InvalidArgument' });
});

test('an upload token writes one account’s packages and nothing else', async (t) => {
  await using world = await deployed(answering('other'));
  const { data } = await world.fc2().getTempBucketToken();
  const { credentials, ossBucket, objectName } = data;
  const oss = new OSS({
    endpoint: world.emulator.endpoints.oss,
    accessKeyId: credentials.AccessKeyId,
    accessKeySecret: credentials.AccessKeySecret,
    stsToken: credentials.SecurityToken,
    bucket: ossBucket,
  });
  const refused = { code: 'AccessDenied' };
  await t.throwsAsync(oss.put(`another/${objectName}`, Buffer.from('x')), refused);
  await t.throwsAsync(oss.get(`${world.emulator.accountId}/${objectName}`), refused);
});

test('the checksum is the one that the vendor’s tools compute', (t) => {
  // The check value of CRC-64/XZ.
  t.is(crc64(Buffer.from('123456789')), String(0x995dc9bbdf1939fan));
  t.is(crc64(Buffer.alloc(0)), '0');
});
