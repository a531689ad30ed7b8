import { worldPlace } from '@ackring/testkit/world-place';
import test from 'ava';
import type { Identity } from '../words/identity.js';
import { createWorld } from '../world.js';
import { authenticatorIn, isPattern, mappedStanding } from './authenticator.js';
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

const account = '1234567890123456';
const mei = { type: 'user', name: 'mei', uid: '299500000000000041' } as const;
const ops = { type: 'role', name: 'ops', uid: '399500000000000041' } as const;
const root = { type: 'root', name: 'root', uid: account } as const;
/** The cloud tells no name: its uid stands for it. */
const nameless = { type: 'user', name: mei.uid, uid: mei.uid } as const;
const stranger = { type: 'unknown', name: 'x', uid: '499500000000000041' } as const;

type Who = Pick<Identity, 'type' | 'name' | 'uid'>;

/** Whether a mapping of this ARN is, or may be, the identity's. */
const arns: readonly (readonly [arn: string, who: Who, isTheirs: boolean])[] = [
  [`acs:ram::${account}:user/mei`, mei, true],
  [`acs:ram::${account}:user/MEI`, mei, true],
  [`acs:ram::${account}:user/tom`, mei, false],
  [`acs:ram::${account}:user/mei2`, mei, false],
  [`acs:ram::9999999999999999:user/mei`, mei, false],
  [`acs:ram::${account}:role/mei`, mei, false],
  [`acs:ram::${account}:role/ops`, ops, true],
  [`acs:ram::${account}:assumed-role/ops/session`, ops, true],
  [`acs:ram::${account}:assumed-role/ops/*`, ops, true],
  [`acs:ram::${account}:assumed-role/other/ops`, ops, false],
  [`acs:ram::${account}:user/ops`, ops, false],
  [`acs:ram::${account}:root`, root, true],
  [`acs:ram::${account}:user/root`, root, false],
  [`acs:ram::${account}:user/x`, stranger, true],
  [`acs:ram::${account}:role/x`, stranger, true],
  [`acs:ram::${account}:root`, stranger, false],
  // Patterns, as the add-on may take them: nobody is overlooked.
  ['*', mei, true],
  [`acs:ram::${account}:user/*`, mei, true],
  [`acs:ram::${account}:role/*`, mei, false],
  [`acs:ram::${account}:user/me?`, mei, true],
  [`acs:ram::${account}:user/meix*`, mei, true],
  [`acs:ram::${account}:user/meixx*`, mei, false],
  [`acs:ram::${account}:user/to?m`, mei, false],
  [`acs:ram::${account}:user/t+?`, mei, true],
  [`acs:ram::${account}:user/m[ae]i*`, mei, true],
  [`acs:ram::${account}:user/t[ae]i*`, mei, false],
  ['other|.*', mei, true],
  // Without a wildcard it is no pattern.
  [`acs:ram::${account}:user/me.`, mei, false],
];

for (const [arn, who, isTheirs] of arns) {
  test(`a mapping of ${arn} is ${isTheirs ? '' : 'not '}that of the ${who.type} ${who.name}`, (t) => {
    const mapping = { name: 'm', arn, username: 'u', groups: [] };
    t.deepEqual(
      mappedStanding([mapping], who, account),
      isTheirs ? { kind: 'mapped', to: [mapping] } : { kind: 'unmapped' },
    );
  });
}

const other = { name: 'm', arn: `acs:ram::${account}:user/tom`, username: 'u', groups: [] };
const standings: readonly (readonly [
  title: string,
  mappings: readonly (typeof other)[],
  who: Who,
  kind: 'unmapped' | 'unknown',
])[] = [
  ['without any mapping nobody is mapped', [], nameless, 'unmapped'],
  ['of others’ mappings none is the root’s', [other], root, 'unmapped'],
  ['of others’ mappings none is that of a user whose name is known', [other], mei, 'unmapped'],
  ['any mapping may be that of a user whose name is not known', [other], nameless, 'unknown'],
];

for (const [title, mappings, who, kind] of standings)
  test(title, (t) => t.is(mappedStanding(mappings, who, account).kind, kind));

test('a pattern has a wildcard', (t) => {
  t.deepEqual(['a*', 'a?', 'a.', 'a'].map(isPattern), [true, true, false, false]);
});
