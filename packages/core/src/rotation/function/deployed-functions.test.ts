import test from 'ava';
import type { DeployedFunction, Invocation } from '../../cloud/function-compute/api.js';
import { AckringError, readOnlyRefusal } from '../../words/errors.js';
import { createDeployedFunctions } from './deployed-functions.js';

/** Functions that each have this setting; what is sent is recorded. */
function functionsWith(setting: string | null, isReadOnly = false) {
  const sent: unknown[] = [];
  const answer: Invocation = { kind: 'accepted', requestId: 'r' } as never;
  const deployed: DeployedFunction = {
    status: async () => Promise.reject(new Error('not asked')),
    rotationSetting: async () => setting,
    invoke: async (event: string, options: { readonly async?: boolean | undefined } = {}) => {
      sent.push([event, options.async]);
      return answer;
    },
  } as never;
  const functions = createDeployedFunctions({
    open: async () => deployed,
    readLog: async () => ({ lines: [], isComplete: true, since: new Date(0) }),
    refuseWhenReadOnly: async (what) => {
      if (isReadOnly) throw readOnlyRefusal(what);
    },
  });
  return { functions, sent };
}

test("a function's rotation is known if its environment contains it", async (t) => {
  const rotationOf = (setting: string | null) => functionsWith(setting).functions.rotation('f');
  for (const elsewhere of [null, '', '  \n', 'oss://bucket/key']) t.is(await rotationOf(elsewhere), null);
  t.is((await rotationOf('renewBeforeDays: 30'))?.renewBeforeDays, 30);
  const broken = await t.throwsAsync(rotationOf('renewBeforeDays: 0'), { instanceOf: AckringError });
  t.regex(broken?.message ?? '', /ACKRING_ROTATION of f/);
});

test('an event is sent and waited for, unless asynchronous; never in read-only mode', async (t) => {
  const { functions, sent } = functionsWith(null);
  await functions.invoke('f', '{}');
  await functions.invoke('f', '{}', { async: true });
  t.deepEqual(sent, [
    ['{}', false],
    ['{}', true],
  ]);
  const closed = functionsWith(null, true);
  await t.throwsAsync(closed.functions.invoke('f', '{}'), { code: 'ReadOnly' });
  t.deepEqual(closed.sent, []);
});
