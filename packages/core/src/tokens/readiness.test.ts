import { worldPlace } from '@ackring/testkit/world-place';
import test, { type ExecutionContext } from 'ava';
import type { ContextEntry } from '../kubeconfig/context-entry.js';
import type { Identity } from '../words/identity.js';
import { createWorld, type World } from '../world.js';
import { mappingsOf } from './authenticator.js';
import { createTokenReadinesses, type ReadinessPorts, tokenStanding, usableContext } from './readiness.js';

// Whether clusters take RAM tokens, and from whom: real add-ons, mappings and refusals of an embedded cloud.

const person = (name: string): Identity => ({ uid: '', name, type: 'user', state: 'active' });

const place = (t: ExecutionContext) =>
  worldPlace(t, createWorld, {
    scenario: {
      identities: [
        { name: 'mei' },
        { name: 'tom' },
        { name: 'ci', type: 'role' },
        { name: 'narrow', policies: [{ Version: '1', Statement: [] }] },
      ],
      clusters: [
        {
          name: 'ready',
          addons: ['ack-ram-authenticator'],
          holders: {
            ops: { daysLeft: 900 },
            mei: { daysLeft: 900, mapped: true },
            tom: { daysLeft: 900 },
            ci: { daysLeft: 900, mapped: true },
          },
        },
        { name: 'bare', holders: { ops: { daysLeft: 900 }, mei: { daysLeft: 900, mapped: true } } },
        {
          name: 'closed',
          addons: ['ack-ram-authenticator'],
          holders: { ops: { daysLeft: 900, roles: ['dev@web'] }, mei: { daysLeft: 900, mapped: true } },
        },
      ],
    },
    sharedKeys: 4,
  });

async function standings(world: World, name: string, identities: readonly Identity[], isHere = true) {
  const cluster = await world.findCluster(name);
  if (isHere) {
    const plan = await world.planAcquire({
      ...{ cluster, durationMinutes: 60, access: 'auto', destination: { kind: 'merge', file: null } },
      ...{ contextName: null, use: false, verify: false },
    });
    await world.acquire(plan);
  }
  const readiness = await world.tokenReadiness(cluster);
  return identities.map((identity) => tokenStanding(readiness, identity));
}

test('who is mapped to whom is read where the add-on is, and without it nobody is', async (t) => {
  const world = (await place(t)).open();
  const asked = [person('mei'), person('tom'), { ...person('ci'), type: 'role' as const }];
  const nameless = { ...person('mei'), name: person('mei').uid };
  const [mei, tom, ci, hidden, root] = await standings(world, 'ready', [
    ...asked,
    nameless,
    { ...nameless, type: 'root' as const },
  ]);
  t.like(hidden, { kind: 'unknown', errors: [{ code: 'ResponseUnreadable' }] });
  t.is(root?.kind, 'unmapped');
  t.is(mei?.kind, 'mapped');
  if (mei?.kind === 'mapped') t.regex(mei.to[0]?.username ?? '', /^\d+-\d+$/);
  t.is(tom?.kind, 'unmapped');
  t.is(ci?.kind, 'mapped');
  t.deepEqual(await standings(world, 'bare', [person('mei')]), [{ kind: 'noAuthenticator' }]);
});

test('without a kubeconfig, or without the right to read mappings, it is unknown and never unmapped', async (t) => {
  const world = (await place(t)).open();
  const [away] = await standings(world, 'ready', [person('mei')], false);
  t.like(away, { kind: 'unknown', errors: [{ code: 'ContextNotFound' }] });
  const [closed] = await standings(world, 'closed', [person('mei')]);
  t.like(closed, { kind: 'unknown', errors: [{ code: 'Forbidden' }] });
});

test('what cannot be read is unknown, and whoever goes hears nothing', async (t) => {
  const failing = () => Promise.reject(new Error('away'));
  const { tokenReadiness } = createTokenReadinesses({
    ...{ api: failing, contexts: failing, now: () => new Date(0) },
  } as unknown as ReadinessPorts);
  const cluster = { id: 'c1', region: 'cn-hangzhou' };
  t.like(await tokenReadiness(cluster), {
    authenticator: { kind: 'unknown' },
    mappings: { kind: 'unknown' },
  });
  await t.throwsAsync(tokenReadiness(cluster, { signal: AbortSignal.abort() }));
});

test('without the right to read the add-ons a mapping says nothing', async (t) => {
  const { emulator, open } = await place(t);
  const cluster = await open().findCluster('ready');
  const { accessKeyId = '', accessKeySecret = '' } = emulator.identities['narrow'] ?? {};
  const keys = { ALIBABA_CLOUD_ACCESS_KEY_ID: accessKeyId, ALIBABA_CLOUD_ACCESS_KEY_SECRET: accessKeySecret };
  const { authenticator } = await open({}, keys).tokenReadiness(cluster);
  t.like(authenticator, { kind: 'unknown', error: { code: 'Forbidden' } });
  const mappings = {
    kind: 'known',
    value: {
      accountId: '1',
      all: [{ name: 'm', arn: 'acs:ram::1:user/mei', username: 'mei', groups: [] }],
    },
  } as const;
  t.is(tokenStanding({ at: new Date(), authenticator, mappings }, person('mei')).kind, 'unknown');
});

const arns: readonly [string, Partial<Identity>, boolean][] = [
  ['acs:ram::1:user/mei', {}, true],
  ['acs:ram::1:user/Mei', {}, true],
  ['acs:ram::1:user/mei2', {}, false],
  ['acs:ram::2:user/mei', {}, false],
  ['acs:ram::1:role/mei', {}, false],
  ['acs:ram::1:role/mei', { type: 'role' }, true],
  ['acs:ram::1:role/mei', { type: 'unknown' }, true],
  ['acs:ram::1:root', { type: 'root', uid: '1' }, true],
  ['acs:ram::1:assumed-role/mei/tom', { type: 'role' }, true],
  ['acs:ram::1:assumed-role/tom/mei', { type: 'role' }, false],
  ['acs:ram::1:assumed-role/mei/tom', {}, false],
  // As wildcards, and as the expressions that the add-on takes them for.
  ['acs:ram::1:user/*', {}, true],
  ['acs:ram::1:role/*', {}, false],
  ['acs:ram::*', {}, true],
  ['acs:ram::1:user/m*', {}, true],
  ['acs:ram::1:user/t*', {}, true],
  ['acs:ram::1:user/to*', {}, false],
  ['acs:ram::1:user/me?', {}, true],
  ['acs:ram::1:user/meix?', {}, true],
  ['acs:ram::2:user/*', {}, false],
  ['acs:ram::1:user/m.i*', {}, true],
  ['acs:ram::1:user/[a-z]*', {}, true],
  ['acs:ram::1:user/tom{0}ei*', {}, false],
  ['acs:ram::1:user/tom*|acs:ram::1:user/mei', {}, true],
  ['acs:ram::1:user/((a*)*)*b', {}, true],
];
for (const [arn, change, isIts] of arns) {
  test(`${arn} is ${isIts ? '' : 'not '}of ${JSON.stringify(change)}`, (t) => {
    const all = [{ name: 'm', arn, username: 'u', groups: [] }];
    t.is(mappingsOf(all, { ...person('mei'), ...change }, '1').length, isIts ? 1 : 0);
  });
}

test('the context that speaks for a cluster is the one of its own whose certificate lives longest', (t) => {
  const now = new Date('2027-01-01T00:00:00Z');
  const entry = (context: string, clusterId: string, notAfter: string | null) => {
    const certificate = { kind: 'certificate', notAfter: new Date(notAfter ?? 0) };
    const credential = notAfter === null ? { kind: 'exec' } : certificate;
    return { context, ack: { clusterId }, credential } as ContextEntry;
  };
  const contexts = [
    entry('soon', 'c1', '2027-01-02T00:00:00Z'),
    entry('late', 'c1', '2029-01-01T00:00:00Z'),
    entry('between', 'c1', '2028-01-01T00:00:00Z'),
    entry('plug-in', 'c1', null),
    entry('other', 'c2', '2030-01-01T00:00:00Z'),
    entry('ended', 'c3', '2027-01-01T00:00:00Z'),
  ];
  const of = (clusterId: string) => usableContext(contexts, clusterId, now)?.context ?? null;
  t.deepEqual(['c1', 'c2', 'c3', 'c4'].map(of), ['late', 'other', null, null]);
});
