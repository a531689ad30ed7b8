import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { officialAckClient } from '@ackring/testkit/official-ack-client';
import CS from '@alicloud/cs20151215';
import type { BenchResult } from './bench-result.js';
import { firstLine, medianWallMs } from './measure.js';

const program = fileURLToPath(import.meta.resolve('@ackring/emulator/main'));
const memoryBudgetMiB = 400;
const pages = 100;

/** Lists 10,000 clusters of the embedded cloud, then every holder in them, and measures its process. */
export async function run(): Promise<readonly BenchResult[]> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [program, '--scenario', 'global'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    const told = JSON.parse(await firstLine(child.stdout));
    const startMs = performance.now() - startedAt;
    const client = officialAckClient(told, told.identities.ops);
    const listMs = await timed(() => listFleet(client));
    const listedMiB = residentMiB(child.pid);
    const { uid } = told.identities.ops;
    const statesMs = await timed(() => inParallel(pages, (page) => listStates(client, uid, page)));
    const heldMiB = residentMiB(child.pid);
    const [bareMs = 1] = await medianWallMs([{ command: process.execPath, args: ['-e', '0'] }], 3);
    return [
      result('10,000 clusters, start', startMs / bareMs, null, `${Math.round(startMs)} ms`),
      result(
        '10,000 clusters, listed',
        listedMiB / memoryBudgetMiB,
        1,
        `${Math.round(listMs)} ms, ${listedMiB} MiB`,
      ),
      result(
        'and 20 holders each',
        heldMiB / memoryBudgetMiB,
        1,
        `${Math.round(statesMs)} ms, ${heldMiB} MiB`,
      ),
    ];
  } finally {
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

type Client = ReturnType<typeof officialAckClient>;

async function listFleet(client: Client): Promise<void> {
  const { body } = await client.describeRegions(new CS.DescribeRegionsRequest({ acceptLanguage: 'en-US' }));
  const regions = (body?.regions ?? []).map(({ regionId }) => regionId ?? '');
  let listed = 0;
  await inParallel(regions.length, async (number) => {
    const inRegion = await listRegion(client, regions[number - 1] ?? '');
    listed += inRegion;
  });
  if (listed !== 10_000) throw new Error(`${listed} clusters were listed: nothing was measured`);
}

async function listRegion(client: Client, region: string): Promise<number> {
  for (let [pageNumber, listed] = [1, 0]; ; pageNumber += 1) {
    const request = new CS.DescribeClustersForRegionRequest({ pageNumber, pageSize: 100 });
    const { body } = await client.describeClustersForRegion(region, request);
    const page = body?.clusters?.length ?? 0;
    listed += page;
    if (page === 0 || listed >= (body?.pageInfo?.totalCount ?? 0)) return listed;
  }
}

/** Asking for one holder's page creates every holder of its clusters. */
async function listStates(client: Client, uid: string, pageNumber: number): Promise<void> {
  const request = new CS.ListUserKubeConfigStatesRequest({ pageNumber, pageSize: 100 });
  const { body } = await client.listUserKubeConfigStates(uid, request);
  if (body?.states?.length !== 100) throw new Error(`page ${pageNumber} is not full: nothing was measured`);
}

async function inParallel(count: number, call: (number: number) => Promise<void>): Promise<void> {
  const numbers = Array.from({ length: count }, (_, index) => index + 1).values();
  const worker = async () => {
    for (const number of numbers) await call(number);
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

function residentMiB(pid: number | undefined): number {
  return Math.round(
    Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / 1024,
  );
}

function result(name: string, ratio: number | null, budget: number | null, detail: string): BenchResult {
  return { name, ratio, budget, detail };
}
