import { deployed } from '@ackring/testkit/deployed-function';
import * as fc from '@alicloud/fc20230330';
import test from 'ava';

test('an alias points to a published version, which later code does not change, and back again', async (t) => {
  await using world = await deployed('export const handler = async () => "one"');
  const client = world.fc3();
  const publish = async (description: string) => {
    const body = new fc.PublishVersionInput({ description });
    const answer = await client.publishFunctionVersion('f', new fc.PublishFunctionVersionRequest({ body }));
    return answer.body?.versionId ?? '';
  };
  const usual = (await client.getFunction('f', new fc.GetFunctionRequest({}))).body?.timeout;
  t.not(usual, 20);
  const first = await publish('first');
  world.deploy({ description: 'two', timeout: 20 });
  const second = await publish('second');
  t.deepEqual([first, second], ['1', '2']);
  const timeoutOf = async (qualifier: string) =>
    (await client.getFunction('f', new fc.GetFunctionRequest({ qualifier }))).body?.timeout;

  await client.createAlias(
    'f',
    new fc.CreateAliasRequest({ body: new fc.CreateAliasInput({ aliasName: 'live', versionId: second }) }),
  );
  t.is(await timeoutOf('live'), 20);
  const back = new fc.UpdateAliasRequest({ body: new fc.UpdateAliasInput({ versionId: first }) });
  await client.updateAlias('f', 'live', back);
  t.is(await timeoutOf('live'), usual);
  t.is(await timeoutOf('LATEST'), 20);
  t.is((await client.getAlias('f', 'live')).body?.versionId, first);

  await t.throwsAsync(client.deleteFunctionVersion('f', first), { code: 'InvalidArgument' });
  await client.deleteFunctionVersion('f', second);
  await t.throwsAsync(timeoutOf(second), { code: 'VersionNotFound' });
});
