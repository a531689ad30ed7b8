import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, request as forward, type Server } from 'node:http';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { BenchResult } from './bench-result.js';

const program = fileURLToPath(import.meta.resolve('@ackring/emulator/main'));
/** Calls a second that the cloud permits here. The scan does not know it. */
const permitted = 250;
const burst = 50;
const timeBudget = 1.1;
const memoryBudgetMiB = 256;
/**
 * What is live at the end is some 30 MiB; left to itself V8 lets garbage pile up, the more the busier the machine.
 * Held to this heap, the scan would die if it needed more.
 */
const heapMiB = 128;

/** Scans a fleet of 10,000 clusters, and who holds each, through an API that permits so many calls a second. */
export async function run(): Promise<readonly BenchResult[]> {
  const cloud = spawn(process.execPath, [program, '--scenario', 'global'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const told = JSON.parse(await firstLine(cloud.stdout));
  const gate = throttleBefore(new URL(told.endpoints.cs));
  try {
    const port = await listenOn(gate.server);
    const environment = { ...told.environment, ACKRING_CS_ENDPOINT: `http://127.0.0.1:${port}` };
    const scanned = JSON.parse(
      (await promisify(execFile)(process.execPath, scannerArguments(environment))).stdout,
    );
    if (scanned.clusters !== 10_000) throw new Error(`${scanned.clusters} clusters: nothing was measured`);
    const { passed, refused } = gate.counts;
    const idealSeconds = passed / permitted;
    const seconds = scanned.ms / 1_000;
    const pace = `${passed} calls at ${permitted}/s: ${seconds.toFixed(1)} s for ${idealSeconds.toFixed(1)} s, ${refused} throttled`;
    return [
      {
        name: '10,000 clusters and their holders',
        ratio: seconds / idealSeconds,
        budget: timeBudget,
        detail: pace,
      },
      {
        name: `memory of the scan, held to a heap of ${heapMiB} MiB`,
        ratio: scanned.mib / memoryBudgetMiB,
        budget: 1,
        detail: `${scanned.listedMib} MiB when listed, ${scanned.mib} MiB at most, of ${memoryBudgetMiB}`,
      },
    ];
  } finally {
    gate.server.closeAllConnections();
    gate.server.close();
    const ended = once(cloud, 'exit');
    cloud.kill('SIGTERM');
    await ended;
  }
}

/** A process of its own, so that its memory is the scan's alone. */
function scannerArguments(environment: Record<string, string>): string[] {
  const core = (path: string): string => JSON.stringify(import.meta.resolve(`@ackring/core/${path}`));
  const script = `
    const { createAck } = await import(${core('adapters/ack')});
    const { createCredentials } = await import(${core('adapters/credentials')});
    const { resolveEndpoint } = await import(${core('adapters/endpoints')});
    const { systemClock: clock } = await import(${core('adapters/clock')});
    const { createRateLimiter } = await import(${core('rate-limit')});
    const { scanFleet } = await import(${core('fleet/scan')});
    const { scanKubeconfigStates } = await import(${core('fleet/kubeconfig-states')});
    const environment = ${JSON.stringify(environment)};
    const ack = createAck({
      credentials: createCredentials({ environment, home: '/nonexistent' }),
      endpoint: (region) => resolveEndpoint('cs', region, environment),
      clock,
      limiter: createRateLimiter(clock),
    });
    const startedAt = performance.now();
    const clusters = [];
    for await (const event of scanFleet({ ack })) {
      if (event.kind === 'failed') throw event.error;
      if (event.kind === 'clusters') clusters.push(...event.clusters);
    }
    const listedMib = Math.round(process.resourceUsage().maxRSS / 1024);
    for await (const event of scanKubeconfigStates({ ack, clusters })) if (event.kind === 'failed') throw event.error;
    const ms = performance.now() - startedAt;
    const mib = Math.round(process.resourceUsage().maxRSS / 1024);
    console.log(JSON.stringify({ clusters: clusters.length, ms, mib, listedMib }));
    process.exit(0);`;
  return [`--max-old-space-size=${heapMiB}`, '--input-type=module', '--eval', script];
}

interface Gate {
  readonly server: Server;
  readonly counts: { passed: number; refused: number };
}

/** A token bucket before the embedded cloud; what it refuses never gets there. */
function throttleBefore(cloud: URL): Gate {
  const counts = { passed: 0, refused: 0 };
  let tokens = burst;
  let last = performance.now();
  const server = createServer((incoming, outgoing) => {
    const now = performance.now();
    tokens = Math.min(burst, tokens + ((now - last) * permitted) / 1_000);
    last = now;
    if (tokens < 1) {
      counts.refused += 1;
      const waitMs = String(Math.ceil(((1 - tokens) * 1_000) / permitted));
      outgoing.writeHead(400, { 'content-type': 'application/json', 'x-acs-retry-after': waitMs });
      outgoing.end(JSON.stringify({ code: 'Throttling.User', message: 'flow control', requestId: 'gate' }));
      incoming.resume();
      return;
    }
    tokens -= 1;
    counts.passed += 1;
    const { method, url, headers } = incoming;
    const onward = forward(
      { host: cloud.hostname, port: cloud.port, method, path: url, headers },
      (answer) => {
        outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(outgoing);
      },
    );
    onward.on('error', () => outgoing.destroy());
    incoming.pipe(onward);
  });
  return { server, counts };
}

function listenOn(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address !== null ? address.port : 0);
    });
  });
}

async function firstLine(stream: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface({ input: stream })) return line;
  throw new Error('the emulator said nothing');
}
