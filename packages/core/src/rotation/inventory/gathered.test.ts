import { specimenHolding } from '@ackring/testkit/holding';
import { copyOf, factsUntil, subjectCluster, subjectUntil } from '@ackring/testkit/rotation/subjects';
import test from 'ava';
import type { KubeconfigState } from '../../cloud/ack/api.js';
import type { Cluster, ClusterDetail } from '../../words/cluster.js';
import { dayMs } from '../../words/duration.js';
import { AckringError, type ErrorCode } from '../../words/errors.js';
import { parseRotationConfiguration } from '../configuration/configuration.js';
import { type KnownCredential, nothingKnown } from '../ledger/standing.js';
import { isTurn } from '../policy/spread.js';
import type { Sink, StoredPlace } from '../sinks/sink.js';
import { type ManagedSubject, subjectKey } from '../subject/subject.js';
import { describeOnce, isLookedAt, wasChanged, withDetail } from './described-subject.js';
import { findStale, nothingListed } from './fleet-slice.js';
import { askForRecords, readOwnRecords, refusedRecords } from './records.js';
import { isTrialDue } from './trial.js';

// What an inventory requests, from whom, and how it handles refusals.

const now = new Date('2027-03-01T04:00:00Z');
const inDays = (days: number): Date => new Date(now.getTime() + days * dayMs);
const error = (code: ErrorCode, message = 'no'): AckringError =>
  new AckringError(code, message, { remedy: 'x' });

/** A day on which none of these has its turn, and one on which it has. */
function dayOf(name: string, cycle: number, isOn: boolean): Date {
  const days = Array.from({ length: cycle }, (_, day) => inDays(day));
  return days.find((day) => isTurn(name, cycle, day) === isOn) ?? now;
}

test('a cluster is read for two days after a change, and once a week', (t) => {
  const of = (updated: Date | null) => ({ id: 'c1', updated });
  const quiet = dayOf('c1', 7, false);
  const before = (ms: number): Date => new Date(quiet.getTime() - ms);
  t.true(wasChanged(of(before(2 * dayMs)), quiet));
  t.false(wasChanged(of(before(2 * dayMs + 1)), quiet));
  t.false(wasChanged(of(null), quiet));
  t.true(isLookedAt(of(before(dayMs)), quiet));
  t.false(isLookedAt(of(null), quiet));
  t.true(isLookedAt(of(null), dayOf('c1', 7, true)));
});

const listed: Cluster = { ...subjectCluster, endpoints: null };
const quiet = dayOf(listed.id, 7, false);
const known = (reason: string): KnownCredential => {
  return {
    state: 'blocked',
    reason,
    heldUntil: null,
    lastProof: null,
    since: now,
    awaitsProof: false,
    addresses: {},
    settled: null,
  };
};

interface Asked {
  readonly subject?: Partial<ManagedSubject>;
  readonly yaml?: string;
  readonly reason?: string;
  readonly hasTime?: boolean;
  readonly refuses?: ErrorCode;
  readonly message?: string;
}

async function detailed({
  subject: change = {},
  yaml = '',
  reason,
  hasTime = true,
  refuses,
  message,
}: Asked) {
  const subject = subjectUntil(new Date(quiet.getTime() + 900 * dayMs), {
    cluster: listed,
    access: null,
    ...change,
  });
  let asked = 0;
  const detail: ClusterDetail = {
    ...subjectCluster,
    endpoints: { public: ['https://p:6443'], private: ['https://q:6443'] },
    extraSans: [],
    rrsa: null,
  };
  const made = await withDetail(subject, {
    configuration: parseRotationConfiguration(yaml, 'test'),
    now: quiet,
    known: reason === undefined ? nothingKnown : new Map([[subjectKey(subject), known(reason)]]),
    hasTime: () => hasTime,
    describe: async () => {
      asked += 1;
      if (refuses !== undefined) throw error(refuses, message);
      return detail;
    },
  });
  return { ...made, asked };
}

const missing = { copies: [copyOf('missing')] };

test('endpoints are requested when needed: for work, after a change, or if there was none', async (t) => {
  t.is((await detailed({})).asked, 0);
  t.like(await detailed({ subject: missing }), { asked: 1, access: 'public', detailError: null });
  t.is((await detailed({ subject: { cluster: { ...listed, updated: quiet } } })).asked, 1);
  t.is((await detailed({ reason: 'NoEndpointForAccess' })).asked, 1);
  t.is((await detailed({ reason: 'ClusterNotServing' })).asked, 0);
  t.like(await detailed({ subject: missing, yaml: 'access: private' }), { access: 'private' });
});

test('without a detail the consumers’ own access will do', async (t) => {
  const inner = { copies: [copyOf(factsUntil(inDays(1), { server: 'https://192.168.0.10:6443' }))] };
  const outer = { copies: [copyOf(factsUntil(inDays(1)))] };
  const odd = { copies: [copyOf(factsUntil(inDays(1), { server: 'odd' }))] };
  const refused = { refuses: 'Forbidden' } as const;
  t.like(await detailed({ subject: inner, ...refused }), {
    access: 'private',
    detailError: { code: 'Forbidden' },
    isShared: true,
  });
  t.like(await detailed({ subject: outer, refuses: 'Throttled' }), { access: 'public', isShared: false });
  t.like(await detailed({ subject: odd, ...refused }), { access: null });
  t.like(await detailed({ subject: missing, ...refused }), { access: null });
  t.like(await detailed({ subject: inner, ...refused, yaml: 'access: public' }), { access: 'public' });
  t.like(await detailed({ subject: missing, hasTime: false }), {
    asked: 0,
    detailError: { code: 'Cancelled' },
  });
});

test('a cluster’s detail is requested once for all identities of an account', async (t) => {
  let asked = 0;
  const ack = {
    describeCluster: async (): Promise<ClusterDetail> => {
      asked += 1;
      return { ...subjectCluster, endpoints: { public: [], private: [] }, extraSans: [], rrsa: null };
    },
  };
  const describe = describeOnce(undefined);
  await Promise.all([describe(ack, listed), describe(ack, listed), describe(ack, { ...listed, id: 'c2' })]);
  t.is(asked, 2);
});

const trialOf = (
  change: Partial<KnownCredential> | null,
  cluster: Partial<Cluster>,
  probeDays: number,
  at: Date,
): boolean => {
  const subject = subjectUntil(inDays(900), { cluster: { ...subjectCluster, ...cluster } });
  const before =
    change === null ? nothingKnown : new Map([[subjectKey(subject), { ...known('x'), ...change }]]);
  return isTrialDue(subject, { configuration: { probeDays, concurrency: 1 }, known: before, now: at });
};

test('a copy is tried when it is seen first, on its turn, after a change, after a missed turn, or while its proof is awaited', (t) => {
  const key = subjectKey(subjectUntil(now));
  const [off, on] = [dayOf(key, 7, false), dayOf(key, 7, true)];
  const proven = (days: number) => ({ lastProof: new Date(off.getTime() - days * dayMs) });
  t.true(trialOf(null, {}, 7, off));
  t.false(trialOf({}, {}, 7, off));
  t.true(trialOf({}, {}, 7, on));
  t.false(trialOf(null, {}, 0, on));
  t.true(trialOf({}, { updated: off }, 7, off));
  t.true(trialOf(proven(8.001), {}, 7, off));
  t.false(trialOf(proven(8), {}, 7, off));
  t.true(trialOf({ awaitsProof: true }, {}, 7, off));
  t.true(trialOf({ awaitsProof: true }, {}, 0, off));
});

const state = (id: string): KubeconfigState =>
  specimenHolding({ cluster: { id, name: id, region: id.slice(0, 2) }, notAfter: now });

test('records are requested concurrently, and a refusal hides nothing else', async (t) => {
  const questions = [
    { clusterId: 'c1', ask: async () => [state('c1'), state('c1')] },
    { clusterId: 'c2', ask: async () => Promise.reject(error('Forbidden')) },
  ];
  const { byCluster, refusals } = await askForRecords(questions, 2);
  t.is(byCluster.get('c1')?.length, 2);
  t.like(refusals, [{ clusterId: 'c2', error: { code: 'Forbidden' } }]);
  const late = await askForRecords(questions, 2, () => false);
  t.deepEqual(
    [late.byCluster.size, late.refusals.map((each) => each.error.code)],
    [0, ['TimedOut', 'TimedOut']],
  );
});

test('a refusal of many requests is reported once', (t) => {
  const refused = (code: ErrorCode) => ({ clusterId: null, error: error(code) });
  const told = refusedRecords([refused('Forbidden'), refused('Throttled'), refused('Forbidden')]);
  t.deepEqual(
    told.map(({ what, hides }) => [what, hides?.kind]),
    [
      ['kubeconfig states (2 questions)', 'holders'],
      ['kubeconfig states (1 question)', 'holders'],
    ],
  );
});

test('a region whose clusters are all known by then is not asked for our own records', async (t) => {
  const asked: string[] = [];
  const holder = (answers: Record<string, readonly string[]>) => ({
    uid: '1',
    ack: {
      listUserKubeconfigStates: async (uid: string, region: string) => {
        asked.push(`${uid} ${region}`);
        return (answers[region] ?? []).map(state);
      },
    },
  });
  const cluster = (id: string): Cluster => ({ ...listed, id, region: id.slice(0, 2) });
  const clusters = ['aa1', 'aa2', 'bb1', 'bb2'].map(cluster);
  const all = await readOwnRecords(
    { identities: [holder({ aa: ['aa1', 'aa2', 'bb1', 'bb2'] })], clusters },
    1,
  );
  t.deepEqual([asked.splice(0), [...all.byCluster.keys()]], [['1 aa'], ['aa1', 'aa2', 'bb1', 'bb2']]);
  await readOwnRecords(
    { identities: [holder({ aa: ['aa1', 'aa2', 'bb1'], bb: ['bb1', 'bb2'] })], clusters },
    1,
  );
  t.deepEqual(asked.splice(0), ['1 aa', '1 bb']);
  const nobody = await readOwnRecords({ identities: [{ ...holder({}), uid: null }], clusters }, 1);
  t.deepEqual([asked, nobody.byCluster.size], [[], 0]);
});

function sink(places: readonly StoredPlace[] | AckringError | null): Sink {
  const nothing = async () => undefined;
  const list = async () => (places instanceof AckringError ? Promise.reject(places) : (places ?? []));
  const nameOf = ({ clusterId, identity }: { clusterId: string; identity: string }) =>
    `${clusterId}/${identity}`;
  const base = { name: 'memory', read: async () => null, stage: nothing, promote: nothing, documents: null };
  return places === null ? base : { ...base, places: { list, nameOf } };
}

async function stale(places: Parameters<typeof sink>[0], failures: readonly { what: string }[] = []) {
  const fleet = {
    slices: [{ identities: [], clusters: [listed] }],
    failures: failures.map(({ what }) => ({
      what,
      error: { code: 'Forbidden', message: '', remedy: '', requestId: null } as const,
    })),
  };
  const { stale: found, failures: refused } = await findStale({
    fleet,
    sinks: [sink(places)],
    identities: ['self'],
  });
  return [found.map(({ place, reason }) => `${place} ${reason}`), refused.map(({ what }) => what)];
}

test('what a sink holds and nobody renews is reported, if the list of clusters is complete', async (t) => {
  const place = (clusterId: string, identity: string) => ({ name: `${clusterId}/${identity}`, clusterId });
  const places = [place(listed.id, 'self'), place(listed.id, 'gone'), place('c9', 'self')];
  t.deepEqual(await stale(places), [
    [`${listed.id}/gone HolderNotConfigured`, 'c9/self ClusterNotListed'],
    [],
  ]);
  t.deepEqual(await stale(places, [{ what: 'region x' }]), [[`${listed.id}/gone HolderNotConfigured`], []]);
  t.deepEqual(await stale(error('Forbidden')), [[], ['list of memory']]);
  t.deepEqual(await stale(null), [[], []]);
});

test('a run that could list nothing says why', (t) => {
  const failure = {
    what: 'regions of self',
    error: { code: 'Throttled', message: 'slow', remedy: 'wait', requestId: null },
  } as const;
  t.like(nothingListed([failure]), { code: 'Throttled', message: 'regions of self: slow', remedy: 'wait' });
  t.like(nothingListed([]), { code: 'Unreachable', message: 'no cluster could be listed' });
});
