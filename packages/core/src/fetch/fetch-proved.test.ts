import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import { readCertificateFacts } from '../certificate/certificate.js';
import type { FetchKubeconfig } from '../cloud/ack/api.js';
import { hubType } from '../words/cluster-kind.js';
import { hourMs } from '../words/duration.js';
import type { Endpoints } from '../words/endpoints.js';
import { AckringError } from '../words/errors.js';
import { toText } from '../words/say.js';
import { type Caller, fetchProof, issuedName, type ProvedFetchPorts } from './fetch-proved.js';

// What an answer is checked against, as far as known.

const server = 'https://203.0.113.10:6443';
const endpoints: Endpoints = { public: [server], private: ['https://192.168.0.10:6443'] };
const cluster = { id: specimenClusterId(1), region: 'cn-hangzhou', name: 'prod' };
const own: Caller = { uid: specimenUid, type: 'user' };

interface Situation {
  readonly caller?: Caller | null | Error;
  readonly uid?: string;
  readonly endpoints?: Endpoints | null;
  readonly access?: 'public' | 'private';
  readonly durationMinutes?: number | null;
  readonly type?: string;
  readonly lifeMs?: number;
  readonly knownServers?: readonly string[];
  readonly isRevoked?: 'asked' | 'known' | null;
}

async function answered(situation: Situation) {
  const {
    caller = own,
    uid = specimenUid,
    access = 'public',
    durationMinutes = null,
    isRevoked = null,
  } = situation;
  const { yaml, certificate } = await makeSpecimen({
    uid,
    ...(situation.lifeMs === undefined ? {} : { lifeMs: situation.lifeMs }),
  });
  const dead = [readCertificateFacts(certificate)];
  const ports: ProvedFetchPorts = {
    ack: {
      fetchKubeconfig: async () =>
        ({ yaml }) as Awaited<ReturnType<ProvedFetchPorts['ack']['fetchKubeconfig']>>,
    },
    clock: { now: () => specimenNow },
    caller: async () => (caller instanceof Error ? Promise.reject(caller) : caller),
    ...(isRevoked === 'known' ? { revoked: async () => dead } : {}),
  };
  const known = situation.endpoints === undefined ? endpoints : situation.endpoints;
  const request = {
    cluster: { ...cluster, ...(situation.type === undefined ? {} : { type: situation.type }) },
    access,
    durationMinutes,
    endpoints: known,
    ...(situation.knownServers === undefined ? {} : { knownServers: situation.knownServers }),
    ...(isRevoked === 'asked' ? { revoked: dead } : {}),
  };
  const proof = await fetchProof(request, ports, undefined);
  return proof.kind === 'refused'
    ? proof.objections.map((each) => toText(each)).join('\n')
    : `sound, ${proof.issued.unproven.length} unproven`;
}

const cases: [what: string, situation: Situation, said: RegExp][] = [
  ['all is known', {}, /^sound, 0/],
  ['the caller is unknown', { caller: null }, /^sound, 1/],
  ['the caller is unavailable', { caller: new Error('no') }, /^sound, 1/],
  ['another asks', { caller: { uid: '2', type: 'user' } }, /certificate belongs to .*, but 2 asked/],
  [
    'the account root asks, and gets its own',
    { caller: { uid: '2', type: 'root' }, uid: 'kubernetes-admin' },
    /^sound, 0/,
  ],
  [
    'a user asks, and gets the account root’s',
    { caller: { uid: '2', type: 'user' }, uid: 'kubernetes-admin' },
    /certificate belongs to .*, but 2 asked/,
  ],
  ['endpoints are not known', { endpoints: null }, /^sound, 1/],
  ['endpoints are not known, and no server is', { endpoints: null, knownServers: [] }, /^sound, 1/],
  ['its only server is known', { endpoints: null, knownServers: [server] }, /^sound, 0/],
  [
    'another server is known',
    { endpoints: null, knownServers: ['https://198.51.100.1:6443'] },
    /none of the cluster's endpoints/,
  ],
  ['endpoints are known, and another server', { knownServers: ['https://198.51.100.1:6443'] }, /^sound, 0/],
  ['a private one was requested', { access: 'private' }, /none of the cluster's endpoints/],
  ['an hour was requested', { durationMinutes: 60, lifeMs: hourMs }, /^sound, 0/],
  ['an hour was requested, years arrived', { durationMinutes: 60 }, /60 were asked/],
  ['years were requested, an hour arrived', { lifeMs: hourMs }, /a long-term one was asked/],
  ['years were requested of a hub, an hour arrived', { type: hubType, lifeMs: hourMs }, /^sound, 0/],
  ['an hour was requested of a hub, years arrived', { type: hubType, durationMinutes: 60 }, /^sound, 0/],
  ['it was revoked, as the caller knows', { isRevoked: 'asked' }, /was revoked/],
  ['it was revoked, as is known here', { isRevoked: 'known' }, /was revoked/],
];

for (const [what, situation, said] of cases) {
  test(`${what}: ${said.source}`, async (t) => {
    t.regex(await answered(situation), said);
  });
}

test("the caller's current name is read from the shortest certificate, by whatever access there is", async (t) => {
  const asked: FetchKubeconfig[] = [];
  const { yaml, certificate } = await makeSpecimen({ lifeMs: 15 * 60_000 });
  const ports: ProvedFetchPorts = {
    ack: {
      fetchKubeconfig: async (request) => {
        asked.push(request);
        return { yaml } as Awaited<ReturnType<ProvedFetchPorts['ack']['fetchKubeconfig']>>;
      },
    },
    clock: { now: () => specimenNow },
    caller: async () => own,
  };
  const name = (choice: 'auto' | 'public' | 'private', of: Endpoints) =>
    issuedName({ ...cluster, endpoints: of }, choice, ports, undefined);
  t.is(await name('auto', endpoints), readCertificateFacts(certificate).subject.commonName);
  t.is(
    await name('private', { public: [server], private: [] }),
    readCertificateFacts(certificate).subject.commonName,
  );
  await t.throwsAsync(name('auto', { public: [], private: [] }), { instanceOf: AckringError });
  t.deepEqual(
    asked.map(({ access, durationMinutes }) => [access, durationMinutes]),
    [
      ['public', 15],
      ['public', 15],
      ['private', 15],
    ],
  );
});
