import { worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import { createWorld } from '../world.js';
import { authenticatorIn } from './authenticator.js';
import { tokenStanding } from './readiness.js';

// The add-on in every state that clusters have it in, by the embedded cloud’s scenario of them.

test('whether mappings count is told by the add-on’s version and configuration', async (t) => {
  const { open } = await worldPlace(t, createWorld, { scenario: 'tokens', sharedKeys: 4 });
  const world = open();
  const states: Record<string, string> = {};
  for await (const event of world.scanFleet()) {
    if (event.kind !== 'clusters') continue;
    for (const cluster of event.clusters) {
      const { authenticator } = await world.tokenReadiness(cluster);
      states[cluster.name] = authenticator.kind === 'known' ? authenticator.value : authenticator.error.code;
    }
  }
  t.deepEqual(states, {
    on: 'on',
    'made-by-console': 'off',
    off: 'off',
    unset: 'unset',
    'before-the-switch': 'on',
    missing: 'missing',
    serverless: 'missing',
  });
});

const configured: readonly [version: string | null, config: string | null, expected: string][] = [
  ['v0.4.1.0-aliyun', '{"EnableNonBootstrapMapping":true}', 'on'],
  ['v0.4.1.0-aliyun', '{"EnableNonBootstrapMapping":"True"}', 'on'],
  ['v0.4.0', '{"EnableNonBootstrapMapping":false}', 'off'],
  [null, '{"EnableNonBootstrapMapping":"false"}', 'off'],
  ['v0.3.0', '{"EnableNonBootstrapMapping":false}', 'on'],
  ['v1.0.0', '{}', 'unset'],
  ['v0.4.1', null, 'unset'],
  ['v0.4.1', 'not JSON', 'unset'],
  ['v0.4.1', '[]', 'unset'],
  ['v0.4.1', '{"EnableNonBootstrapMapping":"perhaps"}', 'unset'],
  [null, null, 'unset'],
];
for (const [version, config, expected] of configured) {
  test(`${version} with ${config} is ${expected}`, async (t) => {
    const addOn = { name: 'ack-ram-authenticator', version, state: 'active' };
    const api = { listAddOns: async () => [addOn], describeAddOn: async () => ({ ...addOn, config }) };
    t.is(await authenticatorIn(api, { id: 'c1', region: 'cn-hangzhou' }), expected as never);
  });
}

test('nobody’s token is said to be taken where mappings are ignored or nothing says that they count', async (t) => {
  const mappings = {
    kind: 'known',
    value: { accountId: '1', all: [{ name: 'm', arn: 'acs:ram::1:user/mei', username: 'mei', groups: [] }] },
  } as const;
  const mei = { uid: '2', name: 'mei', type: 'user' } as const;
  const kinds = (['on', 'off', 'unset', 'missing'] as const).map((value) => {
    const authenticator = { kind: 'known', value } as const;
    return tokenStanding({ at: new Date(0), authenticator, mappings }, mei).kind;
  });
  t.deepEqual(kinds, ['mapped', 'mappingsIgnored', 'unknown', 'noAuthenticator']);
});
