import test from 'ava';
import type { Identity } from '../words/identity.js';
import { isPattern, mappedStanding } from './mapped.js';

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
