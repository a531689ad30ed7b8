import { skippingClock } from '@ackring/testkit/clock';
import test from 'ava';
import type { ApiServerObservation } from '../../machine/api-server/api.js';
import type { LeakDoor } from './leak-find.js';
import type { TokenFacts } from './leak-token.js';
import {
  investigateTokens,
  type PlacedToken,
  type TokenHuntOptions,
  type TokenVerdict,
} from './token-hunt.js';

// Whom a leaked token is shown, and what is said of it then.

const [own, elsewhere] = ['https://203.0.113.1:6443', 'https://203.0.113.9:6443'];
const cluster = {
  ...{ id: 'c1', name: 'prod', region: 'cn-hangzhou' },
  endpoints: { public: [own], private: ['https://10.0.0.1:6443'] },
};

const door = (server: string, change: Partial<LeakDoor> = {}): LeakDoor => ({
  ...{ server, certificateAuthority: null, namespace: null, isJoined: true },
  ...change,
});

interface Given {
  readonly doors?: readonly LeakDoor[];
  readonly facts?: Partial<TokenFacts>;
  readonly token?: string;
  readonly file?: string;
}

function token({ doors = [], facts = {}, token: secret = 'secret', file = 'a' }: Given): PlacedToken {
  const own = { kind: 'bearer', subject: null, expiresAt: null, secret: null, ...facts } as const;
  const server = doors[0]?.server ?? null;
  return {
    finding: { line: 1, certificate: null, token: own, hasKey: true, server, clusterId: null },
    token: secret,
    doors,
    place: { file, commit: null },
  };
}

const silent: ApiServerObservation = { kind: 'network', code: 'ECONNREFUSED' };

interface Asked {
  readonly server: string;
  readonly authority: string | null;
  readonly namespaces: readonly string[] | undefined;
}

async function hunt(tokens: readonly PlacedToken[], change: Partial<TokenHuntOptions> = {}) {
  const asked: Asked[] = [];
  const options: TokenHuntOptions = {
    tokens,
    apiServer: {
      whoAmI: async ({ server, certificateAuthority, token }, { namespaces }) => {
        asked.push({ server, authority: certificateAuthority, namespaces });
        if (token === null) throw new Error('asked without the token');
        return silent;
      },
    },
    clock: skippingClock(),
    probe: true,
    clusterOf: async () => cluster,
    ...change,
  };
  const verdicts: TokenVerdict[] = [];
  for await (const verdict of investigateTokens(options)) verdicts.push(verdict);
  return { asked, servers: asked.map(({ server }) => server), verdicts };
}

const near = { isJoined: false };
const nobodys = async () => null;
const before = new Date(0);
const both = [own, ...cluster.endpoints.private];

const shown: [what: string, given: Given, change: Partial<TokenHuntOptions>, servers: string[]][] = [
  ['stands alone', {}, {}, both],
  ['stands alone, of no cluster that is seen', {}, { clusterOf: nobodys }, []],
  ['is joined with its own', { doors: [door(own)] }, {}, both],
  ['is joined with another', { doors: [door(elsewhere)] }, {}, [elsewhere, ...both]],
  ['is joined, of no cluster', { doors: [door(elsewhere)] }, { clusterOf: nobodys }, [elsewhere]],
  ['stands near its own', { doors: [door(own, near)] }, {}, both],
  ['stands near another’s', { doors: [door(elsewhere, near)] }, {}, both],
  ['stands near a server, of no cluster', { doors: [door(own, near)] }, { clusterOf: nobodys }, []],
  ['is not to be tried', { doors: [door(own)] }, { probe: false }, []],
  ['has expired', { doors: [door(own)], facts: { expiresAt: before } }, {}, []],
  [
    'ends at this very instant',
    { doors: [door(own)], facts: { expiresAt: before } },
    { clock: { ...skippingClock(), now: () => before } },
    both,
  ],
  ['holds for long', { doors: [door(own)], facts: { expiresAt: new Date('2999-01-01') } }, {}, both],
];

for (const [what, given, change, servers] of shown) {
  test(`a token that ${what} is shown to ${servers.length === 0 ? 'nobody' : servers.join(', ')}`, async (t) => {
    t.deepEqual((await hunt([token(given)], change)).servers, servers);
  });
}

test('each server is asked under the authority that the file has, and in the context’s namespace', async (t) => {
  const doors = [door(own, { namespace: 'shop' }), door(elsewhere, { certificateAuthority: 'PEM' })];
  t.deepEqual((await hunt([token({ doors })])).asked, [
    { server: own, authority: null, namespaces: ['shop'] },
    { server: elsewhere, authority: 'PEM', namespaces: ['default'] },
    { server: 'https://10.0.0.1:6443', authority: 'PEM', namespaces: ['default'] },
  ]);
});

test('a token is judged once, by whatever its best place says, and told with every place', async (t) => {
  const { verdicts, servers } = await hunt(
    [
      token({ file: 'a', doors: [door('https://192.0.2.7:6443', near)] }),
      token({ file: 'b', token: 'other' }),
      token({ file: 'c', doors: [door(elsewhere)] }),
      token({ file: 'd', doors: [door('https://192.0.2.8:6443')] }),
      token({ file: 'e', doors: [door('https://192.0.2.9:6443', near)] }),
    ],
    { clusterOf: async ({ server }) => (server === null ? null : cluster) },
  );
  t.deepEqual(
    verdicts.map(({ places, finding, cluster: seen }) => [
      places.map(({ file }) => file).join(''),
      finding.server,
      seen?.name ?? null,
    ]),
    [
      ['acde', elsewhere, 'prod'],
      ['b', null, null],
    ],
  );
  t.deepEqual(servers, [elsewhere, 'https://192.0.2.8:6443', ...both]);
});

const serviceAccount = { kind: 'serviceAccount', subject: 'system:serviceaccount:shop:robot' } as const;
const secret = { namespace: 'shop', name: 'robot-token' };

const remedies: [facts: Partial<TokenFacts>, remedy: string | null][] = [
  [{ kind: 'ram' }, 'ackring token explain -'],
  [{ ...serviceAccount, secret }, 'kubectl --namespace shop delete secret robot-token'],
  [serviceAccount, 'kubectl --namespace shop delete serviceaccount robot'],
  [{ ...serviceAccount, subject: 'system:serviceaccount:shop' }, null],
  [{ ...serviceAccount, subject: null }, null],
  [{ kind: 'bearer', subject: serviceAccount.subject }, null],
  [{ ...serviceAccount, expiresAt: before }, null],
];

for (const [facts, remedy] of remedies) {
  test(`what ends ${JSON.stringify(facts)}: ${remedy}`, async (t) => {
    const [verdict] = (await hunt([token({ facts })], { probe: false })).verdicts;
    t.is(verdict?.remedy ?? null, remedy);
  });
}
