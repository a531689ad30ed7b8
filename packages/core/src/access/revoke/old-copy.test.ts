import test from 'ava';
import type { ApiServer, ApiServerObservation } from '../../machine/api-server/api.js';
import type { ApiServerTarget } from '../../words/target.js';
import { findWitness, look, type OldCopy } from './old-copy.js';

const now = new Date('2026-05-01T00:00:00Z');
const clock = { now: () => now, sleep: async () => undefined };

/** Answers as a server on which these names may do something in their namespace, and notes whom it was asked about. */
function serverOf(...alive: readonly string[]) {
  const asked: string[] = [];
  const whoAmI: ApiServer['whoAmI'] = async ({ server }, { timeoutMs, namespaces, alsoRules }) => {
    asked.push(`${server} in ${namespaces?.join()}, ${timeoutMs / 1000} s${alsoRules ? ', rules' : ''}`);
    return seen(alive.includes(server));
  };
  return { apiServer: { whoAmI } as ApiServer, asked };
}

function seen(isAlive: boolean): ApiServerObservation {
  const rights = isAlive ? ('some' as const) : ('none' as const);
  const refused = { kind: 'refused', as: '2995-1' } as const;
  return {
    kind: 'answered',
    shown: 'certificate',
    review: refused,
    identity: null,
    namespaces: refused,
    isListEverybodys: false,
    rights: [{ namespace: 'default', seen: rights, isIncomplete: false, rules: isAlive ? ['get pods'] : [] }],
    version: null,
    latencyMs: 1,
    serverTime: null,
  };
}

function copy(name: string, { days = 1, namespace = null as string | null } = {}): OldCopy {
  return {
    name,
    target: { server: name } as ApiServerTarget,
    certificate: {
      subject: { organizations: [], commonName: '2995-1' },
      uid: null,
      issuedAt: null,
      notBefore: new Date(now.getTime() - 86_400_000),
      notAfter: new Date(now.getTime() + days * 86_400_000),
      serial: '1',
      sha256: '1',
    },
    namespace,
  };
}

const rows: readonly (readonly [
  what: string,
  copies: readonly OldCopy[],
  alive: string,
  found: string | null,
  asked: number,
])[] = [
  ['none', [], '', null, 0],
  ['the only one, if it works', [copy('a')], 'a', 'a', 1],
  ['none, if the only one does nothing', [copy('a')], '', null, 1],
  ['the first that works', [copy('a'), copy('b'), copy('c')], 'b', 'b', 2],
  [
    'none that has expired, not even just now',
    [copy('a', { days: 0 }), copy('b', { days: -1 })],
    'a',
    null,
    0,
  ],
  ['one behind expired ones', [...Array(9).fill(copy('a', { days: -1 })), copy('b')], 'b', 'b', 1],
  ['the fourth', [...Array(3).fill(copy('a')), copy('b')], 'b', 'b', 4],
  ['no fifth: they fail for one reason', [...Array(4).fill(copy('a')), copy('b')], 'b', null, 4],
];

for (const [what, copies, alive, found, count] of rows) {
  test(`the witness of a revoke is ${what}`, async (t) => {
    const { apiServer, asked } = serverOf(alive);
    t.is((await findWitness(copies, { apiServer, clock }))?.copy.name ?? null, found);
    t.is(asked.length, count);
  });
}

test('it is asked for its rules where its context works, within ten seconds, before and after', async (t) => {
  const { apiServer, asked } = serverOf('a');
  for (const namespace of [null, 'team-a']) {
    const witness = await findWitness([copy('a', { namespace })], { apiServer, clock });
    if (witness === null) return t.fail('it works');
    t.deepEqual(await look(witness.copy, apiServer), witness.before);
    t.deepEqual(await look(witness.copy, serverOf().apiServer), seen(false));
  }
  t.deepEqual(asked, [
    ...Array(2).fill('a in default, 10 s, rules'),
    ...Array(2).fill('a in team-a, 10 s, rules'),
  ]);
});
