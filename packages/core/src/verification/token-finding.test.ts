import { specimenCluster } from '@ackring/testkit/cluster';
import test from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { ApiServerObservation } from '../machine/api-server/api.js';
import type { AuthenticatorState } from '../tokens/authenticator.js';
import { mintToken } from '../tokens/mint.js';
import { type RamToken, readToken } from '../tokens/token-text.js';
import { judge } from './judge.js';
import type { Evidence, VerdictCause } from './verdict.js';

const clusterId = `c${'0123456789abcdef'.repeat(2)}`;
const key = { accessKeyId: 'LTAIexample', accessKeySecret: 'secret', securityToken: null };
const now = new Date('2026-11-27T12:00:00Z');
const minutes = (count: number) => new Date(now.getTime() + count * 60_000);

function tokenAt(signedAt: Date, cluster = clusterId): RamToken {
  const token = readToken(mintToken(cluster, key, signedAt).text);
  if ('phrase' in token) throw new Error(token.phrase);
  return token;
}

function verdictOf(change: Partial<Evidence> & { readonly serverTime?: Date | null }) {
  const entry = {
    context: 'prod',
    server: 'https://203.0.113.10:6443',
    credential: { kind: 'exec', command: '/usr/local/bin/ackring', issues: 'token' },
    ack: { clusterId, region: 'cn-hangzhou', access: 'public', identity: null, source: 'owned' },
  } as unknown as ContextEntry;
  const { serverTime = now } = change;
  const observation = { kind: 'answered', identity: null, serverTime } as unknown as ApiServerObservation;
  return judge({ entry, observation, judgement: { kind: 'unknownIssuer' }, now, ...change });
}

const clusterAt = (server: string) => ({
  ...specimenCluster({ id: clusterId, name: 'stage' }),
  endpoints: { public: [server], private: [] },
});
const [here, elsewhere] = [clusterAt('https://203.0.113.10:6443'), clusterAt('https://203.0.113.11:6443')];

interface Row {
  readonly cluster?: NonNullable<Evidence['cluster']>;
  readonly token?: RamToken | null;
  readonly authenticator?: AuthenticatorState | null;
  readonly serverTime?: Date | null;
}

const refused = test.macro<[string, Row, VerdictCause, RegExp]>({
  exec(t, _, row, cause, detail) {
    const verdict = verdictOf({ token: tokenAt(now), ...row });
    t.is(verdict.cause, cause, verdict.detail);
    t.regex(`${verdict.detail} ${verdict.remedy}`, detail);
  },
  title: (_, what) => `a refused token: ${what}`,
});

test(
  refused,
  'the add-on is missing',
  { authenticator: 'missing' },
  'authenticatorMissing',
  /restarts the API server/,
);
test(refused, 'it is not mapped', { authenticator: 'on' }, 'identityNotMapped', /mapped to nobody/);
test(
  refused,
  'mappings are ignored',
  { authenticator: 'off' },
  'mappingsIgnored',
  /ignores RAMIdentityMappings.*switch it on.*every RAMIdentityMapping.*ackring get c0/,
);
test(
  refused,
  'the configuration does not say',
  { authenticator: 'unset' },
  'unauthorized',
  /ignores mappings/,
);
for (const authenticator of ['missing', 'off', 'on', null] as const) {
  test(
    refused,
    `its server is another cluster’s, where it is ${authenticator}`,
    { authenticator, cluster: elsewhere },
    'unauthorized',
    /it is for cluster stage, whose endpoint this is not/,
  );
}
test(
  refused,
  'its server is its cluster’s',
  { authenticator: 'missing', cluster: here },
  'authenticatorMissing',
  /./,
);
test(refused, 'nobody could tell', {}, 'unauthorized', /the answer is the same/);
test(
  refused,
  'of a kind that is not known',
  { token: null, authenticator: 'missing' },
  'authenticatorMissing',
  /ackring get c0/,
);
test(
  refused,
  'it has ended',
  { token: tokenAt(minutes(-16)) },
  'expired',
  /15 minutes.*ackring get \S+ --token/,
);
test(
  refused,
  'it ends at this instant',
  { token: tokenAt(minutes(-15)), authenticator: 'on' },
  'identityNotMapped',
  /./,
);
test(
  refused,
  'it does not say when it was signed',
  { token: { ...tokenAt(now), signedAt: null } },
  'unauthorized',
  /its date cannot be read/,
);
test(
  refused,
  'it is of as much later as clocks may be apart',
  { token: tokenAt(minutes(15)), authenticator: 'on' },
  'identityNotMapped',
  /./,
);
test(refused, 'it is of later', { token: tokenAt(minutes(16)) }, 'notYetValid', /still to come/);
test(
  refused,
  'it is for another cluster',
  { token: tokenAt(now, 'cother') },
  'unauthorized',
  /it is for cluster cother/,
);
test(refused, 'clocks are too far apart', { serverTime: minutes(20) }, 'clockSkew', /20 minutes behind/);
test(
  refused,
  'clocks that a token allows for are not blamed',
  { serverTime: minutes(10), authenticator: 'on' },
  'identityNotMapped',
  /mapped to nobody/,
);

test('a token in the file itself is judged as well, and no plug-in is blamed', (t) => {
  const { entry } = { entry: { context: 'a', server: null, ack: null, credential: { kind: 'token' } } };
  const verdict = verdictOf({ entry: entry as unknown as ContextEntry, token: tokenAt(minutes(-20)) });
  t.is(verdict.cause, 'expired');
  t.regex(verdict.detail, /^the RAM token ended/);
  // Of no known cluster, it is not said to be another’s.
  const elsewhere = { entry: entry as unknown as ContextEntry, token: tokenAt(now, 'cother') };
  t.is(verdictOf({ ...elsewhere, authenticator: 'on' }).cause, 'identityNotMapped');
});
