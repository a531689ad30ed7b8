import test from 'ava';
import type { FleetEvent } from '../fleet/scan.js';
import type { Cluster } from '../words/cluster.js';
import { AckringError, type ErrorCode } from '../words/errors.js';
import { say } from '../words/say.js';
import { type CloudWorld, cloudFindings } from './cloud.js';
import { findingToJson } from './finding.js';

const cluster = (name: string): Cluster => ({ id: `c-${name}`, name, region: 'cn-hangzhou' }) as Cluster;

const refused = (code: ErrorCode = 'Forbidden') =>
  new AckringError(code, 'it may not', { remedy: 'Ask for it.' });

const refuse = async (): Promise<never> => {
  throw refused();
};

/** A healthy world of two clusters, except for the changes given. */
function worldOf(change: Partial<Record<keyof CloudWorld, unknown>> = {}): CloudWorld {
  return {
    profileFacts: async () => ({ source: say('the environment'), accountId: '1001' }),
    callerIdentity: async () => ({ type: 'user', uid: '2001', accountId: '1001' }),
    cachedHolders: async () => [{ uid: '2001', name: 'ops', type: 'user', state: 'active' }],
    clockSkewMs: async () => 0,
    scanFleet: fleetOf({ kind: 'clusters', region: 'cn-hangzhou', clusters: [cluster('a'), cluster('b')] }),
    describeCluster: async () => ({}),
    kubeconfigStates: async () => [],
    userPermissions: async () => [],
    userActivity: async () => ({}),
    ...change,
  } as unknown as CloudWorld;
}

function fleetOf(...events: readonly FleetEvent[]) {
  return async function* () {
    yield* events;
  };
}

/** `check level` of each finding, and the details of one check. */
async function found(world: CloudWorld) {
  const { findings: found, clusters } = await cloudFindings(world, new AbortController().signal);
  const findings = found.map(findingToJson);
  return {
    levels: findings.map(({ check, level }) => `${check} ${level}`),
    detailsOf: (asked: string) => findings.flatMap(({ check, detail }) => (check === asked ? [detail] : [])),
    names: clusters.map(({ name }) => name),
  };
}

const may = ['permissions ok', 'permissions ok', 'permissions ok', 'permissions ok'];
const before = ['credentials ok', 'identity ok', 'clock ok'];

test('a healthy world has no warnings, and its clusters are returned', async (t) => {
  const { levels, names } = await found(worldOf());
  t.deepEqual(levels, [...before, 'regions ok', ...may]);
  t.deepEqual(names, ['a', 'b']);
});

test('who asks is told by name and number where a scan has met the name, else by number', async (t) => {
  const toldOf = async (change: Parameters<typeof worldOf>[0]) =>
    (await found(worldOf(change))).detailsOf('identity').join();
  t.is(await toldOf({}), 'user ops (2001) of account 1001');
  for (const cachedHolders of [async () => [], refuse])
    t.is(await toldOf({ cachedHolders }), 'user 2001 of account 1001');
});

test('credentials are told by their source, and by their account where it is known', async (t) => {
  const sourceOf = async (accountId: string | null) =>
    (
      await found(worldOf({ profileFacts: async () => ({ source: say('the environment'), accountId }) }))
    ).detailsOf('credentials');
  t.deepEqual(await sourceOf('1001'), ['the environment, account 1001']);
  t.deepEqual(await sourceOf(null), ['the environment']);
});

test('without any region none answered, and none failed', async (t) => {
  const { detailsOf } = await found(worldOf({ scanFleet: fleetOf() }));
  t.deepEqual(detailsOf('regions'), ['answering: 0, clusters: 0']);
});

test('without credentials nothing else is checked', async (t) => {
  const { levels } = await found(worldOf({ profileFacts: refuse, callerIdentity: () => t.fail() }));
  t.deepEqual(levels, ['credentials failed']);
});

const clocks = test.macro<[number | null, string, RegExp]>({
  async exec(t, skewMs, level, detail) {
    const { levels, detailsOf } = await found(worldOf({ clockSkewMs: async () => skewMs }));
    t.is(levels[2], `clock ${level}`);
    t.regex(detailsOf('clock')[0] ?? '', detail);
  },
  title: (_, skewMs, level) => `a clock ${skewMs} ms away is ${level}`,
});

test(clocks, null, 'warning', /no time in it/);
test(clocks, 60_000, 'ok', /within 60 s/);
test(clocks, -60_000, 'ok', /within 60 s/);
test(clocks, 61_000, 'warning', /61 s behind/);
test(clocks, -61_000, 'warning', /61 s ahead of/);
test(clocks, 900_000, 'warning', /900 s behind/);
test(clocks, 901_000, 'failed', /901 s behind/);

const failedRegion: FleetEvent = { kind: 'failed', region: 'eu-central-1', error: refused() };

test('a failing region is a warning when others answer', async (t) => {
  const clusters: FleetEvent = { kind: 'clusters', region: 'cn-hangzhou', clusters: [cluster('a')] };
  const { levels, detailsOf } = await found(worldOf({ scanFleet: fleetOf(failedRegion, clusters) }));
  t.deepEqual(levels, [...before, 'regions ok', 'regions warning', ...may]);
  t.deepEqual(detailsOf('regions'), ['answering: 1, clusters: 1', 'eu-central-1: it may not']);
});

test('when no region answers, that is the failure, and no permission is tried', async (t) => {
  const { levels } = await found(worldOf({ scanFleet: fleetOf(failedRegion) }));
  t.deepEqual(levels, [...before, 'regions failed']);
});

const rights = test.macro<[keyof CloudWorld, readonly string[]]>({
  async exec(t, denied, levels) {
    t.deepEqual((await found(worldOf({ [denied]: refuse }))).levels.slice(4), levels);
  },
  title: (_, denied) => `who may not call ${denied} is told by what needs it`,
});

test(rights, 'describeCluster', ['permissions failed', ...may.slice(1)]);
test(rights, 'kubeconfigStates', ['permissions ok', 'permissions warning', ...may.slice(2)]);
test(rights, 'userPermissions', [...may.slice(2), 'permissions warning', 'permissions ok']);
test(rights, 'userActivity', [...may.slice(1), 'permissions warning']);

test("another account's clusters prove nothing: five are tried", async (t) => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f'];
  const ofWhom = async (allowed: string): Promise<readonly string[]> => {
    const scanFleet = fleetOf({ kind: 'clusters', region: 'cn-hangzhou', clusters: names.map(cluster) });
    const describeCluster = async ({ name }: Cluster) => (name === allowed ? {} : refuse());
    return (await found(worldOf({ scanFleet, describeCluster }))).levels.slice(4, 5);
  };
  t.deepEqual(await ofWhom('e'), ['permissions ok']);
  t.deepEqual(await ofWhom('f'), ['permissions failed']);
});

test('an unknown caller is asked nothing about itself; the root sees every cluster', async (t) => {
  const nobody = await found(worldOf({ callerIdentity: refuse }));
  t.deepEqual(nobody.levels, [
    'credentials ok',
    'identity failed',
    'clock ok',
    'regions ok',
    ...may.slice(2),
  ]);
  const told = async (type: string) => {
    const callerIdentity = async () => ({ type, uid: '1001', accountId: '1001' });
    return (await found(worldOf({ callerIdentity }))).detailsOf('permissions')[2];
  };
  t.is(await told('root'), 'access, clean: roles inside clusters can be read');
  t.regex((await told('user')) ?? '', /that you administer, and in no others$/);
});

test('a cancelled check is not a finding', async (t) => {
  const stopped = async (): Promise<never> => {
    throw refused('Cancelled');
  };
  await t.throwsAsync(found(worldOf({ kubeconfigStates: stopped })), { message: 'it may not' });
  await t.throwsAsync(found(worldOf({ clockSkewMs: stopped })), { message: 'it may not' });
});
