import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeSpecimen, specimenClusterId, specimenUid } from '@ackring/testkit/specimen';
import test, { type ExecutionContext } from 'ava';
import { systemClock } from '../../machine/clock.js';
import { fetchedCredential } from '../../rotation/credential/credential.js';
import { fileSink } from '../../rotation/sinks/file.js';
import type { Sink } from '../../rotation/sinks/sink.js';
import type { DescribedCluster } from '../../words/cluster.js';
import type { Access, Endpoints } from '../../words/endpoints.js';
import { AckringError } from '../../words/errors.js';
import type { HeldPlace } from './revoke-plan.js';
import { accessOfPlace, copyInSink, deliverToSink, findSinkPlaces } from './sink-places.js';

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
  const later = new Date(Date.now() + 1_000);
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
