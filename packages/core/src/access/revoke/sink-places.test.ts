import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { answeredAs } from '@ackring/testkit/answered';
import { specimenFacts } from '@ackring/testkit/context-entry';
import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import type { ApiServer, ApiServerObservation } from '../../machine/api-server/api.js';
import { systemClock } from '../../machine/clock.js';
import { fetchedCredential, knownOf } from '../../rotation/credential/credential.js';
import { fileSink } from '../../rotation/sinks/file.js';
import type { Sink } from '../../rotation/sinks/sink.js';
import type { DescribedCluster } from '../../words/cluster.js';
import type { Access, Endpoints } from '../../words/endpoints.js';
import { AckringError } from '../../words/errors.js';
import type { ApiServerTarget } from '../../words/target.js';
import type { HeldPlace, SinkPlace } from './revoke-plan.js';
import {
  accessOfPlace,
  copyInSink,
  deliverToSink,
  findSinkPlaces,
  findWitness,
  look,
  type OldCopy,
} from './sink-places.js';

// The sinks are folders, each test's own.

const cluster = { id: specimenClusterId(1), name: 'prod' };

async function folderSink(
  t: ExecutionContext,
): Promise<{ sink: Sink; put: (holder: string, text: string) => Promise<void> }> {
  const directory = await mkdtemp(join(tmpdir(), 'ackring-places-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const nothing = async (): Promise<never> => Promise.reject(new Error('a folder asks nobody'));
  const sink = await fileSink.open(
    { kind: 'file', directory },
    {
      credentials: { get: nothing },
      environment: {},
      region: 'cn-hangzhou',
      clock: systemClock,
      limiterOf: () => {
        throw new Error('a folder asks nobody');
      },
      language: 'en',
      accessOf: () => 'auto',
    },
  );
  const put = async (holder: string, text: string): Promise<void> => {
    const file = join(directory, cluster.id, `${holder}.yaml`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  };
  return { sink, put };
}

function failing(sink: Sink, code: AckringError['code']): Sink {
  return { ...sink, read: () => Promise.reject(new AckringError(code, 'x', { remedy: 'y' })) };
}

const rootsUid = 'kubernetes-admin';

/** The caller's copies in a sink, as `holder kind`. */
async function found(
  sink: Sink,
  holders: readonly string[],
  isAccountRoot = false,
): Promise<readonly string[]> {
  const search = { sinks: [sink], holders, cluster, callerUid: specimenUid, isAccountRoot };
  const places = await findSinkPlaces(search);
  return places.map(({ holder, copy }) => `${holder} ${copy.kind === 'held' ? 'held' : copy.error.code}`);
}

test('the caller’s own copies are found under any name, nobody else’s, and what cannot be read', async (t) => {
  const { sink, put } = await folderSink(t);
  const own = await makeSpecimen();
  await put('self', own.yaml);
  await put('role', own.yaml);
  await put('other', (await makeSpecimen({ uid: '299999999999999999' })).yaml);
  await put('root', (await makeSpecimen({ uid: rootsUid })).yaml);
  await put('broken', 'contexts: [');
  const holders = ['self', 'role', 'other', 'root', 'broken', 'absent'];
  t.deepEqual(await found(sink, holders), ['self held', 'role held', 'broken KubeconfigInvalid']);
  t.deepEqual(await found(sink, holders, true), [
    'self held',
    'role held',
    'root held',
    'broken KubeconfigInvalid',
  ]);
  const [place] = await findSinkPlaces({
    sinks: [sink],
    holders: ['self'],
    cluster,
    callerUid: specimenUid,
    isAccountRoot: false,
  });
  const { facts } = fetchedCredential({ text: own.yaml });
  t.like(place, {
    sink: sink.name,
    holder: 'self',
    copy: { kind: 'held', serial: facts.certificate.serial, server: 'https://203.0.113.10:6443' },
  });
});

test('a failing sink may hold it; a cancelled search ends', async (t) => {
  const { sink } = await folderSink(t);
  t.deepEqual(await found(failing(sink, 'Forbidden'), ['self']), ['self Forbidden']);
  await t.throwsAsync(found(failing(sink, 'Cancelled'), ['self']), { code: 'Cancelled' });
});

const accesses: [server: string, Endpoints, Access | null][] = [
  ['https://a:6443', { public: ['https://a:6443'], private: ['https://b:6443'] }, 'public'],
  ['https://b:6443', { public: ['https://a:6443'], private: ['https://b:6443'] }, 'private'],
  ['https://gone:6443', { public: ['https://a:6443'], private: ['https://b:6443'] }, 'public'],
  ['https://gone:6443', { public: [], private: ['https://b:6443'] }, 'private'],
  ['https://gone:6443', { public: [], private: [] }, null],
];

test("a place gets the access of its copy's address, or any other if that address is gone", (t) => {
  for (const [server, endpoints, access] of accesses) {
    const copy = { kind: 'held', serial: 's', notAfter: new Date(), server } as const;
    const place: HeldPlace = { sink: 's', holder: 'self', copy };
    t.is(
      accessOfPlace(place, { endpoints } as DescribedCluster),
      access,
      JSON.stringify([server, endpoints]),
    );
  }
});

test('what is delivered is read back, with how to use it', async (t) => {
  const { sink, put } = await folderSink(t);
  await put('self', (await makeSpecimen()).yaml);
  const place = {
    sink: sink.name,
    holder: 'self',
    copy: { kind: 'held', serial: 's', notAfter: new Date(), server: '' },
  } as const;
  const server = 'https://203.0.113.20:6443';
  const later = new Date(specimenNow.getTime() + 1_000);
  const { yaml, certificate } = await makeSpecimen({ server, issuedAt: later, keyNumber: 1 });
  const target = await deliverToSink(sink, place, fetchedCredential({ text: yaml }), cluster);
  t.is(target.server, server);
  t.is(target.clientCertificate?.trim(), certificate.trim());
  t.is(await sink.read({ clusterId: cluster.id, clusterName: cluster.name, identity: 'self' }), yaml);
  for (const [what, text] of [
    ['nothing', null],
    ['something unreadable', 'contexts: ['],
    ['another', (await makeSpecimen()).yaml],
  ] as const) {
    const forgetful: Sink = { ...sink, read: async () => text };
    const delivered = deliverToSink(forgetful, place, fetchedCredential({ text: yaml }), cluster);
    await t.throwsAsync(delivered, { code: 'Conflict' }, what);
  }
});

test('what nobody reads back is there if the record says so, and cannot be shown to be dead', async (t) => {
  const { sink } = await folderSink(t);
  const fetched = fetchedCredential({ text: (await makeSpecimen()).yaml });
  const place = { sink: sink.name, holder: 'self' } as SinkPlace;
  const sealed = (text: string): Sink => ({
    ...sink,
    isSealed: true,
    stage: async () => undefined,
    promote: async () => undefined,
    read: async () => knownOf(text),
  });
  t.is(await deliverToSink(sealed(fetched.text), place, fetched, cluster), fetched.target);
  const other = (await makeSpecimen({ keyNumber: 1 })).yaml;
  for (const text of ['', other])
    await t.throwsAsync(deliverToSink(sealed(text), place, fetched, cluster), { code: 'Conflict' });
  t.is(await copyInSink(sealed(fetched.text), place, cluster), null);
});

test('a copy is returned if readable, whatever the reason why it might not be', async (t) => {
  const { sink, put } = await folderSink(t);
  const place = (holder: string) =>
    ({
      sink: sink.name,
      holder,
      copy: { kind: 'held', serial: 's', notAfter: new Date(), server: '' },
    }) as const;
  await put('self', (await makeSpecimen()).yaml);
  await put('broken', 'contexts: [');
  t.like(await copyInSink(sink, place('self'), cluster), { certificate: { uid: specimenUid } });
  t.is((await copyInSink(sink, place('self'), cluster))?.target.server, 'https://203.0.113.10:6443');
  t.is(await copyInSink(sink, place('broken'), cluster), null);
  t.is(await copyInSink(sink, place('absent'), cluster), null);
  t.is(await copyInSink(failing(sink, 'Forbidden'), place('self'), cluster), null);
});

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
  const right = { namespace: 'default', seen: rights, isIncomplete: false } as const;
  return answeredAs('', {
    ...{ review: refused, identity: null, namespaces: refused },
    rights: [{ ...right, rules: isAlive ? ['get pods'] : [] }],
  });
}

function copy(name: string, { days = 1, namespace = null as string | null } = {}): OldCopy {
  return {
    name,
    target: { server: name } as ApiServerTarget,
    certificate: specimenFacts(new Date(now.getTime() + days * 86_400_000), {
      subject: { organizations: [], commonName: '2995-1' },
      ...{ uid: null, notBefore: new Date(now.getTime() - 86_400_000) },
    }),
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
