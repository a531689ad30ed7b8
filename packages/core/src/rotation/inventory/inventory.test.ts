import { specimenHolding } from '@ackring/testkit/holding';
import { subjectCluster } from '@ackring/testkit/rotation/subjects';
import { makeSpecimen, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import type { CertificateState, KubeconfigState } from '../../cloud/ack/api.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { type KnownCredential, type KnownCredentials, nothingKnown } from '../ledger/standing.js';
import type { CredentialKey, Sink } from '../sinks/sink.js';
import { type IdentityAccess, listFleet } from './fleet-slice.js';
import { gatherInventory } from './inventory.js';
import { addressIn, findAddresses } from './sources.js';
import type { Watched } from './watch.js';
import { type ReadCopy, readCopy, textToTry } from './watched-subjects.js';

// Who a credential belongs to, where it is read, and what of others' is reported.

const cluster = { ...subjectCluster, id: 'c1' };

const nothing = async () => undefined;

function sinkWith(text: string | null, name = 'file:a'): Sink {
  return { name, read: async () => text, stage: nothing, promote: nothing, documents: null };
}

/** An identity of an account whose cloud has these records of one cluster, and no endpoints for it. */
function identityWith(
  change: Partial<IdentityAccess> = {},
  states: readonly KubeconfigState[] = [],
): IdentityAccess {
  const ack = {
    listKubeconfigStates: async () => states,
    listUserKubeconfigStates: async () => states.filter(({ identity }) => identity.uid === change.uid),
    listRegions: async () => [{ id: 'cn-hangzhou' }],
    listClusters: async () => [{ ...cluster, id: `seen by ${change.key ?? 'self'}` }],
    describeCluster: async () => ({ ...cluster, extraSans: [], rrsa: null }),
  };
  const identity = { key: 'self', name: 'self', uid: null, accountId: null, type: 'user' };
  return { ...identity, ack, ...change } as unknown as IdentityAccess;
}

async function gathered(
  { texts = [], uid = null }: { readonly texts?: readonly (string | null)[]; readonly uid?: string | null },
  states: readonly KubeconfigState[] = [],
  holders = true,
) {
  let asked = 0;
  const identity = identityWith({ uid }, states);
  const listKubeconfigStates = async () => {
    asked += 1;
    return states;
  };
  const { subjects } = await gatherInventory({
    configuration: parseRotationConfiguration(`holders: ${holders}\nprobeDays: 0`, 'test'),
    slices: [
      { identities: [{ ...identity, ack: { ...identity.ack, listKubeconfigStates } }], clusters: [cluster] },
    ],
    watched: [],
    sinks: texts.map((text, index) => sinkWith(text, `file:${index}`)),
    apiServer: { whoAmI: () => Promise.reject(new Error('asked')) },
    now: specimenNow,
    known: nothingKnown,
  });
  if (asked !== Number(holders)) throw new Error(`everybody's records were asked for ${asked} times`);
  return {
    own: subjects.flatMap((each) => (each.kind === 'managed' ? [each.identity.uid] : [])),
    others: subjects.flatMap((each) => (each.kind === 'foreign' ? [each.state.identity.uid] : [])),
  };
}

test('whom the cloud does not name is who the first readable copy says, and until then nobody is called somebody else', async (t) => {
  const { yaml } = await makeSpecimen();
  const states = [specimenHolding({ uid: specimenUid }), specimenHolding({ uid: '20009' })];
  const named = { own: [specimenUid], others: ['20009'] };
  t.deepEqual(await gathered({ uid: specimenUid }, states), named);
  t.deepEqual(await gathered({ texts: [null, '[', yaml] }, states), named);
  t.deepEqual(await gathered({ texts: [null, '['] }, states), { own: [null], others: [] });
});

test('without holders only one’s own records are asked for', async (t) => {
  const states = [specimenHolding({ uid: specimenUid }), specimenHolding({ uid: '20009' })];
  t.deepEqual(await gathered({ uid: specimenUid }, states, false), { own: [specimenUid], others: [] });
});

test('of others’ what was issued and not removed is reported, and nothing of the cloud’s own roles', async (t) => {
  const all: readonly CertificateState[] = ['unexpired', 'expired', 'unissued', 'removed', 'unknown'];
  const states = all.map((certificateState) => specimenHolding({ uid: certificateState, certificateState }));
  const cloudService = { ...specimenHolding({ uid: 'role' }), cloudService: 'arms' };
  const { others } = await gathered({ uid: specimenUid }, [...states, cloudService as KubeconfigState]);
  t.deepEqual(others, ['unexpired', 'expired']);
});

test('identities of one account share a list, and one of an unknown account has its own', async (t) => {
  const accounts = { a: '1', b: '2', c: '1', d: null, e: null };
  const identities = Object.entries(accounts).map(([key, accountId]) =>
    identityWith({ key, name: key, accountId }),
  );
  const { slices } = await listFleet(parseRotationConfiguration('', 'test'), identities);
  t.deepEqual(
    slices.map((each) => [each.identities.map(({ key }) => key).join(), each.clusters[0]?.id]),
    [
      ['a,c', 'seen by a'],
      ['b', 'seen by b'],
      ['d', 'seen by d'],
      ['e', 'seen by e'],
    ],
  );
});

test('without time a place is not read, which is no failure of its own', async (t) => {
  const key: CredentialKey = { clusterId: 'c1', clusterName: 'prod', identity: 'self', place: 'ci/prod' };
  const copies = [true, false].map((is) => readCopy(sinkWith(null), key, { hasTime: () => is }));
  const [read, late] = await Promise.all(copies);
  const at = { sink: 'file:a', place: 'ci/prod' };
  t.deepEqual(read?.copy, { ...at, stored: { kind: 'missing' }, error: null });
  t.like(late?.copy, { ...at, stored: null, error: { code: 'Cancelled' } });
});

const copyOf = (kind: 'readable' | 'missing' | null, text: string | null): ReadCopy => ({
  copy: { sink: 'a', stored: kind && ({ kind } as ReadCopy['copy']['stored']), error: null },
  text,
});
for (const [what, copies, tried] of [
  ['none', [], null],
  ['one with a key', [copyOf('readable', 'x')], 'x'],
  ['one without a key before one with it', [copyOf('readable', null), copyOf('readable', 'x')], 'x'],
  ['one that cannot be read before one that can', [copyOf('missing', 'w'), copyOf('readable', 'x')], 'x'],
  ['one that was not read', [copyOf(null, 'w')], null],
] as const)
  test(`of copies, ${what}: ${tried ?? 'nothing'} is tried`, (t) => t.is(textToTry(copies), tried));

const key: CredentialKey = { clusterId: 'c1', clusterName: 'prod', identity: 'self' };
const named = { isNamedByPeople: true, nameOf: () => 'ci/prod kubeconfig', list: async () => [] } as const;
const place = (name: string, clusterId = 'c1', identity?: string) => ({
  ...{ name, clusterId },
  ...(identity === undefined ? {} : { identity }),
});

/** Where it is, by what the ledger remembers and what the sink shows. */
const addresses: readonly (readonly [
  what: string,
  remembered: KnownCredential['addresses'],
  listed: readonly ReturnType<typeof place>[],
  address: string,
])[] = [
  ['nothing is known', {}, [], 'ci/prod kubeconfig'],
  [
    'the ledger remembers it',
    { hub: 'ci/first kubeconfig' },
    [place('ci/prod kubeconfig')],
    'ci/first kubeconfig',
  ],
  ['the ledger remembers it elsewhere', { other: 'ci/first kubeconfig' }, [], 'ci/prod kubeconfig'],
  ['the sink shows an older name', {}, [place('ci/first kubeconfig')], 'ci/first kubeconfig'],
  [
    'the sink shows both',
    {},
    [place('ci/first kubeconfig'), place('ci/prod kubeconfig')],
    'ci/prod kubeconfig',
  ],
  ['it is of another cluster', {}, [place('ci/first kubeconfig', 'c2')], 'ci/prod kubeconfig'],
  ['it is under another key', {}, [place('ci/first Kubeconfig')], 'ci/prod kubeconfig'],
  ['it is of this identity', {}, [place('ci/first kubeconfig', 'c1', 'self')], 'ci/first kubeconfig'],
  ['it is of another identity', {}, [place('ci/first kubeconfig', 'c1', 'ack')], 'ci/prod kubeconfig'],
];
for (const [what, remembered, listed, address] of addresses)
  test(`where names may change, and ${what}, a credential is at ${address}`, (t) => {
    const sink = { ...sinkWith(null, 'hub'), places: named };
    t.is(addressIn(sink, key, remembered, new Map([['hub', listed]])), address);
    t.is(
      addressIn(
        { ...sink, places: { ...named, isNamedByPeople: undefined } } as unknown as Sink,
        key,
        remembered,
        new Map(),
      ),
      undefined,
    );
  });

test('places are looked for where names may change, and a refused list leaves what is remembered', async (t) => {
  const placesOf = (list: NonNullable<Sink['places']>['list'], isNamedByPeople = true) =>
    ({ ...named, list, ...(isNamedByPeople ? {} : { isNamedByPeople: undefined }) }) as Sink['places'];
  const refuse = () => Promise.reject(new Error('refused'));
  const found = await findAddresses([
    { ...sinkWith(null, 'hub'), places: placesOf(async () => [place('ci/prod kubeconfig')]) },
    { ...sinkWith(null, 'shut'), places: placesOf(refuse) },
    { ...sinkWith(null, 'fixed'), places: placesOf(async () => [place('c1/self')], false) },
    sinkWith(null, 'without'),
  ] as readonly Sink[]);
  t.deepEqual(
    [...found],
    [
      ['hub', [place('ci/prod kubeconfig')]],
      ['shut', []],
    ],
  );
});

test('what a sink shows besides, of nobody by name, is a place that its own credential left', async (t) => {
  const list = async () => [place('ci/prod kubeconfig'), place('ci/old Kubeconfig'), place('ci/x', 'c2')];
  const { subjects } = await gatherInventory({
    configuration: parseRotationConfiguration('probeDays: 0', 'test'),
    slices: [{ identities: [identityWith({ uid: specimenUid })], clusters: [cluster] }],
    watched: [],
    sinks: [{ ...sinkWith(null, 'hub'), places: { ...named, list } }],
    apiServer: { whoAmI: () => Promise.reject(new Error('asked')) },
    ...{ now: specimenNow, known: nothingKnown },
  });
  const own = subjects.flatMap((each) => (each.kind === 'managed' ? [each] : []));
  t.deepEqual(
    own.map(({ identity, watch, left }) => [identity.name, watch, left]),
    [
      ['self', undefined, undefined],
      ['self', 'PlaceLeft', 'hub ci/old Kubeconfig'],
    ],
  );
});

const old = { key: 'hub ci/old kubeconfig', sink: 'hub', place: 'ci/old kubeconfig' };
const gone: Partial<Watched> = { reason: 'ClusterGone', left: null };
const first = new Map([
  ['c1/self', { addresses: { hub: 'ci/first kubeconfig' } } as unknown as KnownCredential],
]);

/** Of what is watched, where it is looked for, and whether what is there is tried. */
const watches: readonly (readonly [
  what: string,
  watched: Partial<Watched>,
  at: readonly (readonly [sink: string, place?: string])[],
  isTried?: boolean,
  more?: { readonly known?: KnownCredentials; readonly probeDays?: number },
])[] = [
  ['a place that was left', {}, [['hub', 'ci/old kubeconfig']]],
  ['a place without a name', { left: { key: 'file:a', sink: 'file:a', place: null } }, [['file:a']]],
  [
    'a place of a sink that is gone',
    { left: { ...old, sink: 'kms:' } },
    [['kms:', 'ci/old kubeconfig']],
    false,
  ],
  ['a gone cluster', gone, [['file:a'], ['hub', 'ci/prod kubeconfig']]],
  [
    'a gone cluster with a known place',
    gone,
    [['file:a'], ['hub', 'ci/first kubeconfig']],
    true,
    { known: first },
  ],
  [
    'an excluded cluster',
    { ...gone, reason: 'ClusterExcluded' },
    [['file:a'], ['hub', 'ci/prod kubeconfig']],
  ],
  [
    'a cluster that does not serve',
    { cluster: { ...cluster, state: 'unavailable' } },
    [['hub', 'ci/old kubeconfig']],
    false,
  ],
  ['a place while nothing is tried', {}, [['hub', 'ci/old kubeconfig']], false, { probeDays: 0 }],
  ['another identity’s place', { identity: 'ack' }, [['hub', 'ci/old kubeconfig']]],
];
for (const [what, change, at, isTried = true, { known = nothingKnown, probeDays = 1 } = {}] of watches)
  test(`of ${what} is looked at ${at.map((each) => each.join(' ')).join(', ')}, and ${isTried ? 'tried' : 'not tried'}`, async (t) => {
    const watched: Watched = { ...{ reason: 'PlaceLeft', cluster, identity: 'self', left: old }, ...change };
    const { yaml } = await makeSpecimen();
    const list = async () => (watched.left === old ? [place(old.place)] : []);
    const whoAmI = async () => ({ kind: 'network', code: 'ECONNREFUSED' }) as const;
    const { subjects } = await gatherInventory({
      configuration: parseRotationConfiguration(`{holders: false, probeDays: ${probeDays}}`, 'test'),
      slices: [{ identities: [], clusters: [cluster] }],
      sinks: [sinkWith(yaml), { ...sinkWith(yaml, 'hub'), places: { ...named, list } }],
      ...{ watched: [watched], apiServer: { whoAmI }, now: specimenNow, known },
    });
    const [subject, ...others] = subjects;
    if (subject?.kind !== 'managed') return t.fail();
    t.deepEqual(others, []);
    t.deepEqual(
      subject.copies.map((copy) => [copy.sink, ...(copy.place === undefined ? [] : [copy.place])]),
      at.map((each) => [...each]),
    );
    t.is(subject.selected, watched.reason !== 'ClusterExcluded');
    t.is(subject.trial !== null, isTried);
  });

interface Looked {
  readonly state?: string;
  readonly yaml?: string;
  readonly hasTime?: boolean;
  readonly isAborted?: boolean;
}

/** What is asked of a cluster whose credential is missing: its sink, and the cloud for its detail. */
async function asked({ state = 'running', yaml = '', hasTime, isAborted = false }: Looked) {
  const calls: string[] = [];
  const identity = identityWith({ uid: specimenUid });
  const describeCluster = async () => {
    calls.push('cloud');
    return { ...cluster, extraSans: [], rrsa: null };
  };
  const read = async () => {
    calls.push('sink');
    return null;
  };
  const ack = { ...identity.ack, describeCluster, listUserKubeconfigStates: async () => [] };
  await gatherInventory({
    configuration: parseRotationConfiguration(`holders: false\n${yaml}`, 'test'),
    slices: [
      {
        identities: [{ ...identity, ack } as unknown as IdentityAccess],
        clusters: [{ ...cluster, endpoints: null, state }],
      },
    ],
    ...{ watched: [], sinks: [{ ...sinkWith(null), read }], now: specimenNow, known: nothingKnown },
    apiServer: { whoAmI: () => Promise.reject(new Error('asked')) },
    ...(hasTime === undefined
      ? {}
      : { budget: { hasTimeToLook: () => hasTime, hasTimeToTry: () => hasTime } }),
    signal: isAborted ? AbortSignal.abort() : undefined,
  });
  return calls.join(' ');
}

const looks: readonly (readonly [what: string, looked: Looked, calls: string])[] = [
  ['that serves', {}, 'sink cloud'],
  ['that serves, with time', { hasTime: true }, 'sink cloud'],
  ['that serves, without time', { hasTime: false }, ''],
  ['in a run that is over', { isAborted: true }, ''],
  ['in a run that is over, with time', { isAborted: true, hasTime: true }, ''],
  ['that does not serve', { state: 'unavailable' }, 'sink'],
  ['that is excluded', { yaml: 'select: {exclude: [prod]}' }, ''],
];
for (const [what, looked, calls] of looks)
  test(`of a cluster ${what} is asked: ${calls || 'nothing'}`, async (t) => {
    t.is(await asked(looked), calls);
  });
