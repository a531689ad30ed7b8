import { startTestCloud, type TestCloud } from '@ackring/testkit/access-cloud';
import { answeredAs } from '@ackring/testkit/answered';
import test, { type ExecutionContext } from 'ava';
import type { FetchKubeconfig } from '../../cloud/ack/api.js';
import type { ContextEntry } from '../../kubeconfig/context-entry.js';
import { listContexts } from '../../kubeconfig/contexts.js';
import { readKubeconfig } from '../../kubeconfig/read.js';
import { apiServerTarget } from '../../kubeconfig/target.js';
import type { ApiServerObservation } from '../../machine/api-server/api.js';
import { createApiServer } from '../../machine/api-server/api-server.js';
import type { DescribedCluster } from '../../words/cluster.js';
import { minuteMs } from '../../words/duration.js';
import { resolveAccess } from '../../words/endpoints.js';
import { toText } from '../../words/say.js';
import { deadOnes, type RenewalOptions, renewPlaces } from './revoke-delivery.js';
import { planRevoke, type RevokeStep } from './revoke-plan.js';

// What each context with the dead credential gets: by which access, and for how long.

interface Setting {
  readonly cloud: TestCloud;
  readonly cluster: DescribedCluster;
  readonly entry: ContextEntry;
}

async function setting(t: ExecutionContext): Promise<Setting> {
  const clusters = [{ name: 'prod', privateReachable: true, holders: { ops: { daysLeft: 900 } } }];
  const cloud = await startTestCloud({ clusters });
  t.teardown(() => cloud[Symbol.asyncDispose]());
  const [cluster] = await cloud.described();
  if (cluster === undefined) throw new Error('no cluster');
  const access = resolveAccess(cluster.endpoints, 'auto') ?? 'public';
  const { yaml } = await cloud.api().fetchKubeconfig({ cluster, access, durationMinutes: null });
  const [entry] = listContexts([readKubeconfig(yaml, { file: 'f' })], cloud.clock.now());
  if (entry === undefined) throw new Error('no context');
  // Fetched as after a revoke: with another certificate.
  const dead =
    entry.credential.kind === 'certificate' ? { ...entry.credential, serial: '00' } : entry.credential;
  return { cloud, cluster, entry: { ...entry, credential: dead } };
}

/** The requests to the cloud for these contexts, and what is reported. */
async function renewed(
  { cloud, cluster }: Setting,
  contexts: readonly ContextEntry[],
  {
    apiServer = createApiServer(),
    clock = cloud.clock,
  }: Partial<Pick<RenewalOptions, 'apiServer' | 'clock'>> = {},
) {
  const plan = planRevoke({
    cluster,
    callerUid: cloud.uid('ops'),
    isAccountRoot: false,
    entries: [],
    placeRefusal: () => null,
    sinks: { kind: 'none' },
    lastActivity: { kind: 'never' },
  });
  const asked: Pick<FetchKubeconfig, 'access' | 'durationMinutes'>[] = [];
  const steps: RevokeStep[] = [];
  const delivered: string[] = [];
  await renewPlaces(
    {
      plan: { ...plan, contexts },
      api: {
        fetchKubeconfig: (request, signal) => {
          const { access, durationMinutes } = request;
          asked.push({ access, durationMinutes });
          return cloud.api().fetchKubeconfig(request, signal);
        },
      },
      apiServer,
      clock,
      oldCopies: [],
      deliver: async ({ context }, { text }) => {
        delivered.push(context);
        return apiServerTarget(readKubeconfig(text, { file: 'f' }), context);
      },
      sinks: [],
    },
    (step) => steps.push(step),
  );
  return { asked, delivered, steps };
}

/** The entry with a certificate of this lifetime. */
function lasting(
  entry: ContextEntry,
  minutes: number,
  status: ContextEntry['status'] = 'expired',
): ContextEntry {
  const { credential } = entry;
  if (credential.kind !== 'certificate') throw new Error('no certificate');
  const commonName = `${credential.uid}-1`;
  const notAfter = new Date(credential.notBefore.getTime() + minutes * minuteMs);
  const subject = { ...credential.subject, commonName };
  return { ...entry, status, credential: { ...credential, subject, notAfter } };
}

const refusal = { kind: 'refused', as: null } as const;
const unseen = {
  ...{ review: refusal, namespaces: refusal },
  rights: [{ namespace: 'default', seen: 'none', isIncomplete: false, rules: [] }],
} as const;

const lives: [minutes: number, status: ContextEntry['status'], asked: number | null][] = [
  [65, 'temporary', 60],
  [65, 'expired', 60],
  [65.9, 'expired', 60],
  [10, 'expired', 15],
  [20, 'expired', 15],
  [21, 'expired', 16],
  [4_325, 'expired', 4_320],
  [4_326, 'expired', 4_320],
  [4_327, 'expired', null],
  [4_400, 'temporary', 4_320],
  [1095 * 1440, 'fresh', null],
];

test('a temporary one is replaced by one of the same life, a long-term one by a long-term one', async (t) => {
  const here = await setting(t);
  for (const [minutes, status, durationMinutes] of lives) {
    const { asked, delivered } = await renewed(here, [lasting(here.entry, minutes, status)]);
    t.deepEqual(asked, [{ access: 'public', durationMinutes }], `${minutes} ${status}`);
    t.is(delivered.length, 1);
  }
});

const answers: readonly (readonly [what: string, answer: ApiServerObservation, result: string])[] = [
  ['lets it in', answeredAs('', { identity: null }), 'done null'],
  [
    'knows it, and shows no right of its',
    answeredAs('', { ...unseen, identity: null }),
    'unknown VerificationFailed',
  ],
  [
    'refuses it',
    answeredAs('', { review: { kind: 'unauthorized' }, identity: null }),
    'failed VerificationFailed',
  ],
  ['does not answer', { kind: 'network', code: 'ECONNREFUSED' }, 'failed VerificationFailed'],
];

for (const [what, answer, expected] of answers)
  test(`a new one is verified where the API server ${what}: ${expected}`, async (t) => {
    const here = await setting(t);
    const { steps } = await renewed(here, [lasting(here.entry, 65)], {
      apiServer: { whoAmI: async () => answer },
    });
    const [verified, ...more] = steps.filter(({ step }) => step === 'verify');
    t.deepEqual(more, []);
    t.is(`${verified?.result} ${verified?.error?.code ?? null}`, expected);
    // What is unknown says that it may have rights elsewhere, what failed that it is to be tried again.
    if (expected.startsWith('unknown'))
      t.regex(verified?.error?.message ?? '', /no rights of its own were seen/);
    if (expected.startsWith('failed')) t.regex(verified?.error?.message ?? '', /is not accepted yet/);
  });

test('what is no certificate has no life, and is replaced by a long-term one', async (t) => {
  const here = await setting(t);
  const credential = { kind: 'exec', command: 'ackring', issues: 'certificate' } as const;
  const { asked } = await renewed(here, [{ ...here.entry, credential }]);
  t.deepEqual(asked, [{ access: 'public', durationMinutes: null }]);
});

test('dead are the certificates of the contexts and of the copies', async (t) => {
  const { entry } = await setting(t);
  const { credential } = entry;
  if (credential.kind !== 'certificate') return t.fail();
  const plugin = { ...entry, credential: { kind: 'exec', command: 'ackring', issues: 'certificate' } };
  const copy = { certificate: { ...credential, serial: '01' } };
  const options = { plan: { contexts: [plugin, entry] }, oldCopies: [copy] } as unknown as RenewalOptions;
  t.deepEqual(deadOnes(options), [credential, copy.certificate]);
});

test('the one that died is not taken for a new one, however often the cloud returns it', async (t) => {
  const here = await setting(t);
  const { yaml } = await here.cloud
    .api()
    .fetchKubeconfig({ cluster: here.cluster, access: 'public', durationMinutes: null });
  const [held] = listContexts([readKubeconfig(yaml, { file: 'f' })], here.cloud.clock.now());
  if (held === undefined) return t.fail();
  const slept: number[] = [];
  const clock = { ...here.cloud.clock, sleep: async (ms: number) => void slept.push(ms) };
  const { asked, delivered, steps } = await renewed(here, [held], { clock });
  // Its answers lag by ten seconds at most.
  t.deepEqual(slept, Array<number>(5).fill(3_000));
  t.deepEqual([asked.length, delivered], [6, []]);
  t.is(steps.find(({ step }) => step === 'fetch')?.error?.code, 'NotRenewed');
});

test('each kind and access is fetched once, whoever shares it', async (t) => {
  const here = await setting(t);
  const { endpoints } = here.cluster;
  const outer = { ...lasting(here.entry, 1095 * 1440, 'fresh'), server: endpoints.public[0] ?? '' };
  const inner = { ...outer, server: endpoints.private[0] ?? '' };
  const short = lasting(outer, 65);
  const { asked, steps } = await renewed(here, [outer, inner, short, outer, inner, short]);
  t.deepEqual(asked, [
    { access: 'public', durationMinutes: null },
    { access: 'private', durationMinutes: null },
    { access: 'public', durationMinutes: 60 },
  ]);
  t.deepEqual(
    steps.filter(({ step }) => step === 'fetch').map(({ subject }) => subject),
    ['public, long-term', 'private, long-term', 'public, 60 minutes'],
  );
  const odd = await renewed(here, [lasting(outer, 66)]);
  t.deepEqual(
    [...steps, ...odd.steps].flatMap(({ told }) => (told === undefined ? [] : [toText(told)])),
    ['public, long-term', 'private, long-term', 'public, 1 h', 'public, 61 minutes'],
  );
  t.is(steps.filter(({ step, result }) => step === 'deliver' && result === 'done').length, 6);
});

test('the access is that of the dialled address, else that of the entry, else what is available', async (t) => {
  const here = await setting(t);
  const { entry, cluster } = here;
  const { endpoints } = cluster;
  const says = (access: 'public' | 'private' | null) => ({ ack: entry.ack && { ...entry.ack, access } });
  const elsewhere = 'https://198.51.100.1:6443';
  for (const [change, expected] of [
    [{ server: endpoints.private[0] ?? '', ...says('public') }, 'private'],
    [{ server: endpoints.public[0] ?? '', ...says('private') }, 'public'],
    [{ server: elsewhere, ...says('private') }, 'private'],
    [{ server: null, ...says('private') }, 'private'],
    [{ server: elsewhere, ...says(null) }, 'public'],
    [{ server: elsewhere, ack: null }, 'public'],
  ] as const) {
    const { asked } = await renewed(here, [{ ...lasting(entry, 65), ...change }]);
    t.is(asked[0]?.access, expected, JSON.stringify(change));
  }
  const outerOnly = { ...here, cluster: { ...cluster, endpoints: { ...endpoints, private: [] } } };
  const wants = [{ ...lasting(entry, 65), server: elsewhere, ...says('private') }];
  t.is((await renewed(outerOnly, wants)).asked[0]?.access, 'public');
  const nowhere = { ...here, cluster: { ...cluster, endpoints: { public: [], private: [] } } };
  t.deepEqual(await renewed(nowhere, wants), { asked: [], delivered: [], steps: [] });
});

test('one that cannot be fetched is delivered nowhere', async (t) => {
  const here = await setting(t);
  here.cloud.emulator.faults.add({
    operation: 'DescribeClusterUserKubeconfig',
    effect: { kind: 'error', status: 403 },
  });
  const { delivered, steps } = await renewed(here, [lasting(here.entry, 65), lasting(here.entry, 65)]);
  t.deepEqual(delivered, []);
  t.deepEqual(
    steps.map(({ step, result }) => `${step} ${result}`),
    ['fetch failed', 'deliver skipped', 'deliver skipped'],
  );
});
