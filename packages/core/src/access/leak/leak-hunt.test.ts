import { skippingClock } from '@ackring/testkit/clock';
import { specimenCluster } from '@ackring/testkit/cluster';
import { specimenHolding } from '@ackring/testkit/holding';
import { makeSpecimen, specimenClusterId, specimenNow, specimenUid } from '@ackring/testkit/specimen';
import test from 'ava';
import type { Cluster } from '../../words/cluster.js';
import { AckringError } from '../../words/errors.js';
import { createLeakHunt, type LeakHuntOptions, type LeakHuntPorts } from './leak-hunt.js';
import { leaksIn } from './leaks-in.js';
import type { PlacedToken } from './token-hunt.js';

// Whose a token is that leaked, as far as the fleet tells.

const own = 'https://203.0.113.1:6443';
const fleet = [
  specimenCluster({ id: 'c0', name: 'unknown' }),
  specimenCluster({ id: 'c1', name: 'prod', endpoints: { public: [own], private: [] } }),
  specimenCluster({ id: 'c2', name: 'stage', endpoints: { public: [], private: ['https://10.0.0.2:6443'] } }),
];

const away = new AckringError('Unreachable', 'no answer', { remedy: 'Wait.' });

function token(clusterId: string | null, server: string | null): PlacedToken {
  return {
    finding: {
      token: { kind: 'bearer', subject: null, expiresAt: null, secret: null },
      ...{ line: 1, certificate: null, hasKey: true, server, clusterId },
    },
    ...{ token: 'secret', doors: [], place: { file: 'a', commit: null } },
  };
}

interface World {
  readonly fleet?: readonly Cluster[] | AckringError;
  readonly describe?: AckringError | null;
  readonly signal?: AbortSignal;
}

async function clusterOf(leaked: PlacedToken, { fleet: seen = fleet, describe = null, signal }: World = {}) {
  const hunt = createLeakHunt({
    api: {
      describeCluster: async (cluster: Cluster) => {
        if (describe !== null) throw describe;
        return { ...cluster, endpoints: { public: [], private: [] } };
      },
    },
    clusters: async () => {
      if (seen instanceof AckringError) throw seen;
      return seen;
    },
    ...{ clock: skippingClock(), region: async () => 'cn-hangzhou' },
  } as unknown as LeakHuntPorts);
  for await (const { cluster } of hunt.investigateTokens([leaked], { probe: false, signal })) return cluster;
  return 'no verdict';
}

const rows: [what: string, leaked: PlacedToken, world: World, id: string | null][] = [
  ['its id', token('c2', null), {}, 'c2'],
  ['its id, whatever it dials', token('c2', own), {}, 'c2'],
  ['an address', token(null, own), {}, 'c1'],
  ['a private address', token(null, 'https://10.0.0.2:6443'), {}, 'c2'],
  ['an address that nobody has', token(null, 'https://203.0.113.9:6443'), {}, null],
  ['an id that nobody has, and an address', token('c9', own), {}, null],
  ['nothing', token(null, null), {}, null],
  ['its id, which the cloud does not describe', token('c1', null), { describe: away }, null],
  ['its id, of a fleet that is not seen', token('c1', null), { fleet: away }, null],
];

for (const [what, leaked, world, id] of rows)
  test(`a token is known by ${what}: ${id ?? 'nobody’s'}`, async (t) => {
    const cluster = await clusterOf(leaked, world);
    t.is(typeof cluster === 'string' ? cluster : (cluster?.id ?? null), id);
  });

test('whoever goes hears no verdict', async (t) => {
  const signal = AbortSignal.abort();
  for (const world of [{ fleet: away }, { describe: away }])
    await t.throwsAsync(clusterOf(token('c1', null), { ...world, signal }));
});

interface Hunt extends Partial<LeakHuntOptions> {
  /** The caller, by the cloud; null where it does not say. */
  readonly caller?: string | null;
  readonly fleet?: readonly Cluster[];
}

/** What is said of a key of the caller's own that the cloud lists in a cluster, and what was asked for it. */
async function verdictOn({ caller = specimenUid, fleet: seen = [], ...options }: Hunt) {
  const { yaml } = await makeSpecimen();
  const [found] = leaksIn(yaml).leaks;
  if (found === undefined) throw new Error('nothing is found');
  const held = { id: specimenClusterId(1), name: 'prod', region: 'cn-hangzhou' };
  const asked: string[] = [];
  const hunt = createLeakHunt({
    api: {
      listUserKubeconfigStates: async () => {
        asked.push('states');
        return [specimenHolding({ cluster: held, uid: specimenUid })];
      },
      listKubeconfigStates: async () => [],
    },
    caller: async () => {
      if (caller === null) throw away;
      return { uid: caller, type: 'user' };
    },
    clusters: async () => seen,
    openLook: () => undefined,
    ...{ clock: { now: () => specimenNow }, region: async () => 'cn-hangzhou' },
  } as unknown as LeakHuntPorts);
  const leak = { ...found, place: { file: 'a', commit: null } };
  for await (const { door, reason, remedy, cluster } of hunt.investigateLeaks([leak], {
    probe: false,
    ...options,
  }))
    return { asked, verdict: `${door} ${reason}`, remedy, cluster };
  throw new Error('no verdict');
}

const id = specimenClusterId(1);

test('a key is looked for in the cloud, unless the search was stopped', async (t) => {
  const found = await verdictOn({});
  t.deepEqual([found.asked, found.verdict], [['states'], 'presumedOpen OlderCertificate']);
  const stopped = await verdictOn({ asks: false });
  t.deepEqual([stopped.asked, stopped.verdict, stopped.cluster], [[], 'unknown NotAsked', null]);
});

test('one’s own key is revoked, another’s cleaned, and so is one’s own where nobody says whose that is', async (t) => {
  t.is((await verdictOn({})).remedy, `ackring revoke ${id}`);
  for (const caller of ['2', null])
    t.is((await verdictOn({ caller })).remedy, `ackring clean --user ${specimenUid} --cluster ${id}`);
});

test('a cluster of a list that names no region is where the fleet has it, and is called by its name if it alone has that', async (t) => {
  const own = specimenCluster({ id, name: 'shop', region: 'eu-central-1' });
  const place = async (seen: readonly Cluster[]) => (await verdictOn({ fleet: seen })).cluster;
  t.deepEqual(await place([]), { id, name: 'prod', region: 'cn-hangzhou' });
  t.deepEqual(await place(fleet), { id, name: 'prod', region: 'cn-hangzhou' });
  t.like(await place([...fleet, own]), { id, region: 'eu-central-1', called: 'shop' });
  t.like(await place([own, { ...own, id: 'c9' }]), { id, region: 'eu-central-1', called: undefined });
});

for (const [probe, asks, isAsked] of [
  [true, true, true],
  [true, undefined, true],
  [false, true, false],
  [true, false, false],
] as const)
  test(`a token is ${isAsked ? '' : 'not '}shown to a server: probing ${probe}, asking ${asks ?? 'by default'}`, async (t) => {
    const shown: (string | null)[] = [];
    const hunt = createLeakHunt({
      apiServer: {
        whoAmI: async ({ token }: { readonly token: string | null }) => {
          shown.push(token);
          return { kind: 'network', code: 'ECONNREFUSED' };
        },
      },
      ...{ clock: skippingClock(), clusters: async () => [] },
    } as unknown as LeakHuntPorts);
    const door = { server: own, certificateAuthority: null, namespace: null, isJoined: true };
    const leaked = { ...token(null, own), doors: [door] };
    const options = { probe, ...(asks === undefined ? {} : { asks }) };
    for await (const { cluster } of hunt.investigateTokens([leaked], options)) t.is(cluster, null);
    t.deepEqual(shown, isAsked ? ['secret'] : []);
  });
