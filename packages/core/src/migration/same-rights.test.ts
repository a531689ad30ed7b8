import { type Answered, answeredAs } from '@ackring/testkit/answered';
import test from 'ava';
import type { ApiServerObservation, NamespaceRights, WhoAmIOptions } from '../machine/api-server/api.js';
import type { Clock } from '../machine/clock.js';
import type { ApiServerTarget } from '../words/target.js';
import { proveSameRights, proveToken } from './same-rights.js';
import type { TokenAccess } from './token-access.js';

const uid = '200000000000000001';
const commonName = `${uid}-1735700000`;
const username = `ram:${uid}`;
const server = { server: 'https://192.0.2.1:6443', token: null } as ApiServerTarget;

const accessTo = (namespaces: readonly string[]): TokenAccess => ({
  mapping: {
    name: `ackring-ram-${uid}`,
    arn: 'acs:ram::1:user/mei',
    username,
    groups: ['system:users'],
  },
  bindings: namespaces.map((namespace) => ({
    kind: 'RoleBinding',
    name: `ackring-ram-${uid}-1`,
    namespace,
    role: { kind: 'ClusterRole', name: 'edit' },
  })),
});

const right = (namespace: string, over: Partial<NamespaceRights> = {}): NamespaceRights => ({
  namespace,
  seen: 'some',
  isIncomplete: false,
  rules: ['get pods', 'list pods'],
  ...over,
});

const answered = (user: string, over: Partial<Answered> = {}): Answered =>
  answeredAs(user, {
    ...{ shown: 'other', identity: { username: user, groups: ['system:users'] } },
    ...{ rights: [right('default')], version: '1.34.0' },
    ...over,
  });

const clock: Clock = { now: () => new Date(0), sleep: async () => {} };

const timeout: ApiServerObservation = { kind: 'network', code: 'ANSWER_TIMEOUT' };
const comparisons: readonly (readonly [string, ApiServerObservation, string | null])[] = [
  ['the same', answered(username), null],
  [
    'the same in another order, and twice',
    answered(username, { rights: [right('default', { rules: ['list pods', 'get pods', 'get pods'] })] }),
    null,
  ],
  [
    'more',
    answered(username, { rights: [right('default', { rules: ['*', 'get pods', 'list pods'] })] }),
    'VerificationFailed',
  ],
  ['less', answered(username, { rights: [right('default', { rules: ['get pods'] })] }), 'VerificationFailed'],
  ['nothing said', answered(username, { rights: [] }), 'VerificationFailed'],
  [
    'not all of it',
    answered(username, { rights: [right('default', { isIncomplete: true })] }),
    'VerificationFailed',
  ],
  [
    'an unknown answer',
    answered(username, { rights: [right('default', { seen: 'unknown' })] }),
    'VerificationFailed',
  ],
  ['somebody else', answered('system:admin'), 'VerificationFailed'],
  ['no answer', timeout, 'VerificationFailed'],
  [
    'a refusal to impersonate',
    answered('ops', { review: { kind: 'refused', as: 'ops' }, identity: null }),
    'Forbidden',
  ],
];
for (const [what, observation, code] of comparisons) {
  test(`a token with ${what} is ${code === null ? '' : 'not '}proven`, async (t) => {
    const whoAmI = async ({ impersonation }: ApiServerTarget) =>
      impersonation?.user === username ? observation : answered(commonName);
    const proof = proveSameRights(
      server,
      { access: accessTo([]), commonName },
      { apiServer: { whoAmI }, clock },
    );
    if (code === null) await t.notThrowsAsync(proof);
    else await t.throwsAsync(proof, { code });
  });
}

test('whoever the API server takes for another is told for whom', async (t) => {
  for (const [taken, had, has] of [
    ['eve', commonName, 'eve'],
    ['eve', 'eve', username],
  ] as const) {
    const whoAmI = async ({ impersonation }: ApiServerTarget) =>
      answered(impersonation?.user === username ? has : had);
    const proof = proveSameRights(
      server,
      { access: accessTo([]), commonName },
      { apiServer: { whoAmI }, clock },
    );
    await t.throwsAsync(proof, { message: new RegExp(`takes ${username} for ${taken}$`) });
  }
});

test('rights are compared in every namespace that a binding names', async (t) => {
  const namespaces = Array.from({ length: 20 }, (_, index) => `team-${index}`);
  const seen = new Set<string>();
  const proveIn = (other: string) => {
    const whoAmI = async ({ impersonation }: ApiServerTarget, { namespaces: asked = [] }: WhoAmIOptions) => {
      t.true(asked.length <= 8);
      const user = impersonation?.user ?? '';
      const rules = (namespace: string) => (user === username && namespace === other ? ['*'] : ['get pods']);
      for (const namespace of asked) seen.add(namespace);
      return answered(user, { rights: asked.map((each) => right(each, { rules: rules(each) })) });
    };
    const access = accessTo(namespaces);
    return proveSameRights(server, { access, commonName }, { apiServer: { whoAmI }, clock });
  };
  await proveIn('none');
  t.deepEqual([...seen].toSorted(), ['default', ...namespaces].toSorted());
  await t.throwsAsync(proveIn('team-19'), { code: 'VerificationFailed' });
});

test('a mapping is waited for 59 seconds in all', async (t) => {
  const sleptMs: number[] = [];
  const patient = { ...clock, sleep: async (ms: number) => void sleptMs.push(ms) };
  const apiServer = { whoAmI: async () => timeout };
  const mint = async () => ({ text: 'token' });
  const proof = proveToken(server, { access: accessTo([]), mint }, { apiServer, clock: patient });
  await t.throwsAsync(proof, { code: 'VerificationFailed' });
  t.is(
    sleptMs.reduce((sum, ms) => sum + ms, 0),
    59_000,
  );
});

/** Before 1.26, for those who may ask. */
const unnamed = (namespaces: Answered['namespaces']) =>
  answered('', { review: { kind: 'absent' }, identity: null, namespaces });
const webPage = answered('', {
  review: { kind: 'foreign', status: 200 },
  identity: null,
  namespaces: { kind: 'silent' },
});
const refused = answered('', { review: { kind: 'unauthorized' }, identity: null });
const tokens: readonly (readonly [string, readonly ApiServerObservation[], string | null, number])[] = [
  ['at once', [answered(username)], null, 1],
  ['once the mapping is read', [refused, timeout, answered(username)], null, 3],
  ['as somebody else', [refused, answered('mei'), answered(username)], 'VerificationFailed', 2],
  ['never', [], 'VerificationFailed', 8],
  ['by nobody who names it', [answered('system:anonymous')], 'VerificationFailed', 1],
  ['by a web page', Array(8).fill(webPage), 'VerificationFailed', 8],
  ['where 1.24 reviews nobody, and serves it', [unnamed({ kind: 'served' })], null, 1],
  [
    'where 1.24 reviews nobody, and refuses it by name',
    [unnamed({ kind: 'refused', as: username })],
    null,
    1,
  ],
  [
    'by a server that reviews nobody, and refuses it by name',
    [answered('', { review: { kind: 'refused', as: username }, identity: null })],
    null,
    1,
  ],
  [
    'by a server that refuses another a review',
    [answered('', { review: { kind: 'refused', as: 'eve' }, identity: null })],
    'VerificationFailed',
    1,
  ],
  ['where 1.24 refuses another', [unnamed({ kind: 'refused', as: 'eve' })], 'VerificationFailed', 1],
];
for (const [when, answers, code, tries] of tokens) {
  test(`a token that is taken ${when} is ${code === null ? '' : 'not '}proven`, async (t) => {
    const shown: (string | null)[] = [];
    const whoAmI = async ({ token }: ApiServerTarget) => {
      shown.push(token);
      return answers[shown.length - 1] ?? refused;
    };
    const mint = async () => ({ text: `token ${shown.length}` });
    const proof = proveToken(server, { access: accessTo([]), mint }, { apiServer: { whoAmI }, clock });
    if (code === null) await t.notThrowsAsync(proof);
    else await t.throwsAsync(proof, { code });
    t.deepEqual(
      shown,
      Array.from({ length: tries }, (_, index) => `token ${index}`),
    );
  });
}
