import test from 'ava';
import { decodeAsyncConfig, decodeRotationSetting, decodeTriggers } from './operations.js';

const timer = { cronExpression: '0 0 4 * * *', enable: false, payload: '{}' };
const decoded = { name: 'daily', type: 'timer', cron: '0 0 4 * * *', enabled: false, payload: '{}' };
const trigger = (triggerConfig: unknown) => ({
  triggers: [{ triggerName: 'daily', triggerType: 'timer', triggerConfig }],
});
const withoutTimer = [{ ...decoded, cron: null, enabled: true, payload: null }];

for (const [what, body, triggers] of [
  ['no list', {}, []],
  ['null for a list', { triggers: null }, []],
  ['an empty list', { triggers: [] }, []],
  ['a configuration as JSON in a string', trigger(JSON.stringify(timer)), [decoded]],
  ['a configuration as an object', trigger(timer), [decoded]],
  ['a configuration that is not JSON', trigger('{'), withoutTimer],
  ['a configuration that is missing', trigger(undefined), withoutTimer],
  ['a page of HTML', '<html></html>', null],
  ['a list of something else', { triggers: [{}] }, null],
  ['nothing', null, null],
] as const) {
  test(`triggers: ${what}`, (t) => {
    t.deepEqual(decodeTriggers(body), triggers);
  });
}

for (const [what, body, rotation] of [
  [
    'a function that has one',
    { functionName: 'rotate', environmentVariables: { ACKRING_ROTATION: 'sinks: []' } },
    { setting: 'sinks: []' },
  ],
  ['a function with other variables', { functionName: 'f', environmentVariables: {} }, { setting: null }],
  ['a function without variables', { functionName: 'f' }, { setting: null }],
  ['not a function', { environmentVariables: { ACKRING_ROTATION: 'sinks: []' } }, null],
  ['a page of HTML', '<html></html>', null],
] as const) {
  test(`rotation setting: ${what}`, (t) => {
    t.deepEqual(decodeRotationSetting(body), rotation);
  });
}

test('asynchronous invocation: both limits or nothing', (t) => {
  const body = { maxAsyncRetryAttempts: 1, maxAsyncEventAgeInSeconds: 3_600 };
  t.deepEqual(decodeAsyncConfig(body), { asyncInvoke: { retries: 1, maxAgeSeconds: 3_600 } });
  t.deepEqual(decodeAsyncConfig({ maxAsyncRetryAttempts: 1 }), { asyncInvoke: null });
});
