import { createApiServer } from '@ackring/core/adapters/api-server';
import { judgeAcceptance } from '@ackring/core/rotation/acceptance';
import { readCredential } from '@ackring/core/rotation/read-credential';
import { isTurn } from '@ackring/core/rotation/spread';
import { type FunctionWorld, functionWorld } from '@ackring/rotate/function-world';

/**
 * Years of a fleet in one sitting: the emulated cloud's clock, its daily timer, its Function Compute running the
 * real bundle on Node 20. Each day consumers that know nothing but their sink are asked whether they can work.
 */
const isFull = process.env['ACKRING_SOAK'] === 'full';
const size = isFull
  ? { clusters: 300, days: 1_095, faultyDays: 365 }
  : { clusters: 12, days: 240, faultyDays: 40 };

const dayMs = 86_400_000;
const regions = ['cn-hangzhou', 'ap-northeast-1', 'eu-central-1'];
const apiServer = createApiServer();

const steps = [
  'DescribeClusterUserKubeconfig',
  'GetSecretValue',
  'PutSecretValue',
  'UpdateSecretVersionStage',
  'DescribeClustersV1',
];

/** What happened to the consumers over the whole run. */
interface Tally {
  looks: number;
  trials: number;
  readonly generations: Map<string, Set<string>>;
}

async function threeYears(): Promise<void> {
  await using world = await fleet(size.clusters, 'holders: false');
  const tally = createTally();
  await world.run();
  await lookAtAll(world, tally, true);
  for (let day = 1; day <= size.days; day += 1) {
    await world.emulator.clock.advance(dayMs);
    await world.emulator.services.fc.idle();
    await lookAtAll(world, tally, false);
  }
  const { requests } = world.emulator;
  const generations = sum([...tally.generations.values()].map((serials) => serials.size));
  const fetches = requests.count('DescribeClusterUserKubeconfig');
  expect(fetches === generations, `fetched ${fetches} times for ${generations} certificates: one each`);
  expect(requests.count('RevokeK8sClusterKubeConfig') === 0, 'nothing was revoked');
  const lists = sum(
    ['DescribeRegions', 'DescribeClustersV1', 'ListUserKubeConfigStates'].map((each) => requests.count(each)),
  );
  // A page of clusters a region, and our own records in one question: the first region tells of them all.
  const pages =
    regions.length * Math.ceil(size.clusters / regions.length / 100) + Math.ceil(size.clusters / 100);
  const least = (size.days + 1) * (1 + pages);
  console.log(
    `${size.days} days, ${size.clusters} clusters: ${tally.looks} looks and ${tally.trials} calls by consumers, none refused; ` +
      `${fetches} fetches for ${generations} certificates, ${lists} listing calls (${(lists / least).toFixed(2)} of the least)`,
  );
  expect(lists <= least, 'listing calls are the least there can be');
}

async function faultyYear(): Promise<void> {
  await using world = await fleet(size.clusters, 'holders: false', 'spoiled');
  const { emulator } = world;
  const tally = createTally();
  await world.run();
  await lookAtAll(world, tally, true);
  let troubled = 0;
  let killed = 0;
  for (let day = 1; day <= size.faultyDays; day += 1) {
    const calm = spoil(world, day);
    const killing = day % 3 === 0 ? killAtRandomStep(world, day) : Promise.resolve(false);
    const second = day % 5 === 0 ? world.deployed.invoke('{}', { async: true }).catch(() => null) : null;
    await emulator.clock.advance(dayMs);
    await second;
    await emulator.services.fc.idle();
    calm();
    if (await killing) killed += 1;
    if (await saidSo(world)) troubled += 1;
    await lookAtAll(world, tally, false);
  }
  for (let calmDay = 0; calmDay < 3; calmDay += 1) {
    await emulator.clock.advance(dayMs);
    await emulator.services.fc.idle();
  }
  const last = await world.run();
  const { failed, deferred, kept, total } = last.counts;
  expect(
    failed === 0 && deferred === 0 && kept === total,
    `everything caught up: ${JSON.stringify(last.counts)}`,
  );
  await lookAtAll(world, tally, true);
  console.log(
    `${size.faultyDays} days of faults: ${killed} runs killed, ${troubled} reports told of trouble, ` +
      `${tally.looks} looks by consumers, none refused, everything caught up`,
  );
  expect(troubled > 0 && killed > 0, 'there was trouble, and the reports said so');
}

function fleet(count: number, settings: string, account = 'steady'): Promise<FunctionWorld> {
  return functionWorld({
    scenario: {
      account,
      clusters: Array.from({ length: count }, (_, index) => ({
        name: `cluster-${index}`,
        region: regions[index % regions.length] ?? 'cn-hangzhou',
        public: index % 4 !== 0,
        privateReachable: true,
        holders: { rotator: { daysLeft: 2 + Math.floor((index * 1_090) / count) } },
      })),
    },
    settings: `sinks: [{kind: kms, prefix: "ackring/"}]\nconcurrency: 8\n${settings}`,
    daily: true,
    sharedKeys: 64,
  });
}

function createTally(): Tally {
  return { looks: 0, trials: 0, generations: new Map() };
}

/**
 * Every consumer reads its sink: the key must be whole and alive until tomorrow's run. It calls its API server
 * when the key is new, about once a month otherwise, and when everybody is asked to.
 */
async function lookAtAll(world: FunctionWorld, tally: Tally, everybody: boolean): Promise<void> {
  const clusters = [...world.emulator.world.clusters.all()];
  for (let start = 0; start < clusters.length; start += 16) {
    await Promise.all(
      clusters.slice(start, start + 16).map(({ id, name }) => look(world, tally, { id, name, everybody })),
    );
  }
}

interface Consumer {
  readonly id: string;
  readonly name: string;
  readonly everybody: boolean;
}

async function look(world: FunctionWorld, tally: Tally, { id, name, everybody }: Consumer): Promise<void> {
  const now = world.clock.now();
  const text = world.emulator.services.kms.secrets
    .get(`ackring/${id}/self`)
    ?.versions.find(({ stages }) => stages.includes('ACSCurrent'))?.data;
  const { stored, target } = readCredential(text ?? '');
  tally.looks += 1;
  if (stored.kind !== 'readable' || target === null)
    return expect(false, `${name}: ${now.toISOString()}: nothing to use`);
  const { certificate, keyMatches } = stored.facts;
  expect(keyMatches, `${name}: key and certificate belong together on ${now.toISOString()}`);
  expect(certificate.notAfter > now, `${name}: lapsed on ${certificate.notAfter.toISOString()}`);
  const serials = tally.generations.get(id) ?? new Set<string>();
  tally.generations.set(id, serials);
  const isNew = !serials.has(certificate.serial);
  serials.add(certificate.serial);
  if (!isNew && !everybody && !isTurn(name, 30, now)) return;
  tally.trials += 1;
  const acceptance = judgeAcceptance(await apiServer.whoAmI(target, { timeoutMs: 30_000 }), stored.facts);
  expect(acceptance.accepted, `${name}: refused on ${now.toISOString()}: ${JSON.stringify(acceptance)}`);
}

/** Another mixture of faults every day; returns what takes them away. */
function spoil({ emulator: { faults } }: FunctionWorld, day: number): () => void {
  const share = (day % 7) / 60;
  const removals = [
    faults.add({ service: 'cs', probability: share, effect: { kind: 'throttle', retryAfterMs: 20 } }),
    faults.add({ service: 'cs', probability: share / 2, effect: { kind: 'error', status: 503 } }),
    faults.add({ service: 'cs', probability: share / 3, effect: { kind: 'reset' } }),
    faults.add({ service: 'cs', probability: share / 3, effect: { kind: 'reset', after: true } }),
    faults.add({ service: 'cs', probability: share / 3, effect: { kind: 'truncate' } }),
    faults.add({ service: 'cs', probability: share / 4, effect: { kind: 'html' } }),
    faults.add({
      service: 'kms',
      probability: share / 2,
      effect: { kind: 'error', status: 403, code: 'Forbidden.NoPermission' },
    }),
    faults.add({ service: 'kms', probability: share / 3, effect: { kind: 'reset', after: true } }),
  ];
  return () => {
    for (const remove of removals) remove();
  };
}

/** Kills the function's process as soon as one of its steps has been asked for once more. */
async function killAtRandomStep({ emulator }: FunctionWorld, day: number): Promise<boolean> {
  const step = steps[day % steps.length] ?? 'GetSecretValue';
  const { requests, services, clock } = emulator;
  const startDay = clock.now().getTime();
  const target = requests.count(step) + 1 + (day % 3);
  const isOver = new Promise<false>((resolve) => {
    const watch = setInterval(() => {
      if (clock.now().getTime() - startDay < dayMs) return;
      clearInterval(watch);
      resolve(false);
    }, 50);
  });
  const isReached = await Promise.race([requests.reached(step, target).then(() => true), isOver]);
  const key = requests.of(step).at(-1)?.accessKeyId;
  return isReached && key !== undefined && key !== null && services.fc.killHolderOf(key);
}

/** Whether the report that the last run left tells of trouble. */
async function saidSo({ emulator, ports }: FunctionWorld): Promise<boolean> {
  const text = await ports.sinks[0]?.documents?.read('latest');
  const report = JSON.parse(text ?? 'null');
  const isOfToday = emulator.clock.now().getTime() - Date.parse(report?.now ?? 0) < dayMs;
  return !isOfToday || report.counts.failed > 0 || report.failures.length > 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}

function expect(isTrue: boolean, promise: string): void {
  if (isTrue) return;
  console.error(`broken: ${promise}`);
  process.exit(1);
}

await threeYears();
await faultyYear();
