import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Emulator, startEmulator } from '@ackring/emulator/start';
import { median } from '../bench/measure.js';
import { openTerminal, type Terminal } from '../terminal/driver.js';
import type { MemorySample } from './memory-probe.js';

// The full screen over 10,000 clusters that keep changing, refreshed again and again while somebody works in it.
// After each refresh the program collects its garbage: what is left must not grow.
const isFull = process.env['ACKRING_SOAK'] === 'full';
const lengthMs = isFull ? 30 * 60_000 : 32_000;
/**
 * A column keeps values of no row until there are twice as many as rows (`screen/row-store`), some MiB: so many are new
 * in each refresh that this comes and goes several times in a third.
 */
const changedAtOnce = 4_000;
const clusters = 10_000;
/** However slow the machine is: a third needs enough of them for a median, and the first one to fill the caches. */
const fewestRefreshes = 36;
/** So many looks at what one refresh has left. */
const looks = 5;
/** The shortest interval that the settings allow. */
const refreshSeconds = 5;
const mib = 1024 * 1024;
/**
 * The permitted difference between two thirds. Live bytes vary by some 100 KiB, as compiled code comes and goes: a
 * megabyte over the dozen refreshes of a third would be a leak of a hundred KiB each, when one refresh brings more than
 * 10 MiB. Resident bytes also depend on how V8 and the allocator use their pages, which takes minutes to settle: a short
 * run sees about 12 MiB of that come and go, and can only detect a leak of several MiB per refresh.
 */
const liveToleranceMib = 1;
const residentToleranceMib = isFull ? 12 : 48;

const home = await mkdtemp(join(tmpdir(), 'ackring-soak-'));
try {
  await using cloud = await startEmulator({ scenario: 'global' });
  process.exitCode = judge(await watch(cloud));
} finally {
  await rm(home, { recursive: true, force: true });
}

async function watch(cloud: Emulator): Promise<readonly MemorySample[]> {
  const probeFile = join(home, 'memory.json');
  await writeFile(join(home, 'config.json'), JSON.stringify({ refreshSeconds }));
  await using terminal = await openTerminal({
    cloud,
    home,
    columns: 160,
    rows: 45,
    environment: {
      ACKRING_CONFIG_DIR: home,
      ACKRING_MEMORY_PROBE: probeFile,
      NODE_OPTIONS: `--expose-gc --import ${import.meta.resolve('./memory-probe.js')}`,
    },
  });
  await terminal.see(`${clusters} clusters`);
  await terminal.seeFleet();
  const samples: MemorySample[] = [];
  const endsAt = performance.now() + lengthMs;
  while (performance.now() < endsAt || samples.length < fewestRefreshes) {
    changeFleet(cloud, samples.length);
    await work(terminal);
    // A short run has no time for the pauses.
    if (!isFull) await terminal.press('ctrl-r');
    // A busy machine makes the scans slow, and the pauses between them longer.
    await terminal.see('scanning').catch(() => terminal.see('scanning'));
    await terminal.seeFleet();
    samples.push(await settledSample(terminal, probeFile, samples.length));
    if (samples.length % 50 === 0) console.log(`${samples.length}: ${inWords(samples.at(-1))}`);
  }
  return samples;
}

/** Different names and states each time, so that nothing is cached by its previous value. */
function changeFleet(cloud: Emulator, round: number): void {
  for (const cluster of cloud.world.clusters.all().take(changedAtOnce)) {
    cluster.name = cluster.name.replace(/(?: r\d+)?$/, ` r${round}`);
    cluster.state = round % 2 === 0 ? 'updating' : 'running';
  }
}

async function work(terminal: Terminal): Promise<void> {
  await terminal.press('j', 'j', 'j', 'pgdn', 'pgdn', 'G', 'g', 'R', 'N');
  await terminal.type('/hang');
  await terminal.see(/match "hang"/);
  await terminal.press('esc');
  await terminal.seeGone('match');
  await terminal.press('enter');
  await terminal.see('Overview');
  await terminal.press('esc');
  await terminal.seeGone('Overview');
  await terminal.press('2', '6', '1');
  await terminal.see('VERSION');
}

/** The least of several: what is on its way while one looks, as the next refresh is, comes on top of what stays. */
async function settledSample(terminal: Terminal, file: string, round: number): Promise<MemorySample> {
  const all: MemorySample[] = [];
  while (all.length < looks) all.push(await sample(terminal, file, round * looks + all.length + 1));
  return all.reduce((least, each) => (each.live < least.live ? each : least));
}

async function sample(terminal: Terminal, file: string, count: number): Promise<MemorySample> {
  terminal.kill('SIGUSR2');
  // A minute: the garbage of 10,000 clusters takes long to collect on a busy machine.
  for (let tries = 0; tries < 6000; tries += 1) {
    await delay(10);
    const read: MemorySample | null = await readFile(file, 'utf8').then(JSON.parse, () => null);
    if (read?.count === count) return read;
  }
  throw new Error('the program did not tell of its memory');
}

function inWords(sample: MemorySample | undefined): string {
  if (sample === undefined) return 'nothing';
  return `${(sample.live / mib).toFixed(1)} MiB live, ${(sample.resident / mib).toFixed(1)} resident`;
}

/** Compares the last third with the one before; the first fills caches and compiles code. */
function judge(samples: readonly MemorySample[]): number {
  const third = Math.floor(samples.length / 3);
  const [middle, last] = [samples.slice(-2 * third, -third), samples.slice(-third)];
  const grown = (of: (sample: MemorySample) => number, what: string, tolerance: number): boolean => {
    const [before, after] = [median(middle.map(of)) / mib, median(last.map(of)) / mib];
    const growth = after - before;
    const sign = growth > tolerance ? '✘' : ' ';
    console.log(
      `${sign} ${what}: ${before.toFixed(1)} MiB, then ${after.toFixed(1)}: ${growth.toFixed(2)} of ${tolerance} allowed`,
    );
    return growth > tolerance;
  };
  console.log(
    `${samples.length} refreshes of ${clusters} clusters; median of the last ${third}, and of as many before`,
  );
  const isLeaking = [
    grown(({ live }) => live, 'live', liveToleranceMib),
    grown(({ resident }) => resident, 'resident', residentToleranceMib),
  ];
  return isLeaking.includes(true) ? 1 : 0;
}
